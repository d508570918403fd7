"""A drawn history as the rows that the platform keeps of real study."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from lms.config.demo.study.draw import History
from lms.config.demo.study.ledger import Chain
from lms.config.demo.study.sitting import SECOND, Asked, Sitting
from lms.config.demo.study.tables import Table
from lms.credits.models import ChainHead, CreditEntry, MonthTotal
from lms.learning import spans
from lms.learning.clock import Clock, Policy, day_of
from lms.learning.keeping import Kept, moment
from lms.learning.models import (
    Device,
    EarnedParts,
    LessonProgress,
    PresenceChallenge,
    StudyClock,
    StudyInterval,
    StudySession,
    UncountedInterval,
)

PASSED = PresenceChallenge.Outcome.PASSED.value
WRONG = PresenceChallenge.Outcome.WRONG.value
SELF_CHECK = PresenceChallenge.Source.SELF_CHECK.value
CLOSED = StudySession.State.CLOSED.value
BY_LEARNER = StudySession.End.BY_LEARNER.value
BEAT_MS = 15_000
CLOCK_COLUMNS = (
    "version", "session", "is_open", "last_at", "provisional_ms", "lapses_at", "state",
)  # fmt: skip
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Habits:
    """Where and how somebody studies."""

    device: Device | None = None
    address: str = ""
    agent: str = ""
    spread_ms: int = 240
    """How unevenly the beats come: nobody's are quite even."""
    too_quick: bool = False
    """Answers sooner than anybody can read."""


def _tables() -> dict[str, Table]:
    """Every table of study, in the order in which rows may be written."""
    return {
        "session": Table(
            StudySession, "id", "learner_id", "lesson", "lesson_title", "origin", "kind",
            "nominal_seconds", "state", "ended_by", "opened_at", "closed_at", "credited_seconds",
            "beats", "rhythm", "closing", "device_id", "address", "agent",
        ),
        "challenge": Table(
            PresenceChallenge, "id", "learner_id", "session_id", "source", "question", "prompt",
            "options", "right", "when_due", "attempt", "first_id", "asked_at", "answered_at",
            "answer", "outcome",
        ),
        "entry": Table(
            CreditEntry, "id", "learner_id", "number", "kind", "seconds", "started_at", "ended_at",
            "month", "lesson", "lesson_title", "source", "rule_version", "reverses_id",
            "posted_at", "prev_hash", "hash",
        ),
        "interval": Table(
            StudyInterval, "learner_id", "session_id", "lesson", "started_at", "ended_at",
            "milliseconds", "parts", "challenge_id", "confirmation_id", "entry_id",
        ),
        "uncounted": Table(
            UncountedInterval, "learner_id", "session_id", "lesson", "started_at", "ended_at",
            "milliseconds", "reason",
        ),
        "progress": Table(
            LessonProgress, "learner_id", "lesson", "course", "position_ms", "furthest_ms",
            "covered_ms", "version", "credited_seconds", "begun_at", "studied_at", "completed_at",
        ),
        "earned": Table(EarnedParts, "learner_id", "origin", "parts"),
        "clock": Table(
            StudyClock, "learner_id", *CLOCK_COLUMNS
        ),
        "head": Table(ChainHead, "learner_id", "number", "hash"),
        "total": Table(MonthTotal, "learner_id", "month", "kind", "seconds"),
    }  # fmt: skip


@dataclass
class Book:
    """All rows of some hundred people."""

    tables: dict[str, Table] = field(default_factory=_tables)

    def write(self) -> None:
        for table in self.tables.values():
            table.write()


@dataclass(slots=True)
class _Seen:
    """How far one lesson has come."""

    sitting: Sitting
    begun_at: datetime
    studied_at: datetime
    credited: int = 0
    completed_at: datetime | None = None


class Writer:
    """Writes one learner's history into the book."""

    def __init__(self, book: Book, learner: UUID, habits: Habits, rng: random.Random) -> None:
        self.book, self.learner, self.habits, self.rng = book.tables, learner, habits, rng
        self._chain = Chain(learner)
        self._seen: dict[int, _Seen] = {}
        self._earned: dict[UUID, dict[int, list[spans.Span]]] = {}

    def write(self, history: History) -> None:
        last: UUID | None = None
        for sitting in history.sittings:
            last = self._uuid()
            self._sitting(last, sitting)
        if last is not None:
            self._sum_up()
            self._clock(last, history.sittings[-1])

    def _uuid(self) -> UUID:
        return UUID(int=self.rng.getrandbits(128), version=4)

    def _sitting(self, session: UUID, sitting: Sitting) -> None:
        topic, habits = sitting.topic, self.habits
        credited = self._questions(session, sitting)
        beats = (sitting.closed - sitting.opened) // BEAT_MS + 1
        spread = habits.spread_ms + self.rng.randrange(max(1, habits.spread_ms))
        opened_at, closed_at = moment(sitting.opened), moment(sitting.closed)
        self.book["session"].add(
            session, self.learner, topic.id, topic.title[:255], topic.origin, topic.kind,
            topic.nominal // SECOND, CLOSED, BY_LEARNER, opened_at, closed_at, credited, beats,
            {"beats": beats, "mean_ms": BEAT_MS + self.rng.randrange(60), "spread_ms": spread},
            _closing(sitting, credited), habits.device.pk if habits.device else None,
            habits.address or None, habits.agent,
        )  # fmt: skip
        for start, end, reason in sitting.uncounted:
            self.book["uncounted"].add(
                self.learner, session, topic.id, moment(start), moment(end), end - start, reason
            )
        seen = self._seen.setdefault(topic.id, _Seen(sitting, opened_at, closed_at))
        seen.sitting, seen.studied_at = sitting, closed_at
        seen.credited += credited
        if sitting.seen >= topic.nominal:
            seen.completed_at = closed_at

    def _questions(self, session: UUID, sitting: Sitting) -> int:
        """Questions with what each confirmed; returns the seconds that were posted."""
        credited, before = 0, None
        for asked in sitting.questions:
            challenge = self._uuid()
            self._question(challenge, session, asked, before if asked.attempt > 1 else None)
            before = challenge
            if asked.pieces:
                credited += self._confirm(challenge, session, sitting, asked)
        return credited

    def _question(self, challenge: UUID, session: UUID, asked: Asked, first: UUID | None) -> None:
        check = asked.check
        labels = (check.right, *check.wrong)
        order = list(range(len(labels)))
        self.rng.shuffle(order)
        ids = [f"{self.rng.getrandbits(32):08x}" for _label in labels]
        right = ids[order.index(0)]
        options = [{"id": name, "label": labels[n]} for name, n in zip(ids, order, strict=True)]
        answered = asked.at + 700 if self.habits.too_quick else asked.answered
        self.book["challenge"].add(
            challenge, self.learner, session, SELF_CHECK, check.key[:80], check.prompt, options,
            right, asked.due, asked.attempt, first, moment(asked.at), moment(answered),
            right if asked.passed else ids[order.index(1)], PASSED if asked.passed else WRONG,
        )  # fmt: skip

    def _confirm(self, challenge: UUID, session: UUID, sitting: Sitting, asked: Asked) -> int:
        pieces, topic = asked.pieces, sitting.topic
        seconds = sum(piece.end - piece.start for piece in pieces) // SECOND
        entry = self._entry(session, sitting, asked, seconds) if seconds else None
        earned = self._earned.setdefault(topic.origin, {})
        for piece in pieces:
            part = (piece.low, piece.high)
            earned.setdefault(day_of(piece.start), []).append(part)
            self.book["interval"].add(
                self.learner, session, topic.id, moment(piece.start), moment(piece.end),
                piece.end - piece.start, [part], challenge, None, entry,
            )  # fmt: skip
        return seconds

    def _entry(self, session: UUID, sitting: Sitting, asked: Asked, seconds: int) -> UUID:
        pieces, topic = asked.pieces, sitting.topic
        made = self._chain.append(
            self._uuid(), seconds=seconds, started_at=moment(pieces[0].start),
            ended_at=moment(pieces[-1].end), source=f"study:{session}:{pieces[0].start}",
            lesson=topic.id, lesson_title=topic.title[:255], posted_at=moment(asked.answered),
        )  # fmt: skip
        self.book["entry"].add(
            made.id, made.learner_id, made.number, made.kind, made.seconds, made.started_at,
            made.ended_at, made.month, made.lesson, made.lesson_title, made.source,
            made.rule_version, None, made.posted_at, made.prev_hash, made.hash,
        )  # fmt: skip
        return made.id

    def _sum_up(self) -> None:
        """Progress, earned parts, chain head, totals."""
        for seen in self._seen.values():
            topic, far = seen.sitting.topic, seen.sitting.seen
            self.book["progress"].add(
                self.learner, topic.id, topic.course, far, far, far, topic.version, seen.credited,
                seen.begun_at, seen.studied_at, seen.completed_at,
            )  # fmt: skip
        for origin, by_day in self._earned.items():
            parts = [
                [low, high, _said(day)]
                for day in sorted(by_day)
                for low, high in spans.merged(by_day[day])
            ]
            self.book["earned"].add(self.learner, origin, parts)
        chain = self._chain
        if chain.entries:
            self.book["head"].add(self.learner, len(chain.entries), chain.last)
        for month, seconds in chain.totals.items():
            self.book["total"].add(self.learner, month, "study", seconds)

    def _clock(self, session: UUID, last: Sitting) -> None:
        """As it stands after the last sitting was closed."""
        topic = last.topic
        clock = Clock(
            session=str(session), lesson=topic.id, origin=str(topic.origin), at=last.closed,
            seq=(last.closed - last.opened) // BEAT_MS + 1, state="playing", position=last.seen,
            furthest=last.seen, covered=last.seen, completed=last.seen >= topic.nominal,
            credited=last.earned // SECOND, due=self.rng.randrange(8 * 60, 15 * 60) * SECOND,
        )  # fmt: skip
        policy = Policy(media=topic.media, nominal=topic.nominal)
        kept = Kept(self.learner, 0, session, False, None, clock, policy)
        values = kept.values()
        self.book["clock"].add(self.learner, *(values[name] for name in CLOCK_COLUMNS))


def _said(day: int) -> str:
    """A local day (`day_of`) as it is kept with what was earned."""
    return (EPOCH + timedelta(days=day)).date().isoformat()


def _closing(sitting: Sitting, credited: int) -> dict[str, Any]:
    """What closing answered (contract.md)."""
    reasons: dict[str, int] = {}
    for start, end, reason in sitting.uncounted:
        reasons[reason] = reasons.get(reason, 0) + end - start
    return {
        "credited_seconds": credited,
        "provisional_seconds": 0,
        "completed": sitting.seen >= sitting.topic.nominal,
        "challenge": None,
        "uncounted": [
            {"seconds": round(ms / SECOND), "reason": reason}
            for reason, ms in sorted(reasons.items())
        ],
    }
