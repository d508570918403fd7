"""Chains of credit in memory: the entries that `post_credits` would have appended, one by one."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from lms.core.months import Month
from lms.credits.actions import RULE_VERSION
from lms.credits.chain import GENESIS, digest
from lms.credits.models import Kind


@dataclass(slots=True)
class Entry:
    """One entry, as `lms.credits.chain.Entry` wants it, and what is kept beside the hash."""

    id: UUID
    learner_id: UUID
    number: int
    seconds: int
    started_at: datetime
    ended_at: datetime
    source: str
    lesson: int
    lesson_title: str
    posted_at: datetime
    prev_hash: str
    month: str = ""
    hash: str = ""
    kind: str = Kind.STUDY.value
    rule_version: str = RULE_VERSION
    reverses_id: UUID | None = None


@dataclass(slots=True)
class Chain:
    """One learner's entries in the order of posting, and what follows from them."""

    learner: UUID
    entries: list[Entry] = field(default_factory=list)
    totals: dict[str, int] = field(default_factory=dict)
    last: str = GENESIS

    def append(self, pk: UUID, **facts: object) -> Entry:
        """An entry of at least one second within one local month; the other fields of `Entry`."""
        entry = Entry(
            id=pk,
            learner_id=self.learner,
            number=len(self.entries) + 1,
            prev_hash=self.last,
            **facts,  # type: ignore[arg-type]
        )
        entry.month = str(Month.of(entry.started_at))
        entry.hash = self.last = digest(self.last, entry)
        self.entries.append(entry)
        self.totals[entry.month] = self.totals.get(entry.month, 0) + entry.seconds
        return entry
