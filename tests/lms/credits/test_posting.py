"""Writing to the ledger."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, transaction

from lms.core.errors import Invalid
from lms.core.months import LOCAL, Month
from lms.credits.chain import GENESIS, digest
from lms.credits.models import ChainHead, CreditEntry, MonthTotal
from lms.credits.verify import verify


def test_numbers_and_hashes_chain(post, learner) -> None:
    first, second = post(hours_ago=5), post(hours_ago=3)
    assert (first.number, second.number) == (1, 2)
    assert (first.prev_hash, second.prev_hash) == (GENESIS, first.hash)
    assert second.hash == digest(first.hash, second)


def test_the_same_source_is_posted_once(post) -> None:
    assert post(hours_ago=5) == post(hours_ago=5)
    assert CreditEntry.objects.count() == 1


def test_totals_follow(post, learner) -> None:
    post(600, hours_ago=5)
    post(300, hours_ago=3)
    total = sum(MonthTotal.objects.filter(learner=learner).values_list("seconds", flat=True))
    assert total == CreditEntry.objects.seconds() == 900


def test_an_entry_lies_within_one_month(post) -> None:
    start = datetime(2026, 9, 30, 23, 59, tzinfo=LOCAL)
    end = datetime(2026, 10, 1, 0, 1, tzinfo=LOCAL)
    with pytest.raises(Invalid):
        post(60, started_at=start, ended_at=end)


def test_the_month_is_the_local_one(post) -> None:
    start = datetime(2026, 9, 30, 16, 30, tzinfo=UTC)
    end = datetime(2026, 9, 30, 16, 40, tzinfo=UTC)
    assert post(60, started_at=start, ended_at=end).month == str(Month(2026, 10))


@pytest.mark.parametrize("change", [{"seconds": 1}, {"hash": "0" * 64}, {"lesson": 7}])
def test_the_database_refuses_to_change_an_entry(post, change) -> None:
    entry = post()
    with pytest.raises(DatabaseError), transaction.atomic():
        CreditEntry.objects.filter(pk=entry.pk).update(**change)


def test_the_database_refuses_to_delete_an_entry(post) -> None:
    post()
    with pytest.raises(DatabaseError), transaction.atomic():
        CreditEntry.objects.all().delete()


def test_a_sound_ledger_has_no_fault(post) -> None:
    post(hours_ago=5)
    post(hours_ago=3)
    assert list(verify()) == []


def test_a_wrong_total_is_found(post) -> None:
    post()
    MonthTotal.objects.update(seconds=9999)
    assert [fault.problem.split()[0] for fault in verify()] == ["total"]


def test_a_lost_head_is_found(post) -> None:
    post()
    ChainHead.objects.update(number=5)
    assert [fault.problem for fault in verify()] == ["chain head"]


def test_an_altered_entry_is_found(post) -> None:
    """Somebody who gets past the trigger is found by the chain."""
    from django.db import connection

    entry = post()
    connection.check_constraints()  # PostgreSQL alters no table that waits for some
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("ALTER TABLE credits_creditentry DISABLE TRIGGER USER")
        else:
            cursor.execute("DROP TRIGGER credits_creditentry_no_update")
    CreditEntry.objects.filter(pk=entry.pk).update(seconds=entry.seconds - 1)
    assert "hash" in [fault.problem for fault in verify()]
