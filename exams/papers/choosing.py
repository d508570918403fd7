"""Filling the rows of a blueprint from what each may take. Pure."""

from __future__ import annotations

import random
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)


class Short(Exception):
    """There are not enough questions: ``row`` (its place) lacks ``lacking``."""

    def __init__(self, row: int, lacking: int) -> None:
        super().__init__(f"row {row} lacks {lacking}")
        self.row, self.lacking = row, lacking


@dataclass(frozen=True, slots=True)
class Wanted(Generic[Key]):
    """``number`` of ``candidates``; of ``spares`` only as many as cannot be had otherwise."""

    number: int
    candidates: Sequence[Key]
    spares: Sequence[Key] = ()


def choose(rows: Sequence[Wanted[Key]], rng: random.Random) -> list[list[Key]]:
    """For each row its questions, by chance, none twice. Rows may compete for the same ones: when
    there is a way to fill all, it is found (augmenting paths), and one with as few spares as there
    can be. Raises `Short`."""
    total = sum(row.number for row in rows)
    # The other rows can take at most ``total`` of a row's candidates: more need not be looked at.
    offers = [_some(row.candidates, total, rng) for row in rows]
    more = [offer + _some(row.spares, total, rng) for offer, row in zip(offers, rows, strict=True)]
    taken: dict[Key, int] = {}
    for place, row in enumerate(rows):
        for missing in range(row.number, 0, -1):
            if not (_take(place, offers, taken, set()) or _take(place, more, taken, set())):
                raise Short(place, missing)
    found: list[list[Key]] = [[] for _ in rows]
    for key, place in taken.items():
        found[place].append(key)
    return found


def _some(keys: Sequence[Key], most: int, rng: random.Random) -> list[Key]:
    """At most ``most`` of them, in any order."""
    return rng.sample(keys, min(len(keys), most))


def _take(place: int, offers: list[list[Key]], taken: dict[Key, int], tried: set[int]) -> bool:
    """Give row ``place`` one more question; another row may give one up for a different one."""
    tried.add(place)
    for key in offers[place]:
        if key not in taken:
            taken[key] = place
            return True
    for key in offers[place]:
        owner = taken[key]
        if owner not in tried and _take(owner, offers, taken, tried):
            taken[key] = place
            return True
    return False
