"""``/api/v1/courses``: what a learner is enrolled in or may take (contract.md)."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Case, F, FilteredRelation, Q, QuerySet, When
from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Router, Schema

from content.models import CoursePage
from lms.core.api import Paged, page_of
from lms.core.errors import NotVisible
from lms.learning.actions.enrolling import FOR_STAFF
from lms.learning.completion import later
from lms.learning.lessons import LessonState, lessons_with_progress
from lms.learning.models import Enrolment

router = Router(tags=["courses"])
State = Enrolment.State
MOST = 2**31
"""No page has such a number, and no database can look for a larger one."""
COLUMNS = (
    "pk", "title", "mine__source", "mine__state", "mine__because", "mine__reason", "mine__due_on",
    "mine__postponed_until",
)  # fmt: skip


class CourseOut(Schema):
    id: int
    title: str
    credited_seconds: int
    nominal_seconds: int
    completed: bool
    due_on: date | None
    why: str


class LessonOut(Schema):
    id: int
    title: str
    kind: str
    nominal_seconds: int
    credited_seconds: int
    position: int
    completed: bool


class CourseWithLessons(CourseOut):
    lessons: list[LessonOut]


def courses_of(user: Any) -> QuerySet[Any]:
    """Courses that ``user`` is enrolled in or may take, as ``mine``; theirs first: what is open, by
    the day on which it is due, then completed and waived ones, then the rest."""
    courses = CoursePage.objects.visible_to(user).annotate(
        mine=FilteredRelation("enrolments", condition=Q(enrolments__learner=user))
    )
    if not user.is_offender:
        choice = Q(audience__in=FOR_STAFF) if user.is_desk else Q(pk__in=[])
        courses = courses.filter(Q(mine__isnull=False) | choice)
    rank = Case(When(mine__state=State.OPEN, then=0), When(mine__isnull=False, then=1), default=2)
    return courses.order_by(rank, F("mine__due_on").asc(nulls_last=True), "title", "pk")


@router.get("courses", response=Paged[CourseOut])
def courses(request: HttpRequest, page: int = 1, size: int = 50) -> dict[str, Any]:
    """The courses that I am enrolled in or may take."""
    found = page_of(courses_of(request.user).values(*COLUMNS), page, size, dict)
    lessons = _by_course(request.user, [row["pk"] for row in found["items"]])
    items = [_shown(row, lessons.get(row["pk"], [])) for row in found["items"]]
    return {"items": items, "total": found["total"]}


@router.get("courses/{int:course_id}", response=CourseWithLessons)
def course(request: HttpRequest, course_id: int) -> dict[str, Any]:
    """One of them, with its lessons."""
    known = courses_of(request.user).filter(pk=course_id) if course_id < MOST else None
    row = known.values(*COLUMNS).first() if known is not None else None
    if row is None:
        raise NotVisible(_("This course does not exist or is not meant for you."), code="course")
    lessons = lessons_with_progress(request.user, [course_id])
    return {**_shown(row, lessons), "lessons": [_lesson(one) for one in lessons]}


def _by_course(user: Any, ids: list[int]) -> dict[int, list[LessonState]]:
    found: dict[int, list[LessonState]] = {}
    for lesson in lessons_with_progress(user, ids):
        found.setdefault(lesson.course, []).append(lesson)
    return found


def _shown(row: dict[str, Any], lessons: list[LessonState]) -> dict[str, Any]:
    waived = row["mine__state"] == State.WAIVED
    return {
        "id": row["pk"],
        "title": row["title"],
        "credited_seconds": sum(one.credited_seconds for one in lessons),
        "nominal_seconds": sum(one.nominal_seconds for one in lessons),
        "completed": row["mine__state"] == State.COMPLETED,
        "due_on": None if waived else later(row["mine__due_on"], row["mine__postponed_until"]),
        "why": _why(row),
    }


def _why(row: dict[str, Any]) -> str:
    """The plan's reasons, or what the officer wrote; empty for what was or may be chosen."""
    if row["mine__state"] == State.WAIVED or row["mine__source"] == Enrolment.Source.OFFICER:
        return str(row["mine__reason"])
    return "、".join(str(one) for one in row["mine__because"] or ())


def _lesson(one: LessonState) -> dict[str, Any]:
    return {
        "id": one.id,
        "title": one.title,
        "kind": one.kind,
        "nominal_seconds": one.nominal_seconds,
        "credited_seconds": one.credited_seconds,
        "position": one.position,
        "completed": one.is_completed,
    }
