"""Alerts: the list, and one of them: say that one is at it, write what was done."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from lms.accounts.permissions import Permission
from lms.accounts.views.frame import needs, person, show
from lms.core import audit, lists
from lms.scoring import waiting
from lms.scoring.actions.activities import crisis
from lms.scoring.activities.forms import OutcomeForm
from lms.scoring.models import CrisisAlert
from lms.scoring.tables.activities import AlertsTable
from lms.scoring.views.activities.staff_frame import PAGE, alerts_of, row_or_404

sees_alerts = needs(Permission.VIEW_TOOL_RESULTS)


@never_cache
@sees_alerts
@require_http_methods(PAGE)
def alerts(request: HttpRequest) -> HttpResponseBase:
    return lists.show(request, AlertsTable)


@never_cache
@sees_alerts
@require_http_methods(PAGE)
def alert(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Who it is, the way to the answers, and what was done. Every look is logged."""
    user = person(request)
    rows = alerts_of(user).select_related(
        "offender__user", "offender__office", "offender__officer", "acknowledged_by", "tool_result"
    )
    found: CrisisAlert = row_or_404(rows.defer("tool_result__answers"), pk)
    if "acknowledge" in request.POST:
        crisis.acknowledge(by=user, alert=found)
        waiting.forget(user)
        messages.success(request, _("Noted: you are at it. Nobody else is called any more."))
        return redirect("scoring:alert", pk)
    form = OutcomeForm(request.POST if request.method == "POST" else None)
    if form.carries_out(lambda: crisis.note_outcome(by=user, alert=found, **form.cleaned_data)):
        messages.success(request, _("What was done is kept."))
        return redirect("scoring:alert", pk)
    if request.method != "POST":
        audit.look_up(found.offender, what="alert", actor=user)
    return show(request, "scoring/activities/alert.html", form, alert=found)
