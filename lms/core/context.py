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
    """Context processor: what every template may read. No query."""
    return {"large_type": request.COOKIES.get("xinlu_large") == "1"}
