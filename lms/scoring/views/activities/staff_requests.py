"""Requests for help, appointments and exemptions: the queue, and answering one."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from lms.accounts.views.frame import person, posted, show
from lms.core import audit, lists
from lms.scoring.actions.activities import requests as actions
from lms.scoring.activities import forms as activity_forms
from lms.scoring.evidence import attaching
from lms.scoring.models import HelpRequest
from lms.scoring.tables.activities import RequestsTable
from lms.scoring.views.activities.staff_frame import (
    PAGE,
    keeps_activities,
    requests_of,
    row_or_404,
)

FORMS: dict[str, Any] = {
    HelpRequest.Kind.COUNSELLING: activity_forms.AppointmentForm,
    HelpRequest.Kind.ILLNESS: activity_forms.ExemptDaysForm,
}


@never_cache
@keeps_activities
@require_http_methods(PAGE)
def queue(request: HttpRequest) -> HttpResponseBase:
    return lists.show(request, RequestsTable)


@never_cache
@keeps_activities
@require_http_methods(PAGE)
def answer(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Read, then agree or decline; later say that it is done. Every look is logged."""
    rows = requests_of(request).select_related("offender__user", "offender__office", "decided_by")
    found: HelpRequest = row_or_404(rows, pk)
    initial = {"starts_on": found.starts_on, "ends_on": found.ends_on}
    kind = FORMS.get(found.kind, activity_forms.AnswerForm)
    form = kind(posted(request), initial=initial)
    decision = request.POST.get("decision", "")
    if form.carries_out(lambda: _decide(request, found, form, decision)):
        messages.success(request, _("Kept. The person is told."))
        return redirect("scoring:requests")
    if request.method != "POST":
        audit.look_up(found.offender, what="request", actor=request.user)
    context = {"asked": found, "files": attaching.attached_to(found.pk)}
    return show(request, "scoring/activities/request.html", form, **context)


def _decide(request: HttpRequest, found: HelpRequest, form: Any, decision: str) -> HelpRequest:
    user = person(request)
    if decision == "agree":
        return actions.agree(by=user, request=found, **form.values())
    if decision == "done":
        return actions.finish(by=user, request=found, note=form.cleaned_data["answer"])
    return actions.decline(by=user, request=found, reason=form.cleaned_data["answer"])
