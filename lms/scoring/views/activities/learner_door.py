"""Signing in at the door of a group class.

The address in the code is opened by a phone's camera: whoever scans it while it is good gets a
cookie of a few minutes that says so, signs in if need be, and presses one button. So the sign-in
costs nobody the half minute in which a code is good, and the address without the cookie is worth
nothing to a friend.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from lms.accounts.views.frame import person
from lms.core.clock import now
from lms.core.errors import NotVisible
from lms.scoring.actions.activities import rosters
from lms.scoring.activities import door_codes
from lms.scoring.models import ClassAttendance, GroupClass
from lms.scoring.views.activities.learner_frame import PAGE, for_offenders

COOKIE = "xinlu_door"
SALT = "scoring.door"
GOOD_FOR = timedelta(minutes=10)
"""Long enough to sign in on an old phone."""


@never_cache
@require_safe
def scan(request: HttpRequest, pk: UUID, code: str) -> HttpResponse:
    """Open to everybody, like the door: it tells nothing and changes nothing."""
    response = redirect("scoring:check_in", pk)
    key = GroupClass.objects.open().filter(pk=pk).values_list("door_key", flat=True).first()
    if key is not None and door_codes.is_good(key, code, now()):
        ticket = signing.dumps({"class": str(pk), "at": now().timestamp()}, salt=SALT)
        response.set_cookie(
            COOKIE, ticket, max_age=int(GOOD_FOR.total_seconds()), httponly=True, samesite="Lax",
            secure=request.is_secure(),
        )  # fmt: skip
    return response


@for_offenders
@require_http_methods(PAGE)
def check_in(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The button "I am here"; without a good scan the page says to scan the code (again)."""
    scanned_at = _scanned(request, pk)
    if request.method == "POST" and scanned_at is not None:
        rosters.check_in(by=person(request), group_class=pk, scanned_at=scanned_at)
        response = redirect("scoring:check_in", pk)
        response.delete_cookie(COOKIE, samesite="Lax")
        return response
    places = ClassAttendance.objects.select_related("group_class")
    place = places.filter(offender=person(request).pk, group_class=pk).first()
    if place is None:
        sentence = _("You are not on the list of this class. Please speak to the officer.")
        raise NotVisible(sentence, code="roster")
    context = {"place": place, "scanned": scanned_at is not None}
    return render(request, "scoring/activities/check_in.html", context)


def _scanned(request: HttpRequest, pk: UUID) -> datetime | None:
    """When this browser scanned the code of that class, if that was a moment ago."""
    try:
        ticket = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT)
        at = datetime.fromtimestamp(ticket["at"], tz=now().tzinfo)
    except (signing.BadSignature, KeyError, TypeError, ValueError):
        return None
    is_fresh = timedelta(0) <= now() - at <= GOOD_FOR
    return at if is_fresh and ticket.get("class") == str(pk) else None
