"""Walking the engine's clock in tests: seconds in, seconds out."""

from __future__ import annotations

from dataclasses import dataclass, field

from lms.learning import engine
from lms.learning.clock import Beat, Clock, Opening, Policy
from lms.learning.engine import Outcome

NOON = 1_790_222_400_000
"""2026-09-24 12:00 in Shanghai, in milliseconds."""


def policy(nominal: float = 3600, **values: object) -> Policy:
    return Policy(**{"media": True, "nominal": round(nominal * 1000), **values})  # type: ignore[arg-type]


@dataclass
class Walk:
    """A learner with one session; ``play(15, 15)`` is 15 seconds later, at position 15."""

    policy: Policy = field(default_factory=policy)
    now: int = NOON
    due: float = 600
    clock: Clock = field(default_factory=Clock)
    deltas: int = 0
    outcome: Outcome | None = None

    def __post_init__(self) -> None:
        self.open()

    def open(self, session: str = "s1", **values: object) -> Walk:
        opening = Opening(session=session, lesson=1, origin="o", **values)  # type: ignore[arg-type]
        self.clock = engine.opened(self.clock, opening, now=self.now, due=round(self.due * 1000))
        return self

    def beat(self, after: float, position: float, state: str = "playing", seq: int = 0) -> Outcome:
        self.now += round(after * 1000)
        before = self.clock.at
        number = seq or self.clock.seq + 1
        wanted = Beat(number, round(position * 1000), state)
        self.outcome = engine.advance(self.clock, wanted, self.now, self.policy)
        self.clock = self.outcome.clock
        self.deltas += self.clock.at - before
        return self.outcome

    def play(self, seconds: float, start: float = 0, step: float = 15) -> Walk:
        """Steady playing at 1×."""
        at = start
        while at < start + seconds:
            at = min(at + step, start + seconds)
            self.beat(step, at)
        return self

    def answer(self, right: bool = True) -> None:
        if right:
            self.clock, _pieces = engine.passed(self.clock, round(self.due * 1000))
        else:
            self.clock = engine.failed(self.clock, self.now)

    @property
    def provisional(self) -> float:
        return self.clock.provisional_ms() / 1000

    def uncounted(self, reason: str) -> float:
        return self.clock.reasons.get(reason, 0) / 1000
