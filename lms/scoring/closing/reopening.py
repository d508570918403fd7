"""A final month is opened again only by a decision of court, procuratorate or county."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from lms.accounts import policies
from lms.accounts.actions.checks import cleaned, reason_given, refused
from lms.accounts.permissions import Permission
from lms.core import audit
from lms.core.errors import Conflict
from lms.core.months import Month, today
from lms.scoring.closing.approving import held, told
from lms.scoring.closing.persons import refuse_own_file, scores_of
from lms.scoring.closing.working_days import nth_working_day
from lms.scoring.models import CountyMonth, MonthReopening

State = CountyMonth.State


@dataclass(frozen=True, kw_only=True)
class Decision:
    """Who decided (`MonthReopening.Authority`), under which number, when and what."""

    authority: str
    document: str
    decided_on: date
    text: str


def reopen(*, by: Any, county_month: CountyMonth, decision: Decision, reason: str) -> CountyMonth:
    """Put a final month back to posted: scores can be amended, and objected to for as long as a
    posting lasts; then it becomes final and is signed once more. What was posted on the wall is not
    posted again.

    Raises `Denied`, `Invalid` (decision or reason missing, a day that cannot be), `Conflict`.
    """
    policies.require(by, Permission.APPROVE_SCORES, county_month.county)
    reason = reason_given(reason)
    if not Month.parse(county_month.month).last < decision.decided_on <= today():
        raise refused("decided_on", _("A day after the month and not in the future."), code="day")
    with transaction.atomic():
        month = held(county_month)
        if month.state != State.FINAL:
            raise Conflict(_("Only a final month is opened again."), code="state")
        refuse_own_file(by, scores_of(month))
        month.state, month.final_at, month.reopened = State.POSTED, None, month.reopened + 1
        month.posted_until = nth_working_day(today(), month.rules.calendar.post_working_days)
        said = {name: str(value).strip() for name, value in asdict(decision).items()}
        row = MonthReopening(
            county_month=month, number=month.reopened, reason=reason, by=by,
            **said | {"decided_on": decision.decided_on},
        )  # fmt: skip
        cleaned(row)
        row.save(force_insert=True)
        month.save(update_fields=["state", "final_at", "reopened", "posted_until"])
        audit.record(
            "scoring.month_reopened", actor=by, target=month, before={"state": "final"},
            after=told(month) | said, reason=reason,
        )  # fmt: skip
    return month
