"""Facts, records, months and scores: each with the least that makes it whole."""

from __future__ import annotations

import itertools
from datetime import date
from typing import Any

from lms.core.months import Month
from lms.scoring.in_force import digest, shipped
from lms.scoring.models import ConductRecord, CountyMonth, MonthScore
from lms.scoring.rules.assess import assess
from lms.scoring.rules.scheme import load

_numbers = itertools.count(1)
MONTH = "2026-10"


def facts(**changes: Any) -> dict[str, Any]:
    """The facts of an ordinary month: eight credit hours of eight, nothing else."""
    plain: dict[str, Any] = {
        "month": MONTH,
        "offender": "00000000-0000-0000-0000-000000000001",
        "days": {"month": 31, "liable": 31, "in_correction": 31},
        "exemptions": [],
        "able_to_work": True,
        "level": "ordinary",
        "level_months": 6,
        "months_in_correction": 9,
        "study": {"seconds": 21_600, "target_seconds": 21_600},
        "tests": None,
        "records": [],
        "past": [],
        "late": [],
    }
    return plain | changes


def record(kind: str, **changes: Any) -> dict[str, Any]:
    """One record as facts hold it."""
    return {"id": f"r{next(_numbers):04d}", "kind": kind, "on": f"{MONTH}-08"} | changes


def conduct(offender: Any, kind: str = "report_on_time", **fields: Any) -> ConductRecord:
    """A record that counts, unless ``needs_second`` is given."""
    fields.setdefault("on", date(2026, 10, 8))
    fields.setdefault("county", offender.office.county())
    fields.setdefault("counts_in", str(Month.of(fields["on"])))
    if "recorded_by" not in fields:
        from tests.factories import people

        fields["recorded_by"] = people.user_with_role("officer", offender.office)
    return ConductRecord.objects.create(offender=offender, kind=kind, **fields)


def county_month(county: Any, month: str = MONTH, state: str = "draft", **fields: Any) -> Any:
    """A county's month under the shipped scheme."""
    defaults: dict[str, Any] = {
        "plain": shipped(),
        "digest": digest(shipped()),
        "review_due": date(2026, 11, 5),
        "approve_due": date(2026, 11, 8),
        "post_due": date(2026, 11, 10),
    }
    if state in ("posted", "final"):
        defaults |= {
            "posted_on": date(2026, 11, 10),
            "posted_until": date(2026, 11, 16),
            "visible_until": date(2026, 12, 10),
        }
    return CountyMonth.objects.create(county=county, month=month, state=state, **defaults | fields)


def score(offender: Any, of: CountyMonth, **fields: Any) -> MonthScore:
    """A score worked out from ``facts`` (those of an ordinary month, when none are given)."""
    given = {**(fields.pop("facts", None) or facts()), "offender": str(offender.pk)}
    given["month"] = of.month
    found = assess(given, load(of.plain)).plain()
    return MonthScore.objects.create(
        county_month=of,
        offender=offender,
        month=of.month,
        office=offender.office,
        juvenile=offender.juvenile_regime,
        facts=given,
        facts_hash=digest(given),
        **found | fields,
    )
