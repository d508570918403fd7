"""Posting, with a written notice to each; and the end, when nothing is open any more."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from lms.accounts import policies
from lms.accounts.permissions import Permission
from lms.core import audit, jobs
from lms.core.clock import now
from lms.core.errors import Conflict
from lms.core.models import Job
from lms.core.months import today
from lms.learning.wording import said_day
from lms.scoring.closing.approving import held, told
from lms.scoring.closing.locking import wanted
from lms.scoring.closing.persons import scores_of
from lms.scoring.closing.working_days import nth_working_day
from lms.scoring.models import CountyMonth, Objection

State = CountyMonth.State
NOTICES = "scoring.notices"
FEW = 500
"""So many notices are given at once; more of them by a worker."""


def post(*, county_month: CountyMonth, by: Any = None) -> CountyMonth:
    """Post an approved month and give everybody their notice. ``by`` None is the calendar.

    The posting lasts ``post_working_days`` working days, the day itself counted when it is one;
    until then an objection may be made. Raises `Denied`, `Conflict` (not approved, before its day).
    """
    if by is not None:
        policies.require(by, Permission.APPROVE_SCORES, county_month.county)
    with transaction.atomic():
        month = held(county_month)
        if month.state in (State.POSTED, State.FINAL):
            raise Conflict(_("This month has been posted already."), code="posted")
        if month.state != State.APPROVED:
            raise Conflict(_("This month has not been approved yet."), code="unapproved")
        if today() < month.post_due:
            day = said_day(month.post_due)
            raise Conflict(_("It is posted on %(day)s.") % {"day": day}, code="too_early")
        calendar = month.rules.calendar
        month.state, month.posted_on = State.POSTED, today()
        month.posted_until = nth_working_day(month.posted_on, calendar.post_working_days)
        month.visible_until = month.posted_on + timedelta(days=calendar.visible_days)
        month.save(update_fields=["state", "posted_on", "posted_until", "visible_until"])
        audit.record(
            "scoring.month_posted", actor=by, target=month,
            after=told(month) | {"until": str(month.posted_until)},
        )  # fmt: skip
        job = start_notices(month)
    if scores_of(month).count() <= FEW:
        jobs.run_now(job)
    return month


def start_notices(month: CountyMonth) -> Job:
    """The job that gives notices to whoever has none yet."""
    return wanted(NOTICES, key=f"{NOTICES}:{month.pk}", county_month=month.pk)


def open_objections(month: CountyMonth) -> Any:
    waiting = [Objection.State.SENT, Objection.State.ANSWERED]
    return Objection.objects.filter(score__county_month=month, state__in=waiting)


def finish(*, county_month: CountyMonth) -> CountyMonth:
    """The posting is over and every objection decided: the month is final, and signed.

    Raises `Conflict` (``posting``: it lasts still; ``objections``: some are open; ``state``).
    """
    from lms.scoring.proofs.signing import sign_month

    with transaction.atomic():
        month = held(county_month)
        if month.state == State.FINAL:
            return month
        if month.state != State.POSTED or month.posted_until is None:
            raise Conflict(_("This month has not been posted yet."), code="state")
        if today() <= month.posted_until:
            day = said_day(month.posted_until)
            raise Conflict(_("The posting lasts until %(day)s.") % {"day": day}, code="posting")
        if waiting := open_objections(month).count():
            raise Conflict(
                _("%(n)d objections are not decided yet.") % {"n": waiting}, code="objections"
            )
        month.state, month.final_at = State.FINAL, now()
        month.save(update_fields=["state", "final_at"])
        audit.record("scoring.month_final", target=month, after=told(month))
        sign_month(county_month=month)
    return month
