"""The queue of review signals, and what was filled in in tools."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from lms.accounts import policies
from lms.accounts.permissions import Permission
from lms.accounts.views.frame import needs, person, show
from lms.core import audit, lists
from lms.learning import forms, signal_evidence
from lms.learning.actions import signals as acts
from lms.learning.actions import tools
from lms.learning.models import ReviewSignal, ToolResult
from lms.learning.tables.review import SignalTable, ToolResultTable
from lms.learning.views.staff_frame import PAGE, row_of


@never_cache
@needs(Permission.VIEW_EVIDENCE)
@require_http_methods(PAGE)
def signals(request: HttpRequest) -> HttpResponseBase:
    return lists.show(request, SignalTable)


@never_cache
@needs(Permission.VIEW_EVIDENCE)
@require_http_methods(PAGE)
def signal(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What was noticed, with its evidence; the outcome is chosen by a person, with a reason."""
    user = person(request)
    seen = ReviewSignal.objects.visible_to(user).select_related(
        "learner__offender__office", "decided_by"
    )
    row = row_of(seen, pk)
    entries = acts.voidable_entries(row)
    form = forms.OutcomeForm(request.POST or None, entries=entries, why=_("It stays on record."))
    if form.carries_out(lambda: acts.decide_signal(by=user, signal=row, **form.cleaned_data)):
        messages.success(request, _said(row, bool(form.cleaned_data["entries"])))
        return redirect("learning:signals")
    if request.method != "POST":
        audit.look_up(row.learner.offender, what="review signal", actor=user)
    context = {
        "signal": row,
        "offender": row.learner.offender,
        "evidence": signal_evidence.of(row, user),
        "may_decide": row.state == ReviewSignal.State.OPEN
        and policies.can(user, Permission.REVIEW_SIGNALS, row.learner),
    }
    return show(request, "learning/staff/signal.html", form, **context)


def _said(row: ReviewSignal, proposes: bool) -> str:
    if proposes:
        return _("Noted. The hours stand until a second person approves that they are voided.")
    return _("Noted.")


@never_cache
@needs(Permission.VIEW_TOOL_RESULTS)
@require_http_methods(PAGE)
def tool_results(request: HttpRequest) -> HttpResponseBase:
    return lists.show(request, ToolResultTable)


@never_cache
@login_required
@require_safe
def tool_answers(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The answers of one person, for their officers; each look is logged."""
    user = person(request)
    policies.require(user, Permission.VIEW_TOOL_RESULTS)
    rows = ToolResult.objects.visible_to(user).exclude(learner=user)
    row_of(rows.only("pk"), pk)
    opened = tools.open_result(by=user, result_id=pk)
    context = {"result": opened.result, "answers": opened.answers}
    context["offender"] = opened.result.learner.offender
    return render(request, "learning/staff/tool_answers.html", context)
