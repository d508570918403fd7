from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

from django.apps import AppConfig

CONNECTED = ("receivers", "tasks")


class ScoringConfig(AppConfig):
    name = "lms.scoring"
    label = "scoring"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from lms.scoring import menus

        for module in CONNECTED:
            if find_spec(f"lms.scoring.{module}"):
                import_module(f"lms.scoring.{module}")
        menus.connect()
