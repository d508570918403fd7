"""Questions that show that somebody is there."""

from __future__ import annotations

import pytest

from lms.core.errors import Denied, Invalid
from lms.credits.models import CreditEntry
from lms.learning.actions.presence import confirm_presence, new_due_point
from lms.learning.models import PresenceChallenge, PresenceConfirmation, UncountedInterval
from lms.learning.presence import bank
from lms.learning.presence.draw import shuffled
from tests.factories import content, people


@pytest.fixture
def due(student, lesson, monkeypatch):
    """A student who has just been asked because time was due."""
    monkeypatch.setattr("lms.learning.actions.presence.new_due_point", lambda: 120_000)
    student.open(lesson)
    return student.play(120)


def test_the_question_comes_when_due_and_not_before(student, lesson, monkeypatch) -> None:
    monkeypatch.setattr("lms.learning.actions.presence.new_due_point", lambda: 120_000)
    student.open(lesson)
    assert student.play(105).answer["challenge"] is None
    assert student.play(15).answer["challenge"]["kind"] == "choice"


def test_the_first_question_is_the_lessons_own(due, lesson) -> None:
    row = PresenceChallenge.objects.get()
    assert (row.source, row.prompt) == ("self_check", content.check()["prompt"])


def test_a_client_never_learns_which_option_is_right(due) -> None:
    challenge = due.answer["challenge"]
    assert set(challenge) == {"id", "prompt", "kind", "options", "expires_at"}
    assert len(challenge["options"]) >= 4
    assert all(set(option) == {"id", "label"} for option in challenge["options"])


def test_beats_go_on_counting_while_it_is_open(due) -> None:
    assert due.play(30).answer["provisional_seconds"] == 150
    due.respond()
    assert CreditEntry.objects.seconds() == 150


def test_a_wrong_answer_brings_another_question(due) -> None:
    first = due.answer["challenge"]
    verdict = due.respond(right=False).json()
    assert (verdict["passed"], verdict["attempts_left"]) == (False, 1)
    assert verdict["challenge"]["prompt"] != first["prompt"]
    due.respond(challenge=verdict["challenge"])
    assert CreditEntry.objects.seconds() == 120


def test_two_wrong_answers_forfeit_what_was_provisional(due) -> None:
    due.respond(right=False)
    verdict = due.respond(right=False).json()
    assert verdict == {"passed": False, "attempts_left": 0, "challenge": None}
    assert UncountedInterval.objects.get().milliseconds == 120_000
    assert due.play(15).answer["reason"] == "no_presence"


def test_every_later_answer_offers_a_way_back(due) -> None:
    due.respond(right=False)
    due.respond(right=False)
    due.play(15)
    due.respond()
    assert due.play(15).answer["provisional_seconds"] == 15


def test_time_that_ran_out_is_a_conflict_and_forfeits(due) -> None:
    challenge = due.answer["challenge"]
    due.wait(61)
    assert due.respond(challenge=challenge).status_code == 409
    assert UncountedInterval.objects.get().reason == "no_presence"


def test_repeating_the_beat_that_carried_it_gives_a_minute_once(due) -> None:
    before = due.answer["challenge"]["expires_at"]
    due.wait(5).beat(due.position, seq=due.seq)
    once = due.answer["challenge"]["expires_at"]
    due.wait(5).beat(due.position, seq=due.seq)
    assert before < once == due.answer["challenge"]["expires_at"]


def test_the_same_answer_again_gets_the_same_verdict(due) -> None:
    challenge = due.answer["challenge"]
    first = due.respond(challenge=challenge).json()
    assert due.respond(challenge=challenge).json() == first
    assert CreditEntry.objects.count() == 1


def test_another_persons_question_is_not_there(due, land, at, lesson) -> None:
    from tests.lms.learning.conftest import Student

    other = Student(people.offender(land.office).user, at)
    other.now = due.now
    other.open(lesson)
    assert other.respond(challenge=due.answer["challenge"]).status_code == 404


def test_an_answer_that_was_not_offered_is_refused(due) -> None:
    body = {"challenge": due.answer["challenge"]["id"], "answer": "nonsense"}
    response = due.post(f"/{due.session}/challenge", body)
    assert response.status_code == 422


def test_a_question_on_closing_can_be_answered_after_it(student, lesson) -> None:
    student.open(lesson)
    student.play(60).close()
    assert student.respond().json()["passed"]
    assert CreditEntry.objects.seconds() == 60


def test_left_unanswered_on_closing_nothing_is_forfeited(student, lesson) -> None:
    student.open(lesson)
    student.play(60).close()
    student.wait(300).open(lesson)
    student.play(30).close()
    student.respond()
    assert CreditEntry.objects.seconds() == 90


def test_only_the_first_wrong_answer_on_closing_is_no_free_guess(student, lesson) -> None:
    student.open(lesson)
    student.play(60).close()
    student.respond(right=False)
    student.wait(300).open(lesson)
    assert UncountedInterval.objects.filter(reason="no_presence").count() == 1


def fail(student) -> None:
    student.respond(right=False)
    student.respond(right=False)


def test_three_failed_questions_end_the_day(due) -> None:
    for _n in range(3):
        fail(due)
        due.play(15)
    assert (due.answer["reason"], due.answer["challenge"]) == ("no_presence", None)


def test_staff_lift_the_stop(due, land) -> None:
    officer = people.user_with_role("officer", land.office)
    for _n in range(3):
        fail(due)
        due.play(15)
    confirm_presence(by=officer, learner=due.learner, reason="本人在司法所学习，已核对")
    assert due.play(15).answer["provisional_seconds"] == 15


def test_staff_confirm_instead_of_a_question(due, land) -> None:
    officer = people.user_with_role("officer", land.office)
    confirm_presence(by=officer, learner=due.learner, reason="本人在场")
    assert CreditEntry.objects.seconds() == 120
    assert PresenceConfirmation.objects.get().intervals.count() == 1


def test_an_officer_elsewhere_may_not_confirm(due, land) -> None:
    officer = people.user_with_role("officer", land.office2)
    with pytest.raises(Denied):
        confirm_presence(by=officer, learner=due.learner, reason="本人在场")


def test_confirming_needs_a_reason(due, land) -> None:
    officer = people.user_with_role("officer", land.office)
    with pytest.raises(Invalid):
        confirm_presence(by=officer, learner=due.learner, reason="  ")


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_plain_question_has_four_different_answers(language: str) -> None:
    assert all(len(set(drawn.options)) == 4 for drawn in bank.plain(language))


def test_the_right_option_moves() -> None:
    drawn = bank.plain("zh-hans")[0]
    places = set()
    for _n in range(60):
        options, right = shuffled(drawn)
        places.add([option["id"] for option in options].index(right))
    assert places == {0, 1, 2, 3}


def test_the_due_point_is_drawn_between_eight_and_fifteen_minutes() -> None:
    drawn = {new_due_point() for _n in range(300)}
    assert 480_000 <= min(drawn) < 520_000 < 860_000 < max(drawn) <= 900_000
