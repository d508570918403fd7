"""Encrypted columns (AES-256-GCM, rotating keys) and the keyed hash by which they are found.

``FIELD_ENCRYPTION_KEY`` is a comma-separated list of ``id:base64 of 32 bytes``. The first key
encrypts; all decrypt, so a new key is put in front and old rows stay readable. The keyed hash is
derived from the *last* key, the oldest: it stays the same while new keys are put in front, and so
do look-ups.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import os
from functools import lru_cache
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.db import models

NONCE = 12


class BadKey(ValueError):
    """FIELD_ENCRYPTION_KEY cannot be read; the message says which part."""


class Unreadable(ValueError):
    """A value was not encrypted with any of the keys, or was altered."""


def parse_keys(text: str) -> list[tuple[str, bytes]]:
    """The keys in their order. Raises `BadKey`."""
    keys: list[tuple[str, bytes]] = []
    for part in filter(None, (piece.strip() for piece in text.split(","))):
        name, _, encoded = part.partition(":")
        try:
            raw = base64.b64decode(encoded, validate=True)
        except binascii.Error as error:
            raise BadKey(f"the key {name!r} is not base64") from error
        if len(raw) != 32 or not name.isalnum():
            raise BadKey(f"the key {name!r} must be 32 bytes with a name of letters and digits")
        if name in dict(keys):
            raise BadKey(f"the key {name!r} is there twice")
        keys.append((name, raw))
    if not keys:
        raise BadKey("there is no key")
    return keys


@lru_cache(maxsize=8)
def _ring(text: str) -> tuple[str, dict[str, AESGCM], bytes]:
    keys = parse_keys(text)
    lookup = derived(b"xinlu keyed hash", text)
    return keys[0][0], {name: AESGCM(raw) for name, raw in keys}, lookup


def derived(purpose: bytes, text: str | None = None) -> bytes:
    """32 bytes for one purpose, from the oldest key: they stay while new keys are put in front."""
    oldest = parse_keys(text or settings.FIELD_ENCRYPTION_KEY)[-1][1]
    return HKDF(SHA256(), length=32, salt=None, info=purpose).derive(oldest)


def encrypt(text: str) -> str:
    """``id:base64(nonce + ciphertext)`` under the current key."""
    current, ring, _lookup = _ring(settings.FIELD_ENCRYPTION_KEY)
    nonce = os.urandom(NONCE)
    sealed = ring[current].encrypt(nonce, text.encode(), current.encode())
    return f"{current}:{base64.b64encode(nonce + sealed).decode()}"


def decrypt(token: str, keys: str | None = None) -> str:
    """The text of a token of `encrypt`, with the keys that are set or with others. Raises
    `Unreadable`."""
    name, _, encoded = token.partition(":")
    ring = _ring(keys or settings.FIELD_ENCRYPTION_KEY)[1]
    try:
        raw = base64.b64decode(encoded, validate=True)
        return ring[name].decrypt(raw[:NONCE], raw[NONCE:], name.encode()).decode()
    except (KeyError, InvalidTag, binascii.Error, ValueError) as error:
        raise Unreadable("not readable with the keys that are set") from error


def encrypt_bytes(raw: bytes, about: str) -> bytes:
    """``id:``, nonce and ciphertext under the current key, for the content of a file. ``about``
    names what it belongs to: put in another's place it cannot be read."""
    current, ring, _lookup = _ring(settings.FIELD_ENCRYPTION_KEY)
    nonce = os.urandom(NONCE)
    return (
        f"{current}:".encode() + nonce + ring[current].encrypt(nonce, raw, _bound(current, about))
    )


def decrypt_bytes(sealed: bytes, about: str, keys: str | None = None) -> bytes:
    """The content that `encrypt_bytes` sealed for ``about``. Raises `Unreadable`."""
    head, _, rest = sealed.partition(b":")
    name = head.decode("ascii", "replace")
    try:
        ring = _ring(keys or settings.FIELD_ENCRYPTION_KEY)[1]
        return ring[name].decrypt(rest[:NONCE], rest[NONCE:], _bound(name, about))
    except (KeyError, InvalidTag, ValueError) as error:
        raise Unreadable("not readable with the keys that are set") from error


def is_current(sealed: bytes) -> bool:
    """Whether a file's content was sealed with the key that encrypts now."""
    current = _ring(settings.FIELD_ENCRYPTION_KEY)[0]
    return sealed.startswith(f"{current}:".encode())


def _bound(key: str, about: str) -> bytes:
    return f"{key}:{about}".encode()


def keyed_hash(text: str) -> str:
    """64 hex characters by which an encrypted value is found; useless without the key."""
    lookup = _ring(settings.FIELD_ENCRYPTION_KEY)[2]
    return hmac.new(lookup, text.encode(), hashlib.sha256).hexdigest()


def fingerprint(text: str | None = None) -> str:
    """Names a key ring without telling it: for a backup to know which keys it needs."""
    names = parse_keys(text or settings.FIELD_ENCRYPTION_KEY)
    parts = [f"{name}:{hashlib.sha256(b'xinlu' + raw).hexdigest()[:16]}" for name, raw in names]
    return ",".join(parts)


def covers(text: str, wanted: str) -> bool:
    """Whether these keys read what was written under the keys of fingerprint ``wanted`` (newer ones
    may have been put in front since) and give the same keyed hashes."""
    here, there = fingerprint(text).split(","), wanted.split(",")
    return set(there) <= set(here) and here[-1] == there[-1]


class EncryptedTextField(models.TextField):
    """Text that is encrypted in the database. It cannot be searched or sorted; empty stays
    empty."""

    def get_prep_value(self, value: Any) -> Any:
        value = super().get_prep_value(value)
        return encrypt(value) if value else value

    def from_db_value(
        self, value: str | None, _expression: object, _connection: object
    ) -> str | None:
        return decrypt(value) if value else value
