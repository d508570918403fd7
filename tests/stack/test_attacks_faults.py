"""What happens to study when things break, and to honest people on a poor line: nothing accepted is
lost, nothing is won, and at least 99 % of the time played is credited."""

from __future__ import annotations

import heapq
import http.client
import os
import random
import signal
import sqlite3
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta

import psycopg
import pytest

from tests.stack.clients import Answer, Hall, Learner, at_once
from tests.stack.platform import until

NO_ANSWER = (OSError, http.client.HTTPException)
LOCKED = {"sqlite": 5, "postgres": 1}
"""Seconds for which somebody else holds the database."""


@pytest.fixture(autouse=True)
def _morning(hall: Hall) -> None:
    hall.morning()


def group(hall: Hall, size: int) -> list[Learner]:
    found = [hall.learner() for _n in range(size)]
    assert {one.open().status for one in found} == {201}
    return found


@dataclass
class Untiring:
    """Sends beat after beat, as fast as they are answered, until one is not."""

    learner: Learner
    answered: list[Answer] = field(default_factory=list)

    def run(self) -> None:
        try:
            for seq in range(1, 100_000):
                self.answered.append(self.learner.beat(seq, 0, "paused" if seq % 2 else "hidden"))
        except NO_ANSWER:
            return

    @property
    def last(self) -> int:
        return len(self.answered)


def _kill_all(hall: Hall) -> None:
    hall.platform.kill("web")


def _kill_a_worker(hall: Hall) -> None:
    """The server starts another; until then a request may find nobody."""
    before = hall.platform.children("web")
    os.kill(before[-1], signal.SIGKILL)
    until(lambda: set(hall.platform.children("web")) - set(before), what="a new worker")


@pytest.mark.parametrize("kill", [_kill_all, _kill_a_worker])
def test_a_server_killed_in_mid_beat_loses_nothing_that_it_answered(
    hall: Hall, kill: Callable[[Hall], None]
) -> None:
    senders = [Untiring(one) for one in group(hall, 6)]
    threads = [threading.Thread(target=sender.run, daemon=True) for sender in senders]
    for thread in threads:
        thread.start()
    until(lambda: min(sender.last for sender in senders) >= 10, what="ten beats of each")
    kill(hall)
    if hall.platform.is_running("web"):
        hall.platform.kill("web")  # who reached the other worker would go on for ever
    for thread in threads:
        thread.join(30)
    hall.platform.start("web")
    for sender in senders:
        assert {answer.status for answer in sender.answered} == {200}
        again = sender.learner.beat(sender.last + 1, 0, "paused")
        assert (again.status, again["seq"]) == (200, sender.last + 1)
        assert sender.learner.beat(sender.last, 0, "paused").status == 409
        assert sender.learner.beat(sender.last + 1, 99).body == again.body


def test_a_clock_set_back_an_hour_earns_nothing_and_loses_nothing(hall: Hall) -> None:
    (me,) = group(hall, 1)
    me.play(60)
    hall.to(hall.moment - timedelta(hours=1))
    for _n in range(4):
        hall.wait(15)
        answer = me.next(me.position + 15)
        assert (answer["reason"], answer["provisional_seconds"]) == ("clock", 60)
    hall.wait(3600)
    me.next(me.position)
    before = me.play(30)["provisional_seconds"]
    assert 89 <= before <= 121
    me.finish()
    assert me.credits()["seconds"] == before


@contextmanager
def locked(hall: Hall) -> Iterator[None]:
    """Somebody else writes, and does not end."""
    if hall.database == "postgres":
        with psycopg.connect(hall.platform.environment["DATABASE_URL"]) as link:
            link.execute("LOCK TABLE learning_studyclock IN ACCESS EXCLUSIVE MODE")
            yield
    else:
        link = sqlite3.connect(hall.platform.var / "xinlu.sqlite3", isolation_level=None)
        link.execute("BEGIN IMMEDIATE")
        yield
        link.execute("ROLLBACK")
        link.close()


def test_a_database_that_is_locked_for_seconds_delays_beats_and_loses_none(hall: Hall) -> None:
    learners = group(hall, 6)
    hall.wait(15)
    with ThreadPoolExecutor(6) as pool:
        with locked(hall):
            waiting = [pool.submit(one.next, 15) for one in learners]
            threading.Event().wait(LOCKED[hall.database])
            assert not any(one.done() for one in waiting)
        answers = [one.result(30) for one in waiting]
    assert {answer.status for answer in answers} == {200}
    assert all(answer["provisional_seconds"] == 15 for answer in answers)


@dataclass(order=True)
class Watcher:
    """Watches a film without a pause on a poor line; in seconds since the film began. Ordered by
    when the server hears from it next."""

    arrives: float
    learner: Learner = field(compare=False)
    rng: random.Random = field(compare=False)
    outage: float = field(compare=False)
    seq: int = field(default=1, compare=False)
    watched: float = field(default=0, compare=False)

    def plan(self, sent: float) -> None:
        """A beat is sent then: up to 4 s on its way, and not at all during the 30 s of outage."""
        if self.outage <= sent < self.outage + 30:
            sent = self.outage + 30 + self.rng.uniform(0, 2)
        self.watched = sent
        self.arrives = max(sent + self.rng.uniform(0, 4), self.arrives + 0.05)

    def send(self) -> None:
        answer = self.learner.beat(self.seq, self.watched)
        assert answer.status == 200, answer
        if self.rng.random() < 0.05:
            self.plan(self.watched + 8)  # the answer was lost: the same again, as far as it is now
            return
        if answer["challenge"]:
            self.learner.respond(answer["challenge"])
        self.seq += 1
        self.plan(self.watched + 15 + self.rng.uniform(-2, 2))


def test_twenty_honest_people_on_poor_lines_are_credited_99_in_a_hundred(hall: Hall) -> None:
    learners = group(hall, 20)
    rng, began, minutes = random.Random(9), hall.moment, 10
    line = [
        Watcher(0, one, random.Random(n), outage=rng.uniform(60, 500))
        for n, one in enumerate(learners)
    ]
    for one in line:
        one.plan(15 + rng.uniform(-2, 2))
    heapq.heapify(line)
    with ThreadPoolExecutor(8) as pool:
        while line[0].arrives < minutes * 60:
            moment = line[0].arrives
            batch = [heapq.heappop(line)]
            while line and line[0].arrives < moment + 0.5:
                batch.append(heapq.heappop(line))
            hall.to(began + timedelta(seconds=moment))
            list(pool.map(Watcher.send, batch))
            for one in batch:
                heapq.heappush(line, one)
    at_once([one.finish for one in learners])
    for one in line:
        # What was sent and answered; the beat that was never sent is no time of anybody.
        heard = one.learner.open()["position"]
        assert heard >= minutes * 60 - 60
        assert one.learner.credits()["seconds"] >= 0.99 * heard - 1


def test_after_all_of_it_the_ledger_is_sound_and_nothing_broke(hall: Hall) -> None:
    """Also after what tests/stack/test_attacks.py did to the same platform."""
    assert hall.platform.manage("verify_ledger", check=False).returncode == 0
    log = (hall.platform.var / "web.log").read_text()
    assert '"level": "ERROR"' not in log
    assert "Traceback" not in log
    assert '"status": 500' not in log
