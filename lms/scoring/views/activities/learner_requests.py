"""Asking the office: for help, for an appointment, for an exemption when ill."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from lms.accounts.views.frame import person, show
from lms.scoring.actions.activities.requests import ask
from lms.scoring.activities import forms as activity_forms
from lms.scoring.evidence import attaching
from lms.scoring.models import HelpRequest
from lms.scoring.views.activities.learner_frame import PAGE, for_offenders, mine_or_404

FORMS: dict[str, Any] = {
    HelpRequest.Kind.ASSISTANCE: activity_forms.HelpForm,
    HelpRequest.Kind.COUNSELLING: activity_forms.HelpForm,
    HelpRequest.Kind.ILLNESS: activity_forms.IllnessForm,
}


@for_offenders
@require_http_methods(PAGE)
def ask_for(request: HttpRequest, kind: str) -> HttpResponse:
    if kind not in FORMS:
        raise Http404
    posted: Any = request.POST if request.method == "POST" else None
    form = FORMS[kind](posted, request.FILES or None)
    if kind == HelpRequest.Kind.COUNSELLING:
        del form.fields["files"]
    if form.carries_out(lambda: _ask(request, kind, form.cleaned_data)):
        messages.success(request, _("Your request is sent. Your officer answers it."))
        return redirect("scoring:my_request", form.result.pk)
    return show(request, "scoring/activities/my_request_ask.html", form, kind=kind)


def _ask(request: HttpRequest, kind: str, given: dict[str, Any]) -> HelpRequest:
    return ask(
        by=person(request), kind=kind, text=given["text"], starts_on=given.get("starts_on"),
        ends_on=given.get("ends_on"), uploads=given.get("files", []),
    )  # fmt: skip


@for_offenders
@require_safe
def my_request(request: HttpRequest, pk: UUID) -> HttpResponse:
    mine = HelpRequest.objects.filter(offender=person(request).pk).select_related("decided_by")
    found = mine_or_404(mine, pk)
    context = {"asked": found, "files": attaching.attached_to(found.pk)}
    return render(request, "scoring/activities/my_request.html", context)
