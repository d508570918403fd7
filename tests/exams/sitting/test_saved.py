from __future__ import annotations

from datetime import timedelta

import pytest

from exams import frozen, saved
from lms.core.clock import now
from tests.factories import exams as factory
from tests.factories import people

pytestmark = pytest.mark.django_db


def sitting(**fields: object):  # type: ignore[no-untyped-def]
    person = people.offender(people.land().office).user
    return factory.sitting(person, factory.paper(), **fields)


def save(of, **changes):  # type: ignore[no-untyped-def]
    return saved.insert(
        **{"sitting": of.pk, "place": 0, "seq": 1, "answer": "a", "tab": "t1"} | changes
    )


def test_the_highest_number_of_a_place_counts() -> None:
    one = sitting()
    assert save(one, seq=2, answer="b")
    assert save(one, seq=1, answer="a")
    assert save(one, place=2, seq=3, answer="c")
    assert saved.latest_answers(one) == {0: "b", 2: "c"}
    assert saved.next_seq(one) == 4


def test_an_answer_taken_back_is_no_answer() -> None:
    one = sitting()
    assert save(one)
    assert save(one, seq=2, answer=None)
    assert saved.latest_answers(one) == {}


def test_the_same_save_again_changes_nothing_and_is_known() -> None:
    one = sitting()
    assert save(one)
    assert not save(one)
    assert not save(one, answer="b")
    assert saved.is_saved(sitting=one.pk, place=0, seq=1, answer="a")
    assert not saved.is_saved(sitting=one.pk, place=0, seq=1, answer="b")


@pytest.mark.parametrize(
    "fields",
    [
        {"state": "submitted"},
        {"tab": "another"},
        {"deadline_at": now() - timedelta(seconds=31)},
    ],
)
def test_nothing_is_written_into_what_is_closed_over_or_held_by_another_page(
    fields: dict[str, object],
) -> None:
    one = sitting(**fields)
    assert not save(one)
    assert not one.saves.exists()


def test_what_was_on_its_way_has_thirty_seconds_of_grace() -> None:
    one = sitting(deadline_at=now() - timedelta(seconds=29))
    assert save(one)


def test_a_save_is_one_statement(django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    one = sitting()
    with django_assert_num_queries(1):
        save(one)


def test_the_questions_of_a_sitting_are_read_once(django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    one = sitting()
    with django_assert_num_queries(1):
        frozen.questions_of(one)
    with django_assert_num_queries(0):
        assert frozen.question_at(one.pk, one.candidate_id, 1).place == 1  # type: ignore[union-attr]


def test_nobody_reads_a_place_of_another_persons_sitting() -> None:
    one = sitting()
    other = people.offender(people.land().office).user
    assert frozen.question_at(one.pk, other.pk, 0) is None
    assert frozen.question_at(one.pk, one.candidate_id, 99) is None
