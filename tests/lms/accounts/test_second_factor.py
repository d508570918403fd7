"""The second factor in the browser: set up, shown, lost."""

from __future__ import annotations

import re

import pytest
from django_otp.oath import totp
from django_otp.plugins.otp_totp.models import TOTPDevice

from lms.accounts import actions
from lms.accounts.models import User
from lms.core.errors import Conflict, Invalid, TooOften
from tests.factories import people

NEW = "Mountain-77"


@pytest.fixture
def officer(land, settings) -> User:
    settings.SECOND_FACTOR_ROLES = ["officer"]
    return people.user_with_role("officer", land.office, username="officer01")


@pytest.fixture
def device(officer) -> TOTPDevice:
    return TOTPDevice.objects.create(user=officer, name="default", confirmed=True)


def code_of(device: TOTPDevice, offset: int = 0) -> str:
    return f"{totp(device.bin_key, drift=offset):06d}"


def enter(client, password: str = people.PASSWORD) -> None:
    client.post("/sign-in/", {"username": "officer01", "password": password})


def test_a_role_that_needs_it_sets_it_up_first(client, officer) -> None:
    enter(client)
    assert client.get("/me/").url == "/second-factor/"
    page = client.get("/second-factor/").content.decode()
    assert "<svg" in page
    assert 'style="' not in page


def test_setting_up_shows_backup_codes_once(client, officer) -> None:
    enter(client)
    client.get("/second-factor/")
    answer = client.post("/second-factor/", {"otp": code_of(TOTPDevice.objects.get())})
    codes = re.findall(r"<code>(\w{4}-\w{4})</code>", answer.content.decode())
    assert len(set(codes)) == 10
    assert client.get("/me/").status_code == 200
    assert codes[0] not in client.get("/second-factor/").content.decode()


def test_a_wrong_code_does_not_set_it_up(client, officer) -> None:
    enter(client)
    client.get("/second-factor/")
    assert client.post("/second-factor/", {"otp": "000000"}).status_code == 422
    assert not TOTPDevice.objects.filter(confirmed=True).exists()


def test_each_session_shows_it(client, officer, device) -> None:
    enter(client)
    assert client.get("/me/").url == "/second-factor/"
    assert client.post("/second-factor/", {"otp": code_of(device)}).status_code == 302
    assert client.get("/me/").status_code == 200


def test_the_password_cannot_be_changed_before(client, officer, device) -> None:
    enter(client)
    assert client.get("/password/").url == "/second-factor/"


def test_a_backup_code_works_once(officer, device) -> None:
    code = actions.renew_backup_codes(by=officer)[0]
    actions.verify_second_factor(by=officer, token=code.upper())
    with pytest.raises(Invalid):
        actions.verify_second_factor(by=officer, token=code)


def test_new_backup_codes_void_the_old(officer, device) -> None:
    old = actions.renew_backup_codes(by=officer)[0]
    actions.renew_backup_codes(by=officer)
    with pytest.raises(Invalid):
        actions.verify_second_factor(by=officer, token=old)


def test_failures_are_counted_although_they_are_refused(officer, device) -> None:
    with pytest.raises(Invalid):
        actions.verify_second_factor(by=officer, token="000000")
    with pytest.raises(TooOften):
        actions.verify_second_factor(by=officer, token=code_of(device))


def test_it_cannot_be_set_up_twice(officer, device) -> None:
    with pytest.raises(Conflict):
        actions.begin_second_factor(by=officer)


def test_a_role_that_needs_it_cannot_remove_it(officer, device) -> None:
    with pytest.raises(Conflict):
        actions.give_up_second_factor(by=officer, password=people.PASSWORD)


def test_whoever_chose_it_can_remove_it(client, officer, device, settings) -> None:
    settings.SECOND_FACTOR_ROLES = []
    enter(client)
    client.post("/second-factor/", {"otp": code_of(device)})
    assert client.post("/second-factor/remove/", {"password": "wrong"}).status_code == 422
    client.post("/second-factor/remove/", {"password": people.PASSWORD})
    assert not TOTPDevice.objects.exists()
    assert client.get("/me/").status_code == 200


def test_a_lost_phone_is_recovered_with_the_password(land, officer, device) -> None:
    admin = people.user_with_role("security_admin", land.county)
    code = actions.issue_code(by=admin, to=officer, resets_second_factor=True)
    actions.redeem_code(username="officer01", code=code, new_password=NEW)
    assert not actions.has_second_factor(officer)


def test_a_code_for_the_password_alone_leaves_it(land, officer, device) -> None:
    admin = people.user_with_role("security_admin", land.county)
    code = actions.issue_code(by=admin, to=officer)
    actions.redeem_code(username="officer01", code=code, new_password=NEW)
    assert actions.has_second_factor(officer)
