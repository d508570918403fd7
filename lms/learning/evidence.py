"""What was not counted, and why: rows of evidence and what the learner's clock still holds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lms.core.months import Month
from lms.learning.keeping import moment
from lms.learning.models import Reason, StudyClock, UncountedInterval


@dataclass(frozen=True, slots=True)
class Uncounted:
    """A stretch of time that was not credited; ``milliseconds`` may be less than its length."""

    session: str
    lesson: int
    started_at: datetime
    ended_at: datetime
    milliseconds: int
    reason: str

    @property
    def sentence(self) -> str:
        """The reason in words for the learner."""
        return str(Reason(self.reason).label)


def uncounted(learner: Any, month: Month) -> list[Uncounted]:
    """Uncounted time of ``month`` in order. Two queries."""
    rows = UncountedInterval.objects.of(learner).in_month(month)
    found = [
        Uncounted(str(session), *rest)
        for session, *rest in rows.values_list(
            "session", "lesson", "started_at", "ended_at", "milliseconds", "reason"
        )
    ]
    state = StudyClock.objects.filter(pk=learner.pk).values_list("state", flat=True).first() or {}
    for session, lesson, start, end, ms, reason in state.get("uncounted", ()):
        if month.start <= moment(start) < month.end:
            found.append(Uncounted(session, lesson, moment(start), moment(end), ms, reason))
    return sorted(found, key=lambda one: (one.started_at, one.ended_at))
