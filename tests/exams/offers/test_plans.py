"""Tests that the plans prescribe: to whom, which one, until when."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from exams.models import Offer
from exams.plans import PlanPaper, turn
from lms.core.models import AuditEntry
from lms.core.months import Month
from lms.messaging.models import Message
from tests.exams.offers.made import nightly, offender, offered, paper_of, plan, run
from tests.exams.results.rows import final
from tests.factories import exams as factory
from tests.factories import learning, people

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 10, 4, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _day(at: Any) -> None:
    at(NOON)


def test_the_monthly_test_is_due_at_the_end_of_the_month() -> None:
    who, test = offender(), paper_of(plan())
    run(who)
    (offer,) = offered(who)
    assert (offer.paper, offer.month, offer.due_on) == (test, "2026-11", date(2026, 11, 30))


def test_again_changes_nothing() -> None:
    who = offender()
    paper_of(plan())
    assert (run(who), run(who)) == (1, 0)
    assert Message.objects.filter(recipient=who.pk, link="/tests/").count() == 1


def test_each_month_has_its_own() -> None:
    who = offender()
    paper_of(plan())
    run(who)
    run(who, on=date(2026, 12, 1))
    assert [one.month for one in offered(who)] == ["2026-11", "2026-12"]


def test_only_who_fits_the_plan_is_asked() -> None:
    fits, other = offender(sex="female"), offender(sex="male")
    paper_of(plan(sexes=["female"]))
    run(fits, other)
    assert (len(offered(fits)), len(offered(other))) == (1, 0)


def test_the_plan_with_more_conditions_holds() -> None:
    who = offender(sex="female")
    paper_of(plan())
    wanted = paper_of(plan(sexes=["female"]))
    run(who)
    assert [one.paper for one in offered(who)] == [wanted]


def test_several_monthly_tests_of_a_plan_take_turns() -> None:
    papers = [PlanPaper(one, "monthly", one, "", "") for one in ("a", "b", "c")]  # type: ignore[arg-type]
    months = [Month(2026, 11), Month(2026, 12), Month(2027, 1), Month(2027, 2)]
    given = [turn(month, papers).title for month in months]
    assert sorted(given[:3]) == ["a", "b", "c"]
    assert given[3] == given[0]


def test_a_test_made_later_in_the_month_changes_nobody_s() -> None:
    who, here = offender(), plan()
    first = paper_of(here)
    run(who)
    paper_of(here)
    run(who)
    assert [one.paper for one in offered(who)] == [first]


@pytest.mark.parametrize("mode", ["mock", "practice"])
def test_what_counts_for_nothing_is_not_prescribed(mode: str) -> None:
    who = offender()
    paper_of(plan(), mode=mode)
    run(who)
    assert offered(who) == []


def test_a_paper_of_another_county_is_not_prescribed() -> None:
    who = offender()
    paper_of(plan(), owner_organisation=people.land().county2)
    run(who)
    assert offered(who) == []


def test_the_stage_test_comes_once_in_its_stage() -> None:
    begins = NOON.date() - timedelta(days=20)
    new, old = offender(starts_on=begins), offender()
    wanted = plan(days_to_finish=30)
    test = paper_of(wanted, "intake")
    run(new, old)
    run(new, on=NOON.date() + timedelta(days=20))
    (offer,) = offered(new)
    assert (offer.paper, offer.month, offer.due_on) == (test, "", date(2026, 12, 10))
    assert offered(old) == []


def test_the_release_test_is_due_before_the_end() -> None:
    ends = NOON.date() + timedelta(days=12)
    who = offender(ends_on=ends)
    paper_of(plan(days_to_finish=60), "release")
    run(who)
    assert [one.due_on for one in offered(who)] == [ends]


def test_nothing_for_who_is_exempt_all_month() -> None:
    who = offender()
    paper_of(plan())
    learning.exemption(who, _officer(), date(2026, 10, 20), date(2026, 12, 5))
    run(who)
    assert offered(who) == []


def test_some_days_off_leave_the_test() -> None:
    who = offender()
    paper_of(plan())
    learning.exemption(who, _officer(), date(2026, 11, 20), date(2026, 12, 5))
    run(who)
    assert len(offered(who)) == 1


def test_an_exemption_that_comes_later_takes_it_back_and_its_end_gives_it_again() -> None:
    who = offender()
    paper_of(plan())
    run(who)
    free = learning.exemption(who, _officer(), date(2026, 11, 1), date(2026, 11, 30))
    run(who)
    assert (offered(who), bool(Offer.objects.get().withdrawn_reason)) == ([], True)
    type(free).objects.update(cancelled_at=NOON)
    run(who)
    assert len(offered(who)) == 1


def test_who_leaves_loses_what_was_not_sat() -> None:
    gone, sat = offender(), offender()
    test = paper_of(plan())
    run(gone, sat)
    final(sat.user, test, 15, month="2026-11")
    type(gone).objects.update(closed_on=NOON.date() - timedelta(days=1))
    run(gone, sat)
    assert (len(offered(gone)), len(offered(sat))) == (0, 1)


def test_a_test_that_is_retired_is_taken_back() -> None:
    who = offender()
    test = paper_of(plan())
    run(who)
    type(test).objects.update(retired_at=NOON)
    run(who)
    assert offered(who) == []


def test_what_was_missed_stays(at: Any) -> None:
    who = offender()
    test = paper_of(plan())
    run(who)
    at(NOON + timedelta(days=22))
    type(test).objects.update(retired_at=NOON)
    run(who)
    assert [one.month for one in offered(who)] == ["2026-11"]


def test_what_was_prescribed_is_in_the_log() -> None:
    who = offender()
    paper_of(plan())
    run(who)
    assert AuditEntry.objects.filter(verb="exams.tests_prescribed").count() == 1


def test_the_job_goes_through_everybody() -> None:
    everybody = [offender() for _n in range(3)]
    paper_of(plan())
    job = nightly()
    assert job.state == "done"
    assert [len(offered(who)) for who in everybody] == [1, 1, 1]


@pytest.mark.parametrize("many", [2, 6])
def test_many_cost_as_much_as_few(many: int, django_assert_max_num_queries: Any) -> None:
    everybody = [offender() for _n in range(many)]
    here = plan()
    paper_of(here)
    with django_assert_max_num_queries(22):
        assert run(*everybody) == many


def test_without_plans_that_prescribe_tests_little_is_asked(
    django_assert_max_num_queries: Any,
) -> None:
    who = offender()
    factory.paper(purpose="monthly")
    with django_assert_max_num_queries(8):
        run(who)
    assert offered(who) == []


def _officer() -> Any:
    return people.user_with_role("officer", people.land().office)
