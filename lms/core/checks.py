"""Start-up checks: production refuses to start on an unsafe setting, with a line that says
which."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register

from lms.core.crypto import BadKey, parse_keys

NEW_KEY = (
    "python3 -c 'import os, base64; print(\"k1:\" + base64.b64encode(os.urandom(32)).decode())'"
)
TAG = "xinlu"
"""What every process goes through before it does anything (lms/config/checks.py)."""
LEAST_AUDIT_DAYS = 183
"""网安法 §21: logs are kept for at least six months."""


@register(TAG)
def keys_are_usable(**_kwargs: Any) -> list[CheckMessage]:
    if not settings.FIELD_ENCRYPTION_KEY:
        text = "FIELD_ENCRYPTION_KEY is not set."
        return [Error(text, hint=f"Make one: {NEW_KEY}", id="xinlu.E001")]
    try:
        keys = parse_keys(settings.FIELD_ENCRYPTION_KEY)
    except BadKey as error:
        return [Error(f"FIELD_ENCRYPTION_KEY: {error}.", id="xinlu.E002")]
    if any(len(set(raw)) < 8 for _name, raw in keys):
        text = "FIELD_ENCRYPTION_KEY: a key must be drawn at random."
        return [Error(text, hint=f"Make one: {NEW_KEY}", id="xinlu.E002")]
    return []


@register(TAG)
def audit_is_kept(**_kwargs: Any) -> list[CheckMessage]:
    if settings.AUDIT_DAYS < LEAST_AUDIT_DAYS:
        text = f"XINLU_AUDIT_DAYS must be at least {LEAST_AUDIT_DAYS} (six months)."
        return [Error(text, id="xinlu.E003")]
    return []


@register(TAG)
def production_is_safe(**_kwargs: Any) -> list[CheckMessage]:
    """Only with XINLU_ENV=production."""
    return [*_unsafe(), *_unwise()] if settings.PRODUCTION else []


def _unsafe() -> Iterator[CheckMessage]:
    """What production does not start with."""
    if len(settings.SECRET_KEY) < 50 or len(set(settings.SECRET_KEY)) < 10:
        yield Error("SECRET_KEY must be at least 50 characters, at random.", id="xinlu.E010")
    if settings.DEBUG:
        yield Error("XINLU_DEBUG must be off: it shows data on errors.", id="xinlu.E011")
    if not settings.ALLOWED_HOSTS or any("*" in host for host in settings.ALLOWED_HOSTS):
        yield Error("ALLOWED_HOSTS must name the hosts that are served.", id="xinlu.E012")
    if settings.TEST_CLOCK:
        yield Error("XINLU_TEST_CLOCK moves the clock of credit: unset it.", id="xinlu.E013")
    if not settings.SESSION_COOKIE_SECURE:
        text = "XINLU_HTTPS=1 is needed: without it passwords cross the network in the clear."
        yield Error(text, id="xinlu.E014")
    if Path(settings.VAR).stat().st_mode & 0o002:
        text = "XINLU_VAR can be written to by everybody: chmod o-w it."
        yield Error(text, id="xinlu.E017")


def _unwise() -> Iterator[CheckMessage]:
    """What production starts with, saying so."""
    if settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"):
        text = "SQLite serves one small county; DATABASE_URL names a PostgreSQL for more."
        yield Warning(text, id="xinlu.W015")
    if settings.CACHES["default"]["BACKEND"].endswith("LocMemCache"):
        text = "CACHE_URL is not set: request limits are counted per process."
        yield Warning(text, id="xinlu.W016")
    if not settings.TRUSTED_PROXIES:
        text = "XINLU_TRUSTED_PROXIES is 0: behind a proxy everybody seems to come from it."
        yield Warning(text, id="xinlu.W018")
    if not settings.SECOND_FACTOR_ROLES:
        text = "XINLU_SECOND_FACTOR_ROLES is empty: level 3 of GB/T 22239 wants two factors."
        yield Warning(text, id="xinlu.W019")
