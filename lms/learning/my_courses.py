"""A learner's courses for the list: theirs with progress, and what else they may take."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from content.models import CoursePage
from content.reach import reach_of
from lms.core.months import today
from lms.learning.actions.enrolling import courses_open_to
from lms.learning.completion import later, prerequisites_by_course
from lms.learning.lessons import LessonState, lessons_with_progress
from lms.learning.models import Enrolment
from lms.learning.wording import why_mine

State = Enrolment.State


@dataclass(frozen=True, slots=True, kw_only=True)
class MyCourse:
    """A course in somebody's list. ``before``: titles of courses to finish first."""

    id: int
    title: str
    cover: str
    state: str
    why: str
    reason: str
    due_on: date | None
    lessons: tuple[LessonState, ...]
    before: tuple[str, ...] = ()

    @property
    def is_open(self) -> bool:
        return self.state == State.OPEN

    @property
    def is_overdue(self) -> bool:
        return self.is_open and self.due_on is not None and self.due_on < today()

    @property
    def is_begun(self) -> bool:
        return any(lesson.is_begun for lesson in self.lessons)

    @property
    def done(self) -> int:
        return sum(lesson.is_completed for lesson in self.lessons)

    @property
    def credited_seconds(self) -> int:
        return sum(lesson.credited_seconds for lesson in self.lessons)

    @property
    def nominal_seconds(self) -> int:
        return sum(lesson.nominal_seconds for lesson in self.lessons)

    @property
    def has_new(self) -> bool:
        """Completed, and something has been added or has grown since."""
        return self.state == State.COMPLETED and any(
            lesson.has_grown or not lesson.is_begun for lesson in self.lessons
        )


@dataclass(frozen=True, slots=True)
class OpenCourse:
    """A course that may be chosen."""

    id: int
    title: str
    cover: str
    summary: str


def my_courses(learner: Any) -> list[MyCourse]:
    """Courses of a learner that are published and in reach, the most urgent first; completed and
    waived ones at the end. Five queries at most, besides those of `content.reach`."""
    reach = reach_of(learner)
    rows = list(
        Enrolment.objects.of(learner)
        .filter(reach.by_sharing("course__"), reach.by_audience("course__"))
        .filter(course__live=True, course__withdrawn_at=None)
        .values_list(
            "course", "course__title", "course__cover", "state", "source", "because", "reason",
            "due_on", "postponed_until",
        )
    )  # fmt: skip
    ids = [row[0] for row in rows]
    lessons: dict[int, list[LessonState]] = {}
    for lesson in lessons_with_progress(learner, ids):
        lessons.setdefault(lesson.course, []).append(lesson)
    before = prerequisites_by_course(learner, [row[0] for row in rows if row[3] == State.OPEN])
    found = [
        MyCourse(
            id=course, title=title, cover=cover, state=state,
            why=why_mine(source, because, reason), reason=reason,
            due_on=None if state == State.WAIVED else later(due_on, postponed_until),
            lessons=tuple(lessons.get(course, ())), before=tuple(before.get(course, ())),
        )
        for course, title, cover, state, source, because, reason, due_on, postponed_until in rows
    ]  # fmt: skip
    return sorted(found, key=_order)


def _order(course: MyCourse) -> tuple[int, bool, date, bool, str]:
    states = [State.OPEN, State.COMPLETED, State.WAIVED]
    locked = bool(course.before)
    day = course.due_on or date.max
    return states.index(State(course.state)), locked, day, not course.is_begun, course.title


def more_courses(learner: Any) -> list[OpenCourse]:
    """Courses that a learner may choose and has not: the same course adopted by another county
    counts as theirs. One query, besides those of `content.reach`."""
    mine = Enrolment.objects.of(learner).values("course__origin")
    rows = courses_open_to(learner).exclude(origin__in=mine).order_by("title")
    return [OpenCourse(*row) for row in rows.values_list("pk", "title", "cover", "summary")]


def is_theirs(learner: Any, course: CoursePage) -> bool:
    return Enrolment.objects.of(learner).filter(course=course).exists()
