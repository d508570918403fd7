"""A drawn history as the rows that the platform keeps of real study."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from uuid import UUID

from lms.config.demo.study.draw import History
from lms.config.demo.study.ledger import Chain
from lms.config.demo.study.sitting import SECOND, Asked, Sitting
from lms.config.demo.words import named
from lms.core.months import local_day
from lms.learning import spans
from lms.learning.clock import Clock
from lms.learning.keeping import Kept, Policy, moment
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

Outcome = PresenceChallenge.Outcome
BEAT_MS = 15_000


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


@dataclass
class Rows:
    """Of one learner, in the order in which they must be written."""

    sessions: list[StudySession] = field(default_factory=list)
    challenges: list[PresenceChallenge] = field(default_factory=list)
    intervals: list[StudyInterval] = field(default_factory=list)
    uncounted: list[UncountedInterval] = field(default_factory=list)
    progress: list[LessonProgress] = field(default_factory=list)
    earned: list[EarnedParts] = field(default_factory=list)
    clock: StudyClock | None = None


class Writer:
    """Builds the rows of one learner's history."""

    def __init__(self, learner: UUID, history: History, habits: Habits, rng: random.Random) -> None:
        self.learner, self.history, self.habits, self.rng = learner, history, habits, rng
        self.chain = Chain(learner)
        self.rows = Rows()
        self._progress: dict[int, LessonProgress] = {}
        self._earned: dict[UUID, dict[str, list[spans.Span]]] = {}

    def build(self) -> Rows:
        for number, sitting in enumerate(self.history.sittings):
            self._sitting(number, sitting)
        self.rows.progress = list(self._progress.values())
        self.rows.earned = list(self._earned_rows())
        self.rows.clock = self._clock()
        return self.rows

    def _sitting(self, number: int, sitting: Sitting) -> None:
        session = self._session(number, sitting)
        self.rows.sessions.append(session)
        session.credited_seconds = sum(self._asked(sitting, session))
        for start, end, reason in sitting.uncounted:
            self.rows.uncounted.append(
                UncountedInterval(
                    learner_id=self.learner, session=session, lesson=sitting.topic.id,
                    started_at=moment(start), ended_at=moment(end), milliseconds=end - start,
                    reason=reason,
                )
            )  # fmt: skip
        session.closing = _closing(sitting, session)
        self._note_progress(sitting, session)

    def _session(self, number: int, sitting: Sitting) -> StudySession:
        topic, habits = sitting.topic, self.habits
        beats = (sitting.closed - sitting.opened) // BEAT_MS + 1
        return StudySession(
            id=named(self.learner, "session", number),
            learner_id=self.learner,
            lesson=topic.id,
            lesson_title=topic.title[:255],
            origin=topic.origin,
            kind=topic.kind,
            nominal_seconds=topic.nominal // SECOND,
            state=StudySession.State.CLOSED,
            ended_by=StudySession.End.BY_LEARNER,
            opened_at=moment(sitting.opened),
            closed_at=moment(sitting.closed),
            beats=beats,
            rhythm={
                "beats": beats,
                "mean_ms": BEAT_MS + self.rng.randrange(60),
                "spread_ms": habits.spread_ms + self.rng.randrange(max(1, habits.spread_ms)),
            },
            device=habits.device,
            address=habits.address or None,
            agent=habits.agent,
        )

    def _asked(self, sitting: Sitting, session: StudySession) -> Iterator[int]:
        """Questions with what each confirmed; yields the seconds that were posted."""
        first: PresenceChallenge | None = None
        for number, asked in enumerate(sitting.questions):
            challenge = self._challenge(session, number, asked)
            challenge.first = first if asked.attempt > 1 else None
            first = challenge
            self.rows.challenges.append(challenge)
            if asked.pieces:
                yield self._confirm(sitting, session, challenge, asked)

    def _challenge(self, session: StudySession, number: int, asked: Asked) -> PresenceChallenge:
        check = asked.check
        labels = [check.right, *check.wrong]
        order = list(range(len(labels)))
        self.rng.shuffle(order)
        ids = [f"{self.rng.getrandbits(32):08x}" for _label in labels]
        right = ids[order.index(0)]
        given = right if asked.passed else ids[order.index(1)]
        answered = asked.at + 700 if self.habits.too_quick else asked.answered
        return PresenceChallenge(
            id=named(session.pk, number),
            learner_id=self.learner,
            session=session,
            source=PresenceChallenge.Source.SELF_CHECK,
            question=check.key[:80],
            prompt=check.prompt,
            options=[
                {"id": ids[place], "label": labels[which]} for place, which in enumerate(order)
            ],
            right=right,
            when_due=asked.due,
            attempt=asked.attempt,
            asked_at=moment(asked.at),
            answered_at=moment(answered),
            answer=given,
            outcome=Outcome.PASSED if asked.passed else Outcome.WRONG,
        )

    def _confirm(
        self, sitting: Sitting, session: StudySession, challenge: PresenceChallenge, asked: Asked
    ) -> int:
        pieces, topic = asked.pieces, sitting.topic
        seconds = sum(piece.end - piece.start for piece in pieces) // SECOND
        entry = None
        if seconds:
            entry = self.chain.append(
                seconds=seconds,
                started_at=moment(pieces[0].start),
                ended_at=moment(pieces[-1].end),
                source=f"study:{session.pk}:{pieces[0].start}",
                lesson=topic.id,
                lesson_title=topic.title,
                posted_at=moment(asked.answered),
            )
        day = str(local_day(moment(pieces[0].start)))
        for piece in pieces:
            parts = [(piece.low, piece.high)]
            self._earned.setdefault(topic.origin, {}).setdefault(day, []).extend(parts)
            self.rows.intervals.append(
                StudyInterval(
                    learner_id=self.learner, session=session, lesson=topic.id,
                    started_at=moment(piece.start), ended_at=moment(piece.end),
                    milliseconds=piece.end - piece.start, parts=parts, challenge=challenge,
                    entry=entry,
                )
            )  # fmt: skip
        return seconds

    def _note_progress(self, sitting: Sitting, session: StudySession) -> None:
        topic = sitting.topic
        row = self._progress.get(topic.id)
        if row is None:
            row = self._progress[topic.id] = LessonProgress(
                learner_id=self.learner, lesson=topic.id, course=topic.course,
                version=topic.version, begun_at=session.opened_at,
            )  # fmt: skip
        row.position_ms = row.furthest_ms = row.covered_ms = sitting.seen
        row.credited_seconds += session.credited_seconds
        row.studied_at = session.closed_at
        if sitting.seen >= topic.nominal:
            row.completed_at = session.closed_at

    def _earned_rows(self) -> Iterator[EarnedParts]:
        for origin, by_day in self._earned.items():
            parts = [
                [low, high, day]
                for day in sorted(by_day)
                for low, high in spans.merged(by_day[day])
            ]
            yield EarnedParts(learner_id=self.learner, origin=origin, parts=parts)

    def _clock(self) -> StudyClock | None:
        """As it stands after the last sitting was closed."""
        if not self.history.sittings:
            return None
        last = self.history.sittings[-1]
        clock = Clock(
            session=str(self.rows.sessions[-1].pk), lesson=last.topic.id,
            origin=str(last.topic.origin), at=last.closed, seq=self.rows.sessions[-1].beats,
            state="playing", position=last.seen, furthest=last.seen, covered=last.seen,
            completed=last.seen >= last.topic.nominal, credited=last.earned // SECOND,
            due=self.rng.randrange(8 * 60, 15 * 60) * SECOND,
        )  # fmt: skip
        policy = Policy(media=last.topic.media, nominal=last.topic.nominal)
        kept = Kept(self.learner, 0, self.rows.sessions[-1].pk, False, None, clock, policy)
        return StudyClock(learner_id=self.learner, **kept.values())


def _closing(sitting: Sitting, session: StudySession) -> dict[str, object]:
    """What closing answered (contract.md)."""
    reasons: dict[str, int] = {}
    for start, end, reason in sitting.uncounted:
        reasons[reason] = reasons.get(reason, 0) + end - start
    return {
        "credited_seconds": session.credited_seconds,
        "provisional_seconds": 0,
        "completed": sitting.seen >= sitting.topic.nominal,
        "challenge": None,
        "uncounted": [
            {"seconds": round(ms / SECOND), "reason": reason}
            for reason, ms in sorted(reasons.items())
        ],
    }
