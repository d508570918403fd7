"""Working days (工作日): Chinese public holidays and the weekends that are worked instead.

The published calendar (``chinese_calendar``) ends with the last year that the State Council has
announced. In later years Monday to Friday are working days until a manager says otherwise
(`WorkingDayOverride`), and pages say that the year is not known yet.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache

import chinese_calendar
from chinese_calendar import constants

from lms.scoring.models import WorkingDayOverride

DAY = timedelta(days=1)
SATURDAY = 5
AT_ONCE = 60
"""So many days are looked at with one query."""


@cache
def known_years() -> frozenset[int]:
    return frozenset(day.year for day in constants.holidays)


def is_known_year(year: int) -> bool:
    """Whether the holidays of ``year`` are published in this calendar."""
    return year in known_years()


def is_working_day(day: date) -> bool:
    return _is_working(day, overrides(day, day))


def working_day_after(day: date, n: int) -> date:
    """The ``n``-th working day after ``day``, which itself is not counted. One query as a rule."""
    if n < 1:
        return day
    return nth_working_day(day + DAY, n)


def nth_working_day(first: date, n: int) -> date:
    """The ``n``-th working day from ``first`` on, which is counted when it is one."""
    day, said = first, overrides(first, first + AT_ONCE * DAY)
    last = first + AT_ONCE * DAY
    while True:
        if day > last:
            said, last = overrides(day, day + AT_ONCE * DAY), day + AT_ONCE * DAY
        n -= _is_working(day, said)
        if n <= 0:
            return day
        day += DAY


def overrides(first: date, last: date) -> dict[date, bool]:
    """What managers have said of the days from ``first`` to ``last``."""
    rows = WorkingDayOverride.objects.filter(day__gte=first, day__lte=last)
    return dict(rows.values_list("day", "is_working"))


def _is_working(day: date, said: Mapping[date, bool]) -> bool:
    if day in said:
        return said[day]
    return by_calendar(day)


def by_calendar(day: date) -> bool:
    """What the published calendar says; Monday to Friday where it says nothing."""
    if is_known_year(day.year):
        return bool(chinese_calendar.is_workday(day))
    return day.weekday() < SATURDAY
