"""Extra time and large type in tests: who sets them, what follows."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from exams.actions import sitting as sittings
from exams.actions.needs import set_needs
from exams.models import ExamNeeds
from lms.core.errors import Denied, Invalid
from lms.core.models import AuditEntry
from tests.factories import exams as factory
from tests.factories import people

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer() -> Any:
    return people.user_with_role("officer", people.land().office)


@pytest.fixture
def who() -> Any:
    return people.offender(people.land().office)


def given(officer: Any, who: Any, **more: Any) -> ExamNeeds:
    values = {"extra_percent": 50, "large_type": True, "reason": "视力不好", **more}
    return set_needs(by=officer, offender=who, **values)


def test_the_next_test_is_longer_and_the_log_says_who(officer: Any, who: Any) -> None:
    given(officer, who)
    one = sittings.start(by=who.user, paper=factory.paper(minutes=30), tab="t1")
    assert one.deadline_at == one.started_at + timedelta(minutes=45)
    entry = AuditEntry.objects.get(verb="exams.needs_set")
    assert (entry.actor, entry.on_whom_id, entry.reason) == (officer, who.pk, "视力不好")


def test_a_test_under_way_gets_it_and_never_loses_it(officer: Any, who: Any) -> None:
    one = sittings.start(by=who.user, paper=factory.paper(minutes=30), tab="t1")
    given(officer, who, extra_percent=100)
    given(officer, who, extra_percent=10)
    one.refresh_from_db()
    assert one.deadline_at == one.started_at + timedelta(minutes=60)
    assert one.extra_percent == 100


def test_what_is_over_stays_over(officer: Any, who: Any, at: Any) -> None:
    one = sittings.start(by=who.user, paper=factory.paper(minutes=30), tab="t1")
    at(one.started_at + timedelta(minutes=31))
    given(officer, who)
    assert sittings.read(by=who.user, sitting_id=one.pk).closed_how == "deadline"


def test_the_history_stays(officer: Any, who: Any) -> None:
    given(officer, who)
    given(officer, who, extra_percent=0, large_type=False, reason="已经配了眼镜")
    rows = ExamNeeds.objects.filter(person=who.pk)
    assert [row.extra_percent for row in rows] == [0, 50]


@pytest.mark.parametrize(
    "wrong", [{"reason": " "}, {"extra_percent": 301}, {"extra_percent": 0, "large_type": False}]
)
def test_what_is_refused(officer: Any, who: Any, wrong: dict[str, Any]) -> None:
    with pytest.raises(Invalid):
        given(officer, who, **wrong)
    assert not ExamNeeds.objects.exists()


@pytest.mark.parametrize("role", ["helper", "prosecutor", "teacher", "editor"])
def test_others_do_not(who: Any, role: str) -> None:
    with pytest.raises(Denied):
        given(people.user_with_role(role, people.land().office), who)


def test_officers_of_another_office_do_not(who: Any) -> None:
    with pytest.raises(Denied):
        given(people.user_with_role("officer", people.land().office2), who)


def test_the_page_shows_what_holds_and_saves(officer: Any, who: Any) -> None:
    given(officer, who)
    client = Client(headers={"accept-language": "en"})
    client.force_login(officer)
    address = reverse("exams:needs", args=[who.pk])
    assert "视力不好" in client.get(address).content.decode()
    sent = {"extra_percent": "25", "reason": "复查后减少"}
    assert client.post(address, sent).status_code == 302
    assert ExamNeeds.objects.filter(person=who.pk)[0].extra_percent == 25
    assert client.post(address, {"extra_percent": "25"}).status_code == 422


def test_a_person_of_another_office_is_not_there(who: Any) -> None:
    client = Client()
    client.force_login(people.user_with_role("officer", people.land().office2))
    assert client.get(reverse("exams:needs", args=[who.pk])).status_code == 404
