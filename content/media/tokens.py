"""Signed, expiring permissions to fetch files: what, who, until when, for which page's origin.

A token covers one file or one folder with all that is in it, so that a playlist's relative names
work under the same address. It is checked without a database.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from collections.abc import Iterable
from dataclasses import dataclass

_SIGNATURE_BYTES = 18
_PURPOSE = b"xinlu media address 1"


class BadToken(Exception):
    """The token is not ours, was changed, or its time is over (``expired``)."""

    def __init__(self, *, expired: bool = False) -> None:
        super().__init__("expired" if expired else "invalid")
        self.expired = expired


@dataclass(frozen=True)
class Pass:
    """``scope`` is a path below the media folder: a file, or a folder when it ends in ``/``.
    ``until`` is in seconds since 1970. ``origin`` may read the answer from a script (CORS)."""

    scope: str
    user: str
    until: int
    origin: str = ""


def seal(wanted: Pass, secret: str) -> str:
    """The token: letters, digits, ``-``, ``_`` and one dot."""
    body = "\n".join((wanted.scope, wanted.user, str(wanted.until), wanted.origin)).encode()
    return f"{_encoded(body)}.{_encoded(_signature(body, secret))}"


def unseal(token: str, secrets: Iterable[str], *, at: float) -> Pass:
    """What the token permits at that time (seconds since 1970). Raises `BadToken`."""
    try:
        body, signature = (_decoded(part) for part in token.split("."))
        scope, user, until, origin = body.decode().split("\n")
        found = Pass(scope, user, int(until), origin)
    except (ValueError, binascii.Error) as error:
        raise BadToken from error
    if not any(hmac.compare_digest(signature, _signature(body, secret)) for secret in secrets):
        raise BadToken
    if at >= found.until:
        raise BadToken(expired=True)
    return found


def _signature(body: bytes, secret: str) -> bytes:
    key = hmac.digest(secret.encode(), _PURPOSE, hashlib.sha256)
    return hmac.digest(key, body, hashlib.sha256)[:_SIGNATURE_BYTES]


def _encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _decoded(text: str) -> bytes:
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
