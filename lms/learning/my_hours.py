"""A learner's own hours of a month: ledger entries, what was not counted and why, corrections."""

from __future__ import annotations

from calendar import Calendar
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from lms.core.months import Month, local_day, today
from lms.core.prepared import prepared
from lms.credits.models import ChainHead, Correction, CreditEntry, Kind
from lms.learning.actions.month_targets import target_of
from lms.learning.evidence import Uncounted, uncounted
from lms.learning.models import StudySession

NEWEST = 3
HALF_HOUR, LONG = 1800, 5400
"""From how many seconds a day is drawn darker, and darkest."""
COLUMNS = (
    "id", "number", "kind", "seconds", "started_at", "ended_at", "lesson", "lesson_title",
    "source", "hash", "reverses__number",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """One ledger entry as its owner reads it. ``why`` is the reason of a correction by staff;
    ``reverses`` the number of the entry that it takes back."""

    id: Any
    number: int
    kind: str
    seconds: int
    started_at: datetime
    ended_at: datetime
    lesson: int | None
    lesson_title: str
    source: str
    hash: str
    reverses: int | None
    why: str = ""
    is_reversed: bool = False

    @property
    def is_reversal(self) -> bool:
        return self.kind == Kind.REVERSAL

    @property
    def is_study(self) -> bool:
        return self.kind == Kind.STUDY

    @property
    def kind_label(self) -> str:
        return str(Kind(self.kind).label)

    @property
    def title(self) -> str:
        """The lesson; for hours without one what they were."""
        return self.lesson_title or self.kind_label

    @property
    def short_hash(self) -> str:
        return self.hash[:8]


@dataclass(frozen=True, slots=True)
class Missed:
    """A stretch that was not counted, with the lesson's title and the reason in words."""

    session: str
    started_at: datetime
    ended_at: datetime
    seconds: int
    lesson: int
    title: str
    reason: str
    sentence: str


@dataclass(slots=True)
class Day:
    """What happened on one day, the newest first."""

    day: date
    lines: list[Line] = field(default_factory=list)
    missed: list[Missed] = field(default_factory=list)

    @property
    def seconds(self) -> int:
        return sum(line.seconds for line in self.lines)

    @property
    def missed_seconds(self) -> int:
        return sum(one.seconds for one in self.missed)


@dataclass(frozen=True, slots=True)
class Cell:
    """A day in the calendar. ``level`` 0 to 3; ``has_more``: something is written below."""

    day: date
    seconds: int
    is_today: bool
    has_more: bool

    @property
    def level(self) -> int:
        if self.seconds <= 0:
            return 0
        return 1 + (self.seconds >= HALF_HOUR) + (self.seconds >= LONG)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """A month of one learner. ``target`` is None for staff."""

    month: Month
    target: int | None
    days: list[Day]
    corrections: list[Any]
    head: Any

    @property
    def seconds(self) -> int:
        return sum(day.seconds for day in self.days)

    @property
    def kinds(self) -> list[tuple[str, int]]:
        """Seconds by kind, where there is more than one: (label, seconds)."""
        sums: dict[str, int] = {}
        kind_of = {line.number: line.kind for day in self.days for line in day.lines}
        for line in (line for day in self.days for line in day.lines):
            kind = kind_of.get(line.reverses or 0, Kind.STUDY) if line.is_reversal else line.kind
            sums[kind] = sums.get(kind, 0) + line.seconds
        found = [(str(Kind(kind).label), seconds) for kind, seconds in sums.items() if seconds]
        return found if len(found) > 1 else []

    @property
    def weeks(self) -> list[list[Cell | None]]:
        """The month as weeks from Monday on; None outside it."""
        known = {day.day: day for day in self.days}
        now = today()
        return [
            [self._cell(day, known, now) if day.month == self.month.month else None for day in week]
            for week in Calendar().monthdatescalendar(self.month.year, self.month.month)
        ]

    def _cell(self, day: date, known: dict[date, Day], now: date) -> Cell:
        found = known.get(day)
        return Cell(day, found.seconds if found else 0, day == now, found is not None)


def hours_of(learner: Any, month: Month) -> Hours:
    """Everything the page of a month says: seven queries, however much was studied."""
    corrections = list(
        Correction.objects.filter(
            learner=learner, started_at__gte=month.start, started_at__lt=month.end
        )
    )
    reasons = {f"correction:{one.pk}": one.reason for one in corrections}
    entries = CreditEntry.objects.of(learner).in_month(month).order_by("-started_at", "-number")
    return Hours(
        month=month,
        target=target_of(learner, month),
        days=_by_day(_lines(entries.values_list(*COLUMNS), reasons), _missed(learner, month)),
        corrections=[one for one in corrections if one.state != Correction.State.APPROVED],
        head=ChainHead.objects.filter(pk=learner.pk).first(),
    )


def latest_entries(learner: Any) -> list[Line]:
    """The newest entries of the ledger, three at most. One query."""
    return _lines(_newest(learner=learner.pk), {})


@prepared
def _newest(learner: UUID) -> Any:
    entries = CreditEntry.objects.filter(learner=learner).order_by("-number")
    return entries.values_list(*COLUMNS)[:NEWEST]


def _lines(entries: Iterable[Any], reasons: dict[str, str]) -> list[Line]:
    rows = list(entries)
    taken_back = {row[-1] for row in rows}
    found = []
    for row in rows:
        values = dict(zip(COLUMNS, row, strict=True))
        reverses = values.pop("reverses__number")
        why = reasons.get(values["source"].rpartition(":")[0], "")
        is_reversed = values["number"] in taken_back
        found.append(Line(**values, reverses=reverses, why=why, is_reversed=is_reversed))
    return found


def _missed(learner: Any, month: Month) -> list[Missed]:
    """What was not counted, a second at least, the newest first."""
    rows = [one for one in uncounted(learner, month) if one.milliseconds >= 1000]
    sessions = {one.session for one in rows}
    titles: dict[str, str] = {}
    if sessions:
        known = StudySession.objects.of(learner).filter(pk__in=sessions)
        titles = {str(pk): title for pk, title in known.values_list("pk", "lesson_title")}
    return [_as_missed(one, titles.get(one.session, "")) for one in reversed(rows)]


def _as_missed(one: Uncounted, title: str) -> Missed:
    return Missed(
        session=one.session,
        started_at=one.started_at,
        ended_at=one.ended_at,
        seconds=one.milliseconds // 1000,
        lesson=one.lesson,
        title=title or _("A lesson"),
        reason=one.reason,
        sentence=one.sentence,
    )


def _by_day(lines: Iterable[Line], missed: Iterable[Missed]) -> list[Day]:
    days: dict[date, Day] = {}
    for line in lines:
        day = local_day(line.started_at)
        days.setdefault(day, Day(day)).lines.append(line)
    for one in missed:
        day = local_day(one.started_at)
        days.setdefault(day, Day(day)).missed.append(one)
    return [days[day] for day in sorted(days, reverse=True)]
