"""Pages of the security administrator (accounts) and the system administrator (organisations)."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client

from lms.accounts.models import Organisation, User
from lms.core.models import AuditEntry
from lms.core.months import today
from tests.factories import people


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="lms.accounts.backends.NameOrPhoneBackend")
    return client


@pytest.fixture
def admin(land) -> Client:
    return browser(people.user_with_role("security_admin", land.county))


@pytest.fixture
def officer(land) -> User:
    return people.user_with_role("officer", land.office, name="王敏", phone="10000000005")


@pytest.mark.parametrize("address", ["/accounts/", "/accounts/new/"])
@pytest.mark.parametrize(
    "role", ["manager", "system_admin", "audit_admin", "officer", "prosecutor"]
)
def test_accounts_are_the_security_administrator_s(land, address, role) -> None:
    assert browser(people.user_with_role(role, land.county)).get(address).status_code == 403


def test_the_list_holds_one_s_own_part_and_no_offender(land, admin, officer) -> None:
    people.user_with_role("officer", land.office3, name="外县人")
    people.offender(land.office, name="矫正对象甲")
    page = admin.get("/accounts/").content.decode()
    assert "王敏" in page
    assert "外县人" not in page
    assert "矫正对象甲" not in page


@pytest.mark.parametrize(("query", "found"), [
    ("q=王", True), ("q=10000000005", True), ("q=李", False), ("role=officer", True),
    ("role=editor", False), ("state=locked", False), ("state=active", True), ("role=x", False),
])  # fmt: skip
def test_the_list_is_filtered(admin, officer, query, found) -> None:
    assert ("王敏" in admin.get(f"/accounts/?{query}").content.decode()) is found


def test_a_new_account_shows_its_code_once(land, admin) -> None:
    sent = {
        "name": "李强", "username": "liqiang", "role": "officer", "organisation": land.office.pk,
        "post": "专职工作者",
    }  # fmt: skip
    page = admin.post("/accounts/new/", sent).content.decode()
    assert re.search(r"<code>\w{5}-\w{5}</code>", page)
    made = User.objects.get(username="liqiang")
    assert (made.role, made.one_time_codes.get().purpose) == ("officer", "activation")


def test_no_account_outside_one_s_own_part(land, admin) -> None:
    sent = {"name": "李强", "username": "x", "role": "officer", "organisation": land.office3.pk}
    assert admin.post("/accounts/new/", sent).status_code == 422
    assert not User.objects.filter(username="x").exists()


def test_no_offender_is_made_here(land, admin) -> None:
    sent = {"name": "李强", "username": "x", "role": "offender", "organisation": land.office.pk}
    assert admin.post("/accounts/new/", sent).status_code == 422


def test_an_account_is_looked_up_with_a_trace(admin, officer) -> None:
    assert admin.get(f"/accounts/{officer.pk}/").status_code == 200
    assert AuditEntry.objects.get(verb="person.looked_up").on_whom == officer


@pytest.mark.parametrize("part", ["", "code/"])
def test_accounts_of_others_are_not_there(land, admin, part) -> None:
    stranger = people.user_with_role("officer", land.office3)
    offender = people.offender(land.office).user
    for one in (stranger, offender):
        assert admin.get(f"/accounts/{one.pk}/{part}").status_code == 404


@pytest.mark.parametrize("part", ["edit", "grant", "end", "deputy", "lock", "unlock"])
def test_actions_need_post_and_the_right(land, admin, officer, part) -> None:
    address = f"/accounts/{officer.pk}/{part}/"
    assert admin.get(address).status_code == 405
    manager = browser(people.user_with_role("manager", land.county))
    assert manager.post(address).status_code == 403


def test_a_role_is_granted_and_ended(land, admin, officer) -> None:
    page = f"/accounts/{officer.pk}/"
    sent = {"grant-role": "editor", "grant-organisation": land.county.pk}
    assert admin.post(f"{page}grant/", sent).status_code == 302
    held = officer.role_grants.get(role="editor")
    admin.post(f"{page}end/", {"grant": held.pk, "on": str(today() + timedelta(days=3))})
    held.refresh_from_db()
    assert held.ends_on == today() + timedelta(days=3)


@pytest.mark.parametrize("grant", ["", "x", "999999", "9" * 30, "-1", "１"])
def test_a_role_that_is_not_there(admin, officer, grant) -> None:
    assert admin.post(f"/accounts/{officer.pk}/end/", {"grant": grant}).status_code == 404


def test_a_second_administrator_role_is_told_at_the_form(land, admin) -> None:
    one = people.user_with_role("system_admin", land.county)
    sent = {"grant-role": "audit_admin", "grant-organisation": land.county.pk}
    answer = admin.post(f"/accounts/{one.pk}/grant/", sent)
    assert answer.status_code == 422
    assert "三个人" in answer.content.decode()


def test_a_deputy_is_appointed(land, admin, officer) -> None:
    other = people.user_with_role("editor", land.county)
    sent = {
        "grant": officer.role_grants.get().pk, "deputy-deputy": other.pk,
        "deputy-starts_on": str(today()), "deputy-ends_on": str(today() + timedelta(days=5)),
    }  # fmt: skip
    assert admin.post(f"/accounts/{officer.pk}/deputy/", sent).status_code == 302
    assert other.role_grants.get(role="officer").deputy_for.user == officer


def test_an_account_is_locked_and_unlocked(admin, officer) -> None:
    page = f"/accounts/{officer.pk}/"
    assert admin.post(f"{page}lock/", {"lock-reason": ""}).status_code == 422
    admin.post(f"{page}lock/", {"lock-reason": "调离"})
    assert not people.again(officer).is_active
    admin.post(f"{page}unlock/")
    assert people.again(officer).is_active


def test_an_account_is_changed(admin, officer) -> None:
    sent = {"name": "王敏敏", "username": officer.username, "phone": ""}
    assert admin.post(f"/accounts/{officer.pk}/edit/", sent).status_code == 302
    assert people.again(officer).name == "王敏敏"


def test_the_own_account_has_no_buttons(land) -> None:
    one = people.user_with_role("security_admin", land.county)
    page = browser(one).get(f"/accounts/{one.pk}/").content.decode()
    assert "/lock/" not in page


def test_a_staff_code_is_shown(admin, officer) -> None:
    page = admin.post(f"/accounts/{officer.pk}/code/", {"seen": "on"}).content.decode()
    assert re.search(r"<code>\w{5}-\w{5}</code>", page)


def test_the_list_needs_few_queries(land, admin, django_assert_max_num_queries) -> None:
    for _n in range(10):
        people.user_with_role("officer", land.office)
    with django_assert_max_num_queries(8):
        admin.get("/accounts/")


@pytest.fixture
def system(land) -> Client:
    return browser(people.user_with_role("system_admin", land.county))


@pytest.mark.parametrize(("role", "status"), [
    ("system_admin", 200), ("manager", 200), ("security_admin", 403), ("officer", 403),
    ("prosecutor", 403), ("editor", 403),
])  # fmt: skip
def test_who_sees_organisations(land, role, status) -> None:
    client = browser(people.user_with_role(role, land.county))
    for address in ("/organisations/", f"/organisations/{land.office.uid}/"):
        assert client.get(address).status_code == status


def test_other_counties_are_not_there(land, system) -> None:
    assert "青田" not in system.get("/organisations/").content.decode()
    assert system.get(f"/organisations/{land.county2.uid}/").status_code == 404


def test_an_organisation_is_added_renamed_and_switched(land, system) -> None:
    place = f"/organisations/{land.county.uid}/"
    sent = {"new-kind": "town", "new-name": "石塘镇", "new-code": "331125103"}
    assert system.post(f"{place}add/", sent).status_code == 302
    town = Organisation.objects.get(name="石塘镇")
    page = f"/organisations/{town.uid}/"
    system.post(f"{page}rename/", {"name-name": "石塘", "name-phone": "0578-5123456"})
    system.post(f"{page}switch/", {"on": "0"})
    town.refresh_from_db()
    assert (town.name, town.phone, town.is_active) == ("石塘", "0578-5123456", False)


def test_what_cannot_stand_there_is_told_at_the_form(land, system) -> None:
    answer = system.post(
        f"/organisations/{land.county.uid}/add/", {"new-kind": "city", "new-name": "x"}
    )
    assert answer.status_code == 422


def test_rules_of_study_are_set_by_the_manager(land) -> None:
    client = browser(people.user_with_role("manager", land.county))
    page = f"/organisations/{land.county.uid}/"
    sent = {"rules-study_opens": "05:00", "rules-study_closes": "23:00", "rules-intake_days": "60"}
    assert client.post(f"{page}rules/", sent).status_code == 302
    assert Organisation.objects.get(pk=land.office.pk).setting("intake_days") == 60
    assert client.post(f"{page}rules/", {"rules-daily_cap_hours": "99"}).status_code == 422
    assert client.post(f"{page}rename/", {"name-name": "x"}).status_code == 403


def test_a_manager_sees_rules_but_no_building(land) -> None:
    client = browser(people.user_with_role("manager", land.county))
    page = client.get(f"/organisations/{land.county.uid}/").content.decode()
    assert "/rules/" in page
    assert "/add/" not in page
    assert "/switch/" not in page


def test_the_tree_needs_few_queries(land, system, django_assert_max_num_queries) -> None:
    for number in range(10):
        people.organisation(land.county, "town", name=f"镇{number}")
    with django_assert_max_num_queries(6):
        system.get("/organisations/")
