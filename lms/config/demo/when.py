"""The demo's own time: what happened long ago is done by real actions under an earlier clock."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta

from lms.core import clock
from lms.core.months import LOCAL, Month, today


@contextmanager
def as_of(day: date, hour: int = 9, minute: int = 0) -> Iterator[None]:
    """Let the platform's clock stand at a local time of ``day`` for this thread; each look moves it
    by a millisecond, so that rows keep their order. For set-up in a process that serves nobody."""
    start = at(day, hour, minute)
    ticks, here, before = itertools.count(), threading.get_ident(), clock._now

    def stopped() -> datetime:
        if threading.get_ident() != here:
            return before()
        return start + timedelta(milliseconds=next(ticks))

    clock._now = stopped
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
