from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

from django.apps import AppConfig

CONNECTED = ("receivers", "tasks", "requirement", "filling")


class TrainingConfig(AppConfig):
    name = "lms.training"
    label = "training"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from lms.training import menus

        for module in CONNECTED:
            if find_spec(f"lms.training.{module}"):
                import_module(f"lms.training.{module}")
        menus.connect()
