"""Which attempt counts."""

from __future__ import annotations

from typing import Any

import pytest

from exams import results
from exams.models import Paper, Sitting
from tests.exams.results.rows import final
from tests.factories import exams as factory
from tests.factories import people

pytestmark = pytest.mark.django_db


def candidate() -> Any:
    return people.offender(people.land().office).user


def counted(who: Any, *points: int, **fields: Any) -> list[int]:
    """Points of the attempts that count, of those in this order."""
    paper = factory.paper(**fields)
    for each in points:
        final(who, paper, each)
    rows = results.counting(Sitting.objects.filter(candidate=who)).order_by("attempt")
    return [int(one.points or 0) for one in rows]


@pytest.mark.parametrize(("counts", "expected"), [("best", 10), ("last", 5), ("first", 0)])
def test_one_attempt_counts_by_the_papers_rule(counts: str, expected: int) -> None:
    assert counted(candidate(), 0, 10, 5, counts=counts) == [expected]


def test_of_equal_attempts_the_earlier_counts() -> None:
    who, paper = candidate(), factory.paper()
    first, _second = final(who, paper, 10), final(who, paper, 10)
    assert list(results.counting(Sitting.objects.filter(candidate=who))) == [first]


@pytest.mark.parametrize("mode", ["mock", "practice"])
def test_mock_exams_and_practice_count_for_nothing(mode: str) -> None:
    assert counted(candidate(), 15, mode=mode) == []


def test_a_monthly_test_counts_in_each_month() -> None:
    who, paper = candidate(), factory.paper(purpose=Paper.Purpose.MONTHLY)
    for month, points in [("2026-09", 15), ("2026-10", 5), ("2026-10", 10)]:
        final(who, paper, points, month=month)
    rows = results.counting(Sitting.objects.filter(candidate=who)).order_by("month")
    assert [(one.month, int(one.points or 0)) for one in rows] == [("2026-09", 15), ("2026-10", 10)]


def test_void_and_ungraded_attempts_count_for_nothing() -> None:
    who, paper = candidate(), factory.paper()
    final(who, paper, 15, state="void")
    factory.sitting(who, paper, state="submitted")
    assert not results.counting(Sitting.objects.filter(candidate=who)).exists()


def test_no_later_attempt_counts_while_the_first_is_graded() -> None:
    who, paper = candidate(), factory.paper(counts="first")
    factory.sitting(who, paper, state="submitted")
    final(who, paper, 15)
    assert not results.counting(Sitting.objects.filter(candidate=who)).exists()


def test_a_graded_attempt_counts_while_a_later_one_is_graded() -> None:
    who, paper = candidate(), factory.paper(counts="last")
    done = final(who, paper, 15)
    factory.sitting(who, paper, state="submitted")
    assert list(results.counting(Sitting.objects.filter(candidate=who))) == [done]


def test_shares_are_compared_not_points() -> None:
    who, paper = candidate(), factory.paper()
    small = final(who, paper, 9, most_points=10)
    final(who, paper, 10, most_points=15)
    assert list(results.counting(Sitting.objects.filter(candidate=who))) == [small]


def test_many_persons_and_papers_take_one_query(django_assert_num_queries: Any) -> None:
    monthly, other = factory.paper(purpose="monthly"), factory.paper()
    whos = [candidate() for _n in range(3)]
    for who in whos:
        final(who, monthly, 15, month="2026-10")
        final(who, monthly, 5, month="2026-11")
        final(who, other, 10, month="2026-09")
    papers, keys = [monthly.pk, other.pk], [who.pk for who in whos]
    with django_assert_num_queries(1):
        found = results.counting_by_person(papers, keys, "2026-10")
    assert {pk: one.points for pk, one in found[keys[0]].items()} == {monthly.pk: 15, other.pk: 10}
    assert results.counting_by_person(papers, keys)[keys[1]][monthly.pk].month == "2026-11"


def test_passed_asks_the_attempt_that_counts() -> None:
    who, paper = candidate(), factory.paper(counts="last")
    final(who, paper, 15)
    assert results.passed(who, paper.pk)
    final(who, paper, 0)
    assert not results.passed(who, paper.pk)


def test_nobody_passes_by_somebody_elses_attempt() -> None:
    paper = factory.paper()
    final(candidate(), paper, 15)
    assert not results.passed(candidate(), paper.pk)
