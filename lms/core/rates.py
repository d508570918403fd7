"""How often something may be asked for: counted in the cache, per minute.

With the memory of each process as cache every process counts for itself (xinlu.W016 says so).
"""

from __future__ import annotations

import hashlib
import time

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.translation import gettext as _

from lms.core.errors import TooOften

WINDOW = 60


def take(name: str, *, most: int) -> None:
    """Count one request under ``name``. Raises `TooOften` with the seconds until the next minute
    once there were ``most`` in this one."""
    passed = time.time()
    window, left = int(passed // WINDOW), WINDOW - int(passed % WINDOW)
    key = f"rate:{hashlib.sha256(name.encode()).hexdigest()}:{window}"
    cache.add(key, 0, WINDOW * 2)
    if cache.incr(key) > most:
        sentence = _("Too many requests. Please try again in %(n)d seconds.") % {"n": left}
        raise TooOften(sentence, retry_after=left, code="too_often")


def take_for(request: HttpRequest) -> None:
    """Count a request of the API for its token, else for the person: ``XINLU_API_RATE`` a
    minute."""
    scheme, _space, token = request.headers.get("Authorization", "").partition(" ")
    name = token.strip() if scheme.lower() == "bearer" else f"user {request.user.pk}"
    take(name, most=settings.API_RATE)
