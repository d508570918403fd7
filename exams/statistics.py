"""Figures of questions and papers. Pure; each formula stands beside its function.

A figure that is not defined is None: too few values, or values that do not differ. Thirds: sittings
sorted by their share of the points, the lowest third (rounded down), the highest third as many, the
rest between.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from datetime import datetime
from math import sqrt
from statistics import median
from typing import Any

from exams.bank import plain
from exams.bank.plain import Question

BARS = 10
NONE = ""
"""The name of "nothing chosen" in `choices`."""
LOWER, MIDDLE, UPPER = 0, 1, 2


def mean(values: Sequence[float]) -> float | None:
    """Σx / n; None for no value."""
    return sum(values) / len(values) if values else None


def deviation(values: Sequence[float]) -> float | None:
    """The sample's standard deviation, √(Σ(x − x̄)² / (n − 1)); None for fewer than two values."""
    found = variance(values)
    return None if found is None else sqrt(found)


def variance(values: Sequence[float]) -> float | None:
    """Σ(x − x̄)² / (n − 1); None for fewer than two values."""
    if len(values) < 2:
        return None
    middle = sum(values) / len(values)
    return sum((value - middle) ** 2 for value in values) / (len(values) - 1)


def facility(points: Sequence[float], score: float) -> float | None:
    """The mean share of the points, x̄ / score: 1 is all right. None without sittings or for a
    question that is worth nothing."""
    middle = mean(points)
    return middle / score if middle is not None and score else None


def discrimination(points: Sequence[float], rest: Sequence[float]) -> float | None:
    """Pearson's correlation of a question's points with the points of the rest of the paper (not
    with the whole, of which it is a part); of a question that is right or wrong this is the
    corrected point-biserial correlation::

        Σ(x − x̄)(y − ȳ) / √(Σ(x − x̄)² · Σ(y − ȳ)²)

    None for fewer than two sittings, or where all have the same points or the same rest. Where
    sittings have different questions, ``rest`` is given as a share of what could be had.
    """
    if len(points) < 2:
        return None
    x_mean, y_mean = sum(points) / len(points), sum(rest) / len(rest)
    pairs = [(x - x_mean, y - y_mean) for x, y in zip(points, rest, strict=True)]
    x_squares, y_squares = sum(x * x for x, _y in pairs), sum(y * y for _x, y in pairs)
    if _is_nothing(x_squares, points) or _is_nothing(y_squares, rest):
        return None
    found = sum(x * y for x, y in pairs) / sqrt(x_squares * y_squares)
    return max(-1.0, min(1.0, found))


def alpha(columns: Sequence[Sequence[float]]) -> float | None:
    """Cronbach's alpha of questions × sittings (a column of points for each question, all of the
    same sittings in the same order)::

        k / (k − 1) · (1 − Σ Var(question) / Var(total))

    Where every question is right or wrong and weighs the same, this is KR-20 (`is_kr20`). None for
    fewer than two questions or sittings, or when all totals are the same.
    """
    k = len(columns)
    if k < 2 or len(columns[0]) < 2:
        return None
    totals = [sum(row) for row in zip(*columns, strict=True)]
    whole = variance(totals) or 0.0
    if _is_nothing(whole, totals):
        return None
    parts = sum(variance(column) or 0.0 for column in columns)
    return k / (k - 1) * (1 - parts / whole)


def is_kr20(columns: Sequence[Sequence[float]], scores: Sequence[float]) -> bool:
    """Whether `alpha` is the Kuder-Richardson formula 20 here."""
    if len(set(scores)) != 1:
        return False
    return all(
        value in (0, score)
        for column, score in zip(columns, scores, strict=True)
        for value in column
    )


def _is_nothing(squares: float, values: Sequence[float]) -> bool:
    """Whether a sum of squares is no more than what rounding leaves of equal values."""
    return squares <= 1e-12 * max(1.0, *map(abs, values)) ** 2


def thirds(shares: Sequence[float]) -> list[int]:
    """The third of each sitting, by its share of the points; of equal ones the earlier in the list
    is the lower."""
    count = len(shares)
    size = count // 3
    found = [MIDDLE] * count
    order = sorted(range(count), key=lambda at: shares[at])
    for at in order[:size]:
        found[at] = LOWER
    for at in order[count - size :] if size else []:
        found[at] = UPPER
    return found


def distribution(shares: Iterable[float]) -> list[int]:
    """Sittings by tenths of the points: 0 up to 10 %, …, 90 up to and with 100 %."""
    bars = [0] * BARS
    for share in shares:
        bars[max(0, min(BARS - 1, int(share * BARS + 1e-9)))] += 1
    return bars


def middle(values: Sequence[float]) -> float | None:
    """The median; None for no value."""
    return float(median(values)) if values else None


Tally = dict[str, list[int]]
"""By option: [all, lower third, middle third, upper third]. A part of a case: "2:a"."""


def tally(question: Question, answers: Iterable[tuple[Any, int]]) -> Tally:
    """The distractor table: how often each option was chosen, by whom. ``answers``: (answer in the
    form of exams/grading.py or None, third). Options that nobody chose are there with 0; `NONE` is
    nothing chosen. Empty where there is nothing to choose."""
    found: Tally = {option: [0, 0, 0, 0] for option in options_of(question)}
    if not found:
        return found
    for answer, third in answers:
        for chosen in _chosen(question, answer):
            if chosen in found:
                found[chosen][0] += 1
                found[chosen][third + 1] += 1
    return found


def options_of(question: Question) -> list[str]:
    """The names that `tally` uses, in the order of the bank."""
    if question.kind in plain.CHOICES:
        return [*(option.id for option in question.options), NONE]
    if question.kind != plain.CASE:
        return []
    return [
        f"{number}:{name}"
        for number, part in enumerate(question.parts, start=1)
        for name in options_of(part)
    ]


def _chosen(question: Question, answer: Any) -> list[str]:
    if question.kind == plain.CASE:
        given = answer if isinstance(answer, Mapping) else {}
        return [
            f"{number}:{name}"
            for number, part in enumerate(question.parts, start=1)
            for name in _chosen(part, given.get(str(number)))
        ]
    if question.kind not in plain.CHOICES:
        return []
    if not answer:
        return [NONE]
    return list(answer) if isinstance(answer, list) else [answer]


def seconds_at(
    started: datetime, saves: Iterable[tuple[Hashable, datetime]]
) -> dict[Hashable, float]:
    """Seconds that were spent at each place of one sitting: each save of an answer (place, moment)
    ends the time since the one before it, the first since the start. What was saved again after
    coming back is added."""
    found: dict[Hashable, float] = {}
    before = started
    for place, moment in sorted(saves, key=lambda one: one[1]):
        found[place] = found.get(place, 0.0) + max(0.0, (moment - before).total_seconds())
        before = max(before, moment)
    return found
