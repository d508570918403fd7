"""Sessions, beats and closing over the API."""

from __future__ import annotations

from copy import deepcopy
from datetime import timedelta

import pytest

from lms.credits.models import CreditEntry
from lms.credits.verify import verify
from lms.learning.actions import study
from lms.learning.api.study import BeatOut
from lms.learning.models import (
    LessonProgress,
    StudyClock,
    StudyInterval,
    StudySession,
    UncountedInterval,
)
from tests.factories import content, people


def test_opening_tells_what_a_client_needs(student, lesson) -> None:
    response = student.open(lesson)
    assert response.status_code == 201
    assert response.json() | {"id": ""} == {
        "id": "", "beat_interval": 15, "nominal_seconds": 3600, "position": 0, "furthest": 0,
        "credited_seconds": 0, "state": "open",
    }  # fmt: skip


def test_beats_are_provisional_until_a_question_is_passed(student, lesson) -> None:
    student.open(lesson)
    student.play(300)
    assert student.answer["provisional_seconds"] == 300
    assert (student.answer["credited_seconds"], CreditEntry.objects.count()) == (0, 0)


def test_a_passed_question_posts_to_the_ledger(student, lesson) -> None:
    student.confirmed(lesson, 300)
    entry = CreditEntry.objects.get()
    assert student.answer == {"passed": True, "attempts_left": 0, "challenge": None}
    assert (entry.seconds, entry.lesson, entry.lesson_title) == (300, lesson.pk, lesson.title)
    assert list(verify()) == []


def test_the_evidence_stands_behind_the_entry(student, lesson) -> None:
    student.confirmed(lesson, 300)
    interval = StudyInterval.objects.get()
    assert (interval.milliseconds, interval.parts) == (300_000, [[0, 300_000]])
    assert interval.entry == CreditEntry.objects.get()
    assert interval.challenge is not None


def test_an_ordinary_beat_is_one_select_and_one_update(
    student, lesson, django_assert_num_queries
) -> None:
    student.open(lesson)
    student.play(30).wait(15)
    # Besides the beat's own two: the web session and the person.
    with django_assert_num_queries(4):
        student.beat(45)


def test_a_beat_answers_what_the_schema_promises(student, lesson, monkeypatch) -> None:
    monkeypatch.setattr("lms.learning.actions.presence.new_due_point", lambda: 30_000)
    student.open(lesson)
    answer = student.play(30).answer
    assert BeatOut(**answer).dict() == answer
    assert answer["challenge"]


def test_the_same_beat_again_answers_the_same(student, lesson) -> None:
    student.open(lesson)
    first = student.play(30).answer
    student.wait(3).beat(33, seq=2)
    assert student.answer == first


def test_an_older_beat_is_a_conflict(student, lesson) -> None:
    student.open(lesson)
    student.play(45)
    assert student.beat(30, seq=1).status_code == 409


def test_a_new_session_supersedes_the_old_one(student, lesson) -> None:
    student.open(lesson)
    student.play(30)
    old = student.session
    student.open(lesson)
    student.session, response = old, None
    response = student.beat(45)
    assert (response.status_code, response.json()["title"]) == (409, "superseded")


def test_provisional_time_outlives_the_session(student, lesson) -> None:
    student.open(lesson)
    student.play(120)
    student.open(lesson)
    student.play(60).close()
    student.respond()
    assert CreditEntry.objects.seconds() == 180


def test_closing_tells_why_time_was_not_counted(student, lesson) -> None:
    student.open(lesson)
    student.play(60).wait(20).beat(60, "paused")
    closing = student.close().json()
    assert closing["uncounted"] == [{"seconds": 20, "reason": "paused"}]
    assert UncountedInterval.objects.get().reason == "paused"


def test_closing_twice_answers_the_same(student, lesson) -> None:
    student.open(lesson)
    first = student.play(60).close().json()
    assert student.close().json() == first


def test_a_beat_to_a_closed_session_is_a_conflict(student, lesson) -> None:
    student.open(lesson)
    student.play(60).close()
    response = student.beat(75)
    assert (response.status_code, response.json()["title"]) == (409, "closed")


def test_somebody_elses_session_is_not_there(student, lesson, land, at) -> None:
    from tests.lms.learning.conftest import Student

    student.open(lesson)
    other = Student(people.offender(land.office).user, at)
    other.session = student.session
    assert [other.beat(15).status_code, other.close().status_code] == [404, 404]


def test_a_lesson_of_another_county_is_not_there(student, land) -> None:
    theirs = content.lesson(content.course(land.county2, sharing="own"))
    assert student.open(theirs).status_code == 404


def test_a_staff_lesson_is_not_there_for_an_offender(student, land) -> None:
    theirs = content.lesson(content.course(land.county, audience="staff"))
    assert student.open(theirs).status_code == 404


def test_an_open_prerequisite_is_named(student, course, land) -> None:
    second = content.course(land.county, title="第二步")
    second.prerequisites.add(course)
    second.save()
    response = student.open(content.lesson(second))
    assert response.status_code == 409
    assert course.title in response.json()["detail"]


@pytest.mark.parametrize(
    "body",
    [
        {"seq": 0, "position": 0, "state": "playing"},
        {"seq": 1, "position": -1, "state": "playing"},
        {"seq": 1, "position": "NaN", "state": "playing"},
        {"seq": 1, "position": 0, "state": "flying"},
        {"seq": 2**70, "position": 0, "state": "playing"},
        {},
    ],
)
def test_garbage_is_refused_field_by_field(student, lesson, body) -> None:
    student.open(lesson)
    response = student.post(f"/{student.session}/beats", body)
    assert response.status_code == 422
    assert response.json()["errors"]


def test_progress_is_kept_and_resumed(student, lesson) -> None:
    student.open(lesson)
    student.play(90).close()
    opened = student.open(lesson).json()
    assert (opened["position"], opened["furthest"]) == (90, 90)


def test_a_lesson_watched_to_its_end_is_complete(student, course) -> None:
    media = content.media(organisation=course.owner_organisation, seconds=60)
    short = content.video_lesson(course, media=media)
    student.open(short)
    student.play(60)
    assert LessonProgress.objects.get().completed_at is not None
    assert student.close().json()["completed"]


def test_watching_it_again_earns_nothing(student, lesson) -> None:
    student.confirmed(lesson, 300)
    student.open(lesson)
    student.beat(0, "paused")
    student.play(120)
    assert student.answer["provisional_seconds"] == 0


def test_it_earns_again_after_180_days(student, lesson) -> None:
    student.confirmed(lesson, 300)
    student.wait(181 * 86400)
    student.client.force_login(student.learner)
    student.open(lesson)
    student.beat(0, "paused")
    student.play(120)
    assert student.answer["provisional_seconds"] == 120


def test_silence_closes_the_session(student, lesson) -> None:
    student.open(lesson)
    student.play(60).wait(1801)
    assert study.close_silent(student.learner.pk)
    session = StudySession.objects.get()
    assert (session.state, session.ended_by) == ("closed", "server")


def test_a_session_that_speaks_is_not_closed(student, lesson) -> None:
    student.open(lesson)
    student.play(60).wait(1700)
    assert not study.close_silent(student.learner.pk)


def test_unconfirmed_time_is_forfeited_after_a_day(student, lesson) -> None:
    student.open(lesson)
    student.play(60).close()
    student.wait(86_401)
    assert study.forfeit_lapsed(student.learner.pk)
    assert UncountedInterval.objects.get().reason == "no_presence"
    assert StudyClock.objects.get().provisional_ms == 0


def test_unconfirmed_time_waits_a_day(student, lesson) -> None:
    student.open(lesson)
    student.play(60).close()
    student.wait(86_000)
    assert not study.forfeit_lapsed(student.learner.pk)


def test_two_beats_at_once_are_counted_once(student, lesson, monkeypatch) -> None:
    student.open(lesson)
    student.play(30).wait(15)
    kept = study.read_beat(student.learner.pk)
    monkeypatch.setattr(study, "read_beat", lambda *args: deepcopy(kept))
    StudyClock.objects.update(version=99)
    assert student.beat(45).status_code == 409


def test_studying_keeps_the_sign_in_alive(student, lesson) -> None:
    student.open(lesson)
    student.play(60)
    assert student.now - study.last_sign_of_life(student.learner) < timedelta(seconds=1)


def test_study_over_midnight_is_two_entries(student, lesson) -> None:
    student.wait(15 * 3600 - 30)
    land_office = student.learner.offender.office
    land_office.study_opens = land_office.study_closes = "00:00"
    land_office.save()
    student.client.force_login(student.learner)
    student.confirmed(lesson, 60)
    assert [entry.seconds for entry in CreditEntry.objects.order_by("number")] == [30, 30]
