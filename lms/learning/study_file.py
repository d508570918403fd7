"""One offender's study as an officer reads it: months, this month's standing, courses."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import dropwhile
from typing import Any

from django.db.models import Count, Q, Sum

from content.models import LessonPage
from lms.accounts.models import Offender
from lms.core.months import Month, today
from lms.credits.models import MonthTotal
from lms.learning import keeping
from lms.learning.actions.month_targets import (
    correction_of,
    exemptions_by_offender,
    target_of,
)
from lms.learning.completion import due_day
from lms.learning.models import Enrolment, LessonProgress, MonthTarget
from lms.learning.targets import expected_seconds

MONTHS = 12


@dataclass(frozen=True, slots=True)
class StudyMonth:
    """``target`` is None for a month whose target was never kept."""

    month: Month
    seconds: int
    target: int | None

    @property
    def is_met(self) -> bool:
        return self.target is not None and self.seconds >= self.target

    @property
    def is_current(self) -> bool:
        return self.month == Month.current()


def months_of(offender: Offender, most: int = MONTHS) -> list[StudyMonth]:
    """The last months with a day of correction, the oldest first; months before anything was
    studied or asked for here are left out. Two queries."""
    month, found = Month.current(), list[Month]()
    while len(found) < most and (not found or month.last >= offender.starts_on):
        found.append(month)
        month = month.previous()
    names = [str(one) for one in found]
    totals = MonthTotal.objects.filter(learner=offender.pk, month__in=names).order_by()
    seconds = dict(totals.values_list("month").annotate(total=Sum("seconds")))
    targets = dict(
        MonthTarget.objects.filter(learner=offender.pk, month__in=names).values_list(
            "month", "seconds"
        )
    )
    known = [
        StudyMonth(one, seconds.get(str(one), 0), targets.get(str(one))) for one in reversed(found)
    ]
    return [*dropwhile(_is_blank, known[:-1]), known[-1]]


def _is_blank(one: StudyMonth) -> bool:
    return not one.seconds and one.target is None


@dataclass(frozen=True, slots=True, kw_only=True)
class NowStudying:
    """This month: what is done, what should be done by the end of yesterday, what waits for a
    question, and whether three failed questions have stopped the day."""

    seconds: int
    target: int
    expected: int
    provisional: int
    is_stopped: bool
    is_open: bool

    @property
    def behind_by(self) -> int:
        return max(0, self.expected - self.seconds)


def now_studying(offender: Offender, seconds: int) -> NowStudying:
    """``seconds`` are those of the current month. Three queries."""
    month = Month.current()
    target = target_of(offender.user, month) or 0
    exempt = exemptions_by_offender(month, [offender.pk]).get(offender.pk, [])
    expected = expected_seconds(
        month,
        on=today() - timedelta(days=1),
        target=target,
        correction=correction_of(offender),
        exempt=exempt,
    )
    kept = keeping.read(offender.pk)
    return NowStudying(
        seconds=seconds,
        target=target,
        expected=expected,
        provisional=kept.clock.provisional_ms() // 1000 if kept else 0,
        is_stopped=bool(kept and kept.clock.is_stopped(keeping.now_ms())),
        is_open=bool(kept and kept.is_open),
    )


@dataclass(frozen=True, slots=True)
class CourseLine:
    """A course of the plan: how far it is and until when it is due."""

    enrolment: Enrolment
    lessons: int
    completed: int
    seconds: int

    @property
    def due_on(self) -> date | None:
        return due_day(self.enrolment)

    @property
    def is_overdue(self) -> bool:
        return self.is_open and self.due_on is not None and self.due_on < today()

    @property
    def is_due_soon(self) -> bool:
        due_on = self.due_on
        return self.is_open and due_on is not None and due_on <= today() + timedelta(days=7)

    @property
    def is_open(self) -> bool:
        return self.enrolment.state == Enrolment.State.OPEN

    @property
    def is_waived(self) -> bool:
        return self.enrolment.state == Enrolment.State.WAIVED

    @property
    def why(self) -> str:
        """What plan and facts, or which officer's reason, made it this person's."""
        return "、".join(str(one) for one in self.enrolment.because)


def courses_of(offender: Offender) -> list[CourseLine]:
    """Open ones first, by the day they are due; then completed, then waived. Three queries."""
    rows = list(
        Enrolment.objects.of(offender.pk).select_related("course", "decided_by").order_by("due_on")
    )
    ids = [row.course_id for row in rows]
    lessons = dict(
        LessonPage.objects.live()
        .filter(course__in=ids)
        .order_by()
        .values_list("course")
        .annotate(n=Count("pk"))
    )
    progress: dict[int, tuple[int, int]] = {
        course: (done, seconds)
        for course, done, seconds in LessonProgress.objects.of(offender.pk)
        .filter(course__in=ids)
        .order_by()
        .values_list("course")
        .annotate(
            done=Count("pk", filter=Q(completed_at__isnull=False)),
            seconds=Sum("credited_seconds"),
        )
    }
    lines = [
        CourseLine(row, lessons.get(row.course_id, 0), *progress.get(row.course_id, (0, 0)))
        for row in rows
    ]
    return sorted(lines, key=_urgency)


ORDER = {Enrolment.State.OPEN: 0, Enrolment.State.COMPLETED: 1, Enrolment.State.WAIVED: 2}


def _urgency(line: CourseLine) -> Any:
    return (
        ORDER[Enrolment.State(line.enrolment.state)],
        line.due_on or date.max,
        line.enrolment.course.title,
    )
