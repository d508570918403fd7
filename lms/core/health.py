"""``/healthz``: the process is up. ``/readyz``: what it needs can be reached, part by part."""

from __future__ import annotations

import logging
import os
import tempfile
from collections.abc import Callable

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

logger = logging.getLogger(__name__)
Check = Callable[[], None]


def database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def broker() -> None:
    """The folder can be written to, or the server accepts a connection."""
    if settings.CELERY_BROKER_URL.startswith("filesystem"):
        folder = settings.BROKER_FOLDER / "queue"
        os.makedirs(folder, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return
    from celery import current_app

    with current_app.connection_for_write() as link:
        link.ensure_connection(max_retries=1, timeout=2)


def search() -> None:
    """Search is answered by the main database until a search service is set up."""
    database()


PARTS: dict[str, Check] = {"database": database, "broker": broker, "search": search}


@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    return JsonResponse({"status": "ok"})


@never_cache
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """503 when a part cannot be reached; details go to the log, not to strangers."""
    parts = states()
    ready = all(state == "ok" for state in parts.values())
    body = {"status": "ok" if ready else "unavailable", "parts": parts}
    return JsonResponse(body, status=200 if ready else 503)


class HealthMiddleware:
    """Answers probes before anything else looks at them: they come by the machine's address, not by
    the name of a host that is served, and over HTTP."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.views = {"/healthz": healthz, "/readyz": readyz}

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.views.get(request.path_info, self.get_response)(request)


def states() -> dict[str, str]:
    """Each part: ``ok`` or ``unavailable``."""
    return {name: _state(name, check) for name, check in PARTS.items()}


def _state(name: str, check: Check) -> str:
    try:
        check()
    except Exception:
        logger.warning("not ready: %s", name, exc_info=True)
        return "unavailable"
    return "ok"
