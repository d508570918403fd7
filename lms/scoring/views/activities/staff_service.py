"""Public-benefit activities: the list, offering one, the hours that were done."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from lms.accounts.actions.checks import refused
from lms.accounts.views.frame import person, posted, show
from lms.core import lists
from lms.core.clock import now
from lms.core.months import Month, local_day
from lms.scoring.actions.activities import service
from lms.scoring.activities.forms import CancelForm, ServiceForm
from lms.scoring.models import ServiceEvent
from lms.scoring.tables.activities import EventsTable
from lms.scoring.views.activities.staff_frame import (
    PAGE,
    holders,
    keeps_activities,
    only_one,
    row_or_404,
)


@never_cache
@keeps_activities
@require_http_methods(PAGE)
def event_list(request: HttpRequest) -> HttpResponseBase:
    return lists.show(request, EventsTable, "scoring/activities/events.html")


@never_cache
@keeps_activities
@require_http_methods(PAGE)
def new(request: HttpRequest) -> HttpResponse:
    user = person(request)
    places = holders(user)
    initial = {"organisation": only_one(places)}
    form = ServiceForm(posted(request), places=places, initial=initial)
    if form.carries_out(lambda: service.offer_event(by=user, **form.values())):
        messages.success(request, _("The activity is offered. People can sign up now."))
        return redirect("scoring:service_event", form.result.pk)
    return show(request, "scoring/activities/event_new.html", form)


@never_cache
@keeps_activities
@require_http_methods(PAGE)
def event(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Who signed up; after it began, the hours of each."""
    held = _mine(request, pk)
    rows = held.signups.filter(withdrawn_at=None).select_related(
        "offender__user", "offender__office"
    )
    signups = list(rows.order_by("offender__code"))
    if request.method == "POST":
        hours = {one.offender_id: _hours(request, one.offender_id) for one in signups}
        late = request.POST.get("late") == "on"
        service.note_hours(by=person(request), event=held, hours=hours, late=late)
        messages.success(request, _("The hours are kept. They count now."))
        return redirect("scoring:service_event", pk)
    context = {
        "event": held,
        "signups": signups,
        "begun": held.starts_at <= now(),
        "is_open": not (held.closed_at or held.cancelled_at),
        "maybe_late": Month.of(local_day(held.starts_at)) < Month.current(),
    }
    return render(request, "scoring/activities/event.html", context)


@never_cache
@keeps_activities
@require_http_methods(PAGE)
def cancel(request: HttpRequest, pk: UUID) -> HttpResponse:
    held = _mine(request, pk)
    form = CancelForm(posted(request), why=_("It stays in the records."))
    if form.carries_out(
        lambda: service.cancel_event(
            by=person(request), event=held, reason=form.cleaned_data["reason"]
        )
    ):
        messages.success(request, _("The activity is cancelled. Who signed up is told."))
        return redirect("scoring:service_events")
    context = {"held": held, "title": _("Cancel this activity")}
    return show(request, "scoring/activities/class_cancel.html", form, **context)


def _hours(request: HttpRequest, offender: UUID) -> Decimal:
    given = request.POST.get(f"hours-{offender}", "").strip().replace("，", ".").replace(",", ".")
    try:
        found = Decimal(given or "-1")
    except InvalidOperation:
        found = Decimal(-1)
    if not found.is_finite() or found < 0:
        raise refused("hours", _("Please give the hours of every person."), code="people")
    return found


def _mine(request: HttpRequest, pk: UUID) -> Any:
    rows = ServiceEvent.objects.visible_to(person(request)).select_related("organisation")
    return row_or_404(rows, pk)
