"""Which questions a sitting gets, and in which order.

`choose` is pure. `draw` reads what it may choose from once and keeps it in the process until the
paper or the bank changes, so that a thousand people can begin at the same minute.
"""

from __future__ import annotations

import logging
import random
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.db.models import Max

from exams import frozen, presenting
from exams.models import Paper, Question
from exams.papers import blueprint

logger = logging.getLogger(__name__)
Key = TypeVar("Key", bound=Hashable)
Stamp = tuple[int, datetime | None]
RESERVE = 0
"""The form of `PaperQuestion` that a fixed paper is; of a paper that draws anew, the one full draw
that was kept when it was published (exams/papers/publishing.py)."""


class Short(Exception):
    """There are not enough questions: ``row`` (its place) lacks ``lacking``."""

    def __init__(self, row: int, lacking: int) -> None:
        super().__init__(f"row {row} lacks {lacking}")
        self.row, self.lacking = row, lacking


@dataclass(frozen=True, slots=True)
class Wanted(Generic[Key]):
    """``number`` of ``candidates``."""

    number: int
    candidates: Sequence[Key]


def choose(rows: Sequence[Wanted[Key]], rng: random.Random) -> list[list[Key]]:
    """For each row its questions, by chance, none twice. Rows may compete for the same ones: when
    there is a way to fill all, it is found (augmenting paths). Raises `Short`."""
    total = sum(row.number for row in rows)
    # The other rows can take at most ``total`` of a row's candidates: more need not be looked at.
    offers = [rng.sample(row.candidates, min(len(row.candidates), total)) for row in rows]
    taken: dict[Key, int] = {}
    for place, row in enumerate(rows):
        for missing in range(row.number, 0, -1):
            if not _take(place, offers, taken, set()):
                raise Short(place, missing)
    found: list[list[Key]] = [[] for _ in rows]
    for key, place in taken.items():
        found[place].append(key)
    return found


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


def draw(paper: Paper, rng: random.Random) -> tuple[int, list[dict[str, Any]]]:
    """The form that is dealt out (0: none) and the list that a sitting freezes. Never short: where
    the bank has shrunk since the paper was published, what was kept then is given."""
    form = _next_form(paper)
    places = _anew(paper, rng) if form == RESERVE and _draws(paper) else None
    return form, frozen_list(paper, places or kept(paper, form), rng)


def frozen_list(
    paper: Paper, places: Sequence[tuple[UUID, Decimal]], rng: random.Random
) -> list[dict[str, Any]]:
    """(version, score) of each place with a fresh order of everything; one query."""
    questions = frozen.versions(version for version, _score in places)
    found = list(places)
    if paper.shuffle_questions:
        rng.shuffle(found)
    return [
        {
            "version": str(version),
            "score": str(score),
            "order": presenting.draw_order(
                questions[version], shuffle=paper.shuffle_options, rng=rng
            ),
        }
        for version, score in found
    ]


def kept(paper: Paper, form: int = RESERVE) -> list[tuple[UUID, Decimal]]:
    """What was written when the paper was published."""
    rows = paper.questions.filter(form=form).order_by("place")
    return list(rows.values_list("version", "score"))


def _draws(paper: Paper) -> bool:
    return paper.draw == Paper.Draw.BLUEPRINT


def _next_form(paper: Paper) -> int:
    """Equivalent versions are dealt out in turn."""
    return 1 + paper.sittings.count() % paper.forms if paper.forms else RESERVE


def _anew(paper: Paper, rng: random.Random) -> list[tuple[UUID, Decimal]] | None:
    rows = _pools.of(paper)
    try:
        chosen = choose([Wanted(row.number, row.versions) for row in rows], rng)
    except Short as lack:
        logger.error("the bank has shrunk", extra={"paper": str(paper.pk), "row": lack.row})
        return None
    return [
        (version, row.score) for row, keys in zip(rows, chosen, strict=True) for version in keys
    ]


class _Pools:
    """What each paper draws from, until the paper or the bank changes."""

    def __init__(self) -> None:
        self._kept: dict[UUID, tuple[Stamp, list[blueprint.Row]]] = {}

    def of(self, paper: Paper) -> list[blueprint.Row]:
        stamp = _stamp(paper)
        known = self._kept.get(paper.pk)
        if known is None or known[0] != stamp:
            known = self._kept[paper.pk] = (stamp, blueprint.rows_of(paper))
        return known[1]

    def clear(self) -> None:
        self._kept.clear()


_pools = _Pools()


def forget() -> None:
    """Keep nothing: another database, for tests."""
    _pools.clear()


def _stamp(paper: Paper) -> Stamp:
    return paper.edition, Question.objects.aggregate(last=Max("changed_at"))["last"]
