"""The rules of contract.md, Beats, one by one."""

from __future__ import annotations

import pytest

from lms.learning import engine
from lms.learning.clock import DAY, Question
from tests.lms.learning.walk import NOON, Walk, policy

HOUR = 3_600_000


def test_steady_playing_is_credited_whole() -> None:
    walk = Walk().play(300)
    assert (walk.provisional, walk.clock.reasons, walk.outcome.reason) == (300, {}, None)


def test_playing_then_paused_as_two_beats() -> None:
    walk = Walk()
    walk.beat(8, 8)
    walk.beat(12, 8, "paused")
    assert (walk.provisional, walk.uncounted("paused")) == (8, 12)


def test_hidden_earns_nothing() -> None:
    walk = Walk()
    assert walk.beat(15, 0, "hidden").reason == "hidden"
    assert (walk.provisional, walk.uncounted("hidden")) == (0, 15)


def test_a_late_beat_costs_nothing() -> None:
    walk = Walk()
    walk.beat(19, 15)
    walk.beat(11, 30)
    assert (walk.provisional, walk.clock.clock) == (30, 0)


def test_an_outage_below_ninety_seconds_costs_nothing() -> None:
    walk = Walk().play(60)
    walk.beat(80, 140)
    assert walk.provisional == 140


def test_more_than_ninety_seconds_is_a_gap() -> None:
    walk = Walk().play(60)
    assert walk.beat(91, 151).reason == "gap"
    assert (walk.provisional, walk.uncounted("gap"), walk.clock.position) == (60, 91, 60_000)


def test_too_soon_is_left_to_the_next_beat() -> None:
    walk = Walk().play(15)
    assert walk.beat(2, 17).reason == "too_soon"
    walk.beat(13, 30)
    assert (walk.provisional, walk.deltas) == (30, 30_000)


def test_a_changed_state_is_accepted_at_once() -> None:
    walk = Walk().play(15)
    walk.beat(1, 16, "paused")
    assert walk.uncounted("paused") == 1


def test_a_seek_covers_nothing_and_says_where_to_go() -> None:
    walk = Walk().play(30)
    assert walk.beat(15, 400).reason == "seek"
    assert (walk.clock.position, walk.provisional, walk.uncounted("seek")) == (30_000, 30, 15)


def test_going_back_is_free_and_earns_nothing_again() -> None:
    walk = Walk().play(120)
    walk.play(90, start=0)
    assert walk.provisional == 120
    assert walk.uncounted("repeat") + walk.clock.clock / 1000 == 90


def test_forward_up_to_furthest_is_free() -> None:
    walk = Walk().play(300).play(30, start=0)
    assert walk.beat(15, 300).reason != "seek"
    walk.beat(15, 315)
    assert walk.clock.furthest == 315_000


def test_standing_still_is_stalled_beyond_what_a_run_carries() -> None:
    walk = Walk().play(15)
    for _n in range(6):
        walk.beat(15, 15)
    assert (walk.provisional, walk.uncounted("stalled"), walk.clock.clock) == (15, 45, 45_000)


def test_pausing_does_not_renew_the_tolerance_for_seeking() -> None:
    walk = Walk()
    for _n in range(20):
        walk.beat(1, walk.clock.position / 1000 + 6)
        walk.beat(0.1, walk.clock.position / 1000, "paused")
    assert walk.clock.furthest <= 27_000


@pytest.mark.parametrize("seq", [1, 2])
def test_an_older_beat_is_refused(seq: int) -> None:
    walk = Walk().play(45)
    with pytest.raises(engine.OldBeat):
        walk.beat(15, 60, seq=seq)


def test_the_last_beat_again_changes_nothing() -> None:
    walk = Walk().play(45)
    before = walk.clock
    outcome = walk.beat(5, 60, seq=before.seq)
    assert outcome.replay
    assert outcome.clock is before


def test_a_gap_in_seq_is_accepted() -> None:
    walk = Walk().play(15)
    walk.beat(15, 30, seq=9)
    assert walk.provisional == 30


def test_a_clock_that_went_back_earns_nothing_until_it_is_there_again() -> None:
    walk = Walk().play(60)
    assert walk.beat(-30, 75).reason == "clock"
    walk.beat(30, 75)
    walk.beat(15, 75)
    assert walk.provisional == 75


def test_reading_runs_two_minutes_ahead_of_scrolling() -> None:
    walk = Walk(policy(600, media=False)).play(0)
    for _n in range(12):
        walk.beat(15, 0)
    assert (walk.provisional, walk.uncounted("idle")) == (120, 60)


def test_an_article_is_complete_when_read_to_the_end_in_its_time() -> None:
    walk = Walk(policy(60, media=False))
    walk.beat(15, 60)
    assert not walk.clock.completed
    for _n in range(3):
        walk.beat(15, 60)
    assert walk.clock.completed
    assert walk.provisional == 60


def test_reading_on_after_the_end_is_repeat() -> None:
    walk = Walk(policy(60, media=False))
    for _n in range(6):
        walk.beat(15, 60)
    assert (walk.provisional, walk.uncounted("repeat")) == (60, 30)


def test_media_is_complete_near_its_end() -> None:
    walk = Walk(policy(300)).play(285)
    assert not walk.clock.completed
    walk.beat(12, 297)
    assert walk.clock.completed


def test_the_question_comes_at_the_due_point() -> None:
    walk = Walk(due=480).play(465)
    assert walk.outcome.ask == ""
    assert walk.beat(15, 480).ask == "due"


def test_passing_confirms_everything_provisional() -> None:
    walk = Walk().play(90)
    walk.clock, pieces = engine.passed(walk.clock, 500_000)
    assert [piece.ms for piece in pieces] == [90_000]
    assert (walk.provisional, walk.clock.due, walk.clock.earned) == (0, 500_000, [(0, 90_000)])


def test_time_carried_over_a_pass_is_credited_later_without_overlap() -> None:
    walk = Walk().play(30)
    walk.beat(19, 45)
    walk.clock, first = engine.passed(walk.clock, 500_000)
    walk.beat(11, 60)
    walk.clock, second = engine.passed(walk.clock, 500_000)
    assert first[-1].end <= second[0].start
    assert second[0].ms == 15_000 <= second[0].end - second[0].start


def test_failing_forfeits_and_bars_until_a_pass() -> None:
    walk = Walk().play(90)
    walk.answer(right=False)
    assert walk.beat(15, 105).ask == "offer"
    assert (walk.provisional, walk.uncounted("no_presence")) == (0, 105)
    walk.answer(right=True)
    walk.beat(15, 120)
    assert (walk.provisional, walk.clock.furthest) == (15, 120_000)


def test_forfeited_parts_can_be_earned_again() -> None:
    walk = Walk().play(90)
    walk.answer(right=False)
    walk.answer(right=True)
    walk.beat(1, 0, "paused")
    walk.play(90, start=0)
    assert walk.provisional == 90


def test_three_failed_questions_stop_the_day_and_only_the_day() -> None:
    walk = Walk()
    for _n in range(3):
        walk.answer(right=False)
    walk.answer(right=True)
    assert walk.beat(15, 15).ask == ""
    walk.clock = engine.closed(walk.clock)
    walk.now += DAY
    walk.open("s2", position=15_000, furthest=15_000).beat(15, 30)
    assert (walk.provisional, walk.uncounted("no_presence")) == (15, 0)


def due_question(walk: Walk, *, due: bool = True, attempt: int = 1) -> None:
    question = Question("q", due, walk.now + 60_000, walk.clock.seq, attempt)
    walk.clock = engine.asked(walk.clock, question)


def test_time_goes_on_provisionally_while_a_question_is_open() -> None:
    walk = Walk().play(90)
    due_question(walk)
    walk.beat(15, 105)
    assert walk.provisional == 105


def test_a_due_question_left_unanswered_forfeits() -> None:
    walk = Walk().play(90)
    due_question(walk)
    walk.play(60, start=90)
    outcome = walk.beat(15, 165)
    assert (outcome.expired, walk.provisional, walk.clock.locked) == ("q", 0, True)


def test_a_question_on_closing_left_unanswered_forfeits_nothing() -> None:
    walk = Walk().play(90)
    due_question(walk, due=False)
    walk.clock, over = engine.expire(walk.clock, walk.now + 61_000)
    assert (over, walk.provisional, walk.clock.locked) == ("q", 90, False)


def test_a_second_attempt_left_unanswered_forfeits() -> None:
    walk = Walk().play(90)
    due_question(walk, due=False, attempt=2)
    walk.clock, _over = engine.expire(walk.clock, walk.now + 61_000)
    assert walk.clock.locked


def test_a_lost_answer_extends_the_question_once() -> None:
    walk = Walk().play(90)
    due_question(walk)
    until = walk.clock.question.expires
    for _n in range(2):
        walk.beat(1, 90, seq=walk.clock.seq)
    assert walk.clock.question.expires == until + 60_000


def test_the_daily_cap_counts_confirmed_and_provisional() -> None:
    walk = Walk(policy(3600, cap=100_000)).play(90)
    walk.answer()
    walk.play(30, start=90)
    assert (walk.provisional, walk.uncounted("capped")) == (10, 20)


def test_capped_parts_are_seen_and_can_be_earned_another_day() -> None:
    walk = Walk(policy(3600, cap=60_000)).play(90)
    assert walk.clock.furthest == 90_000
    walk.answer()
    walk.now += DAY
    walk.clock = engine.closed(walk.clock)
    walk.open("s2", furthest=90_000, earned=((0, 60_000),)).play(90)
    assert walk.provisional == 30


def test_forfeited_time_leaves_room_in_the_cap() -> None:
    walk = Walk(policy(3600, cap=60_000)).play(60)
    walk.answer(right=False)
    walk.answer(right=True)
    walk.beat(1, 0, "paused")
    walk.play(60, start=0)
    assert walk.provisional == 60


def test_a_lesson_without_credit_is_never_credited() -> None:
    walk = Walk(policy(3600, cap=0)).play(60)
    assert (walk.provisional, walk.clock.furthest) == (0, 60_000)


def evening(before: float, **values: object) -> Walk:
    """``before`` seconds ahead of 22:00, when study closes."""
    start = NOON + 10 * HOUR - round(before * 1000)
    return Walk(policy(3600, opens=6 * HOUR, closes=22 * HOUR, **values), now=start)


def test_a_step_is_cut_where_study_hours_end() -> None:
    walk = evening(10)
    walk.beat(15, 15)
    assert (walk.provisional, walk.uncounted("closed_hours")) == (10, 5)
    assert walk.clock.earned == []
    assert list(walk.clock.taken()) == [(0, 10_000)]


def test_a_step_is_cut_at_midnight_into_two_days() -> None:
    walk = Walk(now=NOON + 12 * HOUR - 10_000)
    walk.beat(15, 15)
    first, second = walk.clock.provisional
    assert (first.ms, second.ms, first.end == second.start) == (10_000, 5_000, True)


def test_time_carried_over_midnight_belongs_to_the_day_before() -> None:
    walk = Walk(now=NOON + 12 * HOUR - 20_000)
    walk.beat(19, 15)
    walk.beat(11, 30)
    assert sum(piece.ms for piece in walk.clock.provisional) == 30_000
    assert all(piece.ms <= piece.end - piece.start for piece in walk.clock.provisional)


def test_a_new_session_keeps_provisional_time_due_point_and_lock() -> None:
    walk = Walk().play(90)
    walk.clock = engine.superseded(walk.clock, walk.now + 5000)
    walk.open("s2").beat(15, 15)
    assert walk.provisional == 90
    assert walk.clock.due == 600_000
    assert walk.clock.uncounted[-1][5] == "superseded"


def test_what_an_adopted_copy_earned_is_not_earned_again() -> None:
    walk = Walk().open(earned=((0, 60_000),)).play(90)
    assert walk.provisional == 30


def test_unconfirmed_time_lapses_without_counting_as_a_failure() -> None:
    walk = Walk().play(90)
    clock = engine.lapsed(engine.closed(walk.clock))
    assert (clock.provisional, clock.failed, clock.locked) == ([], 0, False)
    assert clock.reasons == {"no_presence": 90_000}


def test_a_clock_survives_json() -> None:
    walk = Walk().play(90)
    due_question(walk)
    assert type(walk.clock).of(walk.clock.as_dict()) == walk.clock
