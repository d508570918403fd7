"""A result is final once: whatever is called twice, and wherever it is killed."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest

from exams import signals
from exams.actions import grading
from exams.actions.sitting import submit
from exams.models import Mark, Sitting
from tests.exams.grading.test_reading import grader, handed_in, read
from tests.factories import exams as factory
from tests.factories import people

pytestmark = pytest.mark.django_db


class Killed(Exception):
    """The process ends here."""


@pytest.fixture
def heard() -> Iterator[list[Any]]:
    said: list[Any] = []

    def hear(**news: Any) -> None:
        said.append((news["sitting"].pk, news["score"], news["passed"]))

    signals.result_final.connect(hear, weak=False, dispatch_uid="finishing")
    yield said
    signals.result_final.disconnect(dispatch_uid="finishing")


def answered(**fields: Any) -> Sitting:
    who = people.offender(people.land().office).user
    one = factory.sitting(who, factory.paper(**fields))
    factory.answer(one, 0, "a")
    return one


def rows(one: Sitting) -> list[tuple[Any, ...]]:
    return list(
        Mark.objects.filter(sitting=one).values_list("place", "reader", "version", "points")
    )


def test_grading_again_changes_nothing(heard: list[Any]) -> None:
    one = answered()
    submit(by=one.candidate, sitting_id=one.pk)
    before = rows(one)
    one.refresh_from_db()
    grading.grade_automatically(one)
    grading.finish(one)
    assert (rows(one), len(heard)) == (before, 1)


def test_an_object_read_before_does_not_finish_it_twice(heard: list[Any]) -> None:
    one = handed_in("short", "single")
    early = Sitting.objects.get(pk=one.pk)
    read(one, grader(), "4")
    grading.grade_automatically(early)
    grading.finish(early)
    one.refresh_from_db()
    assert (one.grading_version, one.points, early.points) == (1, Decimal(9), Decimal(9))
    assert len(heard) == 1


def test_what_waits_for_a_person_is_graded_once_by_the_platform() -> None:
    one = handed_in("short", "single", "case")
    before = rows(one)
    grading.grade_automatically(one)
    assert rows(one) == before
    assert one.state == "submitted"


@pytest.mark.parametrize("where", ["total_of", "tell", "has_passed"])
def test_killed_on_the_way_nothing_is_closed_and_the_next_call_does_it(
    where: str, monkeypatch: pytest.MonkeyPatch, heard: list[Any]
) -> None:
    one = answered()

    def die(*_given: Any) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(grading, where, die)
        with pytest.raises(Killed):
            submit(by=one.candidate, sitting_id=one.pk)
    one.refresh_from_db()
    assert (one.state, rows(one), heard) == ("open", [], [])
    submit(by=one.candidate, sitting_id=one.pk)
    one.refresh_from_db()
    assert (one.state, len(rows(one)), len(heard)) == ("final", 3, 1)


def test_killed_while_the_last_reading_is_handed_over_it_is_handed_over_again(
    monkeypatch: pytest.MonkeyPatch, heard: list[Any]
) -> None:
    one, who = handed_in(), grader()

    def die(*_given: Any) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(grading, "tell", die)
        with pytest.raises(Killed):
            read(one, who, "4")
    one.refresh_from_db()
    assert one.state == "submitted"
    assert not Mark.objects.filter(sitting=one, reader=1).exists()
    read(one, who, "4")
    assert [score for _pk, score, _passed in heard] == [Decimal(80)]


@pytest.mark.parametrize("number", [1, 40])
def test_grading_takes_the_same_queries_however_long_the_paper_is(
    number: int, django_assert_max_num_queries: Any
) -> None:
    who = people.offender(people.land().office).user
    one = factory.sitting(who, factory.paper(*(factory.question() for _ in range(number))))
    one.state = Sitting.State.SUBMITTED
    one.save(update_fields=["state"])
    with django_assert_max_num_queries(13):
        grading.grade_automatically(one)
    assert one.state == "final"
