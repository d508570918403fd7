from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

CONNECTED = ("receivers", "tasks", "filling")


class CasesConfig(AppConfig):
    name = "cases"
    label = "cases"
    verbose_name = _("Cases")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from cases import menus
        from cases.models import CaseIndexPage
        from content import shelves

        shelves.add("cases", CaseIndexPage)
        for module in CONNECTED:
            if find_spec(f"cases.{module}"):
                import_module(f"cases.{module}")
        menus.connect()
