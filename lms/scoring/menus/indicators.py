"""The three zeros in the menu and on the desk."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from lms.accounts.permissions import Permission
from lms.core import menus, places, verbs
from lms.scoring.indicators import glance as indicator_glance


def desk_today(request: HttpRequest, **_more: Any) -> SafeString | None:
    user: Any = request.user
    if not user.can(Permission.VIEW_SCORES):
        return None
    context = {"zeros": indicator_glance.glance(user)}
    return render_to_string("scoring/indicators_desk.html", context, request)


def connect() -> None:
    menus.register(
        "scores", _("Three zeros"), "scoring:indicators", "shield", order=80,
        shown=menus.may(Permission.VIEW_SCORES),
    )  # fmt: skip
    places.register("desk_today", desk_today, order=60)
    verbs.register(VERBS)


VERBS = {
    "scoring.indicator_entered": _("entered a case of the three zeros"),
    "scoring.indicator_corrected": _("corrected a case of the three zeros"),
}
