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
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Span:
    """Days from ``first`` to ``last``, both included; an open end is None."""

    first: date
    last: date | None

    def __contains__(self, day: date) -> bool:
        return self.first <= day and (self.last is None or day <= self.last)

    def within(self, first: date, last: date) -> tuple[date, date] | None:
        """The part from ``first`` to ``last``; None when there is none."""
        low = max(first, self.first)
        high = last if self.last is None else min(last, self.last)
        return (low, high) if low <= high else None


def liable_days(
    month: Month, correction: Span, exempt: Iterable[Span], *, until: date | None = None
) -> int:
    """Days of ``month`` (up to ``until``, included) in correction and in no exemption; exemptions
    that overlap count once."""
    last = month.last if until is None else min(month.last, until)
    liable = correction.within(month.first, last)
    if liable is None:
        return 0
    first, last = liable
    days, counted = (last - first).days + 1, first
    for begins, ends in sorted(filter(None, (span.within(first, last) for span in exempt))):
        start = max(begins, counted)
        if start <= ends:
            days -= (ends - start).days + 1
            counted = ends + DAY
    return days


def target_seconds(
    month: Month, *, hours: Decimal, correction: Span, exempt: Iterable[Span] = ()
) -> int:
    """Seconds to be studied: ``hours`` credit hours × liable days ÷ days, rounded down."""
    days = liable_days(month, correction, exempt)
    return int(hours * CREDIT_HOUR * days / month.days)


def expected_seconds(
    month: Month, *, on: date, target: int, correction: Span, exempt: Iterable[Span] = ()
) -> int:
    """How much of ``target`` should be done by the end of ``on``: pro rata by liable days."""
    spans = list(exempt)
    days = liable_days(month, correction, spans)
    if not days:
        return 0
    return target * liable_days(month, correction, spans, until=on) // days
