"""Single sign-on: finds an account by its user name, never makes one, trusts only its provider."""

from __future__ import annotations

import json
import time
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
import requests
from cryptography.hazmat.primitives.asymmetric import rsa
from django.core.cache import cache
from jwt.algorithms import RSAAlgorithm

from lms.accounts.models import User
from tests.factories import people

ISSUER = "https://id.example"
CLIENT = "xinlu"
KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
OTHER_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)


class Answer:
    def __init__(self, body: Any, status: int = 200) -> None:
        self.body, self.status_code, self.headers, self.text = body, status, {}, json.dumps(body)

    def json(self) -> Any:
        return self.body

    def raise_for_status(self) -> None:
        if self.status_code >= 400:
            raise requests.HTTPError(str(self.status_code))


class Provider:
    """What the provider says; ``claims`` and ``key`` can be bent."""

    def __init__(self) -> None:
        self.claims: dict[str, Any] = {}
        self.key, self.user, self.down = KEY, "officer", False

    def get(self, address: str, **kwargs: Any) -> Answer:
        if self.down:
            raise requests.ConnectionError("down")
        path = address.removeprefix(ISSUER)
        if path == "/.well-known/openid-configuration":
            places = {"authorization_endpoint": "/auth", "token_endpoint": "/token",
                      "userinfo_endpoint": "/me", "jwks_uri": "/keys"}  # fmt: skip
            return Answer({"issuer": ISSUER, **{k: ISSUER + v for k, v in places.items()}})
        if path == "/keys":
            public = json.loads(RSAAlgorithm.to_jwk(KEY.public_key()))
            return Answer({"keys": [{**public, "kid": "1", "alg": "RS256"}]})
        return Answer({"sub": "1", "preferred_username": self.user})

    def post(self, address: str, data: dict[str, Any], **kwargs: Any) -> Answer:
        token = jwt.encode(self.claims, self.key, algorithm="RS256", headers={"kid": "1"})
        return Answer({"id_token": token, "access_token": "a"})


@pytest.fixture
def provider(settings, monkeypatch) -> Provider:
    settings.OIDC_ISSUER, settings.OIDC_RP_CLIENT_ID = ISSUER, CLIENT
    settings.OIDC_RP_CLIENT_SECRET = "secret"
    settings.AUTHENTICATION_BACKENDS = [
        *settings.AUTHENTICATION_BACKENDS, "lms.accounts.oidc.SingleSignOn",
    ]  # fmt: skip
    made = Provider()
    monkeypatch.setattr(requests, "get", made.get)
    monkeypatch.setattr(requests, "post", made.post)
    cache.clear()
    return made


@pytest.fixture
def officer(land) -> User:
    return people.user_with_role("officer", land.office, username="officer")


def come_back(client, provider: Provider, **claims: Any):
    """Go to the provider and return with its answer."""
    sent = parse_qs(urlsplit(client.get("/oidc/?next=/me/").url).query)
    now = int(time.time())
    provider.claims = {
        "iss": ISSUER, "aud": CLIENT, "sub": "1", "nonce": sent["nonce"][0], "iat": now,
        "exp": now + 60,
    } | claims  # fmt: skip
    return client.get("/oidc/callback/", {"state": sent["state"][0], "code": "c"})


def is_in(client) -> bool:
    return client.get("/me/").status_code == 200


def test_without_an_issuer_it_is_not_there(client, db) -> None:
    assert client.get("/oidc/").status_code == 404
    assert client.get("/oidc/callback/").status_code == 404
    assert "/oidc/" not in client.get("/sign-in/").content.decode()


def test_the_way_there_carries_state_nonce_and_challenge(client, provider, db) -> None:
    address = urlsplit(client.get("/oidc/").url)
    sent = parse_qs(address.query)
    assert f"{address.scheme}://{address.netloc}{address.path}" == f"{ISSUER}/auth"
    assert {"state", "nonce", "code_challenge"} <= set(sent)
    assert sent["redirect_uri"] == ["http://testserver/oidc/callback/"]


def test_it_signs_in_the_account_of_that_name(client, provider, officer) -> None:
    assert come_back(client, provider).url == "/me/"
    assert is_in(client)


def test_it_makes_no_account(client, provider, officer) -> None:
    provider.user = "somebody"
    assert come_back(client, provider).url.startswith("/sign-in/")
    assert not User.objects.filter(username="somebody").exists()
    assert not is_in(client)


@pytest.mark.parametrize("claims", [
    {"aud": "another"}, {"aud": []}, {"iss": "https://evil.example"}, {"nonce": "x"},
    {"exp": 1},
])  # fmt: skip
def test_a_token_for_somebody_else_is_refused(client, provider, officer, claims) -> None:
    assert come_back(client, provider, **claims).url.startswith("/sign-in/")
    assert not is_in(client)


def test_a_token_of_another_key_is_refused(client, provider, officer) -> None:
    provider.key = OTHER_KEY
    assert come_back(client, provider).url.startswith("/sign-in/")


def test_a_state_that_nobody_sent_is_refused(client, provider, officer) -> None:
    come_back(client, provider)
    client.post("/sign-out/")
    client.get("/oidc/")
    answer = client.get("/oidc/callback/", {"state": "x", "code": "c"})
    assert answer.url.startswith("/sign-in/")


def test_a_locked_account_does_not_come_in(client, provider, officer) -> None:
    User.objects.filter(pk=officer.pk).update(is_active=False)
    come_back(client, provider)
    assert not is_in(client)


def test_no_password_is_asked_for_that_is_not_used(client, provider, officer) -> None:
    User.objects.filter(pk=officer.pk).update(must_change_password=True)
    come_back(client, provider)
    assert is_in(client)


def test_the_second_factor_is_still_asked(client, provider, officer, settings) -> None:
    settings.SECOND_FACTOR_ROLES = ["officer"]
    come_back(client, provider)
    assert client.get("/me/").url == "/second-factor/"


def test_strangers_do_not_lock_the_way_for_others(client, provider, officer) -> None:
    provider.user = "somebody"
    for _n in range(6):
        come_back(client, provider)
    provider.user = "officer"
    come_back(client, provider)
    assert is_in(client)


def test_a_provider_that_is_down_is_told(client, provider, officer) -> None:
    provider.down = True
    assert client.get("/oidc/").status_code == 503


def test_the_password_still_works_when_it_is_down(client, provider, officer) -> None:
    provider.down = True
    client.post("/sign-in/", {"username": "officer", "password": people.PASSWORD})
    assert is_in(client)
