"""How many seconds a person has to study in a month. Pure: values in, seconds out.

domain.md §2: the default is 8 credit hours (configurable per organisation and plan); illness,
pregnancy, custody, approved leave and a partial month reduce the target pro rata by days.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from lms.core.months import Month

CREDIT_HOUR = 2700


@dataclass(frozen=True)
class Span:
    """Days from ``first`` to ``last``, both included; an open end is None."""

    first: date
    last: date | None

    def __contains__(self, day: date) -> bool:
        return self.first <= day and (self.last is None or day <= self.last)


def days_of(month: Month) -> list[date]:
    first = date(month.year, month.month, 1)
    return [first + timedelta(days=n) for n in range(month.days)]


def liable_days(month: Month, correction: Span, exempt: Iterable[Span]) -> int:
    """Days of ``month`` in correction and in no exemption; overlapping exemptions count once."""
    spans = list(exempt)
    return sum(
        day in correction and not any(day in span for span in spans) for day in days_of(month)
    )


def target_seconds(
    month: Month, *, hours: Decimal, correction: Span, exempt: Iterable[Span] = ()
) -> int:
    """Seconds to be studied: ``hours`` credit hours × liable days ÷ days, rounded down."""
    days = liable_days(month, correction, exempt)
    return int(hours * CREDIT_HOUR * days / month.days)
