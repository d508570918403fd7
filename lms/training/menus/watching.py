"""What the procuratorate and managers find in the menu."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from lms.accounts.permissions import Permission
from lms.core import menus, places


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
    places.register("case_published", figures_link)


def figures_link(request: HttpRequest, *, case: Any) -> SafeString | None:
    """From a case's place at the desk to its figures, for who may see them."""
    user: Any = request.user
    if not (case.is_warning and user.can(Permission.VIEW_TRAINING)):
        return None
    return render_to_string("training/figures_link.html", {"case": case}, request)
