"""What of a result its candidate may see, and from when."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from exams import results
from exams.results import Shown
from lms.core.clock import now
from tests.exams.results.rows import final
from tests.factories import exams as factory
from tests.factories import people

pytestmark = pytest.mark.django_db
ALL, NOTHING = Shown(True, True, True), Shown()
AFTER = {"show_score": "after", "show_answers": "after", "show_explanations": "after"}
AT_ONCE = dict.fromkeys(AFTER, "at_once")
NEVER = dict.fromkeys(AFTER, "never")


def candidate() -> Any:
    return people.offender(people.land().office).user


@pytest.mark.parametrize(("rules", "expected"), [(AT_ONCE, ALL), (NEVER, NOTHING)])
def test_at_once_and_never(rules: dict[str, str], expected: Shown) -> None:
    paper = factory.paper(attempts=1, **rules)
    assert results.may_see(final(candidate(), paper, 5)) == expected


@pytest.mark.parametrize("state", ["open", "submitted"])
def test_nothing_before_it_is_final(state: str) -> None:
    one = factory.sitting(candidate(), factory.paper(**AT_ONCE), state=state)
    assert results.may_see(one) == NOTHING


def test_each_thing_has_its_own_time() -> None:
    paper = factory.paper(attempts=2, show_explanations="never", show_score="at_once")
    assert results.may_see(final(candidate(), paper, 5)) == Shown(score=True)


def test_after_is_when_the_window_has_closed(at: Any) -> None:
    paper = factory.paper(closes_at=now() + timedelta(hours=1), attempts=1, **AFTER)
    one = final(candidate(), paper, 5)
    assert results.may_see(one) == NOTHING
    at(now() + timedelta(hours=2))
    assert results.may_see(one) == ALL


def test_a_window_is_closed_when_extra_time_is_over_too(at: Any) -> None:
    closes = now() + timedelta(hours=1)
    paper = factory.paper(closes_at=closes, **AFTER)
    one = final(candidate(), paper, 5)
    factory.sitting(candidate(), paper, deadline_at=closes + timedelta(minutes=15))
    at(closes + timedelta(minutes=5))
    assert results.may_see(one) == NOTHING
    at(closes + timedelta(minutes=16))
    assert results.may_see(one) == ALL


def test_without_a_window_it_is_over_with_the_last_attempt() -> None:
    who, paper = candidate(), factory.paper(attempts=2, **AFTER)
    first = final(who, paper, 5)
    assert results.may_see(first) == NOTHING
    running = factory.sitting(who, paper)
    assert results.may_see(first) == NOTHING
    running.state = "void"
    running.save(update_fields=["state"])
    final(who, paper, 10)
    assert results.may_see(first) == ALL


def test_attempts_of_others_use_up_nothing() -> None:
    paper = factory.paper(attempts=1, **AFTER)
    final(candidate(), paper, 5)
    two = factory.paper(attempts=2, **AFTER)
    one = final(candidate(), two, 5)
    final(candidate(), two, 5)
    assert results.may_see(one) == NOTHING


def test_of_a_monthly_test_the_months_attempts_or_its_end(at: Any) -> None:
    paper = factory.paper(purpose="monthly", attempts=2, **AFTER)
    one = final(candidate(), paper, 5)
    assert results.may_see(one) == NOTHING
    at(now() + timedelta(days=32))
    assert results.may_see(one) == ALL


def test_without_limit_it_is_over_when_it_is_not_offered_any_more() -> None:
    paper = factory.paper(attempts=None, **AFTER)
    one = final(candidate(), paper, 5)
    assert results.may_see(one) == NOTHING
    paper.retired_at = now()
    assert results.may_see(one) == ALL


def test_practice_has_no_end() -> None:
    paper = factory.paper(mode="practice", attempts=None, **AFTER)
    assert results.may_see(final(candidate(), paper, 5)) == ALL


def test_many_take_as_few_queries_as_one(django_assert_max_num_queries: Any) -> None:
    who = candidate()
    papers = [factory.paper(**AFTER), factory.paper(closes_at=now() + timedelta(hours=1), **AFTER)]
    rows = [final(who, paper, 5) for paper in papers * 3]
    with django_assert_max_num_queries(2):
        assert set(results.may_see_all(rows).values()) == {NOTHING, ALL}
