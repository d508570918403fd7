"""Home: how many hours this month, what next, and whatever the apps above add."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from lms.accounts.roles import Role
from lms.core import places
from lms.core.prepared import prepared
from lms.learning.completion import next_lesson
from lms.learning.glance import glance
from lms.learning.my_hours import latest_entries
from lms.learning.notes import notes_for
from lms.learning.standing import call_of, standing_of
from lms.learning.views.learner_frame import for_learners, person
from lms.messaging.filling import unread
from lms.messaging.models import Message

MOST_MESSAGES = 3


@never_cache
@login_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The home of offenders and guardians; others go to theirs."""
    user = person(request)
    if user.role == Role.GUARDIAN:
        return render(request, "learning/home_guardian.html", _news(user))
    if not user.is_offender:
        return redirect(places.home_of(user) or "/")
    return render(request, "learning/home.html", _study(user))


@for_learners
@require_safe
def study(request: HttpRequest) -> HttpResponse:
    """The study home of whoever works at a desk; an offender's is the home itself."""
    user = person(request)
    if user.is_offender:
        return redirect("learning:home")
    return render(request, "learning/home.html", _study(user))


def _study(user: Any) -> dict[str, Any]:
    standing = standing_of(user)
    return {
        "standing": standing,
        "glance": glance(standing),
        "next": next_lesson(user),
        "entries": latest_entries(user),
        "call": call_of(user),
        **_news(user),
    }


def _news(user: Any) -> dict[str, Any]:
    found = _unread(recipient=user.pk) if unread(user) else []
    return {
        "unread": found,
        "more_unread": unread(user) > MOST_MESSAGES,
        "notes": notes_for(user),
    }


@prepared
def _unread(recipient: UUID) -> Any:
    waiting = Message.objects.filter(recipient=recipient).unread()
    return waiting.values_list("pk", "subject", "created_at")[:MOST_MESSAGES]
