"""A course may demand that a paper is passed (content/requirements.py)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from content import requirements
from content.models import CourseRequirement
from exams import results
from exams.models import Paper
from lms.learning import completion
from lms.learning.models import Enrolment

PAPER_PASSED = "paper_passed"


def paper_of(target: str) -> Paper | None:
    """The paper that an author's target names: its identifier, or its title where one alone is
    published under it."""
    target = target.strip()
    try:
        return Paper.objects.filter(pk=UUID(target)).first()
    except ValueError:
        named = list(Paper.objects.published().filter(title=target)[:2])
        return named[0] if len(named) == 1 else None


def met(user: Any, target: str) -> bool:
    paper = paper_of(target)
    return paper is not None and results.passed(user, paper.pk)


def describe(target: str) -> str:
    paper = paper_of(target)
    title = paper.title if paper else target
    return _("Pass the test “%(title)s”.") % {"title": title}


def problem(target: str) -> str | Promise | None:
    paper = paper_of(target)
    if paper is None:
        return _("There is no published paper of this name or number.")
    if not paper.live or paper.retired_at is not None:
        return _("This paper is not published.")
    if not paper.counts_for_something:
        return _("A mock exam or practice cannot be required.")
    return None


def complete_courses(learner: Any, paper: Paper) -> None:
    """The learner's courses that waited for ``paper`` alone are completed."""
    wanted = CourseRequirement.objects.filter(
        kind=PAPER_PASSED, target__in=[str(paper.pk), paper.pk.hex, paper.title]
    )
    mine = Enrolment.objects.filter(learner=learner, course__in=wanted.values("course"))
    for course in mine.exclude(state=Enrolment.State.COMPLETED).values_list("course", flat=True):
        completion.complete_if_done(learner=learner, course_id=course)


requirements.register(
    requirements.RequirementKind(PAPER_PASSED, gettext_lazy("Pass a test"), met, describe, problem)
)
