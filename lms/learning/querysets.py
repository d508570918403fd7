"""Sets of enrolments, sessions and what excuses from study, by the words of the field."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q

from lms.core.clock import now
from lms.core.months import Month

if TYPE_CHECKING:
    from lms.learning.models import (  # noqa: F401
        Enrolment,
        Exemption,
        LessonProgress,
        ReviewSignal,
        StudyClock,
        StudySession,
        ToolAssignment,
        ToolResult,
    )

SILENCE = timedelta(minutes=30)
"""A session without a beat for so long is closed by the server (contract.md, Limits)."""


def _of_visible(user: Any, permission: str, field: str = "learner__offender__office__path") -> Q:
    """Rows of offenders over whom ``user`` holds ``permission``, never one's own."""
    from lms.accounts import policies
    from lms.accounts.permissions import Permission

    return policies.within(policies.roots(user, Permission(permission)), field) & ~Q(learner=user)


class StudyClockQuerySet(models.QuerySet["StudyClock"]):
    def silent(self) -> StudyClockQuerySet:
        """Open sessions from which nothing has been heard for 30 minutes."""
        return self.filter(is_open=True, last_at__lt=now() - SILENCE)

    def lapsed(self) -> StudyClockQuerySet:
        """Closed sessions whose provisional time was not confirmed within its day."""
        return self.filter(lapses_at__lte=now())


class StudySessionQuerySet(models.QuerySet["StudySession"]):
    def of(self, learner: Any) -> StudySessionQuerySet:
        return self.filter(learner=learner)

    def touching(self, month: Month) -> StudySessionQuerySet:
        """Sessions with a moment in ``month``."""
        return self.filter(opened_at__lt=month.end).filter(
            Q(closed_at=None) | Q(closed_at__gte=month.start)
        )

    def visible_to(self, user: Any) -> StudySessionQuerySet:
        return self.filter(Q(learner=user) | _of_visible(user, "view_evidence"))


class EvidenceQuerySet(models.QuerySet):
    """Study intervals, counted and not."""

    def of(self, learner: Any) -> EvidenceQuerySet:
        return self.filter(learner=learner)

    def in_month(self, month: Month) -> EvidenceQuerySet:
        return self.filter(started_at__gte=month.start, started_at__lt=month.end)


class LessonProgressQuerySet(models.QuerySet["LessonProgress"]):
    def of(self, learner: Any) -> LessonProgressQuerySet:
        return self.filter(learner=learner)

    def by_lesson(self, lessons: Any) -> dict[int, LessonProgress]:
        """Progress per lesson id, in one query; absent means never opened."""
        return {row.lesson: row for row in self.filter(lesson__in=list(lessons))}


class EnrolmentQuerySet(models.QuerySet["Enrolment"]):
    def of(self, learner: Any) -> EnrolmentQuerySet:
        return self.filter(learner=learner)

    def open(self) -> EnrolmentQuerySet:
        return self.filter(state="open")

    def overdue(self, on: date) -> EnrolmentQuerySet:
        """Open, past their day, and not postponed beyond ``on``."""
        return self.open().filter(
            Q(postponed_until=None) | Q(postponed_until__lt=on), due_on__lt=on
        )

    def due_by(self, day: date) -> EnrolmentQuerySet:
        """Open ones of courses that can be studied, due on ``day`` or before, an officer's
        postponement included. Asked for one learner after the other: the condition on the state is
        put so that SQLite looks them up by learner and not by state."""
        dated = Q(due_on__lte=day) & (Q(postponed_until=None) | Q(postponed_until__lte=day))
        undated = Q(due_on=None, postponed_until__lte=day)
        settled = Q(state__in=["completed", "waived"])
        return self.filter(~settled, dated | undated, course__live=True, course__withdrawn_at=None)

    def visible_to(self, user: Any) -> EnrolmentQuerySet:
        return self.filter(Q(learner=user) | _of_visible(user, "view_people"))


class ToolAssignmentQuerySet(models.QuerySet["ToolAssignment"]):
    def of(self, learner: Any) -> ToolAssignmentQuerySet:
        return self.filter(learner=learner)

    def open(self) -> ToolAssignmentQuerySet:
        return self.filter(done_at=None)

    def to_fill_in(self) -> ToolAssignmentQuerySet:
        """Open ones that wait for answers: a worksheet waits for none. Withdrawn tools neither."""
        offered = self.open().filter(tool__live=True, tool__withdrawn_at=None)
        return offered.exclude(tool__kind="worksheet")


class ReviewSignalQuerySet(models.QuerySet["ReviewSignal"]):
    def open(self) -> ReviewSignalQuerySet:
        return self.filter(state="open")

    def visible_to(self, user: Any) -> ReviewSignalQuerySet:
        """Signals about offenders whose signals ``user`` reviews or whose evidence they may see."""
        return self.filter(_of_visible(user, "review_signals") | _of_visible(user, "view_evidence"))


class ExemptionQuerySet(models.QuerySet["Exemption"]):
    def standing(self) -> ExemptionQuerySet:
        return self.filter(cancelled_at=None)

    def touching(self, first: date, last: date) -> ExemptionQuerySet:
        """Standing ones with a day from ``first`` to ``last``."""
        return self.standing().filter(starts_on__lte=last, ends_on__gte=first)


class ToolResultQuerySet(models.QuerySet["ToolResult"]):
    def visible_to(self, user: Any) -> ToolResultQuerySet:
        """One's own, and those of offenders whose tool results ``user`` may see."""
        from lms.accounts import policies
        from lms.accounts.permissions import Permission

        paths = policies.roots(user, Permission.VIEW_TOOL_RESULTS)
        return self.filter(
            models.Q(learner=user) | policies.within(paths, "learner__offender__office__path")
        )

    def unseen(self) -> ToolResultQuerySet:
        return self.filter(seen_at=None)
