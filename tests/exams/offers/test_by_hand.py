"""Officers prescribe a test, or take one back, on the person's page."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.urls import reverse

from exams.actions.offers import offer_test, withdraw_offer
from exams.models import Offer
from lms.core.errors import Conflict, Denied, Invalid
from lms.core.models import AuditEntry
from lms.messaging.models import Message
from tests.exams.offers.made import offender, offered, paper_of, plan, run
from tests.exams.results.rows import final
from tests.factories import exams as factory
from tests.factories import people

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _day(at: Any) -> None:
    at(datetime(2026, 11, 10, 4, tzinfo=UTC))


@pytest.fixture
def officer() -> Any:
    return people.user_with_role("officer", people.land().office)


def test_an_officer_prescribes_a_test(officer: Any) -> None:
    who, test = offender(), factory.paper(title="交通测验")
    offer = offer_test(by=officer, offender=who, paper=test, due_on=date(2026, 11, 20))
    assert (offer.month, offer.made_by, offer.plan) == ("", officer, None)
    assert "交通测验" in Message.objects.get(recipient=who.pk).body
    assert AuditEntry.objects.filter(verb="exams.test_offered", actor=officer).exists()


def test_a_monthly_test_is_for_this_month(officer: Any) -> None:
    offer = offer_test(by=officer, offender=offender(), paper=factory.paper(purpose="monthly"))
    assert (offer.month, offer.due_on) == ("2026-11", date(2026, 11, 30))


def test_the_plans_add_no_second_one(officer: Any) -> None:
    who = offender()
    paper_of(plan())
    chosen = offer_test(by=officer, offender=who, paper=factory.paper(purpose="monthly"))
    run(who)
    assert offered(who) == [chosen]


@pytest.mark.parametrize("role", ["helper", "prosecutor", "editor"])
def test_others_do_not(role: str) -> None:
    stranger = people.user_with_role(role, people.land().office)
    with pytest.raises(Denied):
        offer_test(by=stranger, offender=offender(), paper=factory.paper())


def test_officers_of_another_office_do_not() -> None:
    stranger = people.user_with_role("officer", people.land().office2)
    with pytest.raises(Denied):
        offer_test(by=stranger, offender=offender(), paper=factory.paper())


@pytest.mark.parametrize(
    "fields", [{"audience": "staff"}, {"live": False}, {"mode": "practice"}, {"mode": "mock"}]
)
def test_a_test_that_is_not_for_them_is_refused(officer: Any, fields: dict[str, Any]) -> None:
    with pytest.raises(Invalid):
        offer_test(by=officer, offender=offender(), paper=factory.paper(**fields))


def test_twice_is_refused(officer: Any) -> None:
    who, test = offender(), factory.paper()
    offer_test(by=officer, offender=who, paper=test)
    with pytest.raises(Conflict):
        offer_test(by=officer, offender=who, paper=test)


def test_what_an_officer_takes_back_no_plan_gives_again(officer: Any) -> None:
    who = offender()
    paper_of(plan())
    run(who)
    withdraw_offer(by=officer, offer=Offer.objects.get(), reason="住院")
    run(who)
    assert offered(who) == []
    offer_test(by=officer, offender=who, paper=Offer.objects.get().paper)
    assert len(offered(who)) == 1


def test_what_was_sat_stays(officer: Any) -> None:
    who, test = offender(), factory.paper()
    offer = offer_test(by=officer, offender=who, paper=test)
    final(who.user, test, 15)
    with pytest.raises(Conflict):
        withdraw_offer(by=officer, offer=offer, reason="误发")


def test_the_person_s_page_shows_and_takes_it(client: Any, officer: Any) -> None:
    who, test = offender(), factory.paper(title="交通测验")
    client.force_login(officer)
    address = reverse("exams:offer_test", args=[who.pk])
    answer = client.post(address, {"paper": test.pk, "due_on": "2026-11-20"})
    assert answer.status_code == 302
    page = client.get(reverse("learning:person", args=[who.pk])).content.decode()
    assert "交通测验" in page
    withdraw = reverse("exams:withdraw_offer", args=[who.pk, Offer.objects.get().pk])
    assert withdraw in page
    assert client.post(withdraw, {"reason": ""}).status_code == 422
    assert client.post(withdraw, {"reason": "误发"}).status_code == 302
    assert offered(who) == []


@pytest.mark.parametrize(("role", "status"), [("manager", 200), ("prosecutor", 403)])
def test_who_may_open_the_form(client: Any, role: str, status: int) -> None:
    who = offender()
    client.force_login(people.user_with_role(role, people.land().county))
    assert client.get(reverse("exams:offer_test", args=[who.pk])).status_code in (status, 404)
    if status == 403:
        page = client.get(reverse("learning:person", args=[who.pk])).content.decode()
        assert reverse("exams:offer_test", args=[who.pk]) not in page
