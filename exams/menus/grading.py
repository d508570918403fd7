"""The graders' queue in the menu of the staff."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from exams.actions.reading import waiting_for
from lms.accounts.permissions import Permission
from lms.core import menus


def connect() -> None:
    menus.register(
        "exams", _("Sheets to grade"), "exams:grading", "edit", order=30,
        shown=menus.may(Permission.GRADE_EXAMS), badge=_waiting,
    )  # fmt: skip


def _waiting(user: Any) -> int:
    return int(waiting_for(user).order_by().count())
