"""The server's clock: the only one that counts for credit.

``XINLU_TEST_CLOCK`` names a file with an offset in seconds, so that tests move time instead of
waiting. Production refuses it (lms/core/checks.py).
"""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta

from django.conf import settings

_seen: tuple[float, float] = (0.0, 0.0)
"""When the offset file was last changed, and the offset it held."""


def _offset() -> float:
    global _seen  # noqa: PLW0603 - one file, one process-wide reading of it
    try:
        changed = os.stat(settings.TEST_CLOCK).st_mtime_ns
        if changed != _seen[0]:
            with open(settings.TEST_CLOCK, encoding="utf-8") as file:
                _seen = (changed, float(file.read().strip() or 0))
    except (OSError, ValueError):
        return _seen[1]
    return _seen[1]


def _now() -> datetime:
    if settings.TEST_CLOCK:
        return datetime.now(UTC) + timedelta(seconds=_offset())
    return datetime.now(UTC)


def now() -> datetime:
    """This moment, aware, in UTC."""
    return _now()
