"""Recording while a month is being locked, and the same record several times at once."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import connection, transaction

from lms.accounts.models import Organisation
from lms.scoring.actions.conduct import record_conduct
from lms.scoring.models import ConductRecord
from tests.factories import people, scoring
from tests.racing import at_once, beside, own_database  # noqa: F401 - the fixture of this module


@pytest.fixture
def said(land: Any, at: Any) -> dict[str, Any]:
    at(datetime(2026, 11, 20, 2, tzinfo=UTC))
    officer = people.user_with_role("officer", land.office)
    return {"by": officer, "offender": people.offender(land.office), "kind": "report_late"}


def test_the_same_record_several_times_at_once_is_one(said: dict[str, Any]) -> None:
    said |= {"on": date(2026, 11, 5), "origin": "import", "outside_key": "ZG-1"}
    found = at_once(*[lambda: record_conduct(**said)] * 4)
    made = ConductRecord.objects.get(offender=said["offender"])
    assert found == [made] * 4


def test_the_same_fact_twice_at_once_is_refused_once(said: dict[str, Any]) -> None:
    said |= {"on": date(2026, 11, 5)}
    found = at_once(*[lambda: record_conduct(**said)] * 2)
    assert {getattr(one, "code", "made") for one in found} == {"made", "twice"}


def test_no_record_slips_into_a_month_that_is_being_locked(said: dict[str, Any], land: Any) -> None:
    if connection.vendor == "sqlite":
        pytest.skip("one writer at a time by itself")
    with transaction.atomic():
        Organisation.objects.select_for_update().get(pk=land.county.pk)
        waiting = beside(lambda: record_conduct(**said, on=date(2026, 10, 8)))
        waiting.join(1)
        assert waiting.is_alive()
        scoring.county_month(land.county, "2026-10")
    waiting.join(20)
    assert waiting.answer.code == "frozen"
    assert not ConductRecord.objects.filter(offender=said["offender"]).exists()
