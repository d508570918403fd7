"""What guessing is worth: simulated days on the engine with the platform's own questions."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import pairwise

import pytest

from lms.learning import engine
from lms.learning.clock import Question
from lms.learning.presence import bank
from lms.learning.presence.bank import Drawn
from lms.learning.presence.draw import shuffled
from tests.lms.learning.walk import NOON, Walk, policy

CREDIT_HOUR = 2_700_000
DAYS = 300
STEP = 60
Labels = list[str]


def anything(labels: Labels, rng: random.Random) -> int:
    return rng.randrange(len(labels))


def the_middle(labels: Labels, rng: random.Random) -> int:
    """Of numbers the second smallest: near misses often lie on both sides."""
    if not all(label.isdigit() for label in labels):
        return rng.randrange(len(labels))
    return labels.index(str(sorted(map(int, labels))[1]))


def the_longest(labels: Labels, rng: random.Random) -> int:
    return max(range(len(labels)), key=lambda n: (len(labels[n]), rng.random()))


def drawn(rng: random.Random) -> Drawn:
    return rng.choice(bank.plain("zh-hans")) if rng.random() < 0.5 else bank.small_sum(rng)


@dataclass
class Guesser:
    """One day of playing film and guessing. ``late``: answers in the last second, so that the most
    is at stake; ``closes``: ends the session just before a question can be due and lets the one on
    closing run out first, for the minute that it gives."""

    rng: random.Random
    choose: Callable[[Labels, random.Random], int]
    late: bool = False
    closes: bool = False
    walk: Walk = field(init=False)
    credited: int = 0

    def __post_init__(self) -> None:
        self.walk = Walk(policy(36_000), now=NOON - 5 * 3_600_000, due=self.due_point())

    def due_point(self) -> float:
        return self.rng.uniform(480, 900)

    def day(self) -> int:
        while not self.walk.clock.is_stopped(self.walk.now):
            outcome = self.play()
            if outcome.ask:
                self.answer_two(due=outcome.ask == "due")
            elif self.closes and 420_000 <= self.walk.clock.provisional_ms() < 480_000:
                self.close_and_wait()
        return self.credited

    def play(self) -> engine.Outcome:
        return self.walk.beat(STEP, self.walk.clock.position / 1000 + STEP)

    def close_and_wait(self) -> None:
        """A question that is open keeps the due one away, for two minutes at most."""
        clock = engine.closed(self.walk.clock)
        question = Question("q", False, self.walk.now + 120_000, clock.seq, extended=True)
        self.walk.clock = engine.asked(clock, question)
        place = {"position": clock.position, "furthest": clock.furthest}
        self.walk.open("next", earned=tuple(clock.earned), **place)
        self.play()
        self.play()

    def answer_two(self, *, due: bool) -> None:
        walk = self.walk
        walk.clock = engine.asked(walk.clock, Question("q", due, 2**60, walk.clock.seq))
        if self.late:
            self.play()
            self.play()
        if self.guess() or self.guess():
            walk.clock, pieces = engine.passed(walk.clock, round(self.due_point() * 1000))
            self.credited += sum(piece.ms for piece in pieces)
        else:
            walk.clock = engine.failed(walk.clock, walk.now)

    def guess(self) -> bool:
        options, right = shuffled(drawn(self.rng), self.rng)
        labels = [option["label"] for option in options]
        return options[self.choose(labels, self.rng)]["id"] == right


@pytest.mark.parametrize("choose", [anything, the_middle, the_longest])
@pytest.mark.parametrize("how", [{}, {"late": True}, {"late": True, "closes": True}])
def test_a_guesser_earns_little(choose, how) -> None:
    """At most 0.6 credit hours a day on average (contract.md, Targets)."""
    rng = random.Random(20260924)
    earned = [Guesser(rng, choose, **how).day() for _n in range(DAYS)]
    assert sum(earned) / DAYS / CREDIT_HOUR <= 0.6


def test_a_sum_does_not_tell_its_answer_by_the_answers_beside_it() -> None:
    """Each place among the four, by size, is as likely; and the distances are all the same."""
    rng = random.Random(1)
    places: Counter[int] = Counter()
    for _n in range(2000):
        numbers = [int(option) for option in bank.small_sum(rng).options]
        ordered = sorted(numbers)
        assert ordered[0] >= 0
        assert len({b - a for a, b in pairwise(ordered)}) == 1
        places[ordered.index(numbers[0])] += 1
    assert all(420 <= places[place] <= 580 for place in range(4))
