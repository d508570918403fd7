"""Questions and papers go through the review of the CMS, as pages do (content/reviewed.py); their
authors and reviewers see the pictures of questions there (content/gate.py)."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from content import gate, reviewed
from content.models import Image
from exams.models import Paper, Question, QuestionPicture


def question_problems(question: Question) -> list[str]:
    """Why this draft may not be released yet, in sentences for its author."""
    from exams.bank import check
    from exams.bank.pictures import form_of

    found = check.problems(check.settle(form_of(question)))
    if question.is_retired:
        found.append(_("This question was retired. Write a new one in its place."))
    return found


def paper_problems(paper: Paper) -> list[str]:
    """Why this draft may not be published yet, in sentences for its author."""
    from exams.papers.problems import problems

    return problems(paper)


def shows_picture(user: Any, file: Any) -> bool:
    """Whether ``user`` writes or reviews for the owner of a question with this picture."""
    if not isinstance(file, Image):
        return False
    seen = Question.objects.of_authors(user).values("pk")
    return QuestionPicture.objects.filter(image=file.pk, question__in=seen).exists()


gate.shown_by(shows_picture)
reviewed.register(Question, problems=question_problems)
reviewed.register(Paper, problems=paper_problems)
