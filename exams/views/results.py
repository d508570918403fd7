"""One's own results: all by month, one in detail, the record on paper."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from exams import results
from exams.actions import sitting as actions
from exams.actions.grading import percent_of
from exams.models import Paper, Sitting
from exams.my_results import my_results
from exams.outcomes import outcomes_of
from exams.studying import to_study
from lms.core.errors import NotVisible
from lms.core.months import today
from lms.learning.views.learner_frame import for_learners, person


@for_learners
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    return render(request, "exams/results_mine.html", {"months": my_results(person(request))})


@for_learners
@require_safe
def result(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What may be seen of it. While nothing may: 404, saying from when."""
    user = person(request)
    sitting = actions.read(by=user, sitting_id=pk)
    allowed = results.may_see(sitting)
    context: dict[str, Any] = {"sitting": sitting, "paper": sitting.paper, "shown": allowed}
    if not allowed.anything:
        context |= {"after": Paper.Shown.AFTER, "is_final": sitting.state == Sitting.State.FINAL}
        return render(request, "exams/results_later.html", context, status=404)
    if allowed.score:
        context |= {"percent": percent_of(sitting), "points": to_study(user, sitting)}
        context["counts"] = _counts(sitting)
    context["outcomes"] = outcomes_of(sitting, allowed)
    return render(request, "exams/results_one.html", context)


@for_learners
@require_safe
def record(request: HttpRequest, pk: UUID) -> HttpResponse:
    """For paper: who, what, how many points, when; a line to sign on."""
    user = person(request)
    sitting = actions.read(by=user, sitting_id=pk)
    if not results.may_see(sitting).score:
        raise NotVisible(_("This result is not told yet."))
    context = {
        "sitting": sitting,
        "paper": sitting.paper,
        "percent": percent_of(sitting),
        "counts": _counts(sitting),
        "who": user,
        "day": today(),
    }
    return render(request, "exams/results_record.html", context)


def _counts(sitting: Sitting) -> bool:
    rows = Sitting.objects.filter(candidate=sitting.candidate_id, paper=sitting.paper_id)
    return results.counting(rows).filter(pk=sitting.pk).exists()
