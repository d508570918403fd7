"""The code at the door of a group class.

On a screen it changes every half minute, so that a photograph that somebody sends to a friend is
worth nothing a minute later. The code on paper stays the same; it exists only for a class whose
officer has printed it, since nobody can work it out from the others. Pure: no ORM.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from datetime import datetime

WINDOW = 30
"""So many seconds a code on the screen is shown; it is taken for as long again."""
PAPER = "paper"


def new_key() -> str:
    """43 characters that nobody guesses."""
    return secrets.token_urlsafe(32)


def code_at(key: str, moment: datetime) -> str:
    """What the screen shows at that moment: 16 characters."""
    return _sign(key, str(_window(moment)))


def paper_code(key: str) -> str:
    return _sign(key, PAPER)


def is_good(key: str, code: str, moment: datetime) -> bool:
    """Whether ``code`` is shown now, was shown until a moment ago, or stands on paper."""
    window = _window(moment)
    known = (str(window), str(window - 1), PAPER)
    given = code.encode()
    return any(hmac.compare_digest(_sign(key, one).encode(), given) for one in known)


def _window(moment: datetime) -> int:
    return int(moment.timestamp()) // WINDOW


def _sign(key: str, what: str) -> str:
    digest = hmac.new(key.encode(), what.encode(), hashlib.sha256).digest()
    return base64.b32encode(digest[:10]).decode().lower()
