"""What waits: alerts, reports, requests, classes and activities whose roster is open."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from lms.accounts.permissions import Permission
from lms.accounts.views.frame import person
from lms.accounts.views.person import file_of
from lms.core.clock import now
from lms.scoring.activities.queues import queues_of
from lms.scoring.views.activities.staff_frame import keeps_activities

SHOWN = 20


@never_cache
@keeps_activities
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    context = {"queues": queues_of(person(request)), "now": now()}
    return render(request, "scoring/activities/staff_home.html", context)


@never_cache
@login_required
@require_safe
def of_person(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One person's activities, with what was said in talks: the look is logged."""
    offender = file_of(request, pk, Permission.RECORD_CONDUCT, "activities")
    places = offender.classes.select_related("group_class").order_by("-group_class__starts_at")
    services = offender.services.filter(withdrawn_at=None).select_related("event")
    context = {
        "offender": offender,
        "talks": offender.talks.select_related("held_by")[:SHOWN],
        "reports": offender.reflections.defer("text").select_related("decided_by")[:SHOWN],
        "requests": offender.requests.select_related("decided_by")[:SHOWN],
        "places": places[:SHOWN],
        "services": services.order_by("-event__starts_at")[:SHOWN],
    }
    return render(request, "scoring/activities/staff_person.html", context)
