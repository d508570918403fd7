"""Signing in and out, lock-out, one session per offender, idle time-out."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from lms.accounts import activity
from lms.accounts.models import ApiToken, User
from lms.core import clock
from lms.core.models import AuditEntry
from tests.factories import people

SIGN_IN = "/sign-in/"


def enter(client, username: str, password: str = people.PASSWORD, **more):
    return client.post(SIGN_IN, {"username": username, "password": password, **more})


def is_in(client) -> bool:
    return client.get("/me/").status_code == 200


@pytest.fixture
def learner(land) -> User:
    return people.offender(land.office, username="learner", phone=people.phone()).user


@pytest.fixture
def officer(land) -> User:
    return people.user_with_role("officer", land.office, username="officer")


def test_by_user_name(client, learner) -> None:
    assert enter(client, "learner").status_code == 302
    assert is_in(client)


@pytest.mark.parametrize("how", ["{}", " {} ", "+86 {}", "{:.3}-{:.4}"])
def test_by_telephone_however_it_is_typed(client, learner, how) -> None:
    number = learner.phone
    typed = f"{number[:3]}-{number[3:7]}-{number[7:]}" if "-" in how else how.format(number)
    enter(client, typed)
    assert is_in(client)


def test_wrong_password_and_unknown_name_say_the_same(client, learner) -> None:
    answers = [enter(client, name, "wrong") for name in ("learner", "nobody")]
    sentences = [re.findall("<li>(.*?)</li>", a.content.decode())[0] for a in answers]
    assert sentences[0] == sentences[1]
    assert {a.status_code for a in answers} == {422}


@pytest.mark.parametrize("name", ["\0", "x" * 149, "张\0三", "' OR 1=1 --", "💥"])
def test_strange_names_are_refused_like_others(client, learner, name) -> None:
    assert enter(client, name).status_code == 422


def test_locked_account_cannot_enter(client, learner) -> None:
    User.objects.filter(pk=learner.pk).update(is_active=False)
    assert enter(client, "learner").status_code == 422


def test_only_pages_of_ours_are_gone_back_to(client, learner) -> None:
    assert enter(client, "learner", next="https://evil.example/").url == "/"


def test_next_is_kept(client, learner) -> None:
    assert enter(client, "learner", next="/me/").url == "/me/"


def test_five_failures_lock_the_account_and_say_how_long(client, learner) -> None:
    for _n in range(5):
        answer = enter(client, "learner", "wrong")
    assert answer.status_code == 429
    assert 0 < int(answer["Retry-After"]) <= 900
    assert "15 分钟" in answer.content.decode()


def test_right_password_does_not_open_a_locked_account(client, learner) -> None:
    for _n in range(5):
        enter(client, "learner", "wrong")
    assert enter(client, "learner").status_code == 429
    assert not is_in(client)


def test_telephone_spellings_share_one_count(client, learner) -> None:
    number = learner.phone
    for typed in ("learner", number, f" {number}", f"86{number}", f"{number[:3]} {number[3:]}"):
        answer = enter(client, typed, "wrong")
    assert answer.status_code == 429


def test_success_forgets_failures(client, learner) -> None:
    for password in (*["wrong"] * 4, people.PASSWORD, *["wrong"] * 4):
        answer = enter(client, "learner", password)
        client.post("/sign-out/")
    assert answer.status_code == 422


def test_tries_while_locked_do_not_lengthen_it(client, learner, settings) -> None:
    settings.AXES_COOLOFF_TIME = timedelta(seconds=2)
    for _n in range(5):
        enter(client, "learner", "wrong")
    first = int(enter(client, "learner", "wrong")["Retry-After"])
    assert int(enter(client, "learner", "wrong")["Retry-After"]) <= first


def test_an_address_that_tries_many_accounts_is_locked(client, learner, settings) -> None:
    settings.ADDRESS_FAILURE_LIMIT = 6
    for number in range(6):
        enter(client, f"nobody{number}", "wrong")
    assert enter(client, "learner").status_code == 429


def test_sign_in_and_failure_are_logged(client, learner) -> None:
    enter(client, "learner", "wrong")
    enter(client, "learner")
    verbs = AuditEntry.objects.filter(on_whom=learner).values_list("verb", "success")
    assert ("accounts.sign_in_failed", False) in verbs
    assert ("accounts.signed_in", True) in verbs


def test_what_was_typed_for_a_name_is_not_logged(client, db) -> None:
    enter(client, "My-Secret-1", "wrong")
    assert "My-Secret-1" not in str(list(AuditEntry.objects.values()))


def test_an_offender_s_new_sign_in_ends_session_and_tokens(client, client_class, learner) -> None:
    enter(client, "learner")
    ApiToken.objects.create(user=learner, hash="h", expires_at=clock.now() + timedelta(hours=1))
    enter(other := client_class(), "learner")
    assert not is_in(client)
    assert is_in(other)
    assert not learner.api_tokens.exists()


def test_staff_may_be_signed_in_twice(client, client_class, officer) -> None:
    enter(client, "officer")
    enter(client_class(), "officer")
    assert is_in(client)


@pytest.fixture
def client_class():
    from django.test import Client

    return Client


def test_sign_out_needs_post(client, learner) -> None:
    enter(client, "learner")
    assert client.get("/sign-out/").status_code == 200
    assert is_in(client)
    client.post("/sign-out/")
    assert not is_in(client)


def test_the_next_person_at_a_kiosk_begins_with_their_own_look(client, learner) -> None:
    enter(client, "learner")
    client.cookies["xinlu_large"] = "1"
    gone = client.post("/sign-out/").cookies
    assert gone["xinlu_large"]["max-age"] == 0


def test_language_of_the_account_comes_along(client, learner) -> None:
    User.objects.filter(pk=learner.pk).update(language="en")
    assert enter(client, "learner").cookies["xinlu_language"].value == "en"


@pytest.mark.parametrize(("who", "minutes", "still"), [
    ("learner", 29, True), ("learner", 31, False), ("officer", 14, True), ("officer", 16, False),
])  # fmt: skip
def test_idle_time_out(client, learner, officer, at, who, minutes, still) -> None:
    enter(client, who)
    at(clock.now() + timedelta(minutes=minutes))
    assert is_in(client) is still


def test_idle_page_says_why_and_comes_back(client, learner, at) -> None:
    enter(client, "learner")
    at(clock.now() + timedelta(minutes=31))
    answer = client.get("/me/?a=1", follow=True)
    assert answer.redirect_chain[0][0] == "/sign-in/?next=%2Fme%2F%3Fa%3D1"
    assert "退出" in answer.content.decode()


def test_idle_htmx_part_moves_the_whole_page(client, learner, at) -> None:
    enter(client, "learner")
    at(clock.now() + timedelta(minutes=31))
    assert client.get("/me/", HTTP_HX_REQUEST="true")["HX-Redirect"].startswith("/sign-in/")


def test_studying_keeps_a_session(client, learner, at, monkeypatch) -> None:
    enter(client, "learner")
    began = clock.now()
    monkeypatch.setattr(activity, "_sources", [lambda user: began + timedelta(minutes=30)])
    at(began + timedelta(minutes=45))
    assert is_in(client)


def test_a_progress_bar_keeps_no_session(client, officer, at) -> None:
    enter(client, "officer")
    began = clock.now()
    for minutes in (10, 16):
        at(began + timedelta(minutes=minutes))
        client.get("/jobs/3b241101-e2bb-4255-8caf-4136c566a962/progress/")
    assert not is_in(client)


def test_session_and_user_are_two_queries(client, learner, django_assert_num_queries) -> None:
    enter(client, "learner")
    is_in(client)
    with django_assert_num_queries(3):  # session, user, organisation
        client.get("/api/v1/me")


def test_signing_in_again_goes_home(client, learner) -> None:
    enter(client, "learner")
    assert client.get(reverse("accounts:sign_in")).status_code == 302
