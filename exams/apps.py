from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

from django.apps import AppConfig

CONNECTED = ("receivers", "tasks", "reviewing")


class ExamsConfig(AppConfig):
    name = "exams"
    label = "exams"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from exams import menus

        for module in CONNECTED:
            if find_spec(f"exams.{module}"):
                import_module(f"exams.{module}")
        menus.connect()
