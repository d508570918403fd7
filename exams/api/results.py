"""``GET /api/v1/sittings/{id}/result``: one's own result, as far as it may be seen.

404 for other people's sittings, for one that does not exist, and while nothing of it may be seen
(not final yet; score, right answers and explanations not due, `exams.results.may_see`). What alone
is not due yet is null: ``points``, ``percent``, ``passed`` and ``counts`` with the score;
``questions`` without right answers and explanations; in each question ``right``, ``points``,
``state`` and ``comments`` with the right answers, ``explanations`` on their own.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Router, Schema

from exams import results
from exams.actions import sitting as actions
from exams.actions.grading import percent_of
from exams.models import Sitting
from exams.outcomes import Outcome, outcomes_of
from lms.core.api import Problem
from lms.core.errors import NotVisible

router = Router(tags=["exams"])


class QuestionOut(Schema):
    """``question``, ``given`` and ``right`` by places of the sitting's own order, as while it was
    sat; ``state``: right, part, wrong or open (not answered). Of a blank and a short answer
    ``right`` is a text."""

    place: int
    question: dict[str, Any]
    given: Any
    max_points: Decimal
    points: Decimal | None
    state: str | None
    right: Any
    comments: list[str] | None
    explanations: list[str] | None


class ResultOut(Schema):
    """``counts``: of all attempts this is the one that counts."""

    id: UUID
    paper: UUID
    title: str
    attempt: int
    month: str
    submitted_at: datetime | None
    max_points: Decimal | None
    points: Decimal | None
    percent: Decimal | None
    pass_percent: int
    passed: bool | None
    counts: bool | None
    questions: list[QuestionOut] | None


@router.get("sittings/{uuid:sitting}/result", response={200: ResultOut, 404: Problem})
def sitting_result(request: HttpRequest, sitting: UUID) -> Any:
    """One's own result, as far as it may be seen; 404 until then."""
    found = actions.read(by=request.user, sitting_id=sitting)
    allowed = results.may_see(found)
    if not allowed.anything:
        raise NotVisible(_("This result is not told yet."))
    outcomes = outcomes_of(found, allowed)
    score = _score(found) if allowed.score else dict.fromkeys(SCORE)
    return {
        "id": found.pk,
        "paper": found.paper_id,
        "title": found.paper.title,
        "attempt": found.attempt,
        "month": found.month,
        "submitted_at": found.submitted_at,
        "pass_percent": found.pass_percent,
        **score,
        "questions": [_question(one, allowed) for one in outcomes] or None,
    }


SCORE = ("max_points", "points", "percent", "passed", "counts")


def _score(sitting: Sitting) -> dict[str, Any]:
    rows = Sitting.objects.filter(candidate=sitting.candidate_id, paper=sitting.paper_id)
    return {
        "max_points": sitting.most_points,
        "points": sitting.points,
        "percent": percent_of(sitting),
        "passed": sitting.passed,
        "counts": results.counting(rows).filter(pk=sitting.pk).exists(),
    }


def _question(one: Outcome, allowed: results.Shown) -> dict[str, Any]:
    return {
        "place": one.place,
        "question": one.shown,
        "given": one.given,
        "max_points": one.score,
        "points": one.points,
        "state": one.state or None,
        "right": one.right,
        "comments": list(one.comments) if allowed.answers else None,
        "explanations": list(one.explanations) if allowed.explanations else None,
    }
