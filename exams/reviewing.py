"""Questions and papers go through the review of the CMS, as pages do (content/reviewed.py)."""

from __future__ import annotations

from django.utils.translation import gettext as _

from content import reviewed
from exams.models import Question


def question_problems(question: Question) -> list[str]:
    """Why this draft may not be released yet, in sentences for its author."""
    from exams.bank import check
    from exams.bank.pictures import form_of

    found = check.problems(check.settle(form_of(question)))
    if question.is_retired:
        found.append(_("This question was retired. Write a new one in its place."))
    return found


reviewed.register(Question, problems=question_problems)
