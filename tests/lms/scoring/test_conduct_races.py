"""Recording while a month is being locked, and the same record twice at once: real transactions."""

from __future__ import annotations

import threading
from datetime import UTC, date, datetime

import pytest
from django.db import connection, transaction

from lms.accounts.models import Organisation
from lms.core.errors import Conflict
from lms.scoring.actions.conduct import record_conduct
from lms.scoring.models import ConductRecord
from tests.factories import people, scoring

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif("connection.vendor == 'sqlite'", reason="one writer at a time by itself"),
]


@pytest.fixture
def scene(at):
    at(datetime(2026, 11, 20, 2, tzinfo=UTC))
    land = people.land()
    return land, people.user_with_role("officer", land.office), people.offender(land.office)


def beside(act):
    """``act`` in a thread with a connection of its own; its outcome as a list."""
    found = []

    def run():
        try:
            found.append(act())
        except Conflict as refusal:
            found.append(refusal.code)
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    return thread, found


def test_no_record_slips_into_a_month_that_is_being_locked(scene):
    land, officer, person = scene
    with transaction.atomic():
        Organisation.objects.select_for_update().get(pk=land.county.pk)
        thread, found = beside(
            lambda: record_conduct(
                by=officer, offender=person, kind="report_late", on=date(2026, 10, 8)
            )
        )
        thread.join(1)
        assert thread.is_alive()
        scoring.county_month(land.county, "2026-10")
    thread.join(20)
    assert found == ["frozen"]
    assert not ConductRecord.objects.exists()


def test_the_same_record_twice_at_once_is_one(scene):
    _land, officer, person = scene
    said = {"by": officer, "offender": person, "kind": "report_late", "on": date(2026, 11, 5),
            "origin": "import", "outside_key": "ZG-1"}  # fmt: skip
    pairs = [beside(lambda: record_conduct(**said).pk) for _number in range(4)]
    for thread, _found in pairs:
        thread.join(20)
    made = ConductRecord.objects.get()
    assert [found for _thread, found in pairs] == [[made.pk]] * 4
