"""The offices look through their draft; the county may give it back."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from lms.accounts import policies
from lms.accounts.actions.checks import reason_given
from lms.accounts.permissions import Permission
from lms.core import audit
from lms.core.clock import now
from lms.core.errors import Conflict
from lms.learning.wording import said_day
from lms.scoring.closing.persons import (
    approvers_of,
    refuse_own_file,
    reviewers_of,
    scores_of,
    tell,
)
from lms.scoring.models import CountyMonth, OfficeMonth

State = CountyMonth.State


def review(*, by: Any, office_month: OfficeMonth) -> OfficeMonth:
    """The office has looked through its draft. When all offices have, the county approves.

    Raises `Denied` (no right over this office, one's own score is in it) and `Conflict` (not a
    draft, reviewed already).
    """
    policies.require(by, Permission.REVIEW_SCORES, office_month.office)
    with transaction.atomic():
        month, one = locked(office_month)
        if month.state not in (State.DRAFT, State.REVIEWED):
            raise Conflict(_("This month is not being reviewed."), code="state")
        if one.reviewed_at is not None:
            raise Conflict(_("This office has been reviewed already."), code="reviewed")
        refuse_own_file(by, scores_of(month).filter(office=one.office))
        one.reviewed_by, one.reviewed_at = by, now()
        one.save(update_fields=["reviewed_by", "reviewed_at"])
        audit.record(
            "scoring.office_reviewed", actor=by, target=one,
            after={"office": one.office_id, "month": month.month},
        )  # fmt: skip
        if not month.offices.filter(reviewed_at=None).exists():
            month.state = State.REVIEWED
            month.save(update_fields=["state"])
            tell_approvers(month)
    return one


def return_to_office(*, by: Any, office_month: OfficeMonth, reason: str) -> OfficeMonth:
    """The office reviews once more, for the reason given. Raises `Denied`, `Invalid`, `Conflict`
    (not reviewed yet, approved already)."""
    policies.require(by, Permission.APPROVE_SCORES, office_month.county_month.county)
    reason = reason_given(reason)
    with transaction.atomic():
        month, one = locked(office_month)
        if month.state not in (State.DRAFT, State.REVIEWED):
            raise Conflict(_("This month is not being reviewed."), code="state")
        if one.reviewed_at is None:
            raise Conflict(_("This office has not reviewed yet."), code="unreviewed")
        refuse_own_file(by, scores_of(month))
        before = {"reviewed_by": str(one.reviewed_by_id), "reviewed_at": str(one.reviewed_at)}
        one.reviewed_by, one.reviewed_at = None, None
        one.returned_by, one.returned_reason = by, reason
        one.save()
        month.state = State.DRAFT
        month.save(update_fields=["state"])
        audit.record(
            "scoring.office_returned", actor=by, target=one, before=before,
            after={"office": one.office_id, "month": month.month}, reason=reason,
        )  # fmt: skip
        _tell_returned(one, reason)
    return one


def locked(office_month: OfficeMonth) -> tuple[CountyMonth, OfficeMonth]:
    """Both rows as they are now; the month is held until the transaction ends."""
    months = CountyMonth.objects.select_for_update(of=("self",)).select_related("county")
    month = months.get(pk=office_month.county_month_id)
    one = OfficeMonth.objects.select_related("office").get(pk=office_month.pk)
    one.county_month = month
    return month, one


def tell_approvers(month: CountyMonth) -> None:
    moment = now()
    tell(
        approvers_of(month.county),
        month,
        key=f"scoring:reviewed:{month.pk}:{moment.isoformat()}",
        subject=lambda named: _("Scores of %(month)s: please approve") % {"month": named},
        body=lambda: (
            _("All offices have reviewed. Please approve by %(day)s.")
            % {"day": said_day(month.approve_due)}
        ),
    )


def _tell_returned(one: OfficeMonth, reason: str) -> None:
    tell(
        reviewers_of(one.office, one.county_month.county),
        one.county_month,
        key=f"scoring:returned:{one.pk}:{now().isoformat()}",
        subject=lambda named: _("Scores of %(month)s: please review again") % {"month": named},
        body=lambda: _("%(office)s: %(reason)s") % {"office": one.office.name, "reason": reason},
    )
