"""Reflection reports: choose how, send, see what became of it, send again."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from lms.accounts.views.frame import person, show
from lms.learning.devices import COOKIE as DEVICE_COOKIE
from lms.learning.devices import device_of
from lms.scoring.actions.activities.reflections import send_reflection
from lms.scoring.activities import forms as activity_forms
from lms.scoring.evidence import attaching
from lms.scoring.models import Reflection
from lms.scoring.views.activities.learner_frame import PAGE, for_offenders, mine_or_404

FORMS: dict[str, Any] = {
    Reflection.Form.TYPED: activity_forms.TypedReportForm,
    Reflection.Form.SPOKEN: activity_forms.SpokenReportForm,
    Reflection.Form.PAPER: activity_forms.PaperReportForm,
}


def _mine(request: HttpRequest) -> Any:
    return Reflection.objects.filter(offender=person(request).pk)


@for_offenders
@require_safe
def choose(request: HttpRequest) -> HttpResponse:
    """Write, speak or photograph: three big cards, and the reports that were sent."""
    mine = _mine(request).defer("text").select_related("followed_by")
    context = {"reports": mine[:12], "follows": request.GET.get("follows", "")[:36]}
    return render(request, "scoring/activities/my_reports.html", context)


@for_offenders
@require_http_methods(PAGE)
def send(request: HttpRequest, form: str) -> HttpResponse:
    """One way of reporting. ``follows`` names the returned report that this one answers."""
    if form not in FORMS:
        raise Http404
    user, follows = person(request), _follows(request)
    initial = {"text": follows.text} if follows and follows.text else None
    posted: Any = request.POST if request.method == "POST" else None
    filled = FORMS[form](posted, request.FILES or None, initial=initial)
    if filled.carries_out(lambda: _send(request, form, filled.cleaned_data, follows)):
        messages.success(request, _("Your report is sent. Your officer reads it."))
        return redirect("scoring:my_report", filled.result.pk)
    context = {
        "kind": form,
        "follows": follows,
        "draft": "" if _at_kiosk(request) else f"report:{user.pk}",
    }
    return show(request, "scoring/activities/my_report_send.html", filled, **context)


def _send(
    request: HttpRequest, form: str, given: dict[str, Any], follows: Reflection | None
) -> Reflection:
    return send_reflection(
        by=person(request), form=form, text=given.get("text", ""), uploads=given.get("files", []),
        follows=follows,
    )  # fmt: skip


@for_offenders
@require_safe
def report(request: HttpRequest, pk: UUID) -> HttpResponse:
    found = mine_or_404(_mine(request).select_related("decided_by", "followed_by"), pk)
    context = {
        "report": found,
        "files": attaching.attached_to(found.pk),
        "answered": getattr(found, "followed_by", None),
        "draft": f"report:{person(request).pk}",
    }
    return render(request, "scoring/activities/my_report.html", context)


def _follows(request: HttpRequest) -> Reflection | None:
    wanted = request.POST.get("follows") or request.GET.get("follows") or ""
    if not wanted:
        return None
    try:
        found: Reflection = mine_or_404(_mine(request), UUID(wanted))
    except ValueError as error:
        raise Http404 from error
    return found


def _at_kiosk(request: HttpRequest) -> bool:
    """At a shared screen nothing of what somebody writes stays in the browser."""
    if DEVICE_COOKIE not in request.COOKIES:
        return False
    device = device_of(request)
    return device is not None and device.kiosk_of_id is not None
