"""Start-up checks: production refuses to start on an unsafe setting, with a line that says
which."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register

from lms.core.crypto import BadKey, parse_keys

NEW_KEY = (
    "python3 -c 'import os, base64; print(\"k1:\" + base64.b64encode(os.urandom(32)).decode())'"
)
LEAST_AUDIT_DAYS = 183
"""网安法 §21: logs are kept for at least six months."""


@register()
def keys_are_usable(**_kwargs: Any) -> list[CheckMessage]:
    if not settings.FIELD_ENCRYPTION_KEY:
        hint = f"Make one: {NEW_KEY}"
        return [Error("FIELD_ENCRYPTION_KEY is not set.", hint=hint, id="xinlu.E001")]
    try:
        parse_keys(settings.FIELD_ENCRYPTION_KEY)
    except BadKey as error:
        return [Error(f"FIELD_ENCRYPTION_KEY: {error}.", id="xinlu.E002")]
    return []


@register()
def audit_is_kept(**_kwargs: Any) -> list[CheckMessage]:
    if settings.AUDIT_DAYS < LEAST_AUDIT_DAYS:
        text = f"XINLU_AUDIT_DAYS must be at least {LEAST_AUDIT_DAYS} (six months)."
        return [Error(text, id="xinlu.E003")]
    return []


@register()
def production_is_safe(**_kwargs: Any) -> list[CheckMessage]:
    """Only with XINLU_ENV=production."""
    if not settings.PRODUCTION:
        return []
    faults: list[CheckMessage] = []
    if len(settings.SECRET_KEY) < 50:
        faults.append(Error("SECRET_KEY must have at least 50 characters.", id="xinlu.E010"))
    if settings.DEBUG:
        faults.append(Error("XINLU_DEBUG must be off: it shows data on errors.", id="xinlu.E011"))
    if not settings.ALLOWED_HOSTS or "*" in settings.ALLOWED_HOSTS:
        faults.append(Error("ALLOWED_HOSTS must name the hosts that are served.", id="xinlu.E012"))
    if settings.TEST_CLOCK:
        faults.append(
            Error("XINLU_TEST_CLOCK moves the clock of credit: unset it.", id="xinlu.E013")
        )
    if not settings.SESSION_COOKIE_SECURE:
        text = "XINLU_HTTPS=1 is needed: without it passwords cross the network in the clear."
        faults.append(Error(text, id="xinlu.E014"))
    if settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"):
        text = "SQLite serves one small county; DATABASE_URL names a PostgreSQL for more."
        faults.append(Warning(text, id="xinlu.W015"))
    if settings.CACHES["default"]["BACKEND"].endswith("LocMemCache"):
        text = "CACHE_URL is not set: request limits are counted per process."
        faults.append(Warning(text, id="xinlu.W016"))
    return faults
