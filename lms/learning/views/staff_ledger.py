"""The ledger of one offender, and corrections: proposed by one person, decided by another."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from lms.accounts import policies
from lms.accounts.permissions import Permission
from lms.accounts.views.frame import needs, person, show
from lms.core import audit, lists
from lms.credits import actions
from lms.credits.models import Correction, CreditEntry
from lms.credits.verify import verify
from lms.learning import forms
from lms.learning.tables.ledger import CorrectionTable, LedgerTable
from lms.learning.views.staff_frame import PAGE, file_of, rights_over, row_of


@never_cache
@login_required
@require_http_methods(PAGE)
def ledger(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    """Every entry; ``?verify=1`` recomputes the chain, the numbers and the totals."""
    offender = file_of(request, pk, Permission.VIEW_EVIDENCE, "ledger")
    corrections = Correction.objects.visible_to(person(request)).filter(learner=pk)
    context: dict[str, Any] = {
        "offender": offender,
        "rights": rights_over(request, offender),
        "corrections": corrections.select_related("entry", "proposed_by", "decided_by"),
    }
    if request.GET.get("verify"):
        context |= {"verified": True, "faults": list(verify(offender.pk))}
    return lists.show(
        request, LedgerTable, "learning/staff/ledger.html", given={"person": str(pk)}, **context
    )


@never_cache
@login_required
@require_http_methods(PAGE)
def propose(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Replace or void an entry (``?entry=``), or add time that was not counted."""
    user = person(request)
    offender = file_of(request, pk, Permission.CORRECT_CREDIT, "correction")
    entry = _entry_asked(request, offender.pk)
    form = _form_for(request, entry)

    def act() -> Correction:
        given = form.cleaned_data
        interval = {name: given[name] for name in ("started_at", "ended_at") if name in given}
        return actions.propose_correction(
            by=user, learner=offender.user, entry=entry, seconds=form.seconds,
            reason=given["reason"], **interval,
        )  # fmt: skip

    if form.carries_out(act):
        messages.success(request, _("Proposed. A second person decides about it."))
        return redirect("learning:ledger", pk)
    title = _("Propose a correction") if entry else _("Propose to add time")
    context = {"offender": offender, "entry": entry, "title": title}
    return show(request, "learning/staff/propose.html", form, **context)


def _entry_asked(request: HttpRequest, learner: UUID) -> CreditEntry | None:
    text = request.GET.get("entry", "")
    if not text:
        return None
    try:
        wanted = UUID(text)
    except ValueError as error:
        raise Http404 from error
    found: CreditEntry = row_of(CreditEntry.objects.of(learner), wanted)
    return found


def _form_for(request: HttpRequest, entry: CreditEntry | None) -> forms.MinutesForm:
    why = _("The person, the second person and the prosecutor read it.")
    if entry is None:
        return forms.AddTimeForm(request.POST or None, why=why)
    minutes, rest = divmod(abs(entry.seconds), 60)
    first = {"minutes": minutes, "rest": rest}
    return forms.CorrectEntryForm(request.POST or None, initial=first, why=why)


@never_cache
@needs(Permission.VIEW_EVIDENCE)
@require_http_methods(PAGE)
def corrections(request: HttpRequest) -> HttpResponseBase:
    return lists.show(request, CorrectionTable)


@never_cache
@needs(Permission.VIEW_EVIDENCE)
@require_http_methods(PAGE)
def correction(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What is proposed, by whom and why; the second person approves or declines it here."""
    user = person(request)
    seen = Correction.objects.visible_to(user).select_related(
        "learner__offender__office", "entry", "proposed_by", "decided_by"
    )
    row = row_of(seen, pk)
    form = forms.DecideForm(request.POST or None)
    if request.method == "POST":
        approved = "approve" in request.POST
        if form.carries_out(lambda: _decide(user, row, form.cleaned_data["reason"], approved)):
            done = _("Approved and posted.") if approved else _("Declined.")
            messages.success(request, done)
            return redirect("learning:correction", pk)
    else:
        audit.look_up(row.learner.offender, what="correction", actor=user)
    posted = CreditEntry.objects.filter(source__startswith=f"correction:{row.pk}:")
    may_decide = Correction.objects.to_decide_by(user).filter(pk=pk).exists()
    context = {
        "correction": row,
        "offender": row.learner.offender,
        "posted": posted.select_related("reverses"),
        "may_decide": may_decide,
        "is_own": row.proposed_by_id == user.pk,
        "may_approve": policies.can(user, Permission.APPROVE_CORRECTION, row.learner),
    }
    return show(request, "learning/staff/correction.html", form, **context)


def _decide(by: Any, row: Correction, reason: str, approved: bool) -> Any:
    decide = actions.approve_correction if approved else actions.decline_correction
    return decide(by=by, correction=row, reason=reason)
