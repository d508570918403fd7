"""What the procuratorate and managers find in the menu."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from lms.accounts.permissions import Permission
from lms.core import menus


def connect() -> None:
    watches = menus.may(Permission.VIEW_TRAINING)
    manages = menus.may(Permission.MANAGE_TRAINING)
    entry = menus.register
    entry(
        "training", _("Cases and who read them"), "training:cases", "chart", order=10, shown=watches
    )
    entry(
        "training",
        _("Risk points and posts"),
        "training:coverage",
        "shield",
        order=20,
        shown=watches,
    )
    entry("training", _("Reading rules"), "training:rules", "settings", order=30, shown=manages)
