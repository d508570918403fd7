"""How much of what they ought to study people do study: most all, some less, few none. Pure."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from lms.config.demo.study.draw import Wanted
from lms.config.demo.study.sitting import SECOND
from lms.core.months import Month

KINDS = {"steady": 66, "nearly": 16, "behind": 12, "hardly": 6}
SHARES = {
    "steady": (1.0, 1.12),
    "nearly": (0.8, 0.99),
    "behind": (0.25, 0.75),
    "hardly": (0.0, 0.04),
}
AHEAD = (1.0, 1.25)
"""In a month under way most are a little ahead of the days that have gone."""
MOST_A_DAY = 3 * 2700 * SECOND
WEEK = 7
BUSY = int(3.4 * 2700) * SECOND
"""What those whose study stands out have studied in the last week."""


@dataclass(frozen=True)
class Term:
    """Days from ``first`` to ``last`` in which somebody could study."""

    first: date
    last: date

    def part_of(self, month: Month) -> tuple[date, date] | None:
        first, last = max(self.first, month.first), min(self.last, month.last)
        return (first, last) if first <= last else None


def wanted(
    rng: random.Random, targets: Mapping[str, int], months: list[Month], term: Term
) -> Iterator[Wanted]:
    """What a person studies month by month; ``targets`` are seconds by month."""
    kind = rng.choices(list(KINDS), list(KINDS.values()))[0]
    for month in months:
        share = rng.uniform(*SHARES[kind])
        part = term.part_of(month)
        if part is None:
            continue
        if month == months[-1]:
            share *= min(1.0, part[1].day / month.days * rng.uniform(*AHEAD))
        yield of(month, part, targets.get(str(month), 0) * share)


def of(month: Month, part: tuple[date, date], seconds: float) -> Wanted:
    """So much within a part of ``month``, not more a day than anybody does."""
    days = (part[1] - part[0]).days + 1
    return Wanted(part[0], part[1], min(int(seconds) * SECOND, days * MOST_A_DAY))


def crammed(found: list[Wanted]) -> list[Wanted]:
    """The same with a busy last week instead of an ordinary one."""
    if not found:
        return []
    last = found[-1]
    begin = max(last.first, last.last - timedelta(days=WEEK - 2))
    earlier = Wanted(last.first, begin - timedelta(days=1), max(0, last.ms - BUSY))
    return [*found[:-1], earlier, Wanted(begin, last.last, BUSY)]
