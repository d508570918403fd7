"""What a finder of one kind hands back, and which of two that overlap stays."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from cases.deidentify.spans import CERTAIN, Kind


@dataclass(frozen=True, slots=True)
class Found:
    """``original[start:end]`` is of ``kind``; ``reason`` is a code of `cases.deidentify.words`."""

    start: int
    end: int
    kind: Kind
    confidence: float
    reason: str


def without_overlaps(found: Iterable[Found]) -> list[Found]:
    """Of those that overlap the certain one stays, then the longest, then the surer one."""
    kept: list[Found] = []
    ranked = sorted(
        found, key=lambda f: (f.confidence < CERTAIN, f.start - f.end, -f.confidence, f.start)
    )
    taken: set[int] = set()
    for one in ranked:
        places = range(one.start, one.end)
        if taken.isdisjoint(places):
            taken.update(places)
            kept.append(one)
    return sorted(kept, key=lambda f: f.start)
