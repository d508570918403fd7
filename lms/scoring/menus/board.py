"""The board's place in the menu."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from lms.accounts.permissions import Permission
from lms.core import menus


def connect() -> None:
    menus.section("scores", _("Barometer"), order=25)
    shown = menus.may(Permission.VIEW_SCORES)
    menus.register("scores", _("Month board"), "scoring:board", "chart", order=10, shown=shown)
