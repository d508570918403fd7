"""Closing a month of a county with thirty thousand people, and its pages afterwards.

The county is made in bulk: study, records, and two months that were closed before, so that the
scores look back on something; one person in a hundred has a late fact.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lms.accounts.models import LevelChange, Offender, OfficeMove, Organisation, User
from lms.core import jobs
from lms.core.crypto import keyed_hash
from lms.core.months import Month, day_bounds
from lms.credits.models import ChainHead, CreditEntry, MonthTotal
from lms.learning.actions.month_targets import rebuild_targets
from lms.scoring.closing import close_month
from lms.scoring.closing.locking import start_freezing
from lms.scoring.models import ConductRecord, CountyMonth
from tests.factories import people

CHUNK = 2000
OFFICES = 30
KINDS = (
    ("report_on_time", 7, None), ("report_on_time", 21, None), ("class_attended", 18, None),
    ("individual_talk", 12, None), ("reflection", 25, None), ("public_service", 15, Decimal("3.5")),
)  # fmt: skip
MOST_SECONDS = 180
MOST_QUERIES = 15


def measure(offenders: int) -> Iterator[dict[str, Any]]:
    month = Month.current().previous()
    before = [month.previous().previous(), month.previous()]
    county, everybody, officer = _county(offenders)
    for one in [*before, month]:
        _study(everybody, one)
        _conduct(everybody, county, officer, one)
    for one in before:
        _close(county, one)
    _late(everybody, county, officer, month)
    connection.cursor().execute("ANALYZE")
    seconds, row = _close(county, month)
    scored = row.scores.values("offender").distinct().count()
    yield {
        "name": f"closing a month of {offenders} people, s",
        "value": round(seconds, 1),
        "target": f"< {MOST_SECONDS}",
        "met": seconds < MOST_SECONDS and scored == row.scores.count() == offenders,
        "scored": scored,
        "late": row.scores.exclude(facts__late=[]).count(),
    }
    yield from _pages(county, row)


def _close(county: Organisation, month: Month) -> tuple[float, CountyMonth]:
    began = time.perf_counter()
    row = close_month(by=None, county=county, month=month)
    done = jobs.run_now(start_freezing(row))
    seconds = time.perf_counter() - began
    row.refresh_from_db()
    if row.state != CountyMonth.State.DRAFT:
        raise RuntimeError(f"the month is {row.state}: {done.note}")
    return seconds, row


def _pages(county: Organisation, row: CountyMonth) -> Iterator[dict[str, Any]]:
    client = Client()
    client.force_login(
        people.user_with_role("manager", county), backend="lms.accounts.backends.NameOrPhoneBackend"
    )
    pages = {
        "board": f"/scores/?month={row.month}",
        "month": f"/scores/months/{county.uid}/{row.month}/",
        "list of months": "/scores/months/",
    }
    for name, address in pages.items():
        client.get(address, headers={"host": "127.0.0.1"})
        began = time.perf_counter()
        with CaptureQueriesContext(connection) as found:
            answer = client.get(address, headers={"host": "127.0.0.1"})
        spent = time.perf_counter() - began
        if answer.status_code != 200:
            raise RuntimeError(f"{address} answered {answer.status_code}")
        yield {
            "name": f"barometer, {name}, queries",
            "value": len(found),
            "target": f"<= {MOST_QUERIES}",
            "met": len(found) <= MOST_QUERIES,
            "ms": round(spent * 1000),
        }


# the county


def _county(offenders: int) -> tuple[Organisation, list[UUID], User]:
    land = people.land()
    county = people.organisation(land.city, "county", name="计量县", code="331199")
    offices = [people.organisation(county, "justice_office") for _n in range(OFFICES)]
    made: list[UUID] = []
    for first in range(0, offenders, CHUNK):
        made += _people(range(first, min(first + CHUNK, offenders)), offices)
    return county, made, people.user_with_role("officer", offices[0])


def _people(numbers: range, offices: list[Organisation]) -> list[UUID]:
    starts_on = date.today() - timedelta(days=400)
    users = User.objects.bulk_create(
        User(username=f"bench{n}", name=f"某{n}", password="!", organisation=offices[n % OFFICES])
        for n in numbers
    )
    files = Offender.objects.bulk_create(
        Offender(
            user=user, code=f"BM-{n:06d}", office=offices[n % OFFICES], sex="male",
            correction_type="probation", starts_on=starts_on, born_on=date(1990, 1, 1),
            ends_on=starts_on + timedelta(days=1200), id_number=f"bench{n}",
            id_hash=keyed_hash(f"bench{n}"), treatment_level="ordinary",
        )
        for n, user in zip(numbers, users, strict=True)
    )  # fmt: skip
    start = {"on": starts_on, "reason": "入矫"}
    OfficeMove.objects.bulk_create(
        OfficeMove(offender=one, office_id=one.office_id, **start) for one in files
    )
    LevelChange.objects.bulk_create(
        LevelChange(offender=one, level="ordinary", **start) for one in files
    )
    ChainHead.objects.bulk_create(
        ChainHead(learner=user, number=30, hash="0" * 64) for user in users
    )
    return [user.pk for user in users]


def _chunks(ids: list[UUID]) -> Iterator[list[UUID]]:
    for first in range(0, len(ids), CHUNK):
        yield ids[first : first + CHUNK]


def _study(everybody: list[UUID], month: Month) -> None:
    """Four entries and their total; targets as the night leaves them."""
    number = (month.year * 12 + month.month) * 100
    for ids in _chunks(everybody):
        CreditEntry.objects.bulk_create(
            CreditEntry(
                learner_id=who, number=number + n, kind="study", seconds=5000,
                started_at=month.start + timedelta(days=n), month=str(month),
                ended_at=month.start + timedelta(days=n, seconds=5000), source=str(uuid4()),
                rule_version="2026-1", prev_hash="0" * 64, hash="0" * 64,
                posted_at=month.start + timedelta(days=n, hours=1),
            )
            for who in ids
            for n in range(4)
        )  # fmt: skip
        MonthTotal.objects.bulk_create(
            MonthTotal(learner_id=who, month=str(month), kind="study", seconds=20_000)
            for who in ids
        )
        for first in range(0, len(ids), 500):
            rebuild_targets(learners=ids[first : first + 500], months=[month])


def _conduct(everybody: list[UUID], county: Organisation, officer: User, month: Month) -> None:
    for ids in _chunks(everybody):
        ConductRecord.objects.bulk_create(
            _record(who, county, officer, kind, month.first.replace(day=on), month, hours=hours)
            for who in ids
            for kind, on, hours in KINDS
        )


def _late(everybody: list[UUID], county: Organisation, officer: User, month: Month) -> None:
    on = month.previous().first.replace(day=9)
    ConductRecord.objects.bulk_create(
        _record(who, county, officer, "report_late", on, month, is_late=True)
        for who in everybody[::100]
    )


def _record(
    who: UUID, county: Organisation, officer: User, kind: str, on: date, month: Month,
    **fields: Any,
) -> ConductRecord:  # fmt: skip
    return ConductRecord(
        offender_id=who, county=county, kind=kind, on=on, counts_in=str(month),
        recorded_by=officer, recorded_at=day_bounds(on)[0], **fields,
    )  # fmt: skip
