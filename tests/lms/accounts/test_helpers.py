"""Helpers see persons by name and task, guardians the juvenile's study; caseloads change hands."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from lms.accounts.models import Offender, User
from lms.core import places
from lms.core.models import AuditEntry
from lms.core.months import today
from tests.factories import people


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="lms.accounts.backends.NameOrPhoneBackend")
    return client


@pytest.fixture
def helper(land) -> User:
    return people.user_with_role("helper", land.office, name="网格员")


def page_of(user: User) -> str:
    return browser(user).get("/my-people/").content.decode()


def test_a_helper_sees_name_and_task_only(land, helper) -> None:
    mine = people.offender(land.office, name="张三", phone="10000000001")
    people.offender(land.office, name="李四")
    people.team_member(mine, helper, task="每月走访")
    page = page_of(helper)
    assert "张三" in page
    assert "每月走访" in page
    for hidden in ("李四", mine.code, mine.id_number, "10000000001", "缓刑", str(mine.ends_on)):
        assert hidden not in page


def test_a_helper_opens_no_file(land, helper) -> None:
    mine = people.offender(land.office)
    people.team_member(mine, helper)
    assert not Offender.objects.visible_to(helper).exists()
    assert list(Offender.objects.assigned_to(helper)) == [mine]


@pytest.mark.parametrize(("starts", "ends"), [(-30, -1), (1, None)])
def test_a_task_that_ended_or_has_not_begun_shows_nobody(land, helper, starts, ends) -> None:
    mine = people.offender(land.office, name="张三")
    days = {"starts_on": today() + timedelta(days=starts)}
    if ends is not None:
        days["ends_on"] = today() + timedelta(days=ends)
    people.team_member(mine, helper, **days)
    assert "张三" not in page_of(helper)


def test_each_look_is_logged(land, helper) -> None:
    mine = people.offender(land.office)
    people.team_member(mine, helper)
    page_of(helper)
    line = AuditEntry.objects.get(verb="person.looked_up")
    assert (line.actor, line.on_whom) == (helper, mine.user)


@pytest.mark.parametrize(("juvenile", "kind", "shown"), [
    (True, "guardian", True), (False, "guardian", False), (True, "grid_worker", False),
])  # fmt: skip
def test_a_guardian_sees_how_the_juvenile_studies(land, monkeypatch, juvenile, kind, shown) -> None:
    monkeypatch.setattr(places, "_places", {})
    places.register("ward_summary", lambda request: "study of the ward")
    guardian = people.user_with_role("guardian", land.office)
    ward = people.offender(land.office, juvenile_regime=juvenile)
    people.team_member(ward, guardian, kind=kind)
    assert ("study of the ward" in page_of(guardian)) is shown


def test_somebody_without_tasks_sees_nobody(land) -> None:
    people.team_member(people.offender(land.office, name="张三"))
    assert "张三" not in page_of(people.user_with_role("officer", land.office, name="王敏"))


def test_the_page_is_the_home_of_helpers(helper) -> None:
    assert browser(helper).get("/").url == "/my-people/"


@pytest.fixture
def officers(land) -> tuple[User, User]:
    return tuple(people.user_with_role("officer", land.office) for _n in range(2))


def test_files_change_hands(land, officers) -> None:
    giver, taker = officers
    files = [people.offender(land.office, officer=giver) for _n in range(3)]
    client = browser(people.user_with_role("manager", land.county))
    sent = {"giver": giver.pk, "taker": taker.pk, "reason": "休假"}
    shown = client.post("/people/hand-over/", sent).content.decode()
    assert all(one.code in shown for one in files)
    assert giver.caseload.count() == 3
    chosen = [str(one.pk) for one in files[:2]]
    assert (
        client.post("/people/hand-over/", sent | {"step": "do", "file": chosen}).status_code == 302
    )
    assert (giver.caseload.count(), taker.caseload.count()) == (1, 2)


def test_files_out_of_sight_do_not_change_hands(land, officers) -> None:
    giver, taker = officers
    other = people.offender(land.office3, officer=giver)
    client = browser(people.user_with_role("manager", land.county))
    sent = {"giver": giver.pk, "taker": taker.pk, "reason": "x", "step": "do", "file": [other.pk]}
    client.post("/people/hand-over/", sent)
    assert Offender.objects.get(pk=other.pk).officer == giver


@pytest.mark.parametrize("role", ["prosecutor", "editor", "helper", "system_admin"])
def test_who_may_not_hand_over(land, role) -> None:
    client = browser(people.user_with_role(role, land.county))
    assert client.get("/people/hand-over/").status_code == 403
