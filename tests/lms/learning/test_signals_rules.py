"""When study looks as if it were not the person's own: the rules alone."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from lms.core.months import LOCAL
from lms.learning import watching
from lms.learning.watching import LONG_RUN, Answer, Sitting

MORNING = datetime(2026, 9, 24, 9, 0, tzinfo=LOCAL)
ANNA, BEN, PHONE = uuid4(), uuid4(), uuid4()


def sitting(learner: UUID = ANNA, *, minutes: float = 0, **facts: Any) -> Sitting:
    """One that begins so many minutes after nine."""
    return Sitting(
        id=uuid4(), learner=learner, opened_at=MORNING + timedelta(minutes=minutes), **facts
    )


def answer(seconds: float | None = 8, *, minutes: float = 0, **facts: Any) -> Answer:
    asked = MORNING + timedelta(minutes=minutes)
    facts.setdefault("characters", 30)
    return Answer(
        id=uuid4(), learner=ANNA, session=uuid4(), asked_at=asked, seconds=seconds, **facts
    )


# one device, several learners


def test_two_learners_on_a_device_are_both_named() -> None:
    found = watching.shared_device(PHONE, [sitting(ANNA), sitting(BEN)])
    assert {one.learner for one in found} == {ANNA, BEN}
    assert {one.evidence["learners"] for one in found} == {2}


def test_a_device_of_one_learner_says_nothing() -> None:
    assert watching.shared_device(PHONE, [sitting(ANNA), sitting(ANNA, minutes=60)]) == []


def test_a_kiosk_is_shared_by_design() -> None:
    kiosk = [sitting(ANNA, kiosk=True), sitting(BEN, kiosk=True)]
    assert watching.shared_device(PHONE, kiosk) == []


def test_a_shared_device_is_raised_once_a_month() -> None:
    first = watching.shared_device(PHONE, [sitting(ANNA), sitting(BEN)])
    again = watching.shared_device(PHONE, [sitting(ANNA, minutes=600), sitting(BEN)])
    later = watching.shared_device(PHONE, [sitting(ANNA, minutes=60 * 24 * 30), sitting(BEN)])
    key = {name: one.key for name, found in (("first", first), ("again", again), ("later", later))
           for one in found if one.learner == ANNA}  # fmt: skip
    assert key["first"] == key["again"] != key["later"]


# timing


def even(minutes: float = 0, **facts: Any) -> Sitting:
    return sitting(minutes=minutes, **{"beats": 80, "mean_ms": 15_000, "spread_ms": 8} | facts)


def test_three_long_sittings_without_a_tremble_are_noticed() -> None:
    found = watching.machine_timing([even(0), even(60), even(120)], [])
    assert [one.kind for one in found] == ["machine_timing"]
    assert found[0].evidence["spread_ms"] == 8


@pytest.mark.parametrize(
    "third",
    [
        even(120, spread_ms=900),  # somebody paused, or the line wavered
        even(120, beats=20),  # too short to say anything
        even(120, kiosk=True),
    ],
)
def test_two_even_sittings_are_not_enough(third: Sitting) -> None:
    assert watching.machine_timing([even(0), even(60), third], []) == []


def test_answers_that_always_take_as_long_are_noticed() -> None:
    given = [answer(5 + 0.05 * n, minutes=n) for n in range(6)]
    found = watching.machine_timing([], given)
    assert found[0].evidence["answers"] == 6


def test_answers_as_people_give_them_are_not() -> None:
    given = [answer(seconds, minutes=seconds) for seconds in (4, 9, 6, 14, 5, 21)]
    assert watching.machine_timing([], given) == []


# faster than reading


def test_three_right_answers_before_anyone_could_read_are_noticed() -> None:
    found = watching.fast_answers([answer(1.1, minutes=n) for n in range(3)])
    assert found[0].evidence == {
        "sessions": found[0].evidence["sessions"],
        "answers": 3,
        "fastest_seconds": 1.1,
    }


@pytest.mark.parametrize(
    "third",
    [
        answer(2.5, minutes=5),  # quick, but read
        answer(1.1, minutes=5, right=False),  # a guess
        answer(None, minutes=5),  # nobody answered
        answer(1.1, minutes=5, characters=6),  # a very short question
    ],
)
def test_two_fast_answers_may_be_luck(third: Answer) -> None:
    assert watching.fast_answers([answer(1.1), answer(1.1, minutes=3), third]) == []


def test_the_same_week_gives_the_same_key() -> None:
    monday = watching.fast_answers([answer(1, minutes=n) for n in range(3)])
    friday = watching.fast_answers([answer(1, minutes=60 * 24 + n) for n in range(3)])
    assert monday[0].key == friday[0].key


# two places


def taken_over(minutes: float, address: str, **facts: Any) -> Sitting:
    facts.setdefault("device", uuid4())
    return sitting(minutes=minutes, address=address, taken_over=True, **facts)


def test_taking_over_a_playing_session_from_elsewhere_twice_a_day_is_noticed() -> None:
    day = [taken_over(0, "36.0.0.1"), taken_over(5, "60.0.0.9"), taken_over(9, "36.0.0.1")]
    found = watching.two_places(day)
    assert [(one.kind, one.evidence["take_overs"]) for one in found] == [("two_places", 2)]
    assert found[0].key.endswith("2026-09-24")


def test_going_from_the_computer_to_the_phone_once_is_not() -> None:
    assert watching.two_places([taken_over(0, "36.0.0.1"), sitting(minutes=5)]) == []


def test_one_device_on_two_lines_is_one_place() -> None:
    """From the wireless at home to mobile data: the address changes, the phone does not."""
    day = [taken_over(n, f"36.0.0.{n}", device=PHONE) for n in range(4)]
    assert watching.two_places(day) == []


def test_a_session_that_stood_still_overlaps_nothing() -> None:
    day = [sitting(minutes=n, address=f"36.0.0.{n}", device=uuid4()) for n in range(4)]
    assert watching.two_places(day) == []


# always right


def test_a_long_run_without_a_wrong_first_answer_is_noticed() -> None:
    found = watching.always_right([answer(minutes=n) for n in range(LONG_RUN)])
    assert found[0].evidence["answers"] == LONG_RUN
    assert found[0].key.endswith("2026-3")


@pytest.mark.parametrize("wrong", [answer(right=False, minutes=30.5), answer(None, right=False)])
def test_one_mistake_ends_the_run(wrong: Answer) -> None:
    assert watching.always_right([wrong, *(answer(minutes=n) for n in range(LONG_RUN - 1))]) == []


def test_second_attempts_do_not_count() -> None:
    run = [answer(minutes=n) for n in range(LONG_RUN)]
    again = answer(minutes=2, right=False, first_attempt=False)
    assert len(watching.always_right([again, *run])) == 1


def test_evidence_names_ids_and_figures_only() -> None:
    found = watching.always_right([answer(minutes=n) for n in range(LONG_RUN)])
    assert set(found[0].evidence) == {"sessions", "answers", "median_seconds"}
    assert len(found[0].evidence["sessions"]) == watching.MOST_NAMED
