"""A page that goes away: its one message closes the session and counts its last seconds."""

from __future__ import annotations


def leave(student, body) -> dict:
    return student.post(f"/{student.session}/close", body).json()


def test_the_last_seconds_before_leaving_count(student, lesson) -> None:
    student.open(lesson)
    student.play(30).wait(9)
    closed = leave(student, {"seq": 3, "position": 39, "state": "playing"})
    assert closed["provisional_seconds"] == 39


def test_what_a_leaving_page_claims_is_bounded_like_every_beat(student, lesson) -> None:
    student.open(lesson)
    student.play(30).wait(9)
    closed = leave(student, {"seq": 3, "position": 900, "state": "playing"})
    assert closed["provisional_seconds"] == 30


def test_a_body_that_is_no_beat_counts_for_nothing(student, lesson) -> None:
    student.open(lesson)
    student.play(30).wait(9)
    assert leave(student, {"seq": "x"})["provisional_seconds"] == 30


def test_leaving_after_closing_answers_the_same(student, lesson) -> None:
    student.open(lesson)
    student.play(30)
    first = leave(student, {})
    assert leave(student, {"seq": 3, "position": 45, "state": "playing"}) == first
