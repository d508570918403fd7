"""Attacks over the API: what is sent, when, and for whom."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

import pytest

from content.adopting import copy_lesson
from lms.accounts.models import StudySettings
from lms.core.months import LOCAL
from lms.credits.models import CreditEntry
from lms.credits.verify import verify
from lms.learning.actions import study
from lms.learning.actions.presence import confirm_presence
from lms.learning.models import PresenceChallenge, StudySession, UncountedInterval
from tests.factories import content, people
from tests.lms.learning.conftest import Student

HUGE = "1" + "0" * 5000
NOT_A_BEAT = {
    "seq too large": '{"seq": 1e300, "position": 0, "state": "playing"}',
    "seq with 5000 digits": '{"seq": ' + HUGE + ', "position": 0, "state": "playing"}',
    "seq a fraction": '{"seq": 1.5, "position": 0, "state": "playing"}',
    "seq negative": '{"seq": -1, "position": 0, "state": "playing"}',
    "seq null": '{"seq": null, "position": 0, "state": "playing"}',
    "position NaN": '{"seq": 1, "position": NaN, "state": "playing"}',
    "position infinite": '{"seq": 1, "position": 1e999, "state": "playing"}',
    "position 1e308": '{"seq": 1, "position": 1e308, "state": "playing"}',
    "position negative": '{"seq": 1, "position": -0.1, "state": "playing"}',
    "position text": '{"seq": 1, "position": "zehn", "state": "playing"}',
    "position a list": '{"seq": 1, "position": [1], "state": "playing"}',
    "state in capitals": '{"seq": 1, "position": 0, "state": "PLAYING"}',
    "state half a character": '{"seq": 1, "position": 0, "state": "\\ud800"}',
    "state a NUL": '{"seq": 1, "position": 0, "state": "playing\\u0000"}',
    "state in full width": '{"seq": 1, "position": 0, "state": "ｐｌａｙｉｎｇ"}',
    "a list": '[{"seq": 1, "position": 0, "state": "playing"}]',
    "a number": "1",
    "null": "null",
    "nothing": "",
    "cut off": '{"seq": 1, "position": 0, "sta',
    "not UTF-8": b'{"seq": 1, "position": 0, "state": "\xff\xfe"}',
    "deep": "[" * 50_000 + "]" * 50_000,
    "deep inside": '{"seq": ' + "[" * 20_000 + "]" * 20_000 + "}",
    "ten megabytes": '{"seq": 1, "position": 0, "state": "%s"}' % ("x" * 10_000_000),
}


def raw(student: Student, path: str, body: Any, kind: str = "application/json") -> Any:
    address = f"/api/v1/study/sessions/{student.session}{path}"
    return student.client.post(address, body, content_type=kind)


@pytest.mark.parametrize("body", NOT_A_BEAT.values(), ids=NOT_A_BEAT)
def test_what_is_no_beat_is_refused_and_changes_nothing(student, lesson, body) -> None:
    student.open(lesson)
    student.wait(15)
    response = raw(student, "/beats", body)
    assert response.status_code in (400, 413, 422)
    assert response["Content-Type"] == "application/problem+json"
    assert student.beat(15, seq=1).json()["provisional_seconds"] == 15


@pytest.mark.parametrize("body", NOT_A_BEAT.values(), ids=NOT_A_BEAT)
def test_closing_with_anything_for_a_last_beat_closes(student, lesson, body) -> None:
    student.open(lesson)
    student.play(30)
    response = raw(student, "/close", body)
    assert response.status_code in (200, 413)
    assert student.close().json()["provisional_seconds"] == 30


def test_a_form_is_no_json(student, lesson) -> None:
    student.open(lesson)
    kind = "application/x-www-form-urlencoded"
    assert raw(student, "/beats", "seq=1&position=0&state=playing", kind).status_code == 400


def test_a_beat_too_many_for_a_session_says_its_state(student, lesson) -> None:
    student.open(lesson)
    old = student.session
    student.play(15).open(lesson)
    new, student.session = student.session, old
    assert student.beat(30).json()["state"] == "superseded"
    student.session = new
    student.close()
    response = student.beat(30)
    assert (response.status_code, response.json()["state"]) == (409, "closed")


def test_a_beat_after_half_an_hour_finds_the_session_closed(student, lesson) -> None:
    """Whether or not a sweep has come by."""
    student.open(lesson)
    student.play(60).wait(1801)
    response = student.beat(75)
    assert (response.status_code, response.json()["state"]) == (409, "closed")
    assert StudySession.objects.get().ended_by == "server"
    assert not UncountedInterval.objects.exists()


def test_a_beat_just_before_half_an_hour_is_a_gap(student, lesson) -> None:
    student.open(lesson)
    assert student.play(60).wait(1799).beat(75).json()["reason"] == "gap"


def test_a_new_session_does_not_supersede_one_that_fell_silent(student, lesson) -> None:
    student.open(lesson)
    student.play(60).wait(1801).open(lesson)
    ended = StudySession.objects.exclude(pk=student.session).get()
    assert (ended.state, ended.ended_by) == ("closed", "server")
    student.play(15).close()
    student.respond()
    assert CreditEntry.objects.seconds() == 75


@pytest.fixture
def due(student, lesson, monkeypatch) -> Student:
    monkeypatch.setattr("lms.learning.actions.presence.new_due_point", lambda: 120_000)
    student.open(lesson)
    return student.play(120)


def fail(student: Student) -> None:
    student.respond(right=False)
    student.respond(right=False)


def test_closing_offers_a_way_back_after_a_failure(due) -> None:
    fail(due)
    offered = due.close().json()["challenge"]
    assert offered
    assert due.respond(challenge=offered).json()["passed"]


def test_closing_offers_nothing_when_the_day_is_over(due) -> None:
    for _n in range(3):
        fail(due)
        due.play(15)
    assert due.close().json()["challenge"] is None


def test_an_unanswered_due_question_is_a_failure_of_its_own_day(due, lesson) -> None:
    """Somebody shuts the lid at a question, and on the next day fails two more."""
    due.wait(24 * 3600)
    due.client.force_login(due.learner)
    due.open(lesson)
    for _n in range(2):
        due.play(15)
        fail(due)
    assert due.play(15).answer["challenge"]


def test_staff_cannot_confirm_what_has_lapsed(student, lesson, land) -> None:
    """Whether or not a sweep has come by."""
    student.open(lesson)
    student.play(60).close()
    student.wait(86_400)
    officer = people.user_with_role("officer", land.office)
    confirm_presence(by=officer, learner=student.learner, reason="本人在场")
    assert CreditEntry.objects.count() == 0
    assert UncountedInterval.objects.get().reason == "no_presence"


def test_a_question_from_another_session_of_mine_can_be_answered_after_a_new_one(
    student, lesson
) -> None:
    student.open(lesson)
    challenge = student.play(60).close().json()["challenge"]
    student.open(lesson)
    student.wait(15).beat(60)
    student.wait(15).beat(65)
    assert student.respond(challenge=challenge).json()["passed"]
    assert list(verify()) == []


def test_ignoring_questions_on_closing_never_shows_one_twice(student, lesson) -> None:
    """Who waits for an easy one may wait: each is another, and each ignored one has cost time."""
    student.open(lesson)
    student.play(30)
    for _n in range(12):
        student.close()
        student.wait(61).open(lesson)
    rows = PresenceChallenge.objects.values_list("source", "question")
    assert len(set(rows)) == len(rows) == 12
    assert PresenceChallenge.objects.filter(outcome="open").count() <= 1


def test_closing_and_opening_within_a_minute_shows_the_same_question(student, lesson) -> None:
    student.open(lesson)
    first = student.play(30).close().json()["challenge"]
    student.open(lesson)
    assert student.close().json()["challenge"]["prompt"] == first["prompt"]
    assert PresenceChallenge.objects.count() == 1


def test_an_old_question_can_neither_be_answered_twice_nor_again(due) -> None:
    first = due.answer["challenge"]
    due.respond(challenge=first)
    row = PresenceChallenge.objects.get(pk=first["id"])
    other = next(o["id"] for o in row.options if o["id"] != row.right)
    body = {"challenge": first["id"], "answer": other}
    assert due.post(f"/{due.session}/challenge", body).status_code == 409
    due.play(120)
    body["answer"] = row.right
    assert due.post(f"/{due.session}/challenge", body).json()["passed"]
    assert CreditEntry.objects.seconds() == 120


def test_what_passed_is_told_for_whole_sessions(student, lesson, monkeypatch) -> None:
    """ΣΔ = credited + provisional + uncounted, to the second that each entry and figure rounds."""
    monkeypatch.setattr("lms.learning.actions.presence.new_due_point", lambda: 100_000)
    student.open(lesson)
    began = student.now
    for delta, moved, state in [
        (14.7, 14.7, "playing"), (16.2, 16.2, "playing"), (7.301, 0, "paused"),
        (15.9, 15.9, "playing"), (120.1, 0, "playing"), (13.3, 400, "playing"),
        (15.0, 9.9, "playing"), (4.4, 0, "hidden"), (60.05, 60.05, "playing"),
    ]:  # fmt: skip
        student.wait(delta).beat(student.position + moved, state)
    student.respond()
    student.wait(15).beat(student.position + 15)
    student.wait(50).beat(student.position)
    closing = student.close().json()
    told = closing["credited_seconds"] + closing["provisional_seconds"]
    told += sum(one["seconds"] for one in closing["uncounted"])
    assert abs(told - (student.now - began).total_seconds()) <= 2
    assert {one["reason"] for one in closing["uncounted"]} >= {"paused", "gap", "seek", "hidden"}


def test_an_adopted_copy_earns_only_what_the_original_did_not(student, lesson, land) -> None:
    copy = copy_lesson(lesson, content.course(land.county), None)
    student.confirmed(lesson, 300)
    student.open(copy)
    student.play(315)
    assert student.answer["provisional_seconds"] == 15


def test_provisional_time_of_the_original_is_not_earned_by_its_copy(student, lesson, land) -> None:
    copy = copy_lesson(lesson, content.course(land.county), None)
    student.open(lesson)
    student.play(300).open(copy)
    student.play(315).close()
    student.respond()
    assert CreditEntry.objects.seconds() == 315


@pytest.mark.parametrize(("days", "earned"), [(179, 0), (180, 60)])
def test_parts_are_earned_again_after_180_days(student, lesson, days, earned) -> None:
    student.confirmed(lesson, 60)
    student.wait(days * 86_400)
    student.client.force_login(student.learner)
    student.open(lesson)
    student.beat(0, "paused")
    assert student.play(60).answer["provisional_seconds"] == earned


def settings_of(student: Student, **values: Any) -> None:
    """What an officer has set for the person."""
    values |= {"set_by": people.user_with_role("officer", student.learner.offender.office)}
    StudySettings.objects.create(offender=student.learner.offender, **values)
    student.client.force_login(student.learner)


def test_a_slower_reader_has_longer_lessons_and_a_longer_time_to_answer(student, course) -> None:
    settings_of(student, reading_rate=150, answer_seconds=600)
    page = content.lesson(course)
    opened = student.open(page).json()
    assert opened["nominal_seconds"] == 336
    student.wait(15).beat(30)
    expires = student.close().json()["challenge"]["expires_at"]
    assert datetime.fromisoformat(expires) - student.now == timedelta(seconds=600)


def test_study_hours_are_cut_to_the_second(student, lesson) -> None:
    settings_of(student, opens=time(6), closes=time(9, 1))
    student.open(lesson)
    student.play(55).wait(10).beat(65)
    assert student.answer["provisional_seconds"] == 60
    assert student.answer["reason"] == "closed_hours"
    student.play(15).close()
    student.respond()
    entry = CreditEntry.objects.get()
    assert entry.ended_at.astimezone(LOCAL).time() == time(9, 1)


def test_the_last_night_of_a_month_belongs_to_both_months(student, lesson) -> None:
    settings_of(student, opens=time(0), closes=time(0))
    student.wait((datetime(2026, 9, 30, 23, 59, 30, tzinfo=LOCAL) - student.now).total_seconds())
    student.client.force_login(student.learner)
    student.confirmed(lesson, 60)
    months = CreditEntry.objects.order_by("number").values_list("month", "seconds")
    assert list(months) == [("2026-09", 30), ("2026-10", 30)]


def test_the_cap_holds_over_sessions_and_forfeits_free_it(student, lesson, monkeypatch) -> None:
    monkeypatch.setattr("lms.learning.actions.presence.new_due_point", lambda: 10**9)
    settings_of(student, daily_cap_hours="0.05")  # 135 s
    student.confirmed(lesson, 100)
    student.open(lesson)
    student.play(60)
    assert (student.answer["provisional_seconds"], student.answer["reason"]) == (35, "capped")
    student.close()
    fail(student)
    student.open(lesson)
    student.play(15)
    student.respond()
    student.beat(100, "paused")
    assert student.play(30).answer["provisional_seconds"] == 30


def test_silence_at_a_due_question_forfeits_when_the_server_closes(due) -> None:
    due.wait(1801)
    assert study.close_silent(due.learner.pk)
    assert PresenceChallenge.objects.get().outcome == "expired"
    assert UncountedInterval.objects.get().milliseconds == 120_000


def test_somebody_elses_evidence_is_not_there(student, lesson, land, at) -> None:
    student.confirmed(lesson, 60)
    other = Student(people.offender(land.office).user, at)
    mine = str(student.learner.pk)
    assert other.client.get(f"/api/v1/offenders/{mine}/study").status_code in (403, 404)
    assert other.client.get("/api/v1/credits").status_code == 403
    assert other.client.get("/api/v1/me/credits").json()["entries"] == []
