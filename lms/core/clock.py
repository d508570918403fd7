"""The server's clock: the only one that counts for credit.

``XINLU_TEST_CLOCK`` names a file with an offset in seconds, so that tests move time instead of
waiting. Production refuses it (lms/core/checks.py).
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings

_last_read = timedelta()
"""What the file said last: it may be empty for the moment in which somebody writes it."""


def _offset() -> timedelta:
    global _last_read  # noqa: PLW0603 - one file, one process-wide reading of it
    try:
        text = Path(settings.TEST_CLOCK).read_text(encoding="utf-8")
        _last_read = timedelta(seconds=float(text))
    except (OSError, ValueError, OverflowError):
        pass
    return _last_read


def _now() -> datetime:
    moment = datetime.now(UTC)
    return moment + _offset() if settings.TEST_CLOCK else moment


def now() -> datetime:
    """This moment, aware, in UTC."""
    return _now()
