"""The graders' queue in the menu of the staff."""

from __future__ import annotations

from typing import Any

from django.core.cache import cache
from django.utils.translation import gettext_lazy as _

from exams.actions.reading import due_for
from lms.accounts.permissions import Permission
from lms.core import menus, verbs

KEPT = 60
"""Seconds."""
VERBS = {
    "exams.sheet_read": _("handed over a graded sheet"),
    "exams.sheet_taken_over": _("went on with a sheet that somebody had begun to grade"),
}


def connect() -> None:
    menus.register(
        "exams", _("Sheets to grade"), "exams:grading", "edit", order=30,
        shown=menus.may(Permission.GRADE_EXAMS), badge=_waiting,
    )  # fmt: skip
    verbs.register(VERBS)


def _waiting(user: Any) -> int:
    """It stands on every page of the desk: counted once a minute."""
    key = f"exams:to-grade:{user.pk}"
    known: int | None = cache.get(key)
    if known is None:
        known = int(due_for(user).order_by().count())
        cache.set(key, known, KEPT)
    return known
