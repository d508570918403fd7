"""How somebody answers a question: the abler and the easier, the likelier it is right. Pure.

Wrong answers have their favourites, so that the figures of a question mean something.
"""

from __future__ import annotations

import math
import random
from decimal import Decimal
from functools import lru_cache
from typing import Any

from exams.bank import plain
from exams.bank.plain import Question

EASE = 1.25
"""What an ordinary person answers rightly of an ordinary question: three in four."""
SLOPE = 0.55
WRITTEN = (
    "先报告司法所，听从安排，把情况说清楚，再按规定办理手续。",
    "遇事先冷静，不冲动，找司法所和家人商量，用法律解决。",
    "我认识到自己的错误，今后遵守规定，好好工作，照顾家人。",
)
POOR = ("不太清楚。", "听安排。", "看情况吧。")


@lru_cache(maxsize=2000)
def hardness(key: str, difficulty: int) -> float:
    """A question's own: its author's estimate, and how it turned out to be."""
    own = random.Random(f"hard/{key}").gauss(0, 0.6)  # noqa: S311 - demo data
    return (difficulty - 3) * SLOPE + own


def chance(ability: float, question: Question) -> float:
    """How likely the answer is right."""
    hard = hardness(question.key, question.difficulty)
    if question.kind in (plain.MULTIPLE, plain.ORDERING, plain.FILL):
        hard += 0.45
    return 1 / (1 + math.exp(-(EASE + ability - hard)))


def answer(question: Question, ability: float, rng: random.Random) -> Any:
    """An answer in the form of exams/grading.py."""
    if question.kind == plain.CASE:
        return {
            str(number): answer(part, ability, rng)
            for number, part in enumerate(question.parts, start=1)
        }
    knows = rng.random() < chance(ability, question)
    return _ANSWERS[question.kind](question, knows, rng)


def _choice(question: Question, knows: bool, rng: random.Random) -> str:
    rights = [one.id for one in question.options if one.right]
    wrongs = [one.id for one in question.options if not one.right]
    if knows or not wrongs:
        return rights[0]
    return rng.choices(wrongs, [1 / (place + 1) for place in range(len(wrongs))])[0]


def _multiple(question: Question, knows: bool, rng: random.Random) -> list[str]:
    rights = {one.id for one in question.options if one.right}
    wrongs = [one.id for one in question.options if not one.right]
    if knows:
        return sorted(rights)
    if wrongs and rng.random() < 0.4:
        return sorted(rights | {rng.choice(wrongs)})
    return sorted(rights - {rng.choice(sorted(rights))}) or sorted(wrongs[:1])


def _fill(question: Question, knows: bool, rng: random.Random) -> list[str]:
    given = [blank.answers[0] for blank in question.blanks]
    if not knows:
        place = rng.randrange(len(given))
        numeric = question.blanks[place].tolerance is not None
        given[place] = str(rng.randrange(40, 90)) if numeric else "不知道"
    return given


def _matching(question: Question, knows: bool, rng: random.Random) -> dict[str, int]:
    rights = question.rights
    places = [rights.index(pair.right) for pair in question.pairs]
    if not knows and len(places) > 1:
        one, other = rng.sample(range(len(places)), 2)
        places[one], places[other] = places[other], places[one]
    return {str(left): right for left, right in enumerate(places)}


def _ordering(question: Question, knows: bool, rng: random.Random) -> list[int]:
    places = list(range(len(question.items)))
    if not knows and len(places) > 1:
        place = rng.randrange(len(places) - 1)
        places[place], places[place + 1] = places[place + 1], places[place]
    return places


def _short(question: Question, knows: bool, rng: random.Random) -> str:
    most = question.max_characters or 500
    return rng.choice(WRITTEN if knows else POOR)[:most]


_ANSWERS: dict[str, Any] = {
    plain.SINGLE: _choice,
    plain.TRUE_FALSE: _choice,
    plain.MULTIPLE: _multiple,
    plain.FILL: _fill,
    plain.MATCHING: _matching,
    plain.ORDERING: _ordering,
    plain.SHORT: _short,
}


def by_hand(most: Decimal, ability: float, rng: random.Random) -> Decimal:
    """What a grader gives for an answer that takes a person: half points."""
    share = min(1.0, max(0.1, 0.72 + ability * 0.12 + rng.gauss(0, 0.1)))
    return Decimal(int(float(most) * share * 2)) / 2
