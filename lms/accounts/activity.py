"""Other signs that a person is there, besides page requests: a study beat writes no web session."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

_sources: list[Callable[[Any], datetime | None]] = []


def register(source: Callable[[Any], datetime | None]) -> None:
    """``source(user)`` tells when the person was last seen there; asked only when a session looks
    idle."""
    if source not in _sources:
        _sources.append(source)


def last_seen(user: Any) -> datetime | None:
    """The latest moment that any source knows; None when none does."""
    moments = [moment for source in _sources if (moment := source(user))]
    return max(moments, default=None)
