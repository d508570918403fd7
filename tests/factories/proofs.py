"""A county's month that was signed and receipted, and ways to spoil it as only somebody could who
writes to the database directly."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

from django.db import connection

from lms.core.months import Month
from lms.credits.models import ChainHead
from lms.scoring.models import MonthReopening
from lms.scoring.proofs import witness
from lms.scoring.proofs.signing import sign_month
from tests.factories import learning, people, scoring


def ledger(offender: Any, month: str = scoring.MONTH, seconds: int = 3600) -> dict[str, Any]:
    """One credited hour of that month; the head as facts hold it."""
    start = Month.parse(month).start + timedelta(days=3, hours=2)
    learning.credit(offender.user, seconds, ended_at=start + timedelta(seconds=seconds))
    head = ChainHead.objects.get(learner=offender.pk)
    return {"number": head.number, "hash": head.hash}


def scored(land: Any, count: int = 3, month: str = scoring.MONTH, **fields: Any) -> Any:
    """A final month with ``count`` people, each with an entry in the ledger."""
    of = scoring.county_month(land.county, month, "final", **fields)
    for number in range(count):
        offender = people.offender(land.office)
        head = ledger(offender, month, 21_600)
        facts = scoring.facts(study={"seconds": 21_600, "target_seconds": 21_600, "head": head})
        facts["records"] = [scoring.record("report_late")] if number else []
        scoring.score(offender, of, facts=facts)
    return of


def signed(land: Any, count: int = 3, month: str = scoring.MONTH) -> SimpleNamespace:
    """``month``, its ``scores`` and ``signature``, ``receipt`` of the procuratorate."""
    of = scored(land, count, month)
    signature = sign_month(county_month=of)
    receipt = witness.send_results(signature)
    scores = list(of.scores.order_by("offender_id"))
    return SimpleNamespace(month=of, scores=scores, signature=signature, receipt=receipt)


def reopened(month: Any) -> MonthReopening:
    """A decision of the county that opened the month again."""
    return MonthReopening.objects.create(
        county_month=month, number=month.reopenings.count() + 1, authority="county",
        document="云矫复〔2026〕1号", decided_on=date(2026, 11, 20), text="更正", reason="复核",
        by=people.user_with_role("manager", month.county),
    )  # fmt: skip


@contextmanager
def without_triggers(*models: Any) -> Iterator[None]:
    """The triggers of append-only tables are off, until the test's transaction ends."""
    for model in models:
        table = model._meta.db_table
        on = f" ON {table}" if connection.vendor == "postgresql" else ""
        with connection.cursor() as cursor:
            for verb in ("update", "delete"):
                cursor.execute(f"DROP TRIGGER IF EXISTS {table}_no_{verb}{on}")
    yield


def spoil(row: Any, **values: Any) -> None:
    """Change a row that nobody may change."""
    with without_triggers(type(row)):
        type(row).objects.filter(pk=row.pk).update(**values)


def remove(row: Any) -> None:
    with without_triggers(type(row)), connection.cursor() as cursor:
        table, key = type(row)._meta.db_table, row.pk
        shown = key.hex if hasattr(key, "hex") and connection.vendor == "sqlite" else key
        cursor.execute(f"DELETE FROM {table} WHERE id = %s", [shown])
