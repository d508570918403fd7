"""Roles: granted, ended, by date, by deputy; accounts; the tree of organisations."""

from __future__ import annotations

from datetime import date, time, timedelta
from decimal import Decimal

import pytest

from lms.accounts import actions
from lms.accounts.models import Organisation, RoleGrant, StaffMember, User
from lms.core.errors import Conflict, Denied, Invalid
from lms.core.months import today
from tests.factories import people


@pytest.fixture
def admin(land) -> User:
    return people.user_with_role("security_admin", land.county)


@pytest.fixture
def officer(land) -> User:
    return people.user_with_role("officer", land.office)


@pytest.fixture
def system(land) -> User:
    return people.user_with_role("system_admin", land.county)


def grant(admin, to, role, place, **dates) -> RoleGrant:
    return actions.grant_role(by=admin, to=to, role=role, organisation=place, **dates)


def test_the_main_role_follows_the_grants(land, admin, officer) -> None:
    held = grant(admin, officer, "manager", land.county)
    assert people.again(officer).role == "manager"
    actions.end_role(by=admin, grant=held, on=today() - timedelta(days=1))
    assert people.again(officer).role == "manager"  # it began today: its last day is today


def test_a_role_that_ended_gives_no_rights(land, admin, officer) -> None:
    held = officer.role_grants.get()
    actions.end_role(by=admin, grant=held, on=today() - timedelta(days=1))
    user = people.again(officer)
    assert (user.role, user.can("view_people")) == ("", False)
    assert user in User.objects.visible_to(admin)


def test_a_role_in_the_future_gives_none_yet(land, admin, officer) -> None:
    grant(admin, officer, "manager", land.county, starts_on=today() + timedelta(days=2))
    assert not people.again(officer).can("change_level")


def test_a_role_that_never_began_never_begins(land, admin, officer) -> None:
    held = grant(admin, officer, "manager", land.county, starts_on=today() + timedelta(days=2))
    actions.end_role(by=admin, grant=held)
    assert RoleGrant.objects.active(today() + timedelta(days=2)).filter(role="manager").count() == 0


def test_nobody_changes_their_own_roles(land, admin) -> None:
    with pytest.raises(Denied):
        grant(admin, admin, "manager", land.county)
    with pytest.raises(Denied):
        actions.end_role(by=admin, grant=admin.role_grants.get())


@pytest.mark.parametrize("role", ["manager", "system_admin", "audit_admin", "officer"])
def test_only_the_security_administrator_grants(land, officer, role) -> None:
    with pytest.raises(Denied):
        grant(people.user_with_role(role, land.county), officer, "editor", land.county)


def test_not_outside_one_s_own_part_of_the_tree(land, admin, officer) -> None:
    with pytest.raises(Denied):
        grant(admin, officer, "officer", land.office3)
    stranger = people.user_with_role("officer", land.office3)
    with pytest.raises(Denied):
        grant(admin, stranger, "officer", land.office)


def test_three_administrators_are_three_people(land, admin) -> None:
    one = people.user_with_role("system_admin", land.county)
    with pytest.raises(Invalid):
        grant(admin, one, "audit_admin", land.county)
    with pytest.raises(Invalid):
        grant(admin, one, "security_admin", land.county, starts_on=today() + timedelta(days=90))


def test_one_after_the_other_is_allowed(land, admin) -> None:
    one = people.user_with_role("system_admin", land.county)
    actions.end_role(by=admin, grant=one.role_grants.get(), on=today() - timedelta(days=1))
    assert grant(admin, people.again(one), "audit_admin", land.county)


def test_an_offender_gets_no_role_here(land, admin, officer) -> None:
    with pytest.raises(Invalid):
        grant(admin, people.offender(land.office).user, "officer", land.office)
    with pytest.raises(Invalid):
        grant(admin, officer, "offender", land.office)


def test_the_same_role_twice_is_a_conflict(land, admin, officer) -> None:
    with pytest.raises(Conflict):
        grant(admin, officer, "officer", land.office)


def test_a_deputy_stands_in_for_some_days(land, admin, officer) -> None:
    other = people.user_with_role("editor", land.county)
    held = officer.role_grants.get()
    days = {"starts_on": today(), "ends_on": today() + timedelta(days=7)}
    actions.appoint_deputy(by=admin, grant=held, deputy=other, **days)
    assert people.again(other).can("edit_people", land.office)
    active = RoleGrant.objects.active(today() + timedelta(days=8))
    assert not active.filter(user=other, role="officer").exists()


def test_nobody_deputises_for_themself(admin, officer) -> None:
    days = {"starts_on": today(), "ends_on": today() + timedelta(days=7)}
    with pytest.raises(Invalid):
        actions.appoint_deputy(by=admin, grant=officer.role_grants.get(), deputy=officer, **days)


def test_the_night_brings_main_roles_up_to_date(land, admin, officer, at) -> None:
    from lms.core import clock

    start = today() + timedelta(days=2)
    grant(admin, officer, "manager", land.county, starts_on=start, ends_on=start)
    for days, role in ((2, "manager"), (3, "officer")):
        moment = clock.now() + timedelta(days=days if days == 2 else 1)
        at(moment)
        actions.follow_the_calendar()
        assert people.again(officer).role == role


def new_account(admin, place, **changes):
    fields = {"name": "王敏", "username": "wangmin", "role": "officer", "post": "专职工作者"}
    return actions.create_account(by=admin, organisation=place, **fields | changes)


def test_an_account_has_profile_and_no_password(land, admin) -> None:
    made = people.again(new_account(admin, land.office))
    assert (made.role, made.organisation) == ("officer", land.office)
    assert not made.has_usable_password()
    assert StaffMember.objects.get(pk=made.pk).unit == land.office


@pytest.mark.parametrize("role", ["guardian", "machine"])
def test_guardians_and_machines_are_nobody_s_staff(land, admin, role) -> None:
    made = new_account(admin, land.office, role=role, post="")
    assert not StaffMember.objects.filter(pk=made.pk).exists()


def test_a_user_name_may_not_be_somebody_s_telephone(land, admin, officer) -> None:
    officer.phone = "10000000009"
    officer.save()
    with pytest.raises(Conflict):
        new_account(admin, land.office, username="10000000009")


@pytest.mark.parametrize("changes", [{"username": "officer x"}, {"name": ""}, {"username": ""}])
def test_bad_accounts_are_refused(land, admin, changes) -> None:
    with pytest.raises(Invalid):
        new_account(admin, land.office, **changes)
    assert not User.objects.filter(name="王敏").exists()


def test_a_locked_account_is_out_at_once(client, admin, officer) -> None:
    client.post("/sign-in/", {"username": officer.username, "password": people.PASSWORD})
    actions.lock_account(by=admin, account=officer, reason="调离")
    assert client.get("/me/").status_code == 302
    actions.unlock_account(by=admin, account=officer)
    client.post("/sign-in/", {"username": officer.username, "password": people.PASSWORD})
    assert client.get("/me/").status_code == 200


def test_nobody_locks_their_own_account(admin) -> None:
    with pytest.raises(Denied):
        actions.lock_account(by=admin, account=admin, reason="x")


def add(system, parent, kind, name="新机构", **more) -> Organisation:
    return actions.add_organisation(by=system, parent=parent, kind=kind, name=name, **more)


@pytest.mark.parametrize(("parent", "kind", "fits"), [
    ("county", "justice_office", True), ("county", "town", True), ("county", "procuratorate", True),
    ("office", "village", True), ("county", "city", False), ("office", "county", False),
    ("procuratorate", "justice_office", False), ("county", "nonsense", False),
])  # fmt: skip
def test_what_may_stand_under_what(land, system, parent, kind, fits) -> None:
    if fits:
        assert add(system, getattr(land, parent), kind).get_parent().name
    else:
        with pytest.raises(Invalid):
            add(system, getattr(land, parent), kind)


def test_grids_stand_under_villages(land, system) -> None:
    village = add(system, add(system, land.county, "town", "崇头镇"), "village", "栗溪村")
    assert add(system, village, "grid", "第一网格").depth == land.county.depth + 3


def test_sisters_have_different_names(land, system) -> None:
    with pytest.raises(Conflict):
        add(system, land.county, "justice_office", "浮云司法所")


@pytest.mark.parametrize("code", ["33112", "abc", "3311250010"])
def test_a_division_code_has_6_9_or_12_digits(land, system, code) -> None:
    with pytest.raises(Invalid):
        add(system, land.county, "town", code=code)


def test_not_outside_one_s_own_county(land, system) -> None:
    with pytest.raises(Denied):
        add(system, land.county2, "town")


def test_settings_come_from_the_nearest_level(land) -> None:
    manager = people.user_with_role("manager", land.county)
    rules = {"study_opens": time(0), "study_closes": time(0), "daily_cap_hours": Decimal(4)}
    actions.set_study_rules(by=manager, organisation=land.county, values=rules)
    office = Organisation.objects.get(pk=land.office.pk)
    assert office.setting("daily_cap_hours") == 4
    assert office.setting("monthly_target_hours") == 8
    assert Organisation.objects.get(pk=land.office3.pk).setting("daily_cap_hours") == 8


def test_settings_can_be_given_back(land, system) -> None:
    for value in (Decimal(4), None):
        actions.set_study_rules(
            by=system, organisation=land.county, values={"daily_cap_hours": value}
        )
    assert Organisation.objects.get(pk=land.county.pk).setting("daily_cap_hours") == 8


@pytest.mark.parametrize("values", [
    {"study_opens": time(6)}, {"daily_cap_hours": Decimal(25)}, {"monthly_target_hours": -1},
])  # fmt: skip
def test_bad_settings_are_refused(land, system, values) -> None:
    with pytest.raises(Invalid):
        actions.set_study_rules(by=system, organisation=land.county, values=values)


def test_what_is_in_use_is_not_switched_off(land, system) -> None:
    people.offender(land.office)
    for place in (land.county, land.office):
        with pytest.raises(Conflict):
            actions.switch_organisation(by=system, organisation=place, on=False)
    assert not actions.switch_organisation(by=system, organisation=land.office2, on=False).is_active


def test_nobody_is_registered_in_an_office_out_of_use(land, system) -> None:
    office = actions.switch_organisation(by=system, organisation=land.office2, on=False)
    manager = people.user_with_role("manager", land.county)
    born = date(1990, 5, 20)
    with pytest.raises(Invalid):
        actions.register_offender(
            by=manager, name="张三", code="X", office=office, correction_type="parole",
            starts_on=date(2026, 1, 1), ends_on=date(2027, 1, 1), sex="male", born_on=born,
            id_number=people.id_number(born, "male"),
        )  # fmt: skip
