"""What to study again: courses and lessons about the knowledge points where points were lost."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from content.models import CoursePage, KnowledgePoint, LessonPage
from exams.frozen import questions_of
from exams.models import Mark, Sitting
from lms.learning.actions.enrolling import courses_open_to

MOST_POINTS, MOST_LESSONS = 8, 3


@dataclass(slots=True)
class Course:
    pk: int
    title: str
    lessons: list[tuple[int, str]] = field(default_factory=list)
    """(key, title) of the first few, in their order."""


@dataclass(slots=True)
class Point:
    """A knowledge point, and what a person may study about it."""

    name: str
    lost: Decimal
    courses: list[Course] = field(default_factory=list)


def to_study(user: Any, sitting: Sitting) -> list[Point]:
    """The knowledge points of a final sitting where points were lost, the weakest first, with
    what teaches them or the point above them, as far as ``user`` may take it. Says nothing about
    single questions. Four queries."""
    lost = _lost(sitting)
    rows = list(KnowledgePoint.objects.filter(code__in=lost).values("pk", "code", "name", "parent"))
    points = {row["code"]: Point(row["name"], lost[row["code"]]) for row in rows}
    teaching = _teaching(user, {key for row in rows for key in (row["pk"], row["parent"]) if key})
    for row in rows:
        own = teaching.get(row["pk"], []) + teaching.get(row["parent"] or 0, [])
        points[row["code"]].courses = list({one.pk: one for one in own}.values())[:3]
    return sorted(points.values(), key=lambda one: (-one.lost, one.name))[:MOST_POINTS]


def _lost(sitting: Sitting) -> dict[str, Decimal]:
    """Points lost, by the code of the knowledge point."""
    rows = Mark.objects.filter(sitting=sitting, version=sitting.grading_version)
    points = dict(rows.order_by("place", "reader").values_list("place", "points"))
    found: dict[str, Decimal] = {}
    for placed in questions_of(sitting):
        lost = placed.score - points.get(placed.place, Decimal(0))
        if lost > 0 and placed.question.knowledge:
            code = placed.question.knowledge
            found[code] = found.get(code, Decimal(0)) + lost
    return found


def _teaching(user: Any, points: Iterable[int]) -> dict[int, list[Course]]:
    """Courses open to ``user``, by the key of a knowledge point."""
    links = CoursePage.knowledge_points.through.objects.filter(
        knowledgepoint__in=list(points), coursepage__in=courses_open_to(user)
    ).order_by("coursepage__path")
    rows = list(links.values_list("knowledgepoint_id", "coursepage_id", "coursepage__title"))
    courses = {pk: Course(pk, title) for _point, pk, title in rows}
    lessons = LessonPage.objects.offered().filter(course__in=list(courses)).in_order()
    for pk, course, title in lessons.values_list("pk", "course_id", "title"):
        if len(courses[course].lessons) < MOST_LESSONS:
            courses[course].lessons.append((pk, title))
    found: dict[int, list[Course]] = {}
    for point, pk, _title in rows:
        found.setdefault(point, []).append(courses[pk])
    return found
