"""What is known about the request that is being answered: for logs, audit and pages."""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest


@dataclass
class RequestInfo:
    """Set by `lms.core.middleware.RequestContextMiddleware`; ``user`` is lazy."""

    request_id: str = ""
    address: str = ""
    agent: str = ""
    request: HttpRequest | None = None


LARGE_COOKIE = "xinlu_large"
current: ContextVar[RequestInfo | None] = ContextVar("xinlu_request", default=None)


def info() -> RequestInfo:
    """The current request's facts; empty ones outside a request."""
    return current.get() or RequestInfo()


def actor() -> Any:
    """The signed-in person behind the current request, or None."""
    request = info().request
    user = getattr(request, "user", None) if request else None
    return user if user is not None and user.is_authenticated else None


def page(request: HttpRequest) -> dict[str, Any]:
    """Context processor: what every template may read, asked only where it is used.

    ``frame`` is the template that a page for everybody extends: ``{% extends frame %}``.
    """
    return {"large_type": lambda: large_type(request), "frame": lambda: frame(request)}


def large_type(request: HttpRequest) -> bool:
    """What this device has chosen; else what is set for the person."""
    chosen = request.COOKIES.get(LARGE_COOKIE)
    if chosen in ("0", "1"):
        return chosen == "1"
    return bool(getattr(getattr(request, "user", None), "large_type", False))


def frame(request: HttpRequest) -> str:
    """Desk for staff, phone for learners, a plain sheet for strangers."""
    user: Any = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return "core/plain.html"
    return "core/desk.html" if user.is_desk else "core/phone.html"
