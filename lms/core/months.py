"""Local days and months (Asia/Shanghai, no daylight saving) and the moments at their edges."""

from __future__ import annotations

import calendar
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone

from lms.core.clock import now

LOCAL = timezone(timedelta(hours=8), "Asia/Shanghai")


def local(moment: datetime) -> datetime:
    """The same moment on the local clock."""
    return moment.astimezone(LOCAL)


def local_day(moment: datetime) -> date:
    return moment.astimezone(LOCAL).date()


def today() -> date:
    return local_day(now())


def day_bounds(day: date) -> tuple[datetime, datetime]:
    """Local midnight before and after ``day``, in UTC."""
    start = datetime.combine(day, time(), LOCAL).astimezone(UTC)
    return start, start + timedelta(days=1)


def split_at_midnights(start: datetime, end: datetime) -> Iterator[tuple[datetime, datetime]]:
    """Pieces of [start, end) that lie within one local day each."""
    while start < end:
        edge = min(end, day_bounds(local_day(start))[1])
        yield start, edge
        start = edge


@dataclass(frozen=True, order=True)
class Month:
    """A calendar month on the local clock. ``str`` gives ``2026-11``."""

    year: int
    month: int

    def __post_init__(self) -> None:
        if not (1 <= self.month <= 12 and 1900 <= self.year <= 9998):
            raise ValueError(f"not a month: {self.year}-{self.month}")

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.month:02d}"

    @classmethod
    def of(cls, moment: datetime | date) -> Month:
        day = local_day(moment) if isinstance(moment, datetime) else moment
        return cls(day.year, day.month)

    @classmethod
    def parse(cls, text: str) -> Month:
        """From ``YYYY-MM``. Raises ValueError for anything else."""
        if len(text) != 7 or text[4] != "-" or not (text[:4] + text[5:]).isascii():
            raise ValueError(f"not a month: {text!r}")
        if not (text[:4] + text[5:]).isdigit():
            raise ValueError(f"not a month: {text!r}")
        return cls(int(text[:4]), int(text[5:]))

    @classmethod
    def current(cls) -> Month:
        return cls.of(now())

    @property
    def first(self) -> date:
        return date(self.year, self.month, 1)

    @property
    def last(self) -> date:
        return date(self.year, self.month, self.days)

    @property
    def days(self) -> int:
        return calendar.monthrange(self.year, self.month)[1]

    @property
    def start(self) -> datetime:
        return day_bounds(self.first)[0]

    @property
    def end(self) -> datetime:
        """The first moment of the next month, in UTC."""
        return self.next().start

    def next(self) -> Month:
        return Month(self.year + self.month // 12, self.month % 12 + 1)

    def previous(self) -> Month:
        return Month(self.year - (self.month == 1), (self.month - 2) % 12 + 1)
