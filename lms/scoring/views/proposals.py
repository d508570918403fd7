"""What scores propose: the list, one proposal with its rule and facts, and the decision."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from lms.accounts.models import Level
from lms.accounts.permissions import Permission
from lms.accounts.views.frame import needs, person, posted, show
from lms.core import audit, lists
from lms.core.errors import Conflict
from lms.learning.forms import ReasonForm
from lms.scoring.actions import proposals as actions
from lms.scoring.models import Proposal
from lms.scoring.rules.kinds import KINDS
from lms.scoring.schemes import words as scheme_words
from lms.scoring.tables.proposals import COLOURS, ProposalTable, months_of

PAGE = ["GET", "HEAD", "POST"]
READ = Permission.VIEW_SCORES


@never_cache
@needs(READ)
@require_http_methods(PAGE)
def listing(request: HttpRequest) -> HttpResponseBase:
    return lists.show(request, ProposalTable)


@never_cache
@needs(READ)
@require_http_methods(PAGE)
def proposal(request: HttpRequest, pk: UUID) -> HttpResponse:
    """For who looks after the person; decided by who holds the right for its kind. Refused with 409
    when it was decided already."""
    user = person(request)
    row = _row(user, pk)
    form = ReasonForm(posted(request), why=_("It stays on record, and is part of the decision."))
    accepts = "accept" in request.POST
    act = actions.accept if accepts else actions.decline
    if request.method == "POST" and not accepts and "decline" not in request.POST:
        form.refuse(_("Accept or decline?"))
    if request.method == "POST" and row.state != Proposal.State.OPEN:
        raise Conflict(_("This has been decided already."), code="decided")
    if form.carries_out(lambda: act(by=user, proposal=row, reason=form.cleaned_data["reason"])):
        messages.success(request, _("Accepted.") if accepts else pgettext("proposal", "Declined."))
        return redirect("scoring:proposals")
    if request.method != "POST":
        audit.look_up(row.offender, what="proposal", actor=user)
    return show(request, "scoring/proposals_one.html", form, **_context(user, row))


def _row(user: Any, pk: UUID) -> Proposal:
    seen = Proposal.objects.looked_after_by(user, READ).select_related(
        "offender__user", "offender__office", "county_month", "score", "decided_by"
    )
    row: Proposal | None = seen.filter(pk=pk).first()
    if row is None:
        raise Http404
    return row


def _context(user: Any, row: Proposal) -> dict[str, Any]:
    rule = next((one for one in row.county_month.rules.proposals if one.code == row.rule), None)
    return {
        "proposal": row,
        "offender": row.offender,
        "colour": COLOURS[Proposal.State(row.state)],
        "to": dict(Level.choices).get(row.to, ""),
        "rule": scheme_words.proposal_sentence(rule) if rule else "",
        "seen": seen_words(row.seen),
        "months": months_of(row.offender_id),
        "level_then": dict(Level.choices).get(row.score.facts["level"], ""),
        "is_open": row.state == Proposal.State.OPEN,
        "may_decide": row.state == Proposal.State.OPEN and actions.may_decide(user, row),
        "is_level": row.kind == Proposal.Kind.LEVEL,
    }


def seen_words(seen: dict[str, Any]) -> list[str]:
    """What the rule saw: "2026-10: 28", "1 time warning"."""
    found = [f"{month}: {total}" for month, total in seen.get("totals", ())]
    for kind, times in seen.get("counts", {}).items():
        label = KINDS[kind].label if kind in KINDS else kind
        words = ngettext("%(n)d time %(fact)s", "%(n)d times %(fact)s", times)
        found.append(words % {"n": times, "fact": label})
    return found
