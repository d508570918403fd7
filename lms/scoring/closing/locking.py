"""Locking a month: from here on it takes no more facts; a job freezes what there is."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import Exists, Max, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from lms.accounts import policies
from lms.accounts.models import Kind, Offender, OfficeMove, Organisation
from lms.accounts.permissions import Permission
from lms.core import audit, jobs
from lms.core.errors import Conflict, DomainError, Invalid
from lms.core.models import Job
from lms.core.months import Month, today
from lms.learning.actions.month_targets import liable_in
from lms.learning.actions.study import close_silent, forfeit_before, forfeit_lapsed, waits_since
from lms.learning.models import StudyClock
from lms.learning.wording import said_day, said_month
from lms.scoring.closing.dates import dates_of
from lms.scoring.models import CountyMonth
from lms.scoring.schemes.in_force import InForce, scheme_for

FREEZE = "scoring.freeze"


def close_month(*, by: Any, county: Organisation, month: Month, early: bool = False) -> CountyMonth:
    """Lock ``month`` of ``county`` and let a job freeze facts and score them.

    ``by`` None is the calendar, which locks from the scheme's day on; a manager (and an operator,
    ``early``) may lock as soon as the month is over. Raises `Denied`, `Invalid` (not a county,
    nobody in correction), `Conflict` (``running``, ``too_early``, ``closed``, ``order``,
    ``waiting``).
    """
    if by is not None:
        policies.require(by, Permission.APPROVE_SCORES, county)
    refuse_closing(county, month)
    known = scheme_for(county, month)
    dates = dates_of(month, known.rules.calendar)
    if by is None and not early and today() < dates.lock:
        raise Conflict(
            _("The month is locked on %(day)s.") % {"day": said_day(dates.lock)}, code="too_early"
        )
    end_study_of(county, month, forfeit=today() >= dates.lock)
    with transaction.atomic():
        # Whoever records a fact locks the same row: it is in before, or it comes late.
        locked = Organisation.objects.select_for_update().get(pk=county.pk)
        refuse_closing(locked, month)
        row = _row(locked, month, known)
        audit.record(
            "scoring.month_closed", actor=by, target=row,
            after={"county": county.pk, "month": str(month), "scheme": row.digest},
        )  # fmt: skip
        start_freezing(row, by=by)
    return row


def _row(county: Organisation, month: Month, known: InForce) -> CountyMonth:
    dates = dates_of(month, known.rules.calendar)
    return CountyMonth.objects.create(
        county=county,
        month=str(month),
        scheme=known.scheme,
        plain=known.plain,
        digest=known.digest,
        review_due=dates.review,
        approve_due=dates.approve,
        post_due=dates.post,
    )


def start_freezing(row: CountyMonth, by: Any = None) -> Job:
    """The job that freezes; one that failed or was cancelled begins again where it was."""
    return wanted(FREEZE, key=f"{FREEZE}:{row.pk}", county_month=row.pk, by=by)


def wanted(kind: str, *, key: str, county_month: int, by: Any = None) -> Job:
    """A job about a month that has not done its work, whatever became of it before."""
    job = jobs.enqueue(kind, key=key, payload={"county_month": county_month}, by=by)
    if job.state in (Job.State.DONE, Job.State.CANCELLED):
        jobs.retry(job)
    return job


def refuse_closing(county: Organisation, month: Month) -> None:
    """Raises what stands in the way of locking ``month``."""
    if county.kind != Kind.COUNTY:
        raise Invalid(_("Only a county agency closes months."), code="county")
    named = said_month(month)
    if today() <= month.last:
        raise Conflict(_("%(month)s is not over yet.") % {"month": named}, code="running")
    last = last_locked(county)
    if last is not None and month <= last:
        known = CountyMonth.objects.filter(county=county, month=str(month)).exists()
        if known:
            raise Conflict(_("%(month)s is closed already.") % {"month": named}, code="closed")
        later = _("%(later)s is closed already: earlier months are not closed after it.")
        raise Conflict(later % {"later": said_month(last)}, code="order")
    while last is not None and last.next() < month:
        last = last.next()
        if people_of(county, last).exists():
            first = _("Please close %(month)s first.") % {"month": said_month(last)}
            raise Conflict(first, code="order")
    if not people_of(county, month).exists():
        raise Invalid(
            _("Nobody was in correction here in %(month)s.") % {"month": named}, code="nobody"
        )


def may_close(county: Organisation, month: Month) -> bool:
    """For pages: whether there is anything to close."""
    try:
        refuse_closing(county, month)
    except DomainError:
        return False
    return True


def last_locked(county: Organisation) -> Month | None:
    last = CountyMonth.objects.filter(county=county).aggregate(last=Max("month"))["last"]
    return Month.parse(last) if last else None


def people_of(county: Organisation, month: Month) -> QuerySet[Offender]:
    """Whoever had a day of correction in ``month`` and was with one of the county's offices at its
    end."""
    later = OfficeMove.objects.filter(
        offender=OuterRef("pk"), on__gt=month.last, before__isnull=False
    )
    left = Exists(later.filter(before__path__startswith=county.path))
    return Offender.objects.filter(liable_in(month)).filter(
        Q(office__path__startswith=county.path) | left
    )


def end_study_of(county: Organisation, month: Month, *, forfeit: bool) -> int:
    """Provisional seconds of ``month`` end before it locks (contract.md, Limits): silent sessions
    are closed, time past its day is forfeited; from the day of the lock on (``forfeit``) all that
    is left. Before it the month waits: `Conflict`. Returns of how many people something ended."""
    clocks = StudyClock.objects.filter(
        provisional_ms__gt=0, learner__offender__in=people_of(county, month).values("pk")
    )
    ended = waiting = 0
    for learner in list(clocks.values_list("pk", flat=True)):
        close_silent(learner)
        ended += forfeit_lapsed(learner)
        since = waits_since(learner)
        if since is None or since >= month.end:
            continue
        if forfeit:
            ended += forfeit_before(learner, month.end)
        else:
            waiting += 1
    if waiting:
        sentence = _(
            "Study time of %(n)d people still waits for a question. Please try again in a day."
        )
        raise Conflict(sentence % {"n": waiting}, code="waiting")
    return ended
