"""Monthly tests as the barometer asks for them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from exams import offers
from exams.models import Offer, Paper, Sitting
from lms.core.clock import now
from lms.core.months import Month
from tests.exams.results.rows import final
from tests.factories import exams as factory
from tests.factories import people

pytestmark = pytest.mark.django_db
MONTH = Month(2026, 10)


def offender() -> Any:
    return people.offender(people.land().office).user


def offered(who: Any, paper: Paper, month: str = "2026-10") -> Offer:
    return Offer.objects.create(person=who, paper=paper, month=month)


def monthly(**fields: Any) -> Paper:
    return factory.paper(purpose="monthly", **fields)


def test_offered_and_not_taken_is_told_from_never_offered() -> None:
    one, other = offender(), offender()
    offered(one, monthly())
    assert offers.tests_of(MONTH, [one.pk, other.pk]) == {one.pk: []}


def test_the_best_of_three_is_told_in_whole_hundredths_rounded_down() -> None:
    who, paper = offender(), monthly()
    for points in (5, 8.99, 3):
        final(who, paper, points, month="2026-10")
    ((test,),) = offers.tests_of(MONTH, [who.pk]).values()
    assert test["score"] == 59


def test_other_months_mock_exams_and_other_tests_say_nothing() -> None:
    who = offender()
    final(who, monthly(), 15, month="2026-09")
    final(who, monthly(mode="mock"), 15, month="2026-10")
    final(who, factory.paper(), 15, month="2026-10")
    assert offers.tests_of(MONTH, [who.pk]) == {}


def test_nobody_loses_points_while_a_grader_is_waited_for() -> None:
    who, paper = offender(), monthly()
    offered(who, paper)
    factory.sitting(who, paper, month="2026-10", state="submitted")
    assert offers.tests_of(MONTH, [who.pk]) == {}


def test_an_offer_that_was_withdrawn_is_none() -> None:
    who = offender()
    offered(who, monthly())
    Offer.objects.update(withdrawn_at=now())
    assert offers.tests_of(MONTH, [who.pk]) == {}


def test_what_changed_afterwards_is_known() -> None:
    before, (one, other, third) = now() - timedelta(days=1), (offender() for _ in range(3))
    final(one, monthly(), 15, month="2026-10")
    offered(other, monthly())
    found = offers.changed_since(before, Month(2026, 11), [one.pk, other.pk, third.pk])
    assert found == {one.pk, other.pk}
    assert not offers.changed_since(now(), Month(2026, 11), [one.pk, other.pk])


def test_many_people_take_three_queries(django_assert_num_queries: Any) -> None:
    paper, whos = monthly(), [offender() for _ in range(4)]
    for who in whos[:2]:
        final(who, paper, 15, month="2026-10")
    for who in whos:
        offered(who, paper)
    with django_assert_num_queries(3):
        assert len(offers.tests_of(MONTH, [who.pk for who in whos])) == 4
    assert Sitting.objects.count() == 2


def test_what_is_not_due_yet_has_not_been_missed(at: Any) -> None:
    who = offender()
    offer = offered(who, monthly())
    Offer.objects.filter(pk=offer.pk).update(due_on=MONTH.last)
    at(datetime(2026, 10, 31, 4, tzinfo=UTC))
    assert offers.tests_of(MONTH, [who.pk]) == {}
    at(datetime(2026, 11, 1, 4, tzinfo=UTC))
    assert offers.tests_of(MONTH, [who.pk]) == {who.pk: []}
