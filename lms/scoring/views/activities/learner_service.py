"""Public-benefit activities: what is offered, sign up, withdraw."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Count, Exists, F, OuterRef, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from lms.accounts.models import Offender
from lms.accounts.views.frame import person
from lms.scoring.actions.activities import service
from lms.scoring.models import ServiceSignup
from lms.scoring.views.activities.learner_frame import for_offenders, my_file

SHOWN = 30
TAKEN = Count("signups", filter=Q(signups__withdrawn_at=None))


@for_offenders
@require_safe
def offered(request: HttpRequest) -> HttpResponse:
    offender = my_file(request)
    reason = service.why_not(offender)
    context = {
        "why_not": reason,
        "events": [] if reason else _events(offender),
        "done": _done(offender),
    }
    return render(request, "scoring/activities/my_service.html", context)


@for_offenders
@require_POST
def sign_up(request: HttpRequest, pk: UUID) -> HttpResponse:
    service.sign_up(by=person(request), event=pk)
    messages.success(request, _("You are signed up. Please be there on time."))
    return redirect("scoring:my_service")


@for_offenders
@require_POST
def withdraw(request: HttpRequest, pk: UUID) -> HttpResponse:
    service.withdraw(by=person(request), event=pk)
    messages.success(request, _("Your place is free for somebody else now."))
    return redirect("scoring:my_service")


def _events(offender: Offender) -> list[Any]:
    """With the places that are ``left`` and whether one is ``mine``."""
    own = ServiceSignup.objects.filter(event=OuterRef("pk"), offender=offender, withdrawn_at=None)
    events = service.offered_to(offender).select_related("organisation")
    return list(events.annotate(left=F("places") - TAKEN, mine=Exists(own))[:SHOWN])


def _done(offender: Offender) -> list[ServiceSignup]:
    rows = ServiceSignup.objects.filter(offender=offender, hours__gt=0).select_related("event")
    return list(rows.order_by("-event__starts_at")[:12])
