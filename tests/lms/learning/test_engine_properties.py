"""What must hold for every stream of beats, honest or not (contract.md, Targets)."""

from __future__ import annotations

import itertools
import random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from lms.learning import engine, spans
from lms.learning.clock import DAY, Beat, Clock, Opening, Question
from tests.lms.learning.walk import NOON, Walk, policy

HOUR = 3_600_000
states = st.sampled_from(["playing"] * 5 + ["paused", "hidden"])
deltas = st.one_of(
    st.integers(0, 4_000), st.integers(10_000, 20_000), st.integers(0, 200_000), st.just(-5_000)
)
moves = st.one_of(st.integers(-40_000, 40_000), st.just(15_000), st.integers(-600_000, 900_000))
events = st.sampled_from(["beat"] * 12 + ["pass", "fail", "ask", "reopen", "replay"])
steps = st.lists(st.tuples(events, deltas, moves, states), max_size=60)
policies = st.builds(
    policy,
    nominal=st.sampled_from([60, 600, 3600]),
    media=st.booleans(),
    cap=st.sampled_from([30_000, 600_000, DAY]),
    opens=st.sampled_from([0, 6 * HOUR]),
    closes=st.just(22 * HOUR),
)
starts = st.sampled_from([NOON, NOON + 10 * HOUR - 40_000, NOON + 12 * HOUR - 40_000])


class Stream:
    """Plays any sequence and keeps account beside the engine."""

    def __init__(self, rules: Any, now: int) -> None:
        self.rules, self.now = rules, now
        self.confirmed: list[Any] = []
        self.elapsed = self.counted = self.uncounted = 0
        self.sessions = 0
        self.clock = Clock()
        self.reopen()

    def reopen(self) -> None:
        if self.sessions:
            self.clock = engine.closed(self.clock)
            self.uncounted += sum(self.clock.reasons.values())
        self.sessions += 1
        opening = Opening(
            session=f"s{self.sessions}",
            lesson=1,
            origin="o",
            position=self.clock.position,
            furthest=self.clock.furthest,
            covered=self.clock.covered,
            earned=tuple(self.clock.earned),
        )
        self.clock = engine.opened(self.clock, opening, now=self.now, due=600_000)

    def step(self, event: str, delta: int, move: int, state: str) -> None:
        if event == "pass":
            self.clock, pieces = engine.passed(self.clock, 600_000)
            self.confirmed += pieces
        elif event == "fail":
            earlier = sum(p.ms for p in self.clock.provisional if p.session != self.clock.session)
            self.clock = engine.failed(self.clock, self.now)
            self.uncounted += earlier
        elif event == "ask":
            question = Question("q", True, self.now + 60_000, self.clock.seq)
            self.clock = engine.asked(self.clock, question)
        elif event == "reopen":
            self.reopen()
        else:
            self.beat(event, delta, move, state)

    def beat(self, event: str, delta: int, move: int, state: str) -> None:
        self.now += delta
        seq = max(1, self.clock.seq + (event == "beat"))
        position = max(0, self.clock.position + move)
        before = self.clock
        outcome = engine.advance(before, Beat(seq, position, state), self.now, self.rules)
        self.clock = outcome.clock
        self.elapsed += self.clock.at - before.at
        if outcome.expired:
            others = [p for p in before.provisional if p.session != before.session]
            self.uncounted += sum(p.ms for p in others)


def run(rules: Any, now: int, events: Any) -> Stream:
    stream = Stream(rules, now)
    for event in events:
        stream.step(*event)
    return stream


@settings(max_examples=300, deadline=None)
@given(policies, starts, steps)
def test_nothing_is_lost_and_nothing_is_won(rules: Any, now: int, events: Any) -> None:
    """ΣΔ = credited + provisional + uncounted + what the run still carries."""
    stream = run(rules, now, events)
    clock = stream.clock
    counted = sum(p.ms for p in [*stream.confirmed, *clock.provisional])
    uncounted = stream.uncounted + sum(clock.reasons.values())
    assert stream.elapsed == counted + uncounted + clock.clock


@settings(max_examples=300, deadline=None)
@given(policies, starts, steps)
def test_no_second_of_the_clock_counts_twice(rules: Any, now: int, events: Any) -> None:
    stream = run(rules, now, events)
    pieces = [*stream.confirmed, *stream.clock.provisional]
    assert all(0 <= p.ms <= p.end - p.start for p in pieces)
    ordered = sorted((p.start, p.end) for p in pieces if p.ms)
    assert all(before[1] <= after[0] for before, after in itertools.pairwise(ordered))


@settings(max_examples=300, deadline=None)
@given(policies, starts, steps)
def test_no_part_of_the_lesson_counts_twice(rules: Any, now: int, events: Any) -> None:
    stream = run(rules, now, events)
    parts = [part for p in [*stream.confirmed, *stream.clock.provisional] for part in p.parts]
    assert spans.total(parts) == spans.total(spans.merged(parts)) <= rules.nominal
    assert sum(p.ms for p in stream.confirmed) <= spans.total(parts)


@settings(max_examples=200, deadline=None)
@given(policies, starts, steps)
def test_a_piece_lies_in_one_day_and_within_study_hours(rules: Any, now: int, events: Any) -> None:
    for piece in run(rules, now, events).clock.provisional:
        assert all(rules.is_open(at) for at in (piece.start, piece.end - 1))
        assert (piece.start + 8 * HOUR) // DAY == (piece.end - 1 + 8 * HOUR) // DAY


@settings(max_examples=200, deadline=None)
@given(policies, starts, steps)
def test_nothing_is_confirmed_without_a_pass(rules: Any, now: int, events: Any) -> None:
    without = [event for event in events if event[0] != "pass"]
    stream = run(rules, now, without)
    assert stream.confirmed == []
    assert stream.clock.earned == []


@settings(max_examples=200, deadline=None)
@given(policies, st.lists(st.tuples(st.integers(0, 20_000), moves, states), max_size=80))
def test_the_cap_of_a_day_holds(rules: Any, beats: Any) -> None:
    stream = run(rules, NOON, [("beat", *beat) for beat in beats])
    assert sum(p.ms for p in stream.clock.provisional) <= rules.cap


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10_000))
def test_an_honest_client_loses_less_than_one_in_a_hundred(seed: int) -> None:
    """2 s jitter, up to 4 s latency, 5 % of answers lost and retried, a 30 s outage an hour."""
    rng = random.Random(seed)
    walk = Walk(policy(4000), due=10**6)
    played = arrived = 0.0
    while played < 3600:
        pause = 30 if 1795 < played < 1811 else 15 + rng.uniform(-2, 2)
        played += pause
        latency = rng.uniform(0, 4)
        moment = max(played + latency, arrived + 0.01)
        walk.beat(moment - arrived, played)
        arrived = moment
        if rng.random() < 0.05:
            walk.beat(0.5, played, seq=walk.clock.seq)
            arrived += 0.5
    assert walk.provisional >= 0.99 * played


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 10_000))
def test_creeping_and_jumping_never_earn_more_than_was_covered(seed: int) -> None:
    rng = random.Random(seed)
    walk = Walk(policy(3600))
    for _n in range(200):
        at = walk.clock.position / 1000
        walk.beat(rng.choice([3, 5, 15]), at + rng.choice([0, 0.2, 5, 19.9, 400]))
    assert walk.clock.furthest <= walk.now - NOON + 5_000
    assert walk.provisional <= walk.clock.furthest / 1000
