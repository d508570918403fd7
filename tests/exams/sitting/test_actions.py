"""From the start of a sitting to its end."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from exams import saved
from exams.actions import sitting as actions
from exams.actions.sitting import Given
from exams.models import ExamNeeds, Sitting, SittingEvent
from lms.core.clock import now
from lms.core.errors import Conflict, Invalid, NotVisible
from tests.factories import exams as factory
from tests.factories import people

pytestmark = pytest.mark.django_db


def candidate() -> Any:
    return people.offender(people.land().office).user


def begun(**fields: Any) -> Sitting:
    return actions.start(by=candidate(), paper=factory.paper(**fields), tab="t1")


def save(of: Sitting, *answers: Given, tab: str = "t1", by: Any = None) -> Any:
    return actions.save_answers(by=by or of.candidate, sitting_id=of.pk, answers=answers, tab=tab)


def later(at: Any, **passed: float) -> None:
    at(now() + timedelta(**passed))


def test_a_paper_is_frozen_at_the_start() -> None:
    one = begun(pass_percent=70)
    assert [place["score"] for place in one.frozen] == ["5.00"] * 3
    assert (one.most_points, one.pass_percent, one.attempt) == (Decimal(15), 70, 1)
    assert one.deadline_at == one.started_at + timedelta(minutes=30)


def test_starting_twice_goes_on_with_the_same() -> None:
    one = begun()
    again = actions.start(by=one.candidate, paper=one.paper, tab="t2")
    assert (again.pk, again.tab) == (one.pk, "t2")


def test_extra_time_comes_on_top_of_minutes_and_window() -> None:
    who, paper = candidate(), factory.paper(closes_at=now() + timedelta(minutes=10))
    ExamNeeds.objects.create(person=who, extra_percent=50, reason="视力障碍", set_by=people.user())
    one = actions.start(by=who, paper=paper, tab="t1")
    assert one.deadline_at == paper.closes_at + timedelta(minutes=15)


def test_practice_has_no_deadline() -> None:
    assert begun(mode="practice").deadline_at is None


def test_nobody_begins_what_is_not_for_them() -> None:
    paper = factory.paper(access=people.land().county2)
    with pytest.raises(NotVisible):
        actions.start(by=candidate(), paper=paper, tab="t1")


def test_no_attempt_is_left() -> None:
    one = begun(attempts=1)
    actions.submit(by=one.candidate, sitting_id=one.pk)
    with pytest.raises(Conflict):
        actions.start(by=one.candidate, paper=one.paper, tab="t1")


def test_the_next_attempt_closes_one_whose_time_was_up(at: Any) -> None:
    one = begun()
    later(at, minutes=31)
    two = actions.start(by=one.candidate, paper=one.paper, tab="t1")
    one.refresh_from_db()
    assert (two.attempt, one.closed_how) == (2, "deadline")


def test_saving_again_what_was_saved_is_safe() -> None:
    one = begun()
    assert save(one, Given(0, 1, 0)) == save(one, Given(0, 1, 0)) == [(0, 1)]
    assert one.saves.count() == 1


def test_a_number_with_another_answer_is_refused() -> None:
    one = begun()
    save(one, Given(0, 1, 0))
    with pytest.raises(Conflict) as error:
        save(one, Given(0, 1, 2))
    assert error.value.code == "seq"


def test_of_a_refused_list_the_beginning_is_safe() -> None:
    one = begun()
    with pytest.raises(Invalid):
        save(one, Given(0, 1, 0), Given(1, 2, "rubbish"), Given(2, 3, 0))
    assert list(saved.latest_answers(one)) == [0]


def test_the_page_that_was_left_is_told_and_writes_nothing() -> None:
    one = begun()
    actions.take_over(by=one.candidate, sitting_id=one.pk, tab="t2")
    with pytest.raises(Conflict) as error:
        save(one, Given(0, 1, 0))
    assert error.value.code == "other_tab"
    assert save(one, Given(0, 1, 1), tab="t2") == [(0, 1)]
    assert one.events.get().kind == SittingEvent.Kind.TAB


def test_answers_under_way_have_thirty_seconds_of_grace(at: Any) -> None:
    one = begun()
    later(at, minutes=30, seconds=29)
    assert save(one, Given(0, 1, 0)) == [(0, 1)]
    later(at, seconds=1)
    with pytest.raises(Conflict) as error:
        save(one, Given(0, 2, 1))
    assert error.value.code == "time_up"


def test_the_server_closes_it_although_nobody_calls(at: Any) -> None:
    one = begun()
    save(one, Given(0, 1, 0))
    later(at, minutes=30, seconds=20)
    assert actions.close_overdue() == 0
    later(at, seconds=10)
    assert actions.close_overdue() == 1
    one.refresh_from_db()
    assert (one.state, one.closed_how, one.submitted_at) == ("final", "deadline", one.deadline_at)


def test_reading_it_closes_it_too(at: Any) -> None:
    one = begun()
    later(at, minutes=31)
    assert actions.read(by=one.candidate, sitting_id=one.pk).state == Sitting.State.FINAL


def test_handing_in_twice_is_handing_in_once() -> None:
    one = begun()
    first = actions.submit(by=one.candidate, sitting_id=one.pk, tab="t1")
    again = actions.submit(by=one.candidate, sitting_id=one.pk, tab="t1")
    assert first.submitted_at == again.submitted_at
    assert one.marks.count() == 3


def test_another_page_does_not_hand_in_what_this_one_writes() -> None:
    one = begun()
    with pytest.raises(Conflict) as error:
        actions.submit(by=one.candidate, sitting_id=one.pk, tab="t0")
    assert error.value.code == "other_tab"


@pytest.mark.parametrize("what", ["read", "save", "take_over", "submit", "note"])
def test_another_persons_sitting_is_not_there(what: str) -> None:
    one, other = begun(), candidate()
    calls: dict[str, Any] = {
        "read": lambda: actions.read(by=other, sitting_id=one.pk),
        "save": lambda: save(one, Given(0, 1, 0), by=other),
        "take_over": lambda: actions.take_over(by=other, sitting_id=one.pk, tab="t2"),
        "submit": lambda: actions.submit(by=other, sitting_id=one.pk),
        "note": lambda: actions.note(by=other, sitting_id=one.pk, kind="left"),
    }
    with pytest.raises(NotVisible):
        calls[what]()


def test_a_save_is_one_query_once_the_sitting_is_known(django_assert_num_queries: Any) -> None:
    one = begun()
    save(one, Given(0, 1, 0))
    with django_assert_num_queries(1):
        save(one, Given(0, 2, 1))


def test_what_is_noticed_is_kept_and_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "MOST_EVENTS", 2)
    one = begun()
    for _ in range(4):
        actions.note(by=one.candidate, sitting_id=one.pk, kind="left", seconds=5)
    assert one.events.count() == 2
