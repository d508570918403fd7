"""The way to the question bank in the CMS, and the words of what is done there to many at once."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from content.filling import writes
from lms.core import menus, verbs

VERBS = {
    "exams.questions_tagged": _("tagged questions"),
    "exams.questions_moved": _("moved questions to a knowledge point"),
}


def connect() -> None:
    menus.register(
        "content", _("Question bank"), "wagtailsnippets_exams_question:list", "question", order=65,
        shown=writes,
    )  # fmt: skip
    verbs.register(VERBS)
