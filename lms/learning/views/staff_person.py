"""One offender's study: overview, evidence of a month, a sheet to print, and confirming that
somebody is there. Every look is logged."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from lms.accounts.models import Offender
from lms.accounts.permissions import Permission
from lms.accounts.views.frame import person, show
from lms.core.months import Month, today
from lms.credits.models import Correction
from lms.learning import study_file
from lms.learning.actions import presence
from lms.learning.forms import ReasonForm
from lms.learning.models import ReviewSignal, ToolAssignment, ToolResult
from lms.learning.month_evidence import month_evidence
from lms.learning.views.staff_frame import PAGE, file_of, month_asked, rights_over
from lms.messaging.models import Message

MOST_MESSAGES = 8


@never_cache
@login_required
@require_safe
def overview(request: HttpRequest, pk: UUID) -> HttpResponse:
    offender = file_of(request, pk, Permission.VIEW_PEOPLE, "study")
    user, rights = person(request), rights_over(request, offender)
    months = study_file.months_of(offender)
    exemptions = offender.exemptions.select_related("granted_by", "cancelled_by")
    signals = ReviewSignal.objects.visible_to(user).filter(learner=pk)
    corrections = Correction.objects.visible_to(user).waiting().filter(learner=pk)
    results = ToolResult.objects.visible_to(user).filter(learner=pk).defer("answers")
    asked = ToolAssignment.objects.of(pk).open().select_related("tool")
    context = {
        "offender": offender,
        "rights": rights,
        "months": months,
        "now": study_file.now_studying(offender, months[-1].seconds),
        "courses": study_file.courses_of(offender),
        "exemptions": exemptions,
        "signals": signals.select_related("decided_by"),
        "corrections": corrections.select_related("proposed_by", "entry"),
        "results": results if rights["results"] else [],
        "asked": asked if rights["prescribe"] else [],
        "letters": _letters(offender) if rights["edit"] else [],
    }
    return render(request, "learning/staff/person.html", context)


def _letters(offender: Offender) -> list[Message]:
    """What the platform has sent, by subject: not what it says, and nothing of the person's own."""
    sent = Message.objects.filter(recipient=offender.pk).defer("body", "link")
    return list(sent.prefetch_related("deliveries")[:MOST_MESSAGES])


@never_cache
@login_required
@require_safe
def evidence(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Sessions, intervals, reasons, questions and devices of a month: what the ledger rests on."""
    offender = file_of(request, pk, Permission.VIEW_EVIDENCE, "evidence")
    month = month_asked(request)
    context = {
        "offender": offender,
        "rights": rights_over(request, offender),
        "evidence": month_evidence(offender.user, month),
        **_neighbours(month, offender),
    }
    return render(request, "learning/staff/evidence.html", context)


def _neighbours(month: Month, offender: Offender) -> dict[str, Month | None]:
    """The months to turn to: not before correction began, not ahead of today."""
    before, after = month.previous(), month.next()
    return {
        "before": before if before.last >= offender.starts_on else None,
        "after": after if after.first <= today() else None,
    }


@never_cache
@login_required
@require_safe
def sheet(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The study of one person on paper, to be signed and filed. Printing is logged as a look."""
    offender = file_of(request, pk, Permission.VIEW_EVIDENCE, "study sheet")
    months = study_file.months_of(offender)
    context: dict[str, object] = {
        "offender": offender,
        "months": months,
        "courses": study_file.courses_of(offender),
        "exemptions": offender.exemptions.standing().select_related("granted_by"),
        "day": today(),
        "by": person(request),
    }
    return render(request, "learning/staff/sheet.html", context)


@never_cache
@login_required
@require_http_methods(PAGE)
def confirm(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A staff member has seen that the person is there and studies."""
    user = person(request)
    offender = file_of(request, pk, Permission.CONFIRM_PRESENCE, "presence")
    why = _("How you made sure, for example: seen at the office. It stays in the evidence.")
    form = ReasonForm(request.POST or None, why=why)
    if form.carries_out(
        lambda: presence.confirm_presence(
            by=user, learner=offender.user, reason=form.cleaned_data["reason"]
        )
    ):
        messages.success(request, _("Confirmed. What was waiting has been credited."))
        return redirect("learning:person", pk)
    waiting = presence.provisional_seconds(offender.pk)
    context = {"offender": offender, "waiting": waiting, "title": _("Confirm presence")}
    return show(request, "learning/staff/confirm.html", form, **context)
