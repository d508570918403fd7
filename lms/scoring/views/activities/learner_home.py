"""What a person can do and ask for, and what became of it: one page of big cards."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from lms.scoring.activities.mine import my_activities
from lms.scoring.views.activities.learner_frame import for_offenders, my_file


@for_offenders
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    offender = my_file(request)
    context = {"offender": offender, "mine": my_activities(offender)}
    return render(request, "scoring/activities/my_activities.html", context)
