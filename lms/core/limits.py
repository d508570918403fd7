"""How often somebody may ask: so many times in each window, counted in the cache."""

from __future__ import annotations

from typing import Any

from django.core.cache import cache
from django.utils.translation import gettext as _

from lms.core.clock import now
from lms.core.errors import TooOften


def take(who: Any, what: str, *, most: int, seconds: int = 60) -> None:
    """Count one request of ``who``. Raises `TooOften` beyond ``most`` in a window of ``seconds``,
    with how long it lasts. Where several processes share no cache, each counts for itself."""
    moment = int(now().timestamp())
    window = moment // seconds
    key = f"limit:{what}:{who}:{window}"
    cache.add(key, 0, seconds + 1)
    try:
        count = cache.incr(key)
    except ValueError:  # the window ended in between
        return
    if count > most:
        raise TooOften(
            _("Too many requests. Please wait a moment."),
            retry_after=seconds - moment % seconds, code="too_often",
        )  # fmt: skip
