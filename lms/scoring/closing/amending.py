"""Another version of one score: the facts of that month as they stand now."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from lms.accounts import policies
from lms.accounts.actions.checks import reason_given
from lms.accounts.permissions import Permission
from lms.core import audit
from lms.core.errors import Conflict, Denied
from lms.core.months import Month
from lms.scoring.closing.approving import held, propose
from lms.scoring.closing.freezing import score_of
from lms.scoring.facts import gathered
from lms.scoring.models import CountyMonth, MonthScore

State = CountyMonth.State
NEEDS = {
    State.DRAFT: (Permission.REVIEW_SCORES, Permission.APPROVE_SCORES),
    State.POSTED: (Permission.DECIDE_OBJECTION, Permission.APPROVE_SCORES),
}


def amend_score(*, by: Any, score: MonthScore, reason: str) -> MonthScore:
    """Work out one person's score anew from what is on record for that month now: a new version
    with its own notice; the one before stays to be read. Open proposals are made anew.

    In a draft (the office reviews again) and while the month is posted. Raises `Denied` (no right,
    one's own score), `Invalid` (no reason), `Conflict` (``state``, ``superseded``).
    """
    reason = reason_given(reason)
    with transaction.atomic():
        month = held(score.county_month)
        _refuse_state(month)
        _require(by, month, score)
        old = MonthScore.objects.select_related("offender").get(pk=score.pk)
        if not old.is_current:
            raise Conflict(_("There is a newer version of this score."), code="superseded")
        made = _new_version(by, month, old, reason)
        audit.record(
            "scoring.score_amended", actor=by, target=made, on_whom=old.offender,
            before={"version": old.version, "total": old.total},
            after={"version": made.version, "total": made.total}, reason=reason,
        )  # fmt: skip
        if month.state == State.DRAFT:
            month.offices.filter(office=made.office_id).update(reviewed_by=None, reviewed_at=None)
        else:
            propose(month, [old.offender_id])
            _give_notice(month)
    return made


def _new_version(by: Any, month: CountyMonth, old: MonthScore, reason: str) -> MonthScore:
    rules = month.rules
    found = gathered(
        rules=rules, month=Month.parse(month.month), offenders=[old.offender_id], thorough=True
    )
    made = score_of(
        month, rules, next(iter(found)), version=old.version + 1, reason=reason, made_by=by
    )
    # Office and regime are those of the month's end, whatever has happened since.
    made.office_id, made.juvenile = old.office_id, old.juvenile or made.juvenile
    MonthScore.objects.filter(pk=old.pk).update(is_current=False)
    made.save(force_insert=True)
    return made


def _refuse_state(month: CountyMonth) -> None:
    if month.state == State.FINAL:
        raise Conflict(
            _("The month is final. It is opened again only by a decision."), code="final"
        )
    if month.state not in NEEDS:
        raise Conflict(
            _("Scores are amended in a draft, or when the month is posted."), code="state"
        )


def _require(by: Any, month: CountyMonth, score: MonthScore) -> None:
    if by.pk == score.offender_id:
        raise Denied(_("Nobody works on their own file."), code="own_file")
    wanted = NEEDS[State(month.state)]
    if not any(policies.can(by, permission, score.office) for permission in wanted):
        policies.require(by, wanted[0], score.office)


def _give_notice(month: CountyMonth) -> None:
    from lms.scoring.notices.giving import give_notices

    give_notices(county_month=month)
