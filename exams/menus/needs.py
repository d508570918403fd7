"""Extra time in tests on a person's page and in the words of the audit log."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from lms.accounts import policies
from lms.accounts.permissions import Permission
from lms.core import places, verbs

VERBS = {"exams.needs_set": _("set extra time or large type in tests")}


def connect() -> None:
    places.register("person_actions", person_actions, order=40)
    verbs.register(VERBS)


def person_actions(request: HttpRequest, offender: Any, **_more: Any) -> SafeString | None:
    """A link for who may change it. No query."""
    user: Any = request.user
    if not policies.can(user, Permission.EDIT_PEOPLE, offender):
        return None
    return render_to_string("exams/needs_link.html", {"offender": offender}, request)
