"""POST and DELETE auth/token, GET me: as contract.md says."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django_otp.oath import totp
from django_otp.plugins.otp_totp.models import TOTPDevice

from lms.accounts.models import ApiToken, User
from lms.core import clock
from tests.factories import people

TOKEN = "/api/v1/auth/token"


def ask(username: str, password: str = people.PASSWORD, client: Client | None = None, **more):
    body = {"username": username, "password": password, **more}
    return (client or Client()).post(TOKEN, body, content_type="application/json")


def bearer(token: str) -> dict[str, str]:
    return {"HTTP_AUTHORIZATION": f"Bearer {token}"}


def me(token: str, client: Client | None = None):
    return (client or Client()).get("/api/v1/me", **bearer(token))


@pytest.fixture
def learner(land) -> User:
    return people.offender(land.office, username="learner", phone=people.phone()).user


@pytest.fixture
def officer(land) -> User:
    return people.user_with_role("officer", land.office, username="officer", name="王敏")


def test_token_opens_the_api(officer, land) -> None:
    answer = ask("officer")
    assert answer.status_code == 201
    assert set(answer.json()) == {"token", "expires_at", "role"}
    assert me(answer.json()["token"]).json() == {
        "id": str(officer.pk),
        "name": "王敏",
        "role": "officer",
        "organisation": {
            "id": str(land.office.uid),
            "name": "浮云司法所",
            "kind": "justice_office",
        },
    }


def test_times_carry_a_zone(officer) -> None:
    assert ask("officer").json()["expires_at"].endswith(("Z", "+00:00", "+08:00"))


def test_telephone_works_as_well(learner) -> None:
    assert ask(learner.phone).status_code == 201


def test_without_token_nobody_is_anybody() -> None:
    answer = Client().get("/api/v1/me")
    assert answer.status_code == 401
    assert answer["Content-Type"] == "application/problem+json"
    assert answer["WWW-Authenticate"].startswith("Bearer")


def test_post_without_session_is_401_not_a_csrf_answer(db) -> None:
    assert Client(enforce_csrf_checks=True).delete(TOKEN).status_code == 401


def test_signing_in_needs_no_csrf_token(officer) -> None:
    assert ask("officer", client=Client(enforce_csrf_checks=True)).status_code == 201


def test_bearer_needs_no_csrf_token(officer) -> None:
    token = ask("officer").json()["token"]
    strict = Client(enforce_csrf_checks=True)
    assert strict.delete(TOKEN, **bearer(token)).status_code == 204


def test_session_needs_the_csrf_token(officer) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(officer, backend="lms.accounts.backends.NameOrPhoneBackend")
    assert strict.delete(TOKEN).status_code == 403


def test_revoked_token_is_worth_nothing(officer) -> None:
    token = ask("officer").json()["token"]
    Client().delete(TOKEN, **bearer(token))
    assert me(token).status_code == 401


def test_token_lasts_twelve_hours(officer, at) -> None:
    token = ask("officer").json()["token"]
    at(clock.now() + timedelta(hours=12, seconds=1))
    assert me(token).status_code == 401


def test_locked_account_loses_its_token(officer) -> None:
    token = ask("officer").json()["token"]
    User.objects.filter(pk=officer.pk).update(is_active=False)
    assert me(token).status_code == 401


def test_token_is_not_kept_in_the_clear(officer) -> None:
    token = ask("officer").json()["token"]
    assert token not in str(list(ApiToken.objects.values()))


def test_token_check_is_one_query(officer, django_assert_num_queries) -> None:
    token = ask("officer").json()["token"]
    with django_assert_num_queries(2):  # token with user, organisation
        me(token)


@pytest.mark.parametrize("body", [
    {}, {"username": "officer"}, {"username": "", "password": "x"}, {"username": 3, "password": []},
    {"username": "o" * 151, "password": "x"}, {"username": "officer", "password": "x" * 129},
])  # fmt: skip
def test_bad_input_is_422_with_a_line_per_field(officer, body) -> None:
    answer = Client().post(TOKEN, body, content_type="application/json")
    assert answer.status_code == 422
    assert all(set(line) == {"field", "message"} for line in answer.json()["errors"])


@pytest.mark.parametrize("body", ["", "{", "[]", "null", '"x"', '{"username":"\\ud800"}'])
def test_bad_json_is_no_server_error(db, body) -> None:
    answer = Client().post(TOKEN, body, content_type="application/json")
    assert 400 <= answer.status_code < 500


@pytest.mark.parametrize("name", ["officer\u0000", "\u0000", "nobody", "💥" * 30])
def test_wrong_name_is_refused(officer, name) -> None:
    answer = ask(name)
    assert (answer.status_code, answer.json()["title"]) == (401, "wrong_password")


def test_lock_out_is_429_with_retry_after(officer) -> None:
    for _n in range(5):
        answer = ask("officer", "wrong")
    assert answer.status_code == 429
    assert answer.json()["title"] == "locked_out"
    assert 0 < int(answer["Retry-After"]) <= 900
    assert ask("officer").status_code == 429


def test_api_and_page_share_the_count(officer) -> None:
    for _n in range(4):
        ask("officer", "wrong")
    answer = Client().post("/sign-in/", {"username": "officer", "password": "wrong"})
    assert answer.status_code == 429


def test_token_forgets_failures(officer) -> None:
    for password in (*["wrong"] * 4, people.PASSWORD, "wrong"):
        answer = ask("officer", password)
    assert answer.status_code == 401


def test_first_password_must_be_changed(officer) -> None:
    User.objects.filter(pk=officer.pk).update(must_change_password=True)
    answer = ask("officer")
    assert (answer.status_code, answer.json()["title"]) == (403, "password_change_required")


def test_old_password_at_the_desk_must_be_changed(officer, learner, at) -> None:
    at(clock.now() + timedelta(days=91))
    assert ask("officer").json()["title"] == "password_change_required"
    assert ask("learner").status_code == 201


@pytest.fixture
def device(officer, settings) -> TOTPDevice:
    settings.SECOND_FACTOR_ROLES = ["officer"]
    return TOTPDevice.objects.create(user=officer, name="default", confirmed=True)


def test_role_with_second_factor_needs_a_code(officer, device) -> None:
    answer = ask("officer")
    assert (answer.status_code, answer.json()["title"]) == (403, "second_factor_required")


def test_second_factor_that_is_not_set_up_is_set_up_in_a_browser(officer, settings) -> None:
    settings.SECOND_FACTOR_ROLES = ["officer"]
    assert ask("officer", otp="123456").json()["title"] == "second_factor_required"


def test_right_code_gives_the_token(officer, device) -> None:
    assert ask("officer", otp=f"{totp(device.bin_key):06d}").status_code == 201


def test_a_code_works_once(officer, device) -> None:
    code = f"{totp(device.bin_key):06d}"
    ask("officer", otp=code)
    assert ask("officer", otp=code).status_code in (422, 429)


def test_wrong_codes_in_a_row_have_to_wait(officer, device) -> None:
    answers = [ask("officer", otp="000000") for _n in range(3)]
    assert answers[-1].status_code == 429
    assert int(answers[-1]["Retry-After"]) >= 1


def test_wrong_password_says_nothing_about_the_second_factor(officer, device) -> None:
    assert ask("officer", "wrong").json()["title"] == "wrong_password"


def test_chosen_second_factor_counts_without_the_role(officer, device, settings) -> None:
    settings.SECOND_FACTOR_ROLES = []
    assert ask("officer").json()["title"] == "second_factor_required"


def test_offender_s_token_ends_session_and_older_token(learner) -> None:
    browser = Client()
    browser.post("/sign-in/", {"username": "learner", "password": people.PASSWORD})
    first = ask("learner").json()["token"]
    second = ask("learner").json()["token"]
    assert browser.get("/api/v1/me").status_code == 401
    assert (me(first).status_code, me(second).status_code) == (401, 200)


def test_staff_may_hold_two_tokens(officer) -> None:
    first = ask("officer").json()["token"]
    ask("officer")
    assert me(first).status_code == 200


def test_session_must_finish_signing_in_first(officer, client) -> None:
    client.post("/sign-in/", {"username": "officer", "password": people.PASSWORD})
    User.objects.filter(pk=officer.pk).update(must_change_password=True)
    answer = client.get("/api/v1/me")
    assert (answer.status_code, answer.json()["title"]) == (403, "password_change_required")
