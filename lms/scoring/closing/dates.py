"""On which days a month is locked, reviewed, approved and posted. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from lms.core.months import Month
from lms.scoring.rules.scheme import Calendar


@dataclass(frozen=True)
class Dates:
    lock: date
    review: date
    approve: date
    post: date


def dates_of(month: Month, calendar: Calendar) -> Dates:
    """The calendar's days are days of the month after."""
    after = month.next()
    return Dates(
        after.first.replace(day=calendar.lock_day),
        after.first.replace(day=calendar.review_day),
        after.first.replace(day=calendar.approve_day),
        after.first.replace(day=calendar.post_day),
    )


def days_late(due: date, day: date) -> int:
    return max(0, (day - due).days)
