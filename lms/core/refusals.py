"""Pages for what Django itself refuses: 400, 403, 404, 413, 500. The API answers problem documents.

None of them asks the database: a page that says that something is broken must not break.
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.csrf import requires_csrf_token

from lms.core.api import problem


def _answer(request: HttpRequest, status: int, code: str, sentence: str) -> HttpResponse:
    if request.path.startswith("/api/"):
        return problem(status, code, sentence)
    context = {"message": sentence, "status": status}
    body = render_to_string([f"{status}.html", "core/error.html"], context, request)
    return HttpResponse(body, status=status)


@requires_csrf_token
def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    if isinstance(exception, RequestDataTooBig):
        return _answer(request, 413, "too_large", _("What was sent is too large."))
    return _answer(request, 400, "bad_request", _("The server could not read what was sent."))


@requires_csrf_token
def denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _answer(request, 403, "denied", _("You do not have the right to do this."))


@requires_csrf_token
def missing(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _answer(request, 404, "not_found", _("This does not exist, or not for you."))


@requires_csrf_token
def csrf_failed(request: HttpRequest, reason: str = "", **_more: Any) -> HttpResponse:
    """The page was open too long, or in two windows with two accounts."""
    if request.path.startswith("/api/"):
        return denied(request)
    body = render_to_string("403_csrf.html", {"status": 403}, request)
    return HttpResponse(body, status=403)


@requires_csrf_token
def broken(request: HttpRequest) -> HttpResponse:
    """500: rendered without context processors, since any of them may be what broke."""
    sentence = _("Something went wrong on our side.")
    if request.path.startswith("/api/"):
        return problem(500, "server_error", sentence)
    return HttpResponse(render_to_string("500.html"), status=500)
