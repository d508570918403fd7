"""The tests that a course demands, on its page."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string

from exams import requirement, results
from exams.access import papers_for
from exams.models import Sitting
from lms.core import places


def connect() -> None:
    places.register("course", course_tests, order=20)


def course_tests(request: HttpRequest, state: Any, **_given: Any) -> str:
    """Links to them for whoever takes the course; no query when it demands none."""
    ids = requirement.papers_in(state.demands)
    if not ids or state.enrolment is None:
        return ""
    user: Any = request.user
    papers = {paper.pk: paper for paper in papers_for(user).filter(pk__in=ids)}
    sittings = Sitting.objects.filter(candidate=user.pk, paper__in=ids)
    passed = set(results.counting(sittings).filter(passed=True).values_list("paper", flat=True))
    tests = [(papers[pk], pk in passed) for pk in dict.fromkeys(ids) if pk in papers]
    if not tests:
        return ""
    return render_to_string("exams/course_tests.html", {"tests": tests}, request)
