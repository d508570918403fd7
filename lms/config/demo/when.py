"""The demo's own time: what happened long ago is done by real actions under an earlier clock."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta

from lms.core import clock
from lms.core.months import LOCAL, Month, today


@contextmanager
def as_of(day: date, hour: int = 9, minute: int = 0) -> Iterator[None]:
    """Let the platform's clock stand at a local time of ``day``; each look moves it by a
    millisecond, so that rows keep their order. For set-up in one process without a server."""
    start = at(day, hour, minute)
    ticks = itertools.count()
    before = clock._now
    clock._now = lambda: start + timedelta(milliseconds=next(ticks))
    try:
        yield
    finally:
        clock._now = before


def at(day: date, hour: int = 0, minute: int = 0, second: int = 0) -> datetime:
    """A moment on the local clock."""
    return datetime.combine(day, time(hour, minute, second), LOCAL)


def ago(days: int) -> date:
    return today() - timedelta(days=days)


def months_back(number: int) -> list[Month]:
    """The last ``number`` months, this one included, the earliest first."""
    months = [Month.of(today())]
    while len(months) < number:
        months.insert(0, months[0].previous())
    return months
