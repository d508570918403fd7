"""Attacks on the rules of contract.md, Beats: streams made to win time, to lose another's, to swell
the clock's row; and honest ones that must not be taken for them."""

from __future__ import annotations

import itertools
import json
import random
from collections import Counter
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from lms.learning import engine, spans
from lms.learning.clock import DAY, MOST, Beat, Clock, Opening, Piece, Question, day_of
from tests.lms.learning.walk import NOON, Walk, policy

HOUR = 3_600_000


def pausing_watcher(seed: int) -> tuple[Walk, float, int]:
    """Half an hour of film by somebody who pauses often, on a line of up to 4 s: the walk, what was
    played, how often the player was told that it had jumped."""
    rng = random.Random(seed)
    walk = Walk(policy(7200), due=10**6)
    now = arrived = played = position = 0.0
    seeks = 0

    def send(state: str) -> None:
        nonlocal arrived, position, seeks
        moment = max(now + rng.uniform(0, 4), arrived + 0.01)
        outcome = walk.beat(moment - arrived, position, state)
        arrived = moment
        if outcome.reason == "seek":
            seeks, position = seeks + 1, walk.clock.position / 1000

    while played < 1800:
        for _n in range(rng.randint(1, 3)):
            step = rng.uniform(8, 17)
            now, position, played = now + step, position + step, played + step
            send("playing")
        now += rng.uniform(8, 60)
        send(rng.choice(["paused", "hidden"]))
    return walk, played, seeks


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000))
def test_pausing_on_a_slow_line_is_no_jumping_ahead(seed: int) -> None:
    walk, played, seeks = pausing_watcher(seed)
    assert seeks == 0
    assert walk.provisional >= 0.9 * played


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10_000))
def test_toggling_never_gets_further_than_the_time_there_was(seed: int) -> None:
    """Pauses, hidden pages and new sessions give no new five seconds of tolerance."""
    rng = random.Random(seed)
    walk = Walk(policy(3600))
    for number in range(150):
        ahead = rng.choice([0.0, 1, 4.9, 6, 20])
        state = rng.choice(["playing", "playing", "paused", "hidden"])
        walk.beat(rng.choice([0.05, 1, 3, 15]), walk.clock.position / 1000 + ahead, state)
        if rng.random() < 0.1:
            place = {"position": walk.clock.position, "furthest": walk.clock.furthest}
            walk.clock = engine.superseded(walk.clock, walk.now)
            walk.open(f"s{number}", **place)
        assert walk.clock.furthest <= walk.now - NOON + 5_000


def test_a_question_that_ran_out_yesterday_is_no_failure_of_today() -> None:
    walk = Walk(now=NOON + 10 * HOUR).play(90)
    question = Question("q", True, walk.now + 60_000, walk.clock.seq)
    walk.clock = engine.closed(engine.asked(walk.clock, question))
    next_morning = walk.now + 10 * HOUR
    walk.clock, over = engine.expire(walk.clock, next_morning)
    assert (over, walk.clock.failed) == ("q", 1)
    assert walk.clock.failed_day == day_of(walk.now) == day_of(next_morning) - 1


def test_a_clock_set_back_over_midnight_does_not_lift_the_stop() -> None:
    walk = Walk(now=NOON + 12 * HOUR + 60_000)
    for _n in range(3):
        walk.answer(right=False)
    before_midnight = walk.now - HOUR
    question = Question("q", True, before_midnight - 1, walk.clock.seq)
    walk.clock, _over = engine.expire(engine.asked(walk.clock, question), before_midnight)
    assert walk.clock.is_stopped(walk.now)


def test_a_pass_soon_after_a_slow_start_has_an_interval_that_holds_its_seconds() -> None:
    """The film loaded for 15 s, ran for 5, and somebody at the office confirmed."""
    walk = Walk()
    walk.beat(15, 0)
    walk.beat(15, 5)
    walk.clock, (piece,) = engine.passed(walk.clock, 600_000)
    assert (piece.start, piece.end, piece.ms) == (NOON, NOON + 5_000, 5_000)
    walk.beat(15, 45)
    later = walk.clock.provisional[0]
    assert (later.start, later.ms) == (piece.end, 40_000)


def test_time_carried_over_a_pass_and_used_later_lies_within_its_interval() -> None:
    walk = Walk()
    walk.beat(19, 15)
    walk.clock, (first,) = engine.passed(walk.clock, 600_000)
    walk.beat(15, 30)
    walk.beat(11, 45)
    walk.clock, (second,) = engine.passed(engine.closed(walk.clock), 600_000)
    assert (second.start, second.end, second.ms) == (first.end, NOON + 45_000, 30_000)


def test_a_pass_after_midnight_leaves_yesterday_as_it_was() -> None:
    walk = Walk(now=NOON + 12 * HOUR - 15_000)
    walk.beat(15, 15)
    walk.beat(30, 15)
    walk.clock, (piece,) = engine.passed(walk.clock, 600_000)
    assert (piece.end, piece.ms) == (NOON + 12 * HOUR, 15_000)


def test_thousands_of_short_runs_do_not_swell_the_row() -> None:
    walk = Walk(policy(3600), due=900)
    for _n in range(1500):
        walk.beat(0.1, walk.clock.position / 1000 + 0.1)
        walk.beat(0.1, walk.clock.position / 1000, "paused")
        walk.clock.uncounted.clear()
    assert walk.provisional == 150
    assert len(json.dumps(walk.clock.as_dict())) < 10_000
    assert spans.total(walk.clock.taken()) == 150_000


class Attacker:
    """Does anything with two lessons, the second an adopted copy of the first, and keeps books of
    its own beside the engine."""

    def __init__(self, rules: Any, now: int) -> None:
        self.rules, self.now, self.clock = rules, now, Clock()
        self.seen: dict[int, dict[str, int]] = {1: {}, 2: {}}
        self.earned: list[spans.Span] = []
        self.confirmed: list[Piece] = []
        self.elapsed: Counter[str] = Counter()
        self.playing: Counter[str] = Counter()
        self.uncounted: Counter[str] = Counter()
        self.open(1)

    @property
    def pieces(self) -> list[Piece]:
        return [*self.confirmed, *self.clock.provisional]

    def do(self, event: str, delta: int, move: int, state: str) -> None:
        getattr(self, event)(delta, move, state)
        for session, *_rest, ms, reason in self.clock.uncounted:
            self.uncounted[session] += ms
            if reason == "superseded":
                self.elapsed[session] += ms
        self.clock.uncounted = []

    def beat(self, delta: int, move: int, state: str) -> None:
        self.now += delta
        before = self.clock
        position = max(0, before.position + move)
        outcome = engine.advance(
            before, Beat(before.seq + 1, position, state), self.now, self.rules
        )
        self.clock = outcome.clock
        step = self.clock.at - before.at
        self.elapsed[before.session] += step
        if state == "playing" and step <= MOST:
            self.playing[before.session] += step
        if before.locked and not outcome.expired:
            assert self.clock.provisional_ms() == before.provisional_ms()

    def ask(self, _delta: int, move: int, _state: str) -> None:
        question = Question("q", move % 2 == 0, self.now + 60_000, self.clock.seq, move % 3)
        self.clock = engine.asked(self.clock, question)

    def right(self, *_unused: Any) -> None:
        self.clock, pieces = engine.passed(self.clock, 600_000)
        self.confirmed += pieces
        parts = [part for piece in pieces for part in piece.parts]
        self.earned = spans.merged([*self.earned, *parts])

    def wrong(self, *_unused: Any) -> None:
        self.clock = engine.failed(self.clock, self.now)

    def lapse(self, *_unused: Any) -> None:
        self.clock = engine.lapsed(self.clock)

    def reopen(self, delta: int, move: int, state: str) -> None:
        """Another session: of the same lesson or its copy, closing the old one or not."""
        self.now += delta
        here = self.seen[self.clock.lesson]
        here |= {"position": self.clock.position, "furthest": self.clock.furthest}
        here |= {"covered": self.clock.covered}
        closing = state == "playing"
        end = engine.closed(self.clock) if closing else engine.superseded(self.clock, self.now)
        self.clock = end
        self.open(1 + move % 2)

    def open(self, lesson: int) -> None:
        name = f"s{len(self.elapsed)}"
        self.elapsed[name] = 0
        opening = Opening(
            session=name, lesson=lesson, origin="o", earned=tuple(self.earned), **self.seen[lesson]
        )
        self.clock = engine.opened(self.clock, opening, now=self.now, due=600_000)


watching = st.tuples(
    st.just("beat"),
    st.sampled_from([11_000, 14_900, 15_000, 19_000]),
    st.just(15_000),
    st.just("playing"),
)
attacks = st.lists(
    watching
    | st.tuples(
        st.sampled_from(["beat"] * 14 + ["ask", "right", "right", "wrong", "lapse", "reopen"]),
        st.sampled_from([0, 50, 2_999, 3_000, 11_000, 15_000, 19_000, 90_000, 90_001, -7_000]),
        st.sampled_from([0, 1, 200, 15_000, 20_000, 65_000, -15_000, -60_000, 10**6]),
        st.sampled_from(["playing"] * 5 + ["paused", "hidden"]),
    ),
    max_size=80,
)
rules = st.builds(
    policy,
    nominal=st.sampled_from([60, 300, 3600]),
    media=st.booleans(),
    cap=st.sampled_from([20_000, 100_000, DAY]),
    opens=st.sampled_from([0, 6 * HOUR, 22 * HOUR]),
    closes=st.sampled_from([4 * HOUR, 22 * HOUR]),
)
moments = st.sampled_from([NOON, NOON + 10 * HOUR - 60_000, NOON + 12 * HOUR - 60_000])


@settings(max_examples=400, deadline=None)
@given(rules, moments, attacks)
def test_no_attack_wins_or_loses_a_millisecond(rules: Any, now: int, events: Any) -> None:
    """For each session: what passed = confirmed + provisional + uncounted; counted at most what was
    played; per day at most the cap; per part of the lesson once; in study hours alone."""
    attacker = Attacker(rules, now)
    for event in events:
        attacker.do(*event)
    attacker.do("reopen", 0, 0, "playing")
    counted: Counter[str] = Counter()
    days: Counter[int] = Counter()
    for piece in attacker.pieces:
        counted[piece.session] += piece.ms
        days[day_of(piece.start)] += piece.ms
        assert 0 <= piece.ms <= piece.end - piece.start
        assert all(rules.is_open(at) for at in (piece.start, piece.end - 1))
    for session, elapsed in attacker.elapsed.items():
        assert elapsed == counted[session] + attacker.uncounted[session]
        assert counted[session] <= attacker.playing[session]
    assert all(ms <= rules.cap for ms in days.values())
    parts = [part for piece in attacker.pieces for part in piece.parts]
    assert spans.total(parts) == spans.total(spans.merged(parts)) <= rules.nominal
    times = sorted((piece.start, piece.end) for piece in attacker.pieces if piece.ms)
    assert all(before[1] <= after[0] for before, after in itertools.pairwise(times))
