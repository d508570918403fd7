from __future__ import annotations

import pytest

from exams import showing
from exams.bank import plain
from tests.factories import exams as factory
from tests.factories import people

pytestmark = pytest.mark.django_db
KINDS = sorted(plain.KINDS)


def page(*kinds: str):  # type: ignore[no-untyped-def]
    person = people.offender(people.land().office).user
    paper = factory.paper(*(factory.question(kind) for kind in kinds))
    return factory.sitting(person, paper)


@pytest.mark.parametrize("kind", KINDS)
def test_what_gives_an_answer_away_is_not_in_what_is_shown(kind: str) -> None:
    sitting = page(kind)
    (one,) = showing.page_of(sitting)
    said = str(one.shown)
    assert "外出要先批准" not in said  # the explanation
    assert "说得对" not in said  # feedback
    assert "先请假。" not in said  # the model answer


def test_answers_come_back_as_they_were_sent() -> None:
    sitting = page("single", "fill")
    factory.answer(sitting, 0, "b")
    factory.answer(sitting, 1, ["3", "所里"])
    assert [one.given for one in showing.page_of(sitting)] == [1, ["3", "所里"]]


@pytest.mark.parametrize("number", [3, 30])
def test_a_page_is_two_queries_however_long(number: int, django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    sitting = page(*["single"] * number)
    with django_assert_num_queries(2):
        assert len(showing.page_of(sitting)) == number


def test_parts_share_what_the_case_is_worth_in_this_paper() -> None:
    sitting = page("case")
    sitting.frozen[0]["score"] = "20"
    (one,) = showing.page_of(sitting)
    assert one.shown["worth"] == "20"
    assert sum(float(part["worth"]) for part in one.shown["parts"]) == 20
