"""Idle time-out, one session per offender, forced password change, second factor where it is
needed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import BACKEND_SESSION_KEY, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from lms.accounts import activity
from lms.core.api import problem
from lms.core.clock import now

SEEN = "seen"
SECOND_FACTOR = "second_factor"
SINGLE_SIGN_ON = "lms.accounts.oidc.SingleSignOn"
WRITE_EVERY = timedelta(minutes=1)
FREE = (
    "/sign-in/", "/sign-out/", "/healthz", "/readyz", "/static/", "/language/", "/large-type/",
    "/recover/", "/activate/", "/oidc/",
)  # fmt: skip
BEATS = "/api/v1/study/"
PROGRESS = "/progress/"
"""A bar asks by itself, whether somebody looks or not."""


class AccountMiddleware:
    """What holds for every request of somebody who is signed in. No query of its own."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        path = request.path
        if path.startswith(FREE) or not request.user.is_authenticated:
            return self.get_response(request)
        if ended := self._why_ended(request):
            return self._end(request, ended)
        step = unfinished(request)
        if step and not path.startswith(step[0]):
            return self._finish_first(request, *step)
        return self.get_response(request)

    def _why_ended(self, request: HttpRequest) -> str:
        user: Any = request.user
        if user.is_offender and user.session_key not in ("", request.session.session_key):
            return _("You have signed in on another device. This one was signed out.")
        if self._is_idle(request):
            return _("You were signed out because nothing happened for a while.")
        return ""

    def _is_idle(self, request: HttpRequest) -> bool:
        """Compare with the stamp in the session, written at most once a minute; beats count through
        `activity` and write none."""
        moment = now()
        seen = request.session.get(SEEN)
        last = datetime.fromisoformat(seen) if seen else moment
        user: Any = request.user
        limit = settings.IDLE_SECONDS_STAFF if user.is_desk else settings.IDLE_SECONDS
        if (moment - last).total_seconds() > limit:
            last = max(last, activity.last_seen(user) or last)
            if (moment - last).total_seconds() > limit:
                return True
        # A clock that was set back must not keep a session alive for ever.
        stale = not seen or abs(moment - datetime.fromisoformat(seen)) >= WRITE_EVERY
        by_itself = request.path.startswith(BEATS) or request.path.endswith(PROGRESS)
        if stale and not by_itself:
            request.session[SEEN] = moment.isoformat()
        return False

    def _end(self, request: HttpRequest, sentence: str) -> HttpResponse:
        logout(request)
        if request.path.startswith("/api/"):
            return problem(401, "signed_out", sentence)
        messages.info(request, sentence)
        back = request.get_full_path() if request.method == "GET" else ""
        return _to(request, settings.LOGIN_URL + (f"?{urlencode({'next': back})}" if back else ""))

    def _finish_first(self, request: HttpRequest, address: str, code: str) -> HttpResponse:
        if request.path.startswith("/api/"):
            return problem(403, code, _("Please finish signing in first."))
        return _to(request, address)


def _to(request: HttpRequest, address: str) -> HttpResponse:
    """Send the whole page there, also when htmx asked for a part of it only."""
    if request.headers.get("HX-Request"):
        response = HttpResponse(status=204)
        response["HX-Redirect"] = address
        return response
    return redirect(address)


def unfinished(request: HttpRequest) -> tuple[str, str] | None:
    """Where the person must go before anything else, and the API's code for it; None when nowhere.
    The second factor comes first: a stolen password alone does not change the password."""
    if needs_second_factor(request):
        return "/second-factor/", "second_factor_required"
    if must_change_password(request):
        return "/password/", "password_change_required"
    return None


def must_change_password(request: HttpRequest) -> bool:
    """A first or an outdated password. Somebody who came by single sign-on uses none here."""
    if request.session.get(BACKEND_SESSION_KEY) == SINGLE_SIGN_ON:
        return False
    user: Any = request.user
    return bool(user.must_change_password or user.password_is_outdated)


def needs_second_factor(request: HttpRequest) -> bool:
    """Whether the role or the person's own choice asks for a second factor that this session has
    not shown yet."""
    user: Any = request.user
    wanted = user.role in settings.SECOND_FACTOR_ROLES or request.session.get(SECOND_FACTOR)
    return bool(wanted) and not user.is_verified()
