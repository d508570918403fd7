"""The code at the door: on a screen, anew every half minute; or on paper, where an officer prints
it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import segno
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from lms.accounts.views.frame import person
from lms.core import audit
from lms.core.clock import now
from lms.core.errors import Conflict
from lms.scoring.activities import door_codes
from lms.scoring.models import GroupClass
from lms.scoring.views.activities.staff_frame import keeps_activities, row_or_404

STOP_ASKING = 286
"""What htmx understands as the end of asking again and again."""


@never_cache
@keeps_activities
@require_safe
def screen(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The page that stands at the door; its code renews itself."""
    held = _open(request, pk)
    context = {"held": held, **_code(request, held)}
    return render(request, "scoring/activities/door.html", context)


@never_cache
@keeps_activities
@require_safe
def code(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The part of that page that changes. When the class is over it stops asking, so that a screen
    which was left alone is signed out like any other."""
    held = _mine(request, pk)
    if held.closed_at or held.cancelled_at or now() > held.ends_at:
        return HttpResponse(_("This class is over."), status=STOP_ASKING)
    return render(request, "scoring/activities/door_code.html", _code(request, held))


@never_cache
@keeps_activities
@require_safe
def paper(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A code that stays the same, to hang at the door. That it was printed is logged."""
    held = _open(request, pk)
    audit.record("scoring.class_code_printed", actor=request.user, target=held)
    context = {
        "held": held,
        "picture": _picture(request, held, door_codes.paper_code(held.door_key)),
    }
    return render(request, "scoring/activities/door_paper.html", context)


def _code(request: HttpRequest, held: GroupClass) -> dict[str, Any]:
    shown = door_codes.code_at(held.door_key, now())
    there = held.roster.filter(state="present").count()
    return {"held": held, "picture": _picture(request, held, shown), "there": there}


def _picture(request: HttpRequest, held: GroupClass, shown: str) -> SafeString:
    address = request.build_absolute_uri(reverse("scoring:door", args=[held.pk, shown]))
    drawn = segno.make(address, error="m").svg_inline(border=2, omitsize=True, svgclass="qr")
    return mark_safe(drawn)


def _mine(request: HttpRequest, pk: UUID) -> GroupClass:
    held: GroupClass = row_or_404(GroupClass.objects.visible_to(person(request)), pk)
    return held


def _open(request: HttpRequest, pk: UUID) -> GroupClass:
    held = _mine(request, pk)
    if held.closed_at or held.cancelled_at:
        raise Conflict(_("This class is over."), code="over")
    return held
