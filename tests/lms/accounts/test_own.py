"""One's own profile; what happens by itself at night; words that many places rely on."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from lms.accounts import actions, policies
from lms.accounts.models import ApiToken, Offender, OneTimeCode, Organisation, SignIn, User
from lms.accounts.models.offenders import stage_on
from lms.accounts.permissions import Permission, roles_with
from lms.accounts.tasks import calendar, tidy
from lms.core import clock, jobs
from tests.factories import people


def enter(username: str) -> Client:
    client = Client()
    client.post("/sign-in/", {"username": username, "password": people.PASSWORD})
    return client


@pytest.fixture
def officer(land) -> User:
    return people.user_with_role("officer", land.office, username="officer", phone="10000000123")


def test_the_profile_masks_the_telephone(officer) -> None:
    page = enter("officer").get("/me/").content.decode()
    assert "100****0123" in page
    assert "10000000123" not in page


def test_a_learner_s_profile_names_the_office_and_no_more(land) -> None:
    land.office.phone = "0578-5123456"
    land.office.save()
    one = people.offender(land.office, username="learner")
    page = enter("learner").get("/me/").content.decode()
    assert "tel:0578-5123456" in page
    assert one.id_number not in page


def test_devices_are_listed_and_can_be_signed_out(officer) -> None:
    here, there = enter("officer"), enter("officer")
    assert here.get("/me/").content.decode().count('<b class="num">') == 2
    here.post("/me/sign-out-elsewhere/")
    assert (here.get("/me/").status_code, there.get("/me/").status_code) == (200, 302)


def test_preferences_are_kept_with_the_account(officer) -> None:
    client = enter("officer")
    client.post("/large-type/", {"large": "1"})
    client.post("/language/", {"language": "en"})
    again = people.again(officer)
    assert (again.large_type, again.language) == (True, "en")


def test_the_profile_needs_few_queries(officer, django_assert_max_num_queries) -> None:
    client = enter("officer")
    client.get("/me/")
    with django_assert_max_num_queries(6):
        client.get("/me/")


def run(kind: str) -> None:
    jobs.run_now(jobs.enqueue(kind))


def test_what_has_expired_is_swept_up(officer, at) -> None:
    client = enter("officer")
    actions.issue_token(officer)
    Session.objects.update(expire_date=clock.now() - timedelta(days=1))
    OneTimeCode.objects.create(
        user=officer, purpose="recovery", hash="x", issued_by=officer,
        expires_at=clock.now() - timedelta(days=8),
    )  # fmt: skip
    at(clock.now() + timedelta(hours=13))
    run("accounts.tidy")
    left = [m.objects.count() for m in (Session, SignIn, ApiToken, OneTimeCode)]
    assert (left, client.get("/me/").status_code) == ([0, 0, 0, 0], 302)


def test_what_is_in_use_stays(officer) -> None:
    client = enter("officer")
    run("accounts.tidy")
    assert client.get("/me/").status_code == 200


def test_the_night_runs_are_jobs(land, officer) -> None:
    run("accounts.calendar")
    assert (calendar.__name__, tidy.__name__) == ("calendar", "tidy")


@pytest.mark.parametrize(("day", "stage"), [
    ((2026, 1, 31), "before"), ((2026, 2, 1), "intake"), ((2026, 5, 2), "intake"),
    ((2026, 5, 3), "active"), ((2026, 11, 1), "active"), ((2026, 11, 2), "release"),
    ((2026, 12, 1), "release"), ((2026, 12, 2), "ended"),
])  # fmt: skip
def test_stages_follow_from_the_dates(day, stage) -> None:
    assert stage_on(date(*day), date(2026, 2, 1), date(2026, 12, 1), 91, 30) == stage


def test_a_short_term_is_release_before_it_is_anything_else() -> None:
    assert stage_on(date(2026, 2, 10), date(2026, 2, 1), date(2026, 2, 20), 91, 30) == "release"


def test_the_office_sets_how_long_intake_lasts(land) -> None:
    one = people.offender(land.office)
    today = one.starts_on + timedelta(days=10)
    assert one.stage(today) == "intake"
    Organisation.objects.filter(pk=land.county.pk).update(intake_days=5)
    assert Offender.objects.get(pk=one.pk).stage(today) == "active"


def test_settings_of_an_office_are_one_query(land, django_assert_num_queries) -> None:
    office = Organisation.objects.get(pk=land.office.pk)
    with django_assert_num_queries(1):
        office.settings()
        office.setting("daily_cap_hours")


def test_a_procuratorate_looks_after_its_county(land) -> None:
    prosecutor = people.user_with_role("prosecutor", land.procuratorate)
    assert policies.can(prosecutor, Permission.VIEW_PEOPLE, land.office)
    assert not policies.can(prosecutor, Permission.VIEW_PEOPLE, land.office3)
    assert not policies.can(prosecutor, Permission.EDIT_PEOPLE)


def test_a_locked_account_has_no_rights(officer) -> None:
    officer.is_active = False
    assert not policies.can(officer, Permission.VIEW_PEOPLE)


def test_several_roles_add_up(land, officer) -> None:
    people.give_role(officer, "manager", land.county2)
    user = people.again(officer)
    assert policies.can(user, Permission.CHANGE_LEVEL, land.office3)
    assert not policies.can(user, Permission.CHANGE_LEVEL, land.office)
    assert policies.can(user, Permission.EDIT_PEOPLE, land.office)


def test_grants_are_asked_once_per_request(officer, django_assert_num_queries) -> None:
    user = people.again(officer)
    with django_assert_num_queries(1):
        user.can("view_people")
        user.can("edit_people")


@pytest.mark.parametrize("permission", Permission)
def test_every_right_belongs_to_a_role(permission) -> None:
    assert roles_with(permission)


def test_the_system_administrator_sees_nobody_s_file() -> None:
    held = {p for p in Permission if "system_admin" in roles_with(p)}
    assert held == {Permission.MANAGE_ORGANISATIONS, Permission.VIEW_JOBS}


def test_phones_are_encrypted_and_found(officer) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT phone, phone_hash FROM accounts_user WHERE username = 'officer'")
        assert "10000000123" not in str(cursor.fetchone())
    assert User.objects.by_name_or_phone("100 0000 0123") == officer


def test_a_user_name_goes_before_a_telephone(officer) -> None:
    other = people.user(username="10000000123")
    assert User.objects.by_name_or_phone("10000000123") == other
