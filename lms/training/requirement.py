"""A course may demand that a warning case is studied and signed for (content/requirements.py)."""

from __future__ import annotations

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.models import CasePage
from content import requirements
from content.models import CourseRequirement
from content.models.taxonomy import Audience
from lms.core import context
from lms.learning import completion
from lms.learning.models import Enrolment
from lms.training.models import Acknowledgement

CASE_ACKNOWLEDGED = "case_acknowledged"


def case_of(target: str) -> CasePage | None:
    if not (target.isascii() and target.isdigit() and len(target) < 10):
        return None
    return CasePage.objects.warnings().filter(pk=int(target)).first()


def met(user: Any, target: str) -> bool:
    """Signed for once, in whatever version and whichever county's copy. A case that was withdrawn
    cannot be read any more and stands in nobody's way."""
    case = case_of(target)
    if case is None:
        return False
    if case.is_withdrawn:
        return True
    return Acknowledgement.objects.filter(person=user.pk, case__origin=case.origin).exists()


def describe(target: str) -> str:
    case = case_of(target)
    if case is None or not case.live:
        return _("Study a case that is not there any more. Please ask who leads the training.")
    return _("Study and sign for the case “%(title)s”.") % {"title": case.title}


def problem(target: str) -> str | Promise | None:
    case = case_of(target)
    if case is None:
        return _("Choose the warning case that has to be studied.")
    if not case.live or case.is_withdrawn:
        return _("This case is not published.")
    return None


def unsuitable(target: str, course: Any) -> str | Promise | None:
    """Warning cases are for staff; so must be a course that demands one."""
    if course.audience != Audience.STAFF:
        return _("Warning cases are for staff. This course is not for staff alone.")
    return None


def targets() -> list[tuple[str, str]]:
    """Warning cases that the author at work may see."""
    author = context.actor()
    if author is None:
        return []
    cases = CasePage.objects.visible_to(author).warnings().order_by("title")
    return [(str(pk), title) for pk, title in cases.values_list("pk", "title")]


def complete_courses(learner: Any, case: CasePage) -> None:
    """The learner's courses that waited for ``case``, or for a copy of it, are completed."""
    copies = CasePage.objects.filter(origin=case.origin).values_list("pk", flat=True)
    wanted = CourseRequirement.objects.filter(
        kind=CASE_ACKNOWLEDGED, target__in=[str(pk) for pk in copies]
    )
    mine = Enrolment.objects.filter(learner=learner, course__in=wanted.values("course"))
    for course in mine.exclude(state=Enrolment.State.COMPLETED).values_list("course", flat=True):
        completion.complete_if_done(learner=learner, course_id=course)


requirements.register(
    requirements.RequirementKind(
        CASE_ACKNOWLEDGED, gettext_lazy("Study a warning case and sign for it"),
        met, describe, problem, unsuitable, targets,
    )
)  # fmt: skip
