"""One sitting with one lesson: what was played, interrupted, asked and confirmed. Pure.

Times are whole milliseconds, as in `lms.learning.clock`.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from uuid import UUID

SECOND, MINUTE = 1000, 60_000
BEAT = 15 * SECOND
DUE = (8 * MINUTE, 15 * MINUTE)
EVERY = 14 * MINUTE
"""How long somebody studies on average before something comes in between."""
INTERRUPTIONS: dict[str, tuple[int, int, int]] = {
    "paused": (5, 20, 240),
    "hidden": (3, 15, 150),
    "gap": (1, 95, 500),
}
"""By weight, and from how many to how many seconds."""
FAILS, SLIPS = 0.03, 0.08
"""How often a question is not passed at all, and how often only at the second attempt."""


@dataclass(frozen=True, slots=True)
class Check:
    """A self-check: its name, the question, the right answer and the wrong ones."""

    key: str
    prompt: str
    right: str
    wrong: tuple[str, ...]

    @property
    def reading(self) -> int:
        """Milliseconds that nobody is quicker than."""
        return 50 * (len(self.prompt) + len(self.right) + sum(map(len, self.wrong)))


@dataclass(frozen=True, slots=True)
class Topic:
    """A lesson as it can be studied."""

    id: int
    title: str
    kind: str
    course: int | None
    """None for what belongs to no course: a case."""
    origin: UUID
    nominal: int
    version: int
    checks: tuple[Check, ...]

    @property
    def media(self) -> bool:
        return self.kind in ("video", "audio")


@dataclass(slots=True)
class Piece:
    """Played from ``start`` to ``end`` of the clock and from ``low`` to ``high`` of the lesson."""

    start: int
    end: int
    low: int
    high: int


@dataclass(slots=True)
class Asked:
    """A question: when it was put and answered, whether rightly, and what it confirmed."""

    check: Check
    at: int
    answered: int
    passed: bool
    due: bool
    attempt: int = 1
    pieces: list[Piece] = field(default_factory=list)


@dataclass(slots=True)
class Sitting:
    topic: Topic
    opened: int
    closed: int
    questions: list[Asked] = field(default_factory=list)
    uncounted: list[tuple[int, int, str]] = field(default_factory=list)
    seen: int = 0
    by_server: bool = False

    @property
    def earned(self) -> int:
        return sum(p.end - p.start for asked in self.questions for p in asked.pieces)


class _Play:
    """The state while one sitting is drawn."""

    def __init__(self, rng: random.Random, topic: Topic, at: int, seen: int, sure: bool) -> None:
        self.rng, self.topic, self.sure = rng, topic, sure
        self.made = Sitting(topic, at, at, seen=seen)
        self.at, self.seen = at, seen
        self.waiting: list[Piece] = []
        self.due = rng.randrange(*DUE)
        self.unasked = list(topic.checks)
        rng.shuffle(self.unasked)

    def provisional(self) -> int:
        return sum(piece.end - piece.start for piece in self.waiting)

    def play(self, ms: int) -> None:
        if ms <= 0:
            return
        self.waiting.append(Piece(self.at, self.at + ms, self.seen, self.seen + ms))
        self.at += ms
        self.seen += ms

    def interrupt(self) -> None:
        weights = [weight for weight, _least, _most in INTERRUPTIONS.values()]
        reason = self.rng.choices(list(INTERRUPTIONS), weights)[0]
        _weight, least, most = INTERRUPTIONS[reason]
        length = self.rng.randint(least, most) * SECOND
        self.made.uncounted.append((self.at, self.at + length, reason))
        self.at += length

    def ask(self, *, due: bool) -> None:
        """Put a question. Now and then the first answer is wrong, or both are: then what was
        studied since the last one is lost."""
        luck = 1.0 if self.sure else self.rng.random()
        attempt = 1
        if luck < FAILS + SLIPS:
            self._question(due=due, passed=False)
            attempt = 2
        if due and luck < FAILS:
            self._question(due=due, passed=False, attempt=2)
            self.made.uncounted += [(p.start, p.end, "no_presence") for p in self.waiting]
        else:
            self._question(due=due, passed=True, attempt=attempt).pieces = self.waiting
        self.waiting = []
        self.due = self.rng.randrange(*DUE)

    def _question(self, *, due: bool, passed: bool, attempt: int = 1) -> Asked:
        """None is put before the one before it was answered; playing goes on meanwhile, and is left
        to the next question."""
        questions = self.made.questions
        check = self.unasked[len(questions) % len(self.unasked)]
        at = max(self.at, questions[-1].answered if questions else 0)
        answered = at + check.reading + self.rng.randint(4000, 22_000)
        questions.append(Asked(check, at, answered, passed, due, attempt))
        return questions[-1]


def sit(
    rng: random.Random,
    topic: Topic,
    *,
    at: int,
    seen: int,
    ms: int,
    finely: bool,
    sure: bool = False,
) -> Sitting:
    """Study ``ms`` of a lesson from where it was left (``seen``), beginning at ``at``.

    Not ``finely``: one question stands for the whole sitting, nothing comes in between. ``sure``:
    no answer is wrong.
    """
    play = _Play(rng, topic, at, seen, sure)
    end = min(topic.nominal, seen + ms)
    if finely:
        _play_finely(play, end)
    else:
        play.play(end - play.seen)
    if play.waiting:
        play.ask(due=False)
    made = play.made
    made.seen = play.seen
    answered = max((asked.answered for asked in made.questions), default=play.at)
    made.closed = max(play.at, answered) + rng.randint(2, 20) * SECOND
    return made


def _play_finely(play: _Play, end: int) -> None:
    disturbed = play.rng.expovariate(1 / EVERY)
    while play.seen < end:
        until_question = _on_a_beat(play.due - play.provisional())
        step = int(min(end - play.seen, until_question, max(BEAT, disturbed)))
        play.play(step)
        disturbed -= step
        if play.provisional() >= play.due:
            play.ask(due=True)
        elif disturbed <= 0:
            play.interrupt()
            disturbed = play.rng.expovariate(1 / EVERY)


def _on_a_beat(ms: int) -> int:
    """A question comes with the answer to a beat."""
    return max(BEAT, -(-ms // BEAT) * BEAT)
