"""Freezing, notices, and the calendar that runs every night. Each may be killed and started again.

The calendar does for each county what its day asks for; what goes wrong in one stops no other.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

from lms.accounts.models import Kind, Organisation
from lms.core import schedule
from lms.core.errors import DomainError
from lms.core.jobs import JobRun, job
from lms.core.months import Month, today
from lms.credits.models import MonthTotal
from lms.scoring.closing import close_month, finish, people_of, post
from lms.scoring.closing.dates import dates_of
from lms.scoring.closing.freezing import freeze
from lms.scoring.closing.locking import FREEZE, last_locked, start_freezing
from lms.scoring.closing.publishing import NOTICES, open_objections, start_notices
from lms.scoring.closing.reminders import remind
from lms.scoring.models import ConductRecord, CountyMonth
from lms.scoring.schemes.in_force import scheme_for

logger = logging.getLogger(__name__)
State = CountyMonth.State

job(FREEZE, label=_("Closing a month"))(freeze)


@job(NOTICES, label=_("Giving notices of scores"))
def notices(run: JobRun) -> None:
    from lms.scoring.notices.giving import give_notices

    month = CountyMonth.objects.get(pk=run.payload["county_month"])
    run.say(given=give_notices(county_month=month))


@job("scoring.calendar", label=_("The calendar of the barometer"))
def calendar(run: JobRun) -> None:
    """Locks, posts, finishes and reminds, by each county's scheme."""
    counties = list(Organisation.objects.filter(kind=Kind.COUNTY, is_active=True))
    for done, county in enumerate(counties, start=1):
        for step in STEPS:
            _try(run, county, step)
        run.progress(done, len(counties))


def _try(run: JobRun, county: Organisation, step: Callable[[Organisation], None]) -> None:
    try:
        step(county)
    except DomainError as error:
        run.refuse(problem=f"{county}: {error}", column=step.__name__)
    except Exception:
        facts = {"county": county.pk, "step": step.__name__}
        logger.exception("a step of the calendar failed", extra=facts)
        run.refuse(problem=f"{county}: {step.__name__}", column=step.__name__)


def lock(county: Organisation) -> None:
    """Every month that is over and whose day has come, the oldest first."""
    for month in _to_lock(county):
        if people_of(county, month).exists():
            close_month(by=None, county=county, month=month)


def _to_lock(county: Organisation) -> Iterator[Month]:
    """Months since the last one that was closed; at first the month before, if anything was
    recorded in it: nobody is scored for a month in which the platform was not used."""
    last, before = last_locked(county), Month.current().previous()
    if last is None and not _was_used(county, before):
        return
    month = last.next() if last else before
    while month <= before:
        if today() < dates_of(month, scheme_for(county, month).rules.calendar).lock:
            return
        yield month
        month = month.next()


def _was_used(county: Organisation, month: Month) -> bool:
    if ConductRecord.objects.filter(county=county, counts_in=str(month)).exists():
        return True
    people = people_of(county, month).values("pk")
    return MonthTotal.objects.in_month(month).filter(learner__offender__in=people).exists()


def freeze_on(county: Organisation) -> None:
    """A job that failed begins again."""
    for row in _months(county, State.FREEZING):
        start_freezing(row)


def publish(county: Organisation) -> None:
    for row in _months(county, State.APPROVED):
        if today() >= row.post_due:
            post(county_month=row)


def give(county: Organisation) -> None:
    """Notices that a failed job left."""
    for row in _months(county, State.POSTED):
        if row.scores.filter(is_current=True, notice=None).exists():
            start_notices(row)


def end(county: Organisation) -> None:
    for row in _months(county, State.POSTED):
        if row.posted_until and row.posted_until < today() and not open_objections(row).exists():
            finish(county_month=row)


def call(county: Organisation) -> None:
    for row in _months(county, State.DRAFT, State.REVIEWED):
        remind(row)


def _months(county: Organisation, *states: Any) -> list[CountyMonth]:
    rows = CountyMonth.objects.filter(county=county, state__in=states).order_by("month")
    return list(rows.select_related("county"))


STEPS = (lock, freeze_on, publish, give, end, call)

schedule.daily("scoring: the months' calendar", at="03:55", job="scoring.calendar")
