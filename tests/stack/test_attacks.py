"""Attacks on verified study over HTTP, against the web server with its two workers, on both
databases. What the rules must hold is said in tests/lms/learning; here it holds in the open."""

from __future__ import annotations

import hashlib
import json
import random
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.stack.clients import Api, Hall, Learner, at_once

GARBAGE: dict[str, Any] = {
    "a list": [{"seq": 1, "position": 0, "state": "playing"}],
    "huge seq": b'{"seq": 1%s, "position": 0, "state": "playing"}' % (b"0" * 6000),
    "NaN": b'{"seq": 1, "position": NaN, "state": "playing"}',
    "1e308": {"seq": 1, "position": 1e308, "state": "playing"},
    "negative": {"seq": 1, "position": -1, "state": "playing"},
    "text": {"seq": "one", "position": "far", "state": "playing"},
    "unknown state": {"seq": 1, "position": 0, "state": "播放"},
    "not UTF-8": b'{"seq": 1, "position": 0, "state": "\xff\xfe"}',
    "deep": b"[" * 100_000,
    "nothing": b"",
    "ten megabytes": b'{"seq": 1, "position": 0, "state": "' + b"x" * 10_000_000 + b'"}',
}


@pytest.fixture(autouse=True)
def _morning(hall: Hall) -> None:
    hall.morning()


@pytest.fixture
def learner(hall: Hall) -> Learner:
    """With an open session."""
    one = hall.learner()
    assert one.open().status == 201
    return one


def test_study_as_an_outsider_sees_it(hall: Hall) -> None:
    """Signed in with a password: sums, ledger and hashes fit, by what the answers say alone."""
    me = hall.sign_in(hall.account())
    opened = me.open()
    me.play(600)
    hall.wait(20)
    me.next(me.position, "paused")
    hall.wait(100)
    me.next(me.position + 100)
    me.play(420)
    last = me.next(me.position, "hidden")
    closing = me.finish()
    told = closing["credited_seconds"] + closing["provisional_seconds"]
    told += sum(one["seconds"] for one in closing["uncounted"])
    assert told == pytest.approx((last.now - opened.now).total_seconds(), abs=4)
    month = me.credits()
    assert month["seconds"] == sum(entry["seconds"] for entry in month["entries"])
    assert 1010 <= month["seconds"] <= 1021
    assert {one["reason"] for one in month["uncounted"] if one["seconds"] >= 1} == {"paused", "gap"}
    assert list(broken_links(month["entries"])) == []


def broken_links(entries: list[dict[str, Any]]) -> Iterator[int]:
    """Numbers of entries whose hash does not follow from the one before, recomputed with SHA-256
    alone as the contract says."""
    before = "0" * 64
    names = ("id", "learner", "number", "kind", "seconds", "started_at", "ended_at", "source",
             "rule_version", "reverses")  # fmt: skip
    for number, entry in enumerate(entries, start=1):
        row = json.dumps([entry[name] for name in names], ensure_ascii=False, separators=(",", ":"))
        found = hashlib.sha256((before + row).encode()).hexdigest()
        if (entry["number"], entry["prev_hash"], entry["hash"]) != (number, before, found):
            yield number
        before = entry["hash"]


def test_ten_tabs_at_once_are_one_learner(hall: Hall) -> None:
    me = hall.learner()
    began = hall.moment
    opened = at_once([me.open] * 10)
    assert {answer.status for answer in opened} == {201}
    tabs = [answer["id"] for answer in opened]
    for number in range(1, 7):
        hall.wait(15)
        answers = at_once(lambda tab=tab, n=number: me.beat(n, n * 15, session=tab) for tab in tabs)
        assert sorted(answer.status for answer in answers) == [200] + [409] * 9
        refused = {answer["state"] for answer in answers if answer.status == 409}
        assert refused == {"superseded"}
    me.session = next(tab for tab, one in zip(tabs, answers, strict=True) if one.status == 200)
    me.finish()
    assert 85 <= me.credits()["seconds"] <= hall.elapsed(began).total_seconds()


def test_twenty_identical_beats_count_once(hall: Hall, learner: Learner) -> None:
    for number in range(1, 5):
        hall.wait(15)
        answers = at_once([lambda n=number: learner.beat(n, n * 15)] * 20)
        assert {answer.status for answer in answers} == {200}
        assert all(answer.body == answers[0].body for answer in answers)
    assert 50 <= answers[0]["provisional_seconds"] <= 61


def test_replayed_and_reordered_beats_win_nothing(hall: Hall, learner: Learner) -> None:
    rng, began = random.Random(1), hall.moment
    seqs = [number for number in range(1, 31) for _copy in range(3)]
    rng.shuffle(seqs)
    for seq in seqs:
        hall.wait(rng.choice([0, 1, 5]))
        learner.beat(seq, seq * 15)
    answer = learner.beat(31, 450)
    assert answer["provisional_seconds"] <= hall.elapsed(began).total_seconds()
    assert learner.beat(3, 45).status == 409


@pytest.mark.parametrize("body", GARBAGE.values(), ids=GARBAGE)
def test_garbage_is_refused_and_harms_nothing(hall: Hall, learner: Learner, body: Any) -> None:
    hall.wait(15)
    for path in ("beats", "challenge"):
        answer = learner.study(path, body)
        assert 400 <= answer.status < 500
        assert answer.headers["content-type"] == "application/problem+json"
    assert learner.call("POST", "study/sessions", body).status in (400, 413, 422)
    assert learner.next(15)["provisional_seconds"] >= 10


def test_another_kind_of_content_is_no_beat(learner: Learner) -> None:
    path = f"study/sessions/{learner.session}/beats"
    for kind in ("text/html", "multipart/form-data; boundary=x", "application/xml"):
        assert learner.call("POST", path, b"<seq>1</seq>", Content_Type=kind).status in (400, 422)


Attack = Callable[[random.Random, float], tuple[float, float, str]]
ATTACKS: dict[str, Attack] = {
    "seek storm": lambda rng, at: (3, rng.uniform(0, 36_000), "playing"),
    "creeping": lambda rng, at: (15, at + 0.2, "playing"),
    "at double speed": lambda rng, at: (15, at + 30, "playing"),
    "just below a seek": lambda rng, at: (15, at + 19.9, "playing"),
    "fast beats": lambda rng, at: (0.3, at + 15, "playing"),
    "toggling": lambda rng, at: (1, at + 5.9, rng.choice(["playing", "paused", "hidden"])),
    "to the end": lambda rng, at: (15, 36_000, "playing"),
    "back and forth": lambda rng, at: (15, max(0.0, at + rng.choice([-60, 15])), "playing"),
}


@pytest.mark.parametrize("attack", ATTACKS.values(), ids=ATTACKS)
def test_no_way_of_moving_wins_time(hall: Hall, learner: Learner, attack: Attack) -> None:
    rng, began, playing = random.Random(2), hall.moment, 0.0
    for _n in range(30):
        step, position, state = attack(rng, learner.position)
        hall.wait(step)
        playing += step if state == "playing" else 0
        learner.next(position, state)
    learner.finish()
    elapsed = hall.elapsed(began).total_seconds()
    assert learner.credits()["seconds"] <= min(elapsed, playing + 0.1 * elapsed)
    assert learner.open()["furthest"] <= elapsed + 5


def test_what_is_another_persons_is_not_there(hall: Hall, learner: Learner) -> None:
    learner.play(30)
    other = hall.learner()
    challenge = learner.close()["challenge"]
    body = {"challenge": challenge["id"], "answer": hall.right_answer(challenge["id"])}
    assert other.beat(3, 45, session=learner.session).status == 404
    assert other.study("close", session=learner.session).status == 404
    assert other.study("challenge", body, session=learner.session).status == 404
    other.open()
    assert other.study("challenge", body).status == 404
    assert other.get(f"offenders/{learner.pk}/study").status in (403, 404)
    assert other.get("credits").status == 403
    assert other.credits()["entries"] == []
    assert learner.study("challenge", body)["passed"]


@pytest.mark.parametrize("token", ["", "x", "0" * 43, "%00", "a b"])
def test_without_a_token_nothing_is_there(hall: Hall, learner: Learner, token: str) -> None:
    stranger = Api(hall.platform.port, token)
    answer = stranger.call("POST", f"study/sessions/{learner.session}/beats", {"seq": 1})
    assert answer.status == 401
    assert stranger.get("me/credits").status == 401


def test_a_browser_needs_the_csrf_token(hall: Hall) -> None:
    browser = Api(hall.platform.port, Cookie=hall.cookie)
    opening = {"lesson": hall.lesson}
    assert browser.call("POST", "study/sessions", opening).status == 403
    assert browser.call("POST", "study/sessions", opening, X_CSRFToken=hall.csrf).status == 201
    cross = {"X_CSRFToken": hall.csrf, "Origin": "https://evil.example"}
    assert browser.call("POST", "study/sessions", opening, **cross).status == 403


def test_signing_in_again_ends_the_first_sign_in_while_it_studies(hall: Hall) -> None:
    name = hall.account()
    first = hall.sign_in(name)
    first.open()
    first.play(30)
    second = hall.sign_in(name)
    hall.wait(15)
    assert first.beat(3, 45).status == 401
    second.session = first.session
    assert second.beat(3, 45)["provisional_seconds"] >= 30


def test_ignoring_questions_brings_no_easier_one(hall: Hall, learner: Learner) -> None:
    """Whoever closes and opens again sees the same question for a minute, then another, never one
    that they have seen; each guess at one of them counts."""
    learner.play(30)
    seen = []
    for _n in range(6):
        seen.append(learner.close()["challenge"])
        learner.open()
        assert learner.close()["challenge"]["id"] == seen[-1]["id"]
        hall.wait(61)
        learner.open()
    assert len({one["prompt"] for one in seen}) == 6
    late = {"challenge": seen[0]["id"], "answer": hall.right_answer(seen[0]["id"])}
    assert learner.study("challenge", late).status == 409


def test_three_failed_questions_end_the_day(hall: Hall, learner: Learner) -> None:
    for _n in range(3):
        hall.wait(15)
        answer = learner.next(learner.position + 15)
        challenge = answer["challenge"] or learner.close()["challenge"]
        second = learner.respond(challenge, right=False)["challenge"]
        assert learner.respond(second, right=False).body == {
            "passed": False, "attempts_left": 0, "challenge": None,
        }  # fmt: skip
        learner.open()
    hall.wait(15)
    answer = learner.next(learner.position + 15)
    assert (answer["reason"], answer["challenge"]) == ("no_presence", None)
    assert learner.close()["challenge"] is None
    assert learner.credits()["seconds"] == 0
