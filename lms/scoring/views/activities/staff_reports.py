"""Reflection reports: the queue, and reading one."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from lms.accounts.views.frame import person, posted, show
from lms.core import audit, lists
from lms.core.months import Month
from lms.scoring.actions.activities.reflections import accept_reflection, return_reflection
from lms.scoring.activities.forms import ReportDecisionForm
from lms.scoring.evidence import attaching
from lms.scoring.models import Reflection
from lms.scoring.tables.activities import ReportsTable
from lms.scoring.views.activities.staff_frame import (
    PAGE,
    keeps_activities,
    reports_of,
    row_or_404,
)


@never_cache
@keeps_activities
@require_http_methods(PAGE)
def queue(request: HttpRequest) -> HttpResponseBase:
    return lists.show(request, ReportsTable)


@never_cache
@keeps_activities
@require_http_methods(PAGE)
def report(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Read, then accept or return. Every look is logged."""
    rows = reports_of(request).select_related(
        "offender__user", "offender__office", "decided_by", "follows"
    )
    found: Reflection = row_or_404(rows, pk)
    form = ReportDecisionForm(posted(request))
    if Month.of(found.sent_at) >= Month.current():
        del form.fields["late"]  # that month is not locked yet
    accepts = request.POST.get("decision") == "accept"
    if form.carries_out(lambda: _decide(request, found, form, accepts)):
        said = _("The report is accepted.") if accepts else _("The report is returned.")
        messages.success(request, said)
        return redirect(_next(request) or "scoring:reports")
    if request.method != "POST":
        audit.look_up(found.offender, what="reflection", actor=request.user)
    context = {"report": found, "files": attaching.attached_to(found.pk)}
    return show(request, "scoring/activities/report.html", form, **context)


def _decide(
    request: HttpRequest, found: Reflection, form: ReportDecisionForm, accepts: bool
) -> Reflection:
    user, given = person(request), form.cleaned_data
    if accepts:
        return accept_reflection(by=user, reflection=found, late=given.get("late", False))
    return return_reflection(by=user, reflection=found, reason=given["reason"])


def _next(request: HttpRequest) -> str:
    """The one that has waited longest."""
    waiting = reports_of(request).filter(state="sent").order_by("sent_at")
    found = waiting.values_list("pk", flat=True).first()
    from django.urls import reverse

    return reverse("scoring:report", args=[found]) if found else ""
