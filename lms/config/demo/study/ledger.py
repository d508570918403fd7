"""Chains of credit in memory: the entries that `post_credits` would have appended, one by one."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from lms.config.demo.words import named
from lms.core.months import Month
from lms.credits.actions import RULE_VERSION
from lms.credits.chain import GENESIS, digest
from lms.credits.models import ChainHead, CreditEntry, Kind, MonthTotal


@dataclass
class Chain:
    """One learner's entries in the order of posting, and what follows from them."""

    learner: UUID
    entries: list[CreditEntry] = field(default_factory=list)
    totals: dict[str, int] = field(default_factory=dict)
    last: str = GENESIS

    def append(
        self, *, seconds: int, started_at: datetime, ended_at: datetime, source: str, lesson: int,
        lesson_title: str, posted_at: datetime,
    ) -> CreditEntry:  # fmt: skip
        """Within one local month; ``seconds`` is at least one."""
        month = str(Month.of(started_at))
        entry = CreditEntry(
            id=named(self.learner, source),
            learner_id=self.learner,
            number=len(self.entries) + 1,
            kind=Kind.STUDY,
            seconds=seconds,
            started_at=started_at,
            ended_at=ended_at,
            month=month,
            lesson=lesson,
            lesson_title=lesson_title[:255],
            source=source,
            rule_version=RULE_VERSION,
            posted_at=posted_at,
            prev_hash=self.last,
        )
        entry.hash = self.last = digest(self.last, entry)
        self.entries.append(entry)
        self.totals[month] = self.totals.get(month, 0) + seconds
        return entry

    def head(self) -> ChainHead:
        return ChainHead(learner_id=self.learner, number=len(self.entries), hash=self.last)

    def month_totals(self) -> list[MonthTotal]:
        return [
            MonthTotal(learner_id=self.learner, month=month, kind=Kind.STUDY, seconds=seconds)
            for month, seconds in self.totals.items()
        ]
