"""Parts of a lesson as [from, to) pairs of whole milliseconds. Pure."""

from __future__ import annotations

from collections.abc import Iterable

Span = tuple[int, int]


def total(spans: Iterable[Span]) -> int:
    """Milliseconds in disjoint ``spans``."""
    return sum(end - start for start, end in spans)


def without(start: int, end: int, taken: Iterable[Span]) -> list[Span]:
    """What of [start, end) lies in none of ``taken``, in order."""
    left = [(start, end)] if end > start else []
    for first, last in taken:
        if last <= start or first >= end:
            continue
        pieces: list[Span] = []
        for low, high in left:
            if last <= low or first >= high:
                pieces.append((low, high))
                continue
            if low < first:
                pieces.append((low, first))
            if last < high:
                pieces.append((last, high))
        left = pieces
    return left


def first(spans: Iterable[Span], most: int) -> list[Span]:
    """The beginning of ``spans``, ``most`` milliseconds of it."""
    found: list[Span] = []
    for low, high in spans:
        if most <= 0:
            break
        found.append((low, min(high, low + most)))
        most -= found[-1][1] - low
    return found


def merged(spans: Iterable[Span]) -> list[Span]:
    """The same parts, sorted and joined where they touch."""
    found: list[Span] = []
    for low, high in sorted(spans):
        if found and low <= found[-1][1]:
            found[-1] = (found[-1][0], max(high, found[-1][1]))
        else:
            found.append((low, high))
    return found
