"""A county with an open October and the people who close it: shared by the tests of closing."""

from __future__ import annotations

from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any

from lms.core import jobs
from lms.core.months import Month
from lms.scoring import closing
from lms.scoring.closing.locking import start_freezing
from lms.scoring.models import CountyMonth, MonthScore
from tests.factories import people

OCTOBER = Month(2026, 10)


def day(of: int, month: int = 11, hour: int = 4) -> datetime:
    """Noon, local time, of a day of 2026."""
    return datetime(2026, month, of, hour, tzinfo=UTC)


def person(office: Any, **fields: Any) -> Any:
    """In correction since long, and for long."""
    dates = {"starts_on": date(2026, 1, 10), "ends_on": date(2027, 12, 31)}
    return people.offender(office, **dates | fields)


def staff(land: SimpleNamespace) -> SimpleNamespace:
    return SimpleNamespace(
        officer=people.user_with_role("officer", land.office),
        officer2=people.user_with_role("officer", land.office2),
        manager=people.user_with_role("manager", land.county),
        manager2=people.user_with_role("manager", land.county),
    )


def closed(land: SimpleNamespace, month: Month = OCTOBER) -> CountyMonth:
    """Locked by the calendar and frozen by the job: a draft."""
    row = closing.close_month(by=None, county=land.county, month=month)
    return frozen(row)


def frozen(row: CountyMonth) -> CountyMonth:
    jobs.run_now(start_freezing(row))
    row.refresh_from_db()
    return row


def reviewed(row: CountyMonth, *officers: Any) -> CountyMonth:
    """Each office by the first of ``officers`` who may."""
    for one in row.offices.select_related("office"):
        by = next(who for who in officers if who.organisation_id == one.office_id)
        closing.review(by=by, office_month=one)
    row.refresh_from_db()
    return row


def approved(land: SimpleNamespace, team: SimpleNamespace) -> CountyMonth:
    row = reviewed(closed(land), team.officer, team.officer2)
    return closing.approve(by=team.manager, county_month=row)


def score(who: Any, month: Month = OCTOBER) -> MonthScore:
    return MonthScore.objects.current().get(offender=who, month=str(month))
