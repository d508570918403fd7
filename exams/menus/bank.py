"""The question bank in the side menu and in the words of the audit log."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from lms.accounts.permissions import Permission
from lms.core import menus, verbs

VERBS = {
    "exams.question_saved": _("saved a question"),
    "exams.question_released": _("released a version of a question"),
    "exams.question_retired": _("retired a question"),
    "exams.questions_submitted": _("sent questions to review"),
    "exams.questions_approved": _("approved questions"),
    "exams.questions_imported": _("imported questions"),
    "exams.questions_exported": _("exported questions"),
}


def connect() -> None:
    menus.register(
        "content", _("Import questions"), "exams:question_import", "upload", order=70,
        shown=menus.may(Permission.AUTHOR_CONTENT),
    )  # fmt: skip
    menus.register(
        "content", _("Export questions"), "exams:question_export", "download", order=71,
        shown=menus.may(Permission.AUTHOR_CONTENT),
    )  # fmt: skip
    verbs.register(VERBS)
