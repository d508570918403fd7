"""Where stories are found."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from lms.accounts import policies
from lms.accounts.permissions import Permission
from lms.core import menus, places, verbs


def ask_button(request: HttpRequest, *, offender: Any, **_given: Any) -> str:
    """On a person's page, for who may ask."""
    if offender.juvenile_regime or request.user.pk == offender.pk:
        return ""
    if not policies.can(request.user, Permission.RECORD_CONDUCT, offender):
        return ""
    return render_to_string("scoring/stories_button.html", {"offender": offender}, request)


def connect() -> None:
    may = menus.may(Permission.AUTHOR_CONTENT)
    menus.register("content", _("Stories"), "scoring:stories", "star", order=70, shown=may)
    places.register("person_actions", ask_button, order=80)
    verbs.register({
        "scoring.story_asked": _("asked for consent to a story"),
        "scoring.story_answered": _("answered about a story"),
        "scoring.story_withdrawn": _("took the consent to a story back"),
        "scoring.story_drafted": _("drafted a story"),
    })  # fmt: skip
