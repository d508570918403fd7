"""A course may demand that a paper is passed (content/requirements.py)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import CharField, F, OuterRef, QuerySet, Value
from django.db.models.functions import Cast, Replace
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from content import requirements
from content.models import CourseRequirement
from content.models.taxonomy import Audience
from exams import results
from exams.models import Paper
from lms.core import context
from lms.learning import completion
from lms.learning.models import Enrolment

PAPER_PASSED = "paper_passed"


def paper_of(target: str) -> Paper | None:
    try:
        return Paper.objects.filter(pk=UUID(target)).first()
    except ValueError:
        return None


def met(user: Any, target: str) -> bool:
    paper = paper_of(target)
    return paper is not None and results.passed(user, paper.pk)


def describe(target: str) -> str:
    paper = paper_of(target)
    if paper is None:
        return _("Pass a test that is not there any more. Please call your justice office.")
    return _("Pass the test “%(title)s”.") % {"title": paper.title}


def problem(target: str) -> str | Promise | None:
    paper = paper_of(target)
    if paper is None:
        return _("Choose the paper that has to be passed.")
    if not paper.live or paper.retired_at is not None:
        return _("This paper is not published.")
    if not paper.counts_for_something:
        return _("A mock exam or practice cannot be required.")
    return None


def unsuitable(target: str, course: Any) -> str | Promise | None:
    """Everybody who takes the course must be able to sit the paper."""
    paper = paper_of(target)
    if paper is not None and paper.audience not in (Audience.BOTH, course.audience):
        return _("This paper is not meant for all who take the course.")
    return None


def targets() -> list[tuple[str, str]]:
    """Published papers that the author at work may use."""
    author = context.actor()
    if author is None:
        return []
    papers = Paper.objects.published().shared_with(author).filter(mode=Paper.Mode.EXAM)
    return [(str(pk), title) for pk, title in papers.order_by("title").values_list("pk", "title")]


def demanding(user: Any) -> QuerySet[CourseRequirement]:
    """What this person's courses demand of the paper of an outer query, waived courses aside. The
    databases write identifiers with hyphens or without."""
    mine = Enrolment.objects.filter(learner=user.pk).exclude(state=Enrolment.State.WAIVED)
    wanted = CourseRequirement.objects.filter(kind=PAPER_PASSED, course__in=mine.values("course"))
    return wanted.annotate(wanted=_bare(F("target"))).filter(
        wanted=_bare(Cast(OuterRef("pk"), CharField()))
    )


def _bare(identifier: Any) -> Any:
    return Replace(identifier, Value("-"), Value(""))


def _uuid(target: str) -> UUID | None:
    try:
        return UUID(target)
    except ValueError:
        return None


def papers_in(demands: Iterable[tuple[str, str]]) -> list[UUID]:
    """The papers among what a course demands (kind, target)."""
    found = (_uuid(target) for kind, target in demands if kind == PAPER_PASSED)
    return [pk for pk in found if pk]


def complete_courses(learner: Any, paper: Paper) -> None:
    """The learner's courses that waited for ``paper`` alone are completed."""
    wanted = CourseRequirement.objects.filter(kind=PAPER_PASSED, target=str(paper.pk))
    mine = Enrolment.objects.filter(learner=learner, course__in=wanted.values("course"))
    for course in mine.exclude(state=Enrolment.State.COMPLETED).values_list("course", flat=True):
        completion.complete_if_done(learner=learner, course_id=course)


requirements.register(
    requirements.RequirementKind(
        PAPER_PASSED, gettext_lazy("Pass a test"), met, describe, problem, unsuitable, targets
    )
)
