"""What learners have: enrolments, progress, credited hours and the evidence behind them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from lms.core.clock import now
from lms.credits.actions import post_credit
from lms.credits.models import CreditEntry
from lms.learning.models import (
    Enrolment,
    Exemption,
    LessonProgress,
    MonthTarget,
    StudySession,
    UncountedInterval,
)


def enrolment(learner: Any, course: Any, **fields: Any) -> Enrolment:
    """By plan and open, unless told otherwise."""
    fields.setdefault("source", "plan")
    return Enrolment.objects.create(learner=learner, course=course, **fields)


def progress(
    learner: Any, lesson: Any, *, completed: bool = False, **fields: Any
) -> LessonProgress:
    """The lesson was opened in its present version, and seen to the end when ``completed``."""
    fields.setdefault("version", lesson.study_version)
    if completed:
        fields.setdefault("completed_at", now())
        fields.setdefault("covered_ms", lesson.nominal_seconds * 1000)
    return LessonProgress.objects.create(
        learner=learner, lesson=lesson.pk, course=lesson.course_id, **fields
    )


def credit(
    learner: Any, seconds: int, *, ended_at: datetime | None = None, **fields: Any
) -> CreditEntry:
    """A ledger entry with its month total, as `lms.credits` posts it."""
    end = ended_at or now()
    fields.setdefault("kind", "study")
    fields.setdefault("source", f"test:{uuid4()}")
    return post_credit(
        learner_id=learner.pk,
        seconds=seconds,
        started_at=end - timedelta(seconds=seconds),
        ended_at=end,
        **fields,
    )


def target(learner: Any, month: Any, seconds: int) -> MonthTarget:
    row, _made = MonthTarget.objects.update_or_create(
        learner=learner, month=str(month), defaults={"seconds": seconds}
    )
    return row


def exemption(
    offender: Any, granted_by: Any, starts_on: Any, ends_on: Any, **fields: Any
) -> Exemption:
    fields.setdefault("kind", "illness")
    fields.setdefault("reason", "住院")
    return Exemption.objects.create(
        offender=offender, granted_by=granted_by, starts_on=starts_on, ends_on=ends_on, **fields
    )


def session(learner: Any, lesson: Any, **fields: Any) -> StudySession:
    """A sitting that was closed an hour after it was opened."""
    opened_at = fields.setdefault("opened_at", now() - timedelta(hours=2))
    fields.setdefault("closed_at", opened_at + timedelta(hours=1))
    fields.setdefault("state", "closed")
    return StudySession.objects.create(
        learner=learner,
        lesson=lesson.pk,
        lesson_title=lesson.title,
        origin=lesson.origin,
        kind=lesson.kind,
        nominal_seconds=lesson.nominal_seconds,
        **fields,
    )


def missed(of: StudySession, seconds: int, reason: str = "paused") -> UncountedInterval:
    """The first ``seconds`` of a session were not counted."""
    return UncountedInterval.objects.create(
        learner=of.learner,
        session=of,
        lesson=of.lesson,
        started_at=of.opened_at,
        ended_at=of.opened_at + timedelta(seconds=seconds),
        milliseconds=seconds * 1000,
        reason=reason,
    )
