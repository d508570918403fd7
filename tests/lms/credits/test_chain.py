"""The hash chain against an outsider's own computation."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from uuid import UUID

from lms.credits.chain import GENESIS, canonical, digest, timestamp
from lms.credits.models import CreditEntry


def entry(**changes) -> CreditEntry:
    fields = {
        "id": UUID("00000000-0000-4000-8000-000000000001"),
        "learner_id": UUID("00000000-0000-4000-8000-000000000002"),
        "number": 1,
        "kind": "study",
        "seconds": 570,
        "started_at": datetime(2026, 11, 23, 1, 12, tzinfo=UTC),
        "ended_at": datetime(2026, 11, 23, 1, 22, 0, 500, tzinfo=UTC),
        "source": "study:会话:1",
        "rule_version": "2026-1",
    }
    return CreditEntry(**fields | changes)


def test_canonical_form_is_the_contract_s() -> None:
    assert canonical(entry()) == (
        '["00000000-0000-4000-8000-000000000001","00000000-0000-4000-8000-000000000002",1,"study",570,'
        '"2026-11-23T01:12:00.000000Z","2026-11-23T01:22:00.000500Z","study:会话:1","2026-1",null]'
    )


def test_digest_is_sha256_over_previous_hash_and_canonical_form() -> None:
    expected = hashlib.sha256((GENESIS + canonical(entry())).encode()).hexdigest()
    assert digest(GENESIS, entry()) == expected


def test_any_changed_field_changes_the_hash() -> None:
    before = digest(GENESIS, entry())
    assert digest(GENESIS, entry(seconds=571)) != before
    assert digest(GENESIS, entry(source="study:x")) != before


def test_timestamp_is_utc_with_microseconds() -> None:
    assert timestamp(datetime(2026, 1, 1, tzinfo=UTC)) == "2026-01-01T00:00:00.000000Z"
