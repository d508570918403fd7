"""How courses are used: by how many, for how long, to the end or not.

Figures of one moment for all courses, worked out by one pass over enrolments and one over progress
and kept for a quarter of an hour: a page of figures must not weigh on those who study.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core.cache import cache
from django.db.models import Case, Count, IntegerField, Q, QuerySet, Sum, Value, When
from django.utils.translation import gettext_lazy as _

from content import usage as counters
from content.models import CoursePage, LessonPage, ToolPage
from lms.accounts import policies
from lms.accounts.permissions import Permission
from lms.core.clock import now
from lms.learning.models import Enrolment, LessonProgress, ToolResult

KEPT = timedelta(minutes=15)
EVERYBODY, OURS = "all", "ours"
NAMES = ("enrolled", "begun", "completed", "seconds")


@dataclass(frozen=True)
class Usage:
    """Figures per course id; ``at``: when they were worked out."""

    at: datetime
    courses: dict[int, dict[str, int]]


def usage_for(user: Any, whose: str = EVERYBODY) -> Usage:
    """Of everybody who studies a course, or (``ours``) of the people of one's organisations."""
    paths = sorted(policies.roots(user, Permission.VIEW_USAGE)) if whose == OURS else []
    key = f"learning-usage:{','.join(paths) or 'all'}"
    found: Usage | None = cache.get(key)
    if found is None:
        found = _work_out(policies.within(paths, "learner__organisation__path") if paths else Q())
        cache.set(key, found, KEPT.total_seconds())
    return found


def _work_out(whose: Q) -> Usage:
    courses: dict[int, dict[str, int]] = {}
    enrolled = Enrolment.objects.filter(whose).order_by().values_list("course")
    for course, count, completed in enrolled.annotate(
        n=Count("pk"), done=Count("pk", filter=Q(state=Enrolment.State.COMPLETED))
    ):
        courses[course] = dict.fromkeys(NAMES, 0) | {"enrolled": count, "completed": completed}
    progress = LessonProgress.objects.filter(whose, course__isnull=False).order_by()
    for course, begun, seconds in progress.values_list("course").annotate(
        n=Count("learner", distinct=True), s=Sum("credited_seconds")
    ):
        courses.setdefault(course, dict.fromkeys(NAMES, 0)).update(begun=begun, seconds=seconds)
    return Usage(now(), courses)


def with_usage(courses: QuerySet[CoursePage], usage: Usage) -> QuerySet[CoursePage]:
    """The figures as columns, so that a list is sorted and exported by them."""
    return courses.annotate(**{name: _column(usage, name) for name in NAMES})


def _column(usage: Usage, name: str) -> Case:
    # Never without a branch: a bare 0 to order by is a column's number to PostgreSQL.
    known = [When(pk=0, then=Value(0))]
    known += [
        When(pk=course, then=Value(figures[name]))
        for course, figures in usage.courses.items()
        if figures[name]
    ]
    return Case(*known, default=Value(0), output_field=IntegerField())


@dataclass(frozen=True, slots=True)
class LessonUsage:
    lesson: Any
    begun: int
    completed: int
    seconds: int


def lessons_of(course: CoursePage) -> list[LessonUsage]:
    """How far people come: per published lesson, in order. Two queries."""
    lessons = list(LessonPage.objects.live().filter(course=course).order_by("path"))
    rows = LessonProgress.objects.filter(lesson__in=[one.pk for one in lessons]).order_by()
    known = {
        lesson: (begun, done, seconds)
        for lesson, begun, done, seconds in rows.values_list("lesson").annotate(
            n=Count("pk"),
            done=Count("pk", filter=Q(completed_at__isnull=False)),
            s=Sum("credited_seconds"),
        )
    }
    return [LessonUsage(one, *known.get(one.pk, (0, 0, 0))) for one in lessons]


def fillings(tools: Any) -> dict[int, tuple[int, int]]:
    """Per tool: how often it was filled in, how often with an alarm. One query."""
    rows = ToolResult.objects.filter(tool__in=tools).order_by().values_list("tool")
    counted = rows.annotate(n=Count("pk"), a=Count("pk", filter=Q(alarm=True)))
    return {tool: (count, alarms) for tool, count, alarms in counted}


def _learners(courses: list[int]) -> dict[int, int]:
    rows = Enrolment.objects.filter(course__in=courses).order_by().values_list("course")
    return dict(rows.annotate(Count("pk")))


def _filled_in(tools: list[int]) -> dict[int, int]:
    return {tool: count for tool, (count, _alarms) in fillings(tools).items()}


def connect() -> None:
    """Called once when the app is ready: the numbers that a resource's own page shows."""
    counters.register(counters.Counter("enrolled", _("people enrolled"), CoursePage, _learners))
    counters.register(counters.Counter("filled_in", _("times filled in"), ToolPage, _filled_in))
