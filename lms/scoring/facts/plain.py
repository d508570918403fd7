"""The forms in which facts are kept, and how two states of a month are put together. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import Any

from lms.scoring.rules.kinds import PENALTIES

Facts = dict[str, Any]
COUNTED = ("month", "days", "exemptions", "able_to_work", "study", "tests", "records")
"""The part of a month's facts that its own lines come from."""


def whole_months(first: date, last: date) -> int:
    """Whole months from ``first`` until ``last``, the day after the end."""
    months = (last.year - first.year) * 12 + last.month - first.month
    return max(0, months - (last.day < first.day))


def counted_part(facts: Facts) -> Facts:
    return {name: facts[name] for name in COUNTED}


def combine(base: Facts, before: Facts, after: Facts) -> Facts:
    """``base`` with what changed from ``before`` to ``after``; ``base`` itself may have been put
    right in the meantime. The other way round it takes the change out again."""
    if base == before:
        return {**base, **after}
    found = {**base, "records": _records(base, before, after)}
    if base["study"] and before["study"] and after["study"]:
        found["study"] = dict(base["study"])
        for name in ("seconds", "target_seconds"):
            found["study"][name] += after["study"][name] - before["study"][name]
    for name in ("days", "exemptions", "tests"):
        if before[name] != after[name]:
            found[name] = after[name]
    return found


def _records(base: Facts, before: Facts, after: Facts) -> list[Facts]:
    old = {one["id"]: one for one in before["records"]}
    new = {one["id"]: one for one in after["records"]}
    kept = {one["id"]: one for one in base["records"] if one["id"] not in old.keys() - new.keys()}
    kept |= {key: one for key, one in new.items() if one != old.get(key)}
    return in_order(kept.values())


def in_order(records: Iterable[Facts]) -> list[Facts]:
    return sorted(records, key=lambda one: (one["on"], one["id"]))


def newly_known(late: Facts) -> list[Facts]:
    """The records that an adjustment brought into its month."""
    known = {one["id"] for one in late["before"]["records"]}
    return [one for one in late["after"]["records"] if one["id"] not in known]


def taken_back(late: Facts) -> set[str]:
    """The ids of records that an adjustment took out of its month."""
    left = {one["id"] for one in late["after"]["records"]}
    return {one["id"] for one in late["before"]["records"]} - left


def month_past(
    month: str, total: int | None, records: Iterable[Facts], gone: set[str]
) -> dict[str, Any]:
    """An earlier month as proposals look back on it: ``gone`` were cancelled since."""
    counts = Counter(one["kind"] for one in records if one["id"] not in gone)
    return {
        "month": month,
        "total": total,
        "penalty": bool(PENALTIES & set(counts)),
        "facts": dict(sorted(counts.items())),
    }
