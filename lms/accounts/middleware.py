"""Idle time-out, one session per offender, forced password change, second factor where a role needs
it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, cast

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from lms.accounts import activity
from lms.core.clock import now

if TYPE_CHECKING:
    from lms.accounts.models import User

SEEN = "seen"
WRITE_EVERY = timedelta(minutes=1)
FREE = (
    "/sign-in/",
    "/sign-out/",
    "/healthz",
    "/readyz",
    "/static/",
    "/language/",
    "/recover/",
    "/activate/",
)
WHILE_FORCED = (*FREE, "/password/", "/second-factor/")
BEATS = "/api/v1/study/"


class AccountMiddleware:
    """What holds for every request of somebody who is signed in. No query of its own."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        path = request.path
        if path.startswith(FREE) or not request.user.is_authenticated:
            return self.get_response(request)
        user = request.user
        if (
            user.is_offender
            and user.session_key
            and user.session_key != request.session.session_key
        ):
            return self._end(
                request, _("You have signed in on another device. This one was signed out.")
            )
        if self._is_idle(request):
            return self._end(
                request, _("You were signed out because nothing happened for a while.")
            )
        if user.must_change_password and not path.startswith(WHILE_FORCED):
            return self._refuse(request, "/password/", "password_change_required")
        if not path.startswith(WHILE_FORCED) and needs_second_factor(request):
            return self._refuse(request, "/second-factor/", "second_factor_required")
        return self.get_response(request)

    def _is_idle(self, request: HttpRequest) -> bool:
        """Compare with the stamp in the session, written at most once a minute; beats count through
        `activity` and write none."""
        moment = now()
        seen = request.session.get(SEEN)
        last = datetime.fromisoformat(seen) if seen else moment
        user = cast("User", request.user)
        limit = settings.IDLE_SECONDS_STAFF if user.is_desk else settings.IDLE_SECONDS
        if (moment - last).total_seconds() > limit:
            last = max(last, activity.last_seen(user) or last)
            if (moment - last).total_seconds() > limit:
                return True
        # A clock that was set back must not keep a session alive for ever.
        stale = not seen or abs(moment - datetime.fromisoformat(seen)) >= WRITE_EVERY
        if stale and not request.path.startswith(BEATS):
            request.session[SEEN] = moment.isoformat()
        return False

    def _end(self, request: HttpRequest, sentence: str) -> HttpResponse:
        logout(request)
        if request.path.startswith("/api/"):
            return _problem(401, sentence, "signed_out")
        messages.info(request, sentence)
        return redirect(
            f"{settings.LOGIN_URL}?next={request.path}"
            if request.method == "GET"
            else settings.LOGIN_URL
        )

    def _refuse(self, request: HttpRequest, address: str, code: str) -> HttpResponse:
        if request.path.startswith("/api/"):
            return _problem(403, _("Please finish signing in first."), code)
        return redirect(address)


def needs_second_factor(request: HttpRequest) -> bool:
    """Whether the person's role asks for a second factor that this session has not shown yet."""
    user = cast(Any, request.user)  # django_otp adds is_verified
    if not settings.SECOND_FACTOR_ROLES or user.role not in settings.SECOND_FACTOR_ROLES:
        return False
    return not user.is_verified()


def _problem(status: int, detail: str, code: str) -> HttpResponse:
    body = {
        "type": f"urn:xinlu:{code}",
        "title": code,
        "status": status,
        "detail": detail,
        "errors": [],
    }
    return JsonResponse(body, status=status, content_type="application/problem+json")
