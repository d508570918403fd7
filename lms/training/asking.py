"""The self-check questions of a case, one by one: which comes next, in which order its options
stand. The right option never leaves the server before the answer; each try has another order."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from content.study import SelfCheck


@dataclass(frozen=True)
class Question:
    """A question as it is asked now. ``number`` counts from 1 of ``total``; ``tries`` were made."""

    check: SelfCheck
    number: int
    total: int
    tries: int
    options: tuple[tuple[str, str], ...]
    """Letters of the author's order and words, in the order of this try."""

    @property
    def shown(self) -> list[tuple[int, str]]:
        """Places from 0 and words: all that a page knows."""
        return [(place, words) for place, (_letter, words) in enumerate(self.options)]

    def letter_at(self, place: int) -> str:
        """Empty for a place that there is not."""
        return self.options[place][0] if 0 <= place < len(self.options) else ""


@dataclass(frozen=True)
class Answered:
    """An answer that was given: for showing it."""

    check: SelfCheck
    chosen: str
    is_right: bool

    @property
    def words(self) -> str:
        return dict(self.check.options).get(self.chosen, "")


def next_question(reading: Any, checks: Sequence[SelfCheck], answers: Iterable[Any]) -> Any:
    """The first question that was not answered rightly yet; None when there is none left.
    ``answers`` are of this reading and of the version that is asked for."""
    given = list(answers)
    right = {one.check_id for one in given if one.is_right}
    for number, check in enumerate(checks, start=1):
        if check.id not in right:
            tries = sum(one.check_id == check.id for one in given)
            options = ordered(check, f"{reading.pk}:{tries}")
            return Question(check, number, len(checks), tries, options)
    return None


def ordered(check: SelfCheck, seed: str) -> tuple[tuple[str, str], ...]:
    """The options in an order that only the seed decides: asked again the same."""

    def place(option: tuple[str, str]) -> str:
        return hashlib.sha256(f"{seed}:{check.id}:{option[0]}".encode()).hexdigest()

    return tuple(sorted(check.options, key=place))


def is_passed(checks: Sequence[SelfCheck], answers: Iterable[Any]) -> bool:
    right = {one.check_id for one in answers if one.is_right}
    return all(check.id in right for check in checks)


def last_answer(checks: Sequence[SelfCheck], answers: Sequence[Any]) -> Answered | None:
    """The newest answer, while its question is still among those asked."""
    known = {check.id: check for check in checks}
    for one in reversed(answers):
        if one.check_id in known:
            return Answered(known[one.check_id], one.chosen, one.is_right)
    return None
