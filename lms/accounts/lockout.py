"""Lock-out after wrong passwords: django-axes counts, here is what it counts by and how long it
lasts.

Five failures lock the account for 15 minutes, whatever name or number was typed for it; many
failures over many accounts lock the address (a whole office may share one, so its limit is higher).
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from axes.helpers import get_cool_off
from axes.models import AccessAttempt
from django.conf import settings
from django.db.models import Max, Sum
from django.http import HttpRequest
from django.utils import timezone

from lms.accounts.models import User

LONGEST_NAME = 150


def account_name(request: HttpRequest | None, credentials: dict[str, Any] | None) -> str:
    """What failures are counted by: the account's user name. Somebody who types the telephone
    number, with or without spaces, tries the same account; unknown names are counted as they
    are."""
    typed = str((credentials or {}).get("username") or "")
    known: dict[str, str] = request.__dict__.setdefault("_account_names", {}) if request else {}
    if typed not in known:
        user = User.objects.by_name_or_phone(typed) if typed else None
        plain = typed.strip().casefold().replace("\0", "")
        known[typed] = user.get_username() if user else plain[:LONGEST_NAME]
    return known[typed]


def is_not_counted(_request: HttpRequest, credentials: dict[str, Any] | None) -> bool:
    """Single sign-on names no account here: its provider counts failures."""
    return not (credentials or {}).get("username")


def cool_off_seconds() -> int:
    return int((get_cool_off() or timedelta()).total_seconds())


def seconds_left(name: str) -> int:
    """How long the account is locked still, in seconds; 0 when it is not."""
    # axes keeps its own time, not lms.core.clock's.
    cool_off = get_cool_off() or timedelta()
    failures = AccessAttempt.objects.filter(
        username=name, attempt_time__gte=timezone.now() - cool_off
    ).aggregate(count=Sum("failures_since_start"), last=Max("attempt_time"))
    if (failures["count"] or 0) < settings.AXES_FAILURE_LIMIT:
        return 0
    return max(1, round((failures["last"] + cool_off - timezone.now()).total_seconds()))


def address_is_locked(address: str) -> bool:
    """Whether one address has failed at more accounts than a person mistypes."""
    cool_off = get_cool_off() or timedelta()
    failures = AccessAttempt.objects.filter(
        ip_address=address or None, attempt_time__gte=timezone.now() - cool_off
    ).aggregate(count=Sum("failures_since_start"))
    return (failures["count"] or 0) >= settings.ADDRESS_FAILURE_LIMIT


def forget(user: User) -> None:
    """Let the account sign in again at once."""
    AccessAttempt.objects.filter(username=user.get_username()).delete()
