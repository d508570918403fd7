"""Questions and papers go through the review of the CMS, as pages do (content/reviewed.py); their
authors and reviewers see the pictures of questions there (content/gate.py)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.contrib.contenttypes.models import ContentType
from django.utils.translation import gettext as _
from wagtail.models import WorkflowState

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


def waiting_ids(model: Any, among: Iterable[Any] | None = None) -> list[UUID]:
    """Ids of questions or papers that wait for a reviewer. A list: ids of reviews are texts."""
    kind = ContentType.objects.get_for_model(model, for_concrete_model=False)
    states = WorkflowState.objects.filter(
        base_content_type=kind, status=WorkflowState.STATUS_IN_PROGRESS
    )
    if among is not None:
        states = states.filter(object_id__in=[str(one.pk) for one in among])
    return [UUID(found) for found in states.values_list("object_id", flat=True)]


gate.shown_by(shows_picture)
reviewed.register(Question, problems=question_problems)
reviewed.register(Paper, problems=paper_problems)
