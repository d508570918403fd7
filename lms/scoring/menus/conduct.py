"""Conduct records in the menu, on a person's page and in the words of the audit log."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from lms.accounts import policies
from lms.accounts.permissions import Permission
from lms.core import menus, places, verbs
from lms.scoring import waiting


def person_actions(request: HttpRequest, offender: Any, **_more: Any) -> SafeString | None:
    """Links beside the others of the person's page. No query."""
    user: Any = request.user
    if not policies.can(user, Permission.VIEW_SCORES, offender):
        return None
    may = policies.can(user, Permission.RECORD_CONDUCT, offender)
    context = {"offender": offender, "may_record": may}
    return render_to_string("scoring/conduct_actions.html", context, request)


def connect() -> None:
    menus.register(
        "scores", _("Conduct records"), "scoring:conduct_list", "edit", order=20,
        shown=menus.may(Permission.VIEW_SCORES), badge=_waiting,
    )  # fmt: skip
    places.register("person_actions", person_actions, order=30)
    verbs.register(VERBS)


def _waiting(user: Any) -> int:
    return waiting.count(user, waiting.CONDUCT)


VERBS = {
    "scoring.conduct_recorded": _("recorded conduct"),
    "scoring.conduct_confirmed": _("confirmed a heavy record"),
    "scoring.conduct_refused": _("refused a heavy record"),
    "scoring.conduct_cancelled": _("cancelled a record of conduct"),
    "scoring.conduct_imported": _("imported conduct records"),
    "scoring.file_added": _("added a file"),
}
