"""The county approves what the offices have reviewed."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from lms.accounts import policies
from lms.accounts.permissions import Permission
from lms.core import audit
from lms.core.clock import now
from lms.core.errors import Conflict, Denied
from lms.scoring.closing.persons import refuse_own_file, scores_of
from lms.scoring.models import CountyMonth

State = CountyMonth.State


def approve(*, by: Any, county_month: CountyMonth) -> CountyMonth:
    """Approve a month that all offices have reviewed, as somebody who reviewed none of them; what
    the scores propose is put before the officers.

    Raises `Denied` (no right, a reviewer, one's own score is among them) and `Conflict` (not
    reviewed by all, approved already).
    """
    policies.require(by, Permission.APPROVE_SCORES, county_month.county)
    with transaction.atomic():
        month = held(county_month)
        if month.state in (State.FREEZING, State.DRAFT):
            raise Conflict(_("Not all offices have reviewed yet."), code="unreviewed")
        if month.state != State.REVIEWED:
            raise Conflict(_("This month has been approved already."), code="approved")
        if month.offices.filter(reviewed_by=by).exists():
            raise Denied(
                _("You have reviewed an office of this month. Somebody else approves."),
                code="second_person",
            )
        refuse_own_file(by, scores_of(month))
        month.state, month.approved_by, month.approved_at = State.APPROVED, by, now()
        month.save(update_fields=["state", "approved_by", "approved_at"])
        audit.record("scoring.month_approved", actor=by, target=month, after=told(month))
        propose(month)
    return month


def held(county_month: CountyMonth) -> CountyMonth:
    """The row as it is now, held until the transaction ends."""
    rows = CountyMonth.objects.select_for_update(of=("self",)).select_related("county")
    return rows.get(pk=county_month.pk)


def told(month: CountyMonth) -> dict[str, Any]:
    """What the audit log says of a month."""
    return {"county": month.county_id, "month": month.month, "state": str(month.state)}


def propose(month: CountyMonth, offenders: Any = None) -> None:
    from lms.scoring.proposing import make_proposals

    make_proposals(county_month=month, offenders=offenders)
