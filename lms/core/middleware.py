"""Request id and facts for logs and audit; refusals of actions as pages or problem documents."""

from __future__ import annotations

import logging
import re
import time
import uuid
from collections.abc import Callable
from ipaddress import ip_address

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme

from lms.core import context
from lms.core.clock import now
from lms.core.errors import DomainError, TooOften

logger = logging.getLogger("xinlu.request")
GOOD_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")
Respond = Callable[[HttpRequest], HttpResponse]


def client_address(request: HttpRequest) -> str:
    """The client's address; X-Forwarded-For counts only as far as proxies of ours wrote it."""
    proxies = settings.TRUSTED_PROXIES
    forwarded = [
        p.strip() for p in request.headers.get("X-Forwarded-For", "").split(",") if p.strip()
    ]
    given = forwarded[-proxies] if proxies and len(forwarded) >= proxies else ""
    return _address(given) or _address(request.META.get("REMOTE_ADDR") or "")


def _address(text: str) -> str:
    """An address that the database takes (no zone, no port), else nothing."""
    try:
        return str(ip_address(text.partition("%")[0]))
    except ValueError:
        return ""


class RequestContextMiddleware:
    """Outermost: sets the facts of the request, answers with its id, logs one line per request."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.headers.get("X-Request-ID", "")
        request_id = given if GOOD_ID.fullmatch(given) else uuid.uuid4().hex
        facts = context.RequestInfo(
            request_id=request_id,
            address=client_address(request),
            agent=request.headers.get("User-Agent", "")[:200],
            request=request,
        )
        token = context.current.set(facts)
        began = time.perf_counter()
        try:
            response = self.get_response(request)
            self._log(request, response, began)
        finally:
            context.current.reset(token)
        response["X-Request-ID"] = request_id
        if request.path.startswith("/api/"):
            response["X-Now"] = now().isoformat()  # clients count down by the server's clock
        return response

    def _log(self, request: HttpRequest, response: HttpResponse, began: float) -> None:
        """One line; never the query string (it may hold a name that was searched for)."""
        if logger.isEnabledFor(logging.INFO) and not request.path.startswith("/static/"):
            logger.info(
                "request",
                extra={
                    "method": request.method,
                    "path": request.path,
                    "status": response.status_code,
                    "ms": round((time.perf_counter() - began) * 1000, 1),
                },
            )


class DomainErrorMiddleware:
    """What an action refuses becomes a page with its sentence and status.

    A form that was sent from a page of ours goes back to it with the message, so nobody loses their
    place.
    """

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, DomainError):
            return None
        if request.path.startswith("/api/"):
            from lms.core.api import problem_of

            return problem_of(error)
        back = request.headers.get("Referer", "")
        if request.method == "POST" and error.status in (409, 422) and _is_ours(request, back):
            sentences = [s for texts in error.fields.values() for s in texts]
            messages.error(request, " ".join([str(error), *sentences]))
            return redirect(back)
        response = render(
            request,
            "core/error.html",
            {"message": str(error), "status": error.status, "fields": error.fields},
            status=error.status,
        )
        if isinstance(error, TooOften):
            response["Retry-After"] = str(error.retry_after)
        return response


def _is_ours(request: HttpRequest, address: str) -> bool:
    hosts = {request.get_host()}
    return bool(address) and url_has_allowed_host_and_scheme(address, hosts, request.is_secure())
