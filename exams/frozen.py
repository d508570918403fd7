"""What a sitting froze at its start: its questions, their scores and orders.

Versions and frozen papers never change (triggers of the database refuse it), so what was read once
is kept in the process; a save of an answer reads neither again.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Generic, TypeVar
from uuid import UUID

from exams.bank import plain
from exams.bank.plain import Question
from exams.models import QuestionVersion, Sitting

Kept = TypeVar("Kept")
CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Placed:
    """A question at its place; ``score`` is what it is worth in this paper, whatever it is worth
    in the bank. ``order``: exams/presenting.py."""

    place: int
    version: UUID
    question: Question
    score: Decimal
    order: dict[str, Any]

    def in_paper(self, points: Decimal) -> Decimal:
        """Points of the bank as points of the paper, to the cent."""
        worth = self.question.worth
        if not worth or worth == self.score:
            return points
        return (points * self.score / worth).quantize(CENT, ROUND_HALF_UP)


@dataclass(frozen=True, slots=True)
class Frozen:
    """Whose sitting it is, and (version, score, order) of each place."""

    candidate: UUID
    places: tuple[tuple[UUID, Decimal, dict[str, Any]], ...]


class _Shelf(Generic[Kept]):
    """The most recently used values by key, for several threads."""

    def __init__(self, most: int) -> None:
        self.most = most
        self._kept: OrderedDict[UUID, Kept] = OrderedDict()
        self._lock = threading.Lock()

    def all_of(
        self, keys: Iterable[UUID], read: Callable[[list[UUID]], dict[UUID, Kept]]
    ) -> dict[UUID, Kept]:
        """Values by key; ``read`` gives those that are not kept. Absent: there is none."""
        wanted = list(dict.fromkeys(keys))
        with self._lock:
            found = {key: self._kept[key] for key in wanted if key in self._kept}
        missing = [key for key in wanted if key not in found]
        if missing:
            found |= read(missing)
        with self._lock:
            for key in found:
                self._kept[key] = found[key]
                self._kept.move_to_end(key)
            while len(self._kept) > self.most:
                self._kept.popitem(last=False)
        return found

    def clear(self) -> None:
        with self._lock:
            self._kept.clear()


_versions: _Shelf[Question] = _Shelf(20_000)
_sittings: _Shelf[Frozen] = _Shelf(2000)


def questions_of(sitting: Sitting) -> list[Placed]:
    """All places in order; one query for versions that this process has not read yet."""
    frozen = _of(sitting)
    questions = versions(version for version, _score, _order in frozen.places)
    return [
        Placed(place, version, questions[version], score, order)
        for place, (version, score, order) in enumerate(frozen.places)
    ]


def question_at(sitting: UUID, candidate: UUID, place: int) -> Placed | None:
    """One place of ``candidate``'s sitting; None when it is not theirs or has no such place. No
    query once this process has seen the sitting."""
    frozen = _sittings.all_of([sitting], _read_sittings).get(sitting)
    if frozen is None or frozen.candidate != candidate or not 0 <= place < len(frozen.places):
        return None
    version, score, order = frozen.places[place]
    return Placed(place, version, versions([version])[version], score, order)


def versions(ids: Iterable[UUID]) -> dict[UUID, Question]:
    """Released wordings by id; at most one query."""
    return _versions.all_of(ids, _read_versions)


def forget() -> None:
    """Keep nothing: another database, for tests."""
    _versions.clear()
    _sittings.clear()


def _of(sitting: Sitting) -> Frozen:
    return _sittings.all_of([sitting.pk], lambda _keys: {sitting.pk: _frozen(sitting)})[sitting.pk]


def _frozen(sitting: Sitting) -> Frozen:
    return Frozen(
        sitting.candidate_id,
        tuple(
            (UUID(one["version"]), Decimal(one["score"]), one["order"]) for one in sitting.frozen
        ),
    )


def _read_sittings(ids: list[UUID]) -> dict[UUID, Frozen]:
    rows = Sitting.objects.filter(pk__in=ids).only("pk", "candidate_id", "frozen")
    return {row.pk: _frozen(row) for row in rows}


def _read_versions(ids: list[UUID]) -> dict[UUID, Question]:
    rows = QuestionVersion.objects.filter(pk__in=ids).values_list("pk", "plain")
    return {pk: plain.from_json(form) for pk, form in rows}
