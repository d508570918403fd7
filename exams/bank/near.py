"""Texts that are nearly the same, among tens of thousands, in little memory. Pure.

Every text is entered under its rarest character pairs only. Two texts that share so much that they
count as near share at least one of those, so none is missed (prefix filtering).
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Generic, TypeVar

from exams.bank.text import NEAR, bigrams

K = TypeVar("K")


class Near(Generic[K]):
    """Filled once with what is known; what comes later is added."""

    def __init__(self, known: Iterable[tuple[K, str]] = (), *, least: float = NEAR) -> None:
        """``known``: keys and normal texts."""
        self.least = least
        self._texts: dict[K, str] = {}
        self._having: defaultdict[str, list[K]] = defaultdict(list)
        rows = list(known)
        self._often = Counter(gram for _key, text in rows for gram in bigrams(text))
        for key, text in rows:
            self.add(key, text)

    def add(self, key: K, text: str) -> None:
        self._texts[key] = text
        for gram in self._rarest(bigrams(text)):
            self._having[gram].append(key)

    def near(self, text: str, *, most: int = 3) -> list[tuple[K, float]]:
        """The nearest first, with the share of what they have in common."""
        mine = bigrams(text)
        keys = {key for gram in self._rarest(mine) for key in self._having.get(gram, ())}
        found = []
        for key in keys:
            theirs = self._texts[key]
            if len(theirs) <= self.least * len(mine):  # too short to share enough
                continue
            grams = bigrams(theirs)
            share = len(mine & grams) / len(mine | grams)
            if share >= self.least:
                found.append((key, share))
        return sorted(found, key=lambda row: (-row[1], str(row[0])))[:most]

    def _rarest(self, grams: frozenset[str]) -> list[str]:
        """As many as two near texts cannot all do without, in one order for all texts."""
        order = sorted(grams, key=lambda gram: (self._often.get(gram, 0), gram))
        return order[: len(grams) - math.ceil(self.least * len(grams)) + 1]
