"""A learner's study as plain values, and the rules' numbers (contract.md, Beats). Pure.

All times are whole milliseconds: moments since 1970 (UTC), positions from the lesson's beginning.
`lms.learning.engine` moves it; `lms.learning.models.StudyClock` keeps it as JSON.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from typing import Any

from lms.learning.spans import Span

SECOND = 1000
LEAST = 3 * SECOND
"""A shorter step with the same state is left to the next beat (``too_soon``)."""
MOST = 90 * SECOND
"""After a longer silence nothing is credited (``gap``)."""
CLOCK = 45 * SECOND
COVERAGE = 5 * SECOND
"""How much unused time, and unused coverage, a run carries at most."""
SEEK = 5 * SECOND
AHEAD = 120 * SECOND
"""How far reading time may run ahead of what was scrolled to (``idle``)."""
MOST_FAILED = 3
"""Failed questions in a day after which nothing is earned that day."""
MOST_PIECES = 60
"""So many pieces wait apart; further ones are joined, so that a row stays small."""
DAY = 86_400 * SECOND
LOCAL = 8 * 3600 * SECOND
"""Asia/Shanghai is eight hours ahead of UTC, all year."""


@dataclass(frozen=True, slots=True)
class Policy:
    """What holds for one learner and one lesson; fixed when the session opens.

    ``opens`` and ``closes`` are milliseconds of the local day; equal ones mean the whole day.
    ``cap`` is what may be earned in a day; 0 where the lesson gives no credit.
    """

    media: bool
    nominal: int
    opens: int = 0
    closes: int = 0
    cap: int = DAY
    answer: int = 60 * SECOND

    def is_open(self, moment: int) -> bool:
        at = (moment + LOCAL) % DAY
        if self.opens == self.closes:
            return True
        if self.opens < self.closes:
            return self.opens <= at < self.closes
        return at >= self.opens or at < self.closes

    def pieces(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """[start, end) cut at local midnight and at the edges of study hours."""
        while start < end:
            at = (start + LOCAL) % DAY
            nearest = min(edge for edge in (DAY, self.opens, self.closes) if edge > at)
            edge = min(end, start - at + nearest)
            yield start, edge
            start = edge


def day_of(moment: int) -> int:
    """The local day as a number."""
    return (moment + LOCAL) // DAY


@dataclass(frozen=True, slots=True)
class Beat:
    """``state`` speaks of the time since the beat before; ``position`` is where it ended."""

    seq: int
    position: int
    state: str


@dataclass(slots=True)
class Piece:
    """A stretch of a run that waits for a passed question: one session, lesson and local day."""

    session: str
    lesson: int
    origin: str
    start: int
    end: int
    ms: int
    parts: list[Span]

    def add(self, ms: int) -> None:
        """Hold so much more. What came out of a run's clock lies before: the piece begins earlier
        then, for nobody is credited more seconds than there were."""
        self.ms += ms
        self.start = min(self.start, self.end - self.ms)

    def as_list(self) -> list[Any]:
        parts = [list(part) for part in self.parts]
        return [self.session, self.lesson, self.origin, self.start, self.end, self.ms, parts]

    @classmethod
    def of(cls, row: list[Any]) -> Piece:
        session, lesson, origin, start, end, ms, parts = row
        return cls(session, lesson, origin, start, end, ms, [(low, high) for low, high in parts])


@dataclass(slots=True)
class Question:
    """The open question: whether it was due, until when, which beat carried it, which attempt."""

    id: str
    due: bool
    expires: int
    seq: int
    attempt: int = 1
    extended: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """Where a session begins: the lesson, how far it was seen, what of its origin was earned."""

    session: str
    lesson: int
    origin: str
    position: int = 0
    furthest: int = 0
    covered: int = 0
    completed: bool = False
    earned: tuple[Span, ...] = ()


@dataclass(slots=True)
class Clock:
    """See the module. ``at`` is the last accepted beat, or the opening.

    ``running``: in an unbroken series of credited steps, which has ``clock`` and ``coverage`` left
    over; ``piece``: the last provisional piece belongs to it. ``lead`` is how far what was seen is
    ahead of the time played (negative: behind); unlike coverage it outlives a pause, which takes
    only as much from it as it lasts, so that pausing does not renew the tolerance for seeking.
    ``reasons`` sums this session's uncounted milliseconds; ``uncounted`` are those not yet written
    down: [session, lesson, start, end, milliseconds, reason].
    """

    session: str = ""
    lesson: int = 0
    origin: str = ""
    at: int = 0
    seq: int = 0
    state: str = ""
    position: int = 0
    furthest: int = 0
    covered: int = 0
    completed: bool = False
    running: bool = False
    piece: bool = False
    clock: int = 0
    coverage: int = 0
    lead: int = 0
    why: str = "stalled"
    earned: list[Span] = field(default_factory=list)
    provisional: list[Piece] = field(default_factory=list)
    uncounted: list[list[Any]] = field(default_factory=list)
    reasons: dict[str, int] = field(default_factory=dict)
    credited: int = 0
    due: int = 0
    locked: bool = False
    failed_day: int = 0
    failed: int = 0
    day: int = 0
    day_ms: int = 0
    question: Question | None = None

    def copy(self) -> Clock:
        """A copy whose lists can be changed without touching the original's."""
        other = Clock(**{name: getattr(self, name) for name in _NAMES})
        other.earned = list(self.earned)
        other.provisional = [Piece.of(piece.as_list()) for piece in self.provisional]
        other.uncounted = [list(row) for row in self.uncounted]
        other.reasons = dict(self.reasons)
        question = self.question
        if question is not None:
            other.question = Question(*(getattr(question, name) for name in _QUESTION))
        return other

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        found = {name: getattr(self, name) for name in _NAMES}
        found["earned"] = [list(span) for span in self.earned]
        found["provisional"] = [piece.as_list() for piece in self.provisional]
        question = self.question
        found["question"] = question and [getattr(question, name) for name in _QUESTION]
        return found

    @classmethod
    def of(cls, values: dict[str, Any]) -> Clock:
        clock = cls(**{name: values[name] for name in _NAMES if name in values})
        clock.earned = [(low, high) for low, high in clock.earned]
        clock.provisional = [Piece.of(row) for row in values.get("provisional", ())]
        question = values.get("question")
        clock.question = Question(*question) if question else None
        return clock

    def provisional_ms(self, session: str = "") -> int:
        """Waiting for a question, of all sessions or of one."""
        return sum(p.ms for p in self.provisional if not session or p.session == session)

    def taken(self) -> Iterator[Span]:
        """Parts of this lesson's origin that are earned, or will be when a question is passed."""
        yield from self.earned
        for piece in self.provisional:
            if piece.origin == self.origin:
                yield from piece.parts

    def is_barred(self, moment: int) -> bool:
        """Whether nothing is earned until a question is passed, or for the rest of the day."""
        return self.locked or self.is_stopped(moment)

    def is_stopped(self, moment: int) -> bool:
        """Three failed questions in a day: only a staff member helps."""
        return self.failed >= MOST_FAILED and self.failed_day == day_of(moment)


_NAMES = tuple(f.name for f in fields(Clock))
_QUESTION = tuple(f.name for f in fields(Question))
