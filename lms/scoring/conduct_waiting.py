"""How many heavy records wait for this person as the second one. Asked on every page of the desk,
so the answer is kept for a minute."""

from __future__ import annotations

from typing import Any

from django.core.cache import cache

from lms.accounts.permissions import Permission
from lms.scoring.models import ConductRecord

KEPT = 60


def waiting_for(user: Any) -> Any:
    """Those that ``user`` may decide: not their own entries, not their own file."""
    rows = ConductRecord.objects.looked_after_by(user, Permission.CONFIRM_CONDUCT)
    return rows.waiting().exclude(recorded_by=user.pk)


def count_for(user: Any) -> int:
    return int(cache.get_or_set(_key(user), lambda: waiting_for(user).count(), KEPT) or 0)


def forget(user: Any) -> None:
    cache.delete(_key(user))


def _key(user: Any) -> str:
    return f"scoring:conduct_waiting:{user.pk}"
