"""Monthly tests in the score of a closed month: E2 and M3, both ways, and put right late."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from exams.models import Offer, Paper, Sitting
from lms.core.months import Month
from lms.scoring.facts import live
from tests.exams.results.rows import final
from tests.factories import exams as factory
from tests.factories import learning, people
from tests.lms.scoring.closing import closed, day, person, score

pytestmark = pytest.mark.django_db
OCTOBER, NOVEMBER = Month(2026, 10), Month(2026, 11)


@pytest.fixture(autouse=True)
def _day(at: Any) -> None:
    at(day(3))


@pytest.fixture
def someone(land: Any) -> Any:
    return person(land.office)


@pytest.fixture
def test(someone: Any) -> Paper:
    """The monthly test of October, 15 points, prescribed."""
    paper = factory.paper(purpose="monthly")
    Offer.objects.create(
        person=someone.user, paper=paper, month="2026-10", due_on=date(2026, 10, 31)
    )
    return paper


def sit(who: Any, paper: Paper, points: float, **fields: Any) -> Sitting:
    moment = day(20, month=10)
    given = {"month": "2026-10", "submitted_at": moment, "final_at": moment, **fields}
    return final(who.user, paper, points, **given)


def points(who: Any, month: Month = OCTOBER) -> dict[str, int]:
    """What the items of tests gave and took in a closed month."""
    lines = score(who, month).lines
    return {one["code"]: one["points"] for one in lines if one["code"] in ("E2", "M3")}


@pytest.mark.parametrize(
    ("got", "expected"),
    [(12, {"E2": 4}), (11.99, {"E2": 2}), (9, {"E2": 2}), (8.99, {"M3": -2}), (0, {"M3": -2})],
)
def test_the_result_gives_and_takes(
    land: Any, someone: Any, test: Paper, got: float, expected: dict[str, int]
) -> None:
    sit(someone, test, got)
    closed(land)
    assert points(someone) == expected


def test_the_best_of_three_counts(land: Any, someone: Any, test: Paper) -> None:
    for got in (3, 13, 9):
        sit(someone, test, got)
    closed(land)
    assert points(someone) == {"E2": 4}
    assert [one["score"] for one in score(someone).facts["tests"]] == [86]


def test_not_taken_costs_and_never_offered_does_not(land: Any, someone: Any, test: Paper) -> None:
    other = person(land.office)
    closed(land)
    assert (points(someone), points(other)) == ({"M3": -2}, {})


def test_who_was_exempt_loses_nothing(land: Any, someone: Any, test: Paper) -> None:
    officer = people.user_with_role("officer", land.office)
    learning.exemption(someone, officer, date(2026, 10, 1), date(2026, 10, 9))
    closed(land)
    assert points(someone) == {"M3": 0}


def test_a_test_that_waits_for_a_grader_costs_nothing(land: Any, someone: Any, test: Paper) -> None:
    factory.sitting(someone.user, test, month="2026-10", state="submitted")
    closed(land)
    assert points(someone) == {}


def test_what_is_graded_late_counts_in_the_next_month(
    land: Any, someone: Any, test: Paper, at: Any
) -> None:
    waits = factory.sitting(someone.user, test, month="2026-10", state="submitted")
    closed(land)
    _final(waits, 14, day(20))
    at(day(3, month=12))
    closed(land, NOVEMBER)
    assert points(someone) == {}
    (late,) = [one for one in score(someone, NOVEMBER).lines if one["late"]]
    assert (late["code"], late["points"], late["late"]) == ("E2", 4, "2026-10")


def test_a_regrade_after_the_freeze_is_a_late_fact_once(
    land: Any, someone: Any, test: Paper, at: Any
) -> None:
    sat = sit(someone, test, 8)
    closed(land)
    _final(sat, 12, day(20))
    at(day(3, month=12))
    closed(land, NOVEMBER)
    assert points(someone) == {"M3": -2}
    moved = {one["code"]: one["points"] for one in score(someone, NOVEMBER).lines if one["late"]}
    assert moved == {"E2": 4, "M3": 2}
    at(day(3, month=12).replace(year=2027, month=1))
    closed(land, Month(2026, 12))
    assert [one for one in score(someone, Month(2026, 12)).lines if one["late"]] == []


def test_an_offer_that_was_wrong_is_put_right_late(
    land: Any, someone: Any, test: Paper, at: Any
) -> None:
    closed(land)
    Offer.objects.update(withdrawn_at=day(12), withdrawn_reason="误发")
    at(day(3, month=12))
    closed(land, NOVEMBER)
    moved = {one["code"]: one["points"] for one in score(someone, NOVEMBER).lines if one["late"]}
    assert moved["M3"] == 2


def test_a_test_that_is_not_due_yet_takes_nothing(someone: Any, at: Any) -> None:
    at(day(10))
    paper = factory.paper(purpose="monthly")
    Offer.objects.create(
        person=someone.user, paper=paper, month="2026-11", due_on=date(2026, 11, 30)
    )
    facts, _target = live(someone)
    assert facts["tests"] is None
    final(someone.user, paper, 15, month="2026-11")
    facts, _target = live(someone)
    assert [one["score"] for one in facts["tests"]] == [100]


def test_everything_again_for_many_costs_the_same(
    land: Any, test: Paper, django_assert_max_num_queries: Any
) -> None:
    for got in (3, 9, 12):
        sit(person(land.office), test, got)
    with django_assert_max_num_queries(90):
        closed(land)


def _final(sitting: Sitting, got: int, moment: Any) -> None:
    """As grading leaves it."""
    Sitting.objects.filter(pk=sitting.pk).update(
        state="final", points=Decimal(got), passed=got >= 9, final_at=moment, submitted_at=moment
    )
