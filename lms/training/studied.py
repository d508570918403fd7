"""What somebody has read of a case, as verified study says: the learning app's own evidence."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Sum

from lms.learning import spans
from lms.learning.lessons import reading_rate
from lms.learning.models import (
    EarnedParts,
    LessonProgress,
    Reason,
    StudyInterval,
    UncountedInterval,
)
from lms.learning.rules import USUAL_RATE
from lms.training.models import ReadingRule

SHARE = 0.9
"""So much of the nominal time must be verified: what is lost at a failed question can be read
again, seconds are rounded down."""
DAYS = 7
"""Days to read where no rule says how many."""


@dataclass(frozen=True)
class Studied:
    """``verified``: seconds of the case that were confirmed by a passed question, of ``nominal``.
    ``at_end``: read to the end in the version that is asked for."""

    verified: int
    nominal: int
    at_end: bool

    @property
    def needed(self) -> int:
        return int(self.nominal * SHARE)

    @property
    def is_read(self) -> bool:
        return self.at_end and self.verified >= self.needed

    @property
    def minutes(self) -> str:
        return f"{self.verified / 60:.1f}"

    @property
    def nominal_minutes(self) -> str:
        return f"{self.nominal / 60:.1f}"


def of(person: Any, case: Any, *, since: datetime | None = None) -> Studied:
    """At most three queries. Parts that were earned with another county's copy of the case count.

    ``since``: the case was changed and asked for anew then. What was earned before cannot be earned
    again for half a year (contract.md, "Beats"), so reading it over counts as well as what is new.
    """
    progress = LessonProgress.objects.filter(learner=person.pk, lesson=case.pk).first()
    nominal = case.study_seconds_at(reading_rate(person))
    if since is not None:
        verified = _seconds_since(person, case, since)
    else:
        earned = EarnedParts.objects.filter(learner=person.pk, origin=case.origin).first()
        verified = _seconds(earned.parts if earned else ())
    return Studied(min(verified, nominal), nominal, _at_end(progress, case))


def for_reading(reading: Any, person: Any, case: Any) -> Studied:
    """As far as it counts for a required reading."""
    return of(person, case, since=reading.assigned_at if reading.is_asked_anew else None)


def _seconds_since(person: Any, case: Any, since: datetime) -> int:
    mine = {"learner": person.pk, "lesson": case.pk, "started_at__gte": since}
    counted = StudyInterval.objects.filter(**mine)
    again = UncountedInterval.objects.filter(**mine, reason=Reason.REPEAT)
    rows = (counted.aggregate(ms=Sum("milliseconds")), again.aggregate(ms=Sum("milliseconds")))
    return sum(row["ms"] or 0 for row in rows) // 1000


def times(case: Any, people: Iterable[UUID]) -> dict[UUID, datetime]:
    """Which of ``people`` (staff) have read ``case`` already, and when they came to its end. Two
    queries."""
    ids = list(people)
    earned = dict(
        EarnedParts.objects.filter(learner__in=ids, origin=case.origin).values_list(
            "learner", "parts"
        )
    )
    needed = int(case.study_seconds_at(USUAL_RATE) * SHARE)
    rows = LessonProgress.objects.filter(
        learner__in=earned, lesson=case.pk, completed_at__isnull=False
    )
    return {
        row.learner_id: row.completed_at
        for row in rows
        if _at_end(row, case) and row.completed_at and _seconds(earned[row.learner_id]) >= needed
    }


def _at_end(progress: LessonProgress | None, case: Any) -> bool:
    return (
        progress is not None
        and progress.completed_at is not None
        and progress.version >= case.study_version
    )


def _seconds(parts: Iterable[Any]) -> int:
    """Of a reading, each second once, on whatever day it was earned."""
    joined = spans.merged((low, high) for low, high, _day in parts)
    return sum(high - low for low, high in joined) // 1000


def later(day: date, rule: ReadingRule | None) -> date:
    """The day on which something is due that is asked for on ``day``."""
    return day + timedelta(days=rule.days if rule else DAYS)
