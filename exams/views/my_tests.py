"""The tests of whoever is signed in: the list, and what to know before one begins."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from exams import access
from exams.actions import sitting as actions
from exams.models import ExamNeeds, Paper
from exams.my_tests import forget_waiting, my_tests, needs_of, number_of_questions
from exams.views.sitting import large_type, new_tab
from lms.core.errors import NotVisible
from lms.learning import devices
from lms.learning.views.learner_frame import for_learners, person


@for_learners
@require_safe
def tests(request: HttpRequest) -> HttpResponse:
    found = my_tests(person(request))
    context = {
        "due": [one for one in found if one.is_due],
        "more": [one for one in found if not one.is_due and one.can_go_on and not one.last],
        "over": [one for one in found if not one.is_due and one.last],
    }
    return render(request, "exams/sitting_tests.html", context)


@for_learners
@require_http_methods(["GET", "HEAD", "POST"])
def test(request: HttpRequest, paper: UUID) -> HttpResponse:
    """What to know before; a POST begins, or goes on with what is under way."""
    user = person(request)
    page = Paper.objects.filter(pk=paper, live=True).first()
    if page is None:
        raise NotVisible(_("There is no such test."))
    if request.method == "POST":
        return _begin(request, page)
    standing, needs = access.may_sit(user, page), needs_of(user)
    context = {
        "paper": page,
        "standing": standing,
        "questions": number_of_questions(page),
        **_minutes(page, needs),
        "large_type": large_type(request, needs),
    }
    return devices.remember(request, render(request, "exams/sitting_test.html", context))


def _minutes(paper: Paper, needs: ExamNeeds) -> dict[str, Any]:
    """How long they have, with the extra time that is given to them."""
    if paper.is_practice or paper.minutes is None:
        return {"minutes": None, "extra": 0}
    extra = paper.minutes * needs.extra_percent // 100
    return {"minutes": paper.minutes + extra, "extra": extra}


def _begin(request: HttpRequest, paper: Paper) -> HttpResponse:
    tab = new_tab()
    begun = actions.start(by=request.user, paper=paper, tab=tab, device=devices.device_of(request))
    forget_waiting(begun.candidate_id)
    return redirect(f"{reverse('exams:sitting', args=[begun.pk])}?{urlencode({'tab': tab})}")
