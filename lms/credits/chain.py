"""The hash chain of the ledger, as the contract fixes it ("Ledger hash"). Pure: no ORM.

An outsider recomputes any chain from the entries that the API hands out with nothing but SHA-256:
``hash = sha256(prev_hash || canonical)``, lower-case hex, the first ``prev_hash`` 64 zeros.
"""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from typing import Protocol
from uuid import UUID

GENESIS = "0" * 64


class Entry(Protocol):
    """What the hash covers; `lms.credits.models.CreditEntry` has these fields."""

    id: UUID
    learner_id: UUID
    number: int
    kind: str
    seconds: int
    started_at: datetime
    ended_at: datetime
    source: str
    rule_version: str
    reverses_id: UUID | None
    prev_hash: str
    hash: str


def timestamp(moment: datetime) -> str:
    """UTC with microseconds and ``Z``: the only form in which a time enters a hash."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def canonical(entry: Entry) -> str:
    """The JSON array that is hashed: no spaces, text not escaped."""
    return json.dumps(
        [
            str(entry.id),
            str(entry.learner_id),
            entry.number,
            entry.kind,
            entry.seconds,
            timestamp(entry.started_at),
            timestamp(entry.ended_at),
            entry.source,
            entry.rule_version,
            str(entry.reverses_id) if entry.reverses_id else None,
        ],
        ensure_ascii=False,
        separators=(",", ":"),
    )


def digest(prev_hash: str, entry: Entry) -> str:
    """The hash of ``entry`` behind ``prev_hash`` (64 lower-case hex characters)."""
    return hashlib.sha256((prev_hash + canonical(entry)).encode()).hexdigest()
