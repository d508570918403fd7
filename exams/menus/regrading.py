"""Corrections of questions in the menu, beside the figures, and in the words of the audit log."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from lms.accounts.permissions import Permission
from lms.core import menus, verbs

VERBS = {
    "exams.regrade_proposed": _("proposed to correct a question"),
    "exams.regrade_ordered": _("ordered the correction of a question"),
    "exams.regrade_done": _("finished the correction of a question"),
    "exams.result_regraded": _("raised a result after the correction of a question"),
}


def connect() -> None:
    menus.register(
        "exams", _("Corrections of questions"), "exams:regrades", "check", order=65,
        shown=menus.may(Permission.REGRADE_EXAMS),
    )  # fmt: skip
    verbs.register(VERBS)
