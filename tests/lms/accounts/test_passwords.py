"""Rules for passwords, changing them, codes from the office."""

from __future__ import annotations

import re
from datetime import timedelta
from itertools import pairwise

import pytest
from django.contrib.auth.hashers import make_password
from django.test import Client

from lms.accounts import actions
from lms.accounts.models import OneTimeCode, User
from lms.accounts.passwords import kind_of
from lms.core import clock
from lms.core.errors import Conflict, Denied, Invalid
from tests.factories import people

NEW = "Mountain-77"


@pytest.fixture
def officer(land) -> User:
    return people.user_with_role("officer", land.office, username="officer01", name="王小明")


@pytest.fixture
def learner(land) -> User:
    return people.offender(land.office, username="yh-0001").user


def change(user: User, new: str, old: str = people.PASSWORD) -> User:
    return actions.change_password(by=user, old=old, new=new)


@pytest.mark.parametrize("weak", [
    "Ab1-xyz", "mountains77", "MOUNTAIN77", "12345678", "Officer01-", "officer01X!",
    "山高水长流不息啊",
])  # fmt: skip
def test_weak_passwords_are_refused(officer, weak) -> None:
    with pytest.raises(Invalid) as refused:
        change(officer, weak)
    assert refused.value.fields["password"]


@pytest.mark.parametrize(
    "weak", ["a", "mountains77", "officer01X!", "王小明Ab1", "password1", "P@ssw0rd"]
)
def test_what_is_wrong_is_said_in_chinese(officer, weak) -> None:
    with pytest.raises(Invalid) as refused:
        change(officer, weak)
    for sentence in refused.value.fields["password"]:
        assert re.match("[\u4e00-\u9fff]", sentence), sentence


@pytest.mark.parametrize("good", ["Mountain77", "mountain-77", "MOUNTAIN-77", "山高Water77"])
def test_three_kinds_are_enough(officer, good) -> None:
    change(officer, good)
    assert officer.check_password(good)


@pytest.mark.parametrize(
    ("character", "kind"), [("A", "capital"), ("z", "small"), ("7", "digit"), ("#", "other")]
)
def test_kinds_of_characters(character, kind) -> None:
    assert kind_of(character) == kind


def test_the_last_five_are_not_used_again(officer) -> None:
    passwords = [people.PASSWORD, *[f"Mountain-{n}{n}" for n in range(4)]]
    for old, new in pairwise(passwords):
        change(officer, new, old)
    for used in passwords:
        with pytest.raises(Invalid):
            change(officer, used, passwords[-1])


def test_the_sixth_last_may_come_again(officer) -> None:
    passwords = [people.PASSWORD, *[f"Mountain-{n}{n}" for n in range(5)]]
    for old, new in pairwise(passwords):
        change(officer, new, old)
    change(officer, people.PASSWORD, passwords[-1])
    assert officer.passwords_used.count() == 4


def test_the_old_password_must_be_known(officer) -> None:
    with pytest.raises(Invalid) as refused:
        change(officer, NEW, "wrong")
    assert "old" in refused.value.fields


def test_a_change_ends_tokens_and_other_sessions(officer) -> None:
    here, there = Client(), Client()
    for browser in (here, there):
        browser.post("/sign-in/", {"username": "officer01", "password": people.PASSWORD})
    actions.issue_token(officer)
    given = {"old": people.PASSWORD, "password": NEW, "again": NEW}
    here.post("/password/", given)
    assert here.get("/me/").status_code == 200
    assert there.get("/me/").status_code == 302
    assert not officer.api_tokens.exists()


def test_who_changes_it_stays_signed_in_here(learner, client) -> None:
    sent = {"username": learner.username, "password": people.PASSWORD}
    client.post("/sign-in/", sent)
    client.post("/password/", {"old": people.PASSWORD, "password": NEW, "again": NEW})
    page = client.get("/me/")
    assert page.status_code == 200
    assert "本设备" in page.content.decode()


def test_two_different_new_ones_are_refused(officer, client) -> None:
    client.force_login(officer, backend="lms.accounts.backends.NameOrPhoneBackend")
    given = {"old": people.PASSWORD, "password": NEW, "again": NEW + "!"}
    assert client.post("/password/", given).status_code == 422


def test_a_first_password_leads_to_the_change(officer, client) -> None:
    User.objects.filter(pk=officer.pk).update(must_change_password=True)
    client.post("/sign-in/", {"username": "officer01", "password": people.PASSWORD})
    assert client.get("/me/").url == "/password/"
    client.post("/password/", {"old": people.PASSWORD, "password": NEW, "again": NEW})
    assert client.get("/me/").status_code == 200


@pytest.mark.parametrize(("days", "setting", "address"), [
    (89, 90, None), (90, 90, "/password/"), (400, 0, None),
])  # fmt: skip
def test_desk_passwords_age(officer, client, at, settings, days, setting, address) -> None:
    settings.PASSWORD_DAYS = setting
    at(clock.now() + timedelta(days=days))
    client.post("/sign-in/", {"username": "officer01", "password": people.PASSWORD})
    answer = client.get("/me/")
    assert (answer.status_code, getattr(answer, "url", None)) == (302 if address else 200, address)


def redeem(user: User, code: str, password: str = NEW) -> User:
    return actions.redeem_code(username=user.username, code=code, new_password=password)


def test_officer_hands_over_a_code(officer, learner) -> None:
    code = actions.issue_code(by=officer, to=learner)
    redeem(learner, code.lower().replace("-", " "))
    assert User.objects.get(pk=learner.pk).check_password(NEW)


def test_a_code_works_once(officer, learner) -> None:
    code = actions.issue_code(by=officer, to=learner)
    redeem(learner, code)
    with pytest.raises(Invalid):
        redeem(learner, code, NEW + "!")


def test_a_weak_password_does_not_use_up_the_code(officer, learner) -> None:
    code = actions.issue_code(by=officer, to=learner)
    with pytest.raises(Invalid):
        redeem(learner, code, "weak")
    assert redeem(learner, code)


def test_a_code_lasts_a_day(officer, learner, at) -> None:
    code = actions.issue_code(by=officer, to=learner)
    at(clock.now() + timedelta(hours=24, seconds=1))
    with pytest.raises(Invalid):
        redeem(learner, code)


def test_five_wrong_tries_end_a_code(officer, learner) -> None:
    code = actions.issue_code(by=officer, to=learner)
    for _n in range(5):
        with pytest.raises(Invalid):
            redeem(learner, "AAAAA-AAAAA")
    with pytest.raises(Invalid):
        redeem(learner, code)


def test_a_newer_code_voids_the_older(officer, learner) -> None:
    old = actions.issue_code(by=officer, to=learner)
    actions.issue_code(by=officer, to=learner)
    with pytest.raises(Invalid):
        redeem(learner, old)


def test_unknown_name_and_wrong_code_say_the_same(officer, learner) -> None:
    actions.issue_code(by=officer, to=learner)
    sentences = set()
    for name in ("nobody", learner.username):
        with pytest.raises(Invalid) as refused:
            actions.redeem_code(username=name, code="AAAAAAAAAA", new_password=NEW)
        sentences.add(str(refused.value))
    assert len(sentences) == 1


def test_a_code_ends_sessions_and_the_lock_out(officer, learner, client) -> None:
    for _n in range(5):
        client.post("/sign-in/", {"username": learner.username, "password": "wrong"})
    redeem(learner, actions.issue_code(by=officer, to=learner))
    answer = client.post("/sign-in/", {"username": learner.username, "password": NEW})
    assert answer.status_code == 302


def test_only_hashes_of_codes_are_kept(officer, learner) -> None:
    code = actions.issue_code(by=officer, to=learner).replace("-", "")
    assert code not in str(list(OneTimeCode.objects.values()))


def test_somebody_without_password_activates(officer, learner) -> None:
    User.objects.filter(pk=learner.pk).update(password=make_password(None))
    actions.issue_code(by=officer, to=people.again(learner))
    assert learner.one_time_codes.get().purpose == "activation"


@pytest.mark.parametrize(("role", "place", "may"), [
    ("officer", "office", True), ("officer", "office2", False), ("manager", "county", True),
    ("manager", "county2", False), ("security_admin", "county", True),
    ("prosecutor", "procuratorate", False), ("helper", "office", False),
    ("system_admin", "county", False),
])  # fmt: skip
def test_who_may_hand_a_code_to_an_offender(land, learner, role, place, may) -> None:
    by = people.user_with_role(role, getattr(land, place))
    if may:
        assert actions.issue_code(by=by, to=learner)
    else:
        with pytest.raises(Denied):
            actions.issue_code(by=by, to=learner)


@pytest.mark.parametrize(("by", "to", "may"), [
    ("manager", "security_admin", False), ("officer", "officer", False),
    ("security_admin", "manager", True), ("manager", "helper", True),
])  # fmt: skip
def test_who_has_rights_is_recovered_by_the_security_administrator(land, by, to, may) -> None:
    giver, taker = people.user_with_role(by, land.county), people.user_with_role(to, land.county)
    if may:
        assert actions.issue_code(by=giver, to=taker)
    else:
        with pytest.raises(Denied):
            actions.issue_code(by=giver, to=taker)


def test_nobody_issues_their_own_code(land) -> None:
    admin = people.user_with_role("security_admin", land.county)
    with pytest.raises(Denied):
        actions.issue_code(by=admin, to=admin)


def test_a_locked_account_gets_no_code(officer, learner) -> None:
    learner.is_active = False
    with pytest.raises(Conflict):
        actions.issue_code(by=officer, to=learner)


@pytest.mark.parametrize("address", ["/activate/", "/recover/"])
def test_the_page_of_a_code(officer, learner, client, address) -> None:
    code = actions.issue_code(by=officer, to=learner)
    given = {"username": learner.username, "code": code, "password": NEW, "again": NEW}
    assert client.get(address).status_code == 200
    assert client.post(address, {**given, "code": "AAAAAAAAAA"}).status_code == 422
    assert client.post(address, given).url == "/sign-in/"
