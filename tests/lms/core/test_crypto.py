"""Encrypted columns: keys that rotate, values that cannot be altered, hashes that stay."""

from __future__ import annotations

import base64
import os
from typing import Any

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from lms.accounts.models import User
from lms.core import crypto
from tests.factories import people


def key(name: str) -> str:
    return f"{name}:{base64.b64encode(os.urandom(32)).decode()}"


@pytest.fixture
def ring(settings: Any) -> Any:
    """``ring(new, old)`` sets the keys, the current one first."""

    def use(*keys: str) -> None:
        settings.FIELD_ENCRYPTION_KEY = ",".join(keys)

    use(key("k1"))
    return use


@given(st.text())
def test_what_was_encrypted_can_be_read(text: str) -> None:
    assert crypto.decrypt(crypto.encrypt(text)) == text


def test_the_same_text_never_looks_the_same() -> None:
    assert crypto.encrypt("110105") != crypto.encrypt("110105")


def test_a_token_names_its_key_and_hides_the_text(ring: Any) -> None:
    token = crypto.encrypt("11010519491231002X")
    assert token.startswith("k1:")
    assert "1949" not in token


def test_after_rotation_old_values_are_read_and_new_ones_use_the_new_key(ring: Any) -> None:
    old, new = key("k1"), key("k2")
    ring(old)
    token = crypto.encrypt("旧")
    ring(new, old)
    assert crypto.decrypt(token) == "旧"
    assert crypto.encrypt("新").startswith("k2:")


def test_without_the_old_key_its_values_cannot_be_read(ring: Any) -> None:
    token = crypto.encrypt("旧")
    ring(key("k2"))
    with pytest.raises(crypto.Unreadable):
        crypto.decrypt(token)


def test_another_key_of_the_same_name_does_not_open_it(ring: Any) -> None:
    token = crypto.encrypt("x")
    ring(key("k1"))
    with pytest.raises(crypto.Unreadable):
        crypto.decrypt(token)


def test_every_altered_bit_is_noticed(ring: Any) -> None:
    name, encoded = crypto.encrypt("张三").split(":")
    raw = bytearray(base64.b64decode(encoded))
    for place in range(len(raw)):
        altered = bytearray(raw)
        altered[place] ^= 1
        with pytest.raises(crypto.Unreadable):
            crypto.decrypt(f"{name}:{base64.b64encode(altered).decode()}")


@pytest.mark.parametrize("token", ["", "k1:", "k1", "k1:!!", "k9:AAAA", "k1:AAAA", "plain text"])
def test_what_is_no_token_is_refused(ring: Any, token: str) -> None:
    with pytest.raises(crypto.Unreadable):
        crypto.decrypt(token)


def test_a_value_cannot_be_moved_to_another_key_name(ring: Any) -> None:
    one, two = key("k1"), key("k2")
    same = two.split(":")[1]
    ring(f"k1:{same}", one.replace("k1", "k3"))
    token = crypto.encrypt("x")
    ring(f"k2:{same}")
    with pytest.raises(crypto.Unreadable):
        crypto.decrypt(token.replace("k1:", "k2:"))


def test_the_keyed_hash_stays_while_keys_are_put_in_front(ring: Any) -> None:
    first = key("k1")
    ring(first)
    before = crypto.keyed_hash("11010519491231002X")
    ring(key("k3"), key("k2"), first)
    assert crypto.keyed_hash("11010519491231002X") == before
    ring(key("k1"))
    assert crypto.keyed_hash("11010519491231002X") != before


def test_the_keyed_hash_is_not_the_plain_one(ring: Any) -> None:
    import hashlib

    assert crypto.keyed_hash("1") != hashlib.sha256(b"1").hexdigest()
    assert len(crypto.keyed_hash("1")) == 64


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "no key"),
        (" , ", "no key"),
        ("k1:", "32 bytes"),
        ("k1:AAAA", "32 bytes"),
        ("k1:***", "not base64"),
        (":" + base64.b64encode(bytes(32)).decode(), "name"),
        ("a-b:" + base64.b64encode(bytes(32)).decode(), "name"),
    ],
)
def test_bad_keys_are_named(text: str, why: str) -> None:
    with pytest.raises(crypto.BadKey, match=why):
        crypto.parse_keys(text)


def test_the_same_name_twice_is_refused() -> None:
    with pytest.raises(crypto.BadKey, match="twice"):
        crypto.parse_keys(f"{key('k1')},{key('k1')}")


def test_a_fingerprint_tells_keys_apart_without_telling_them(ring: Any) -> None:
    one, two = key("k1"), key("k1")
    assert crypto.fingerprint(one) == crypto.fingerprint(one)
    assert crypto.fingerprint(one) != crypto.fingerprint(two)
    assert one.split(":")[1] not in crypto.fingerprint(one)


@pytest.mark.django_db
def test_a_column_holds_the_token_and_gives_the_text() -> None:
    number = people.phone()
    user = people.user(phone=number)
    with connection.cursor() as cursor:
        cursor.execute("SELECT phone FROM accounts_user WHERE username = %s", [user.username])
        (stored,) = cursor.fetchone()
    assert number not in stored
    assert crypto.decrypt(stored) == number
    assert User.objects.get(pk=user.pk).phone == number


@pytest.mark.django_db
def test_an_empty_column_stays_empty() -> None:
    assert User.objects.get(pk=people.user(phone="").pk).phone == ""
