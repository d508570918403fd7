"""Answers become points. Pure: the same question and answer give the same mark for ever.

Answers are plain JSON: single and true_false: the option's id; multiple: list of ids; fill: list
of texts; matching: {place of the left side: place in `Question.rights`}; ordering: list of places
in `Question.items`; short: text; case: {number of the part: its answer}. What is not of that shape
counts as not answered.

Rules, as candidates read them (`exams.grading.rule`): single, true_false: all or nothing.
multiple: all or nothing, or (``partial``) right ones chosen minus wrong ones chosen, as a share of
the right ones. fill and matching: the share that is right. ordering: all or nothing, or
(``partial``) the share of items in their place. A share is rounded down to half points and never
below 0; only a wholly right answer has the full score. short: by hand; nothing written is 0.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from exams.bank import plain
from exams.bank.plain import Blank, Question
from exams.bank.text import comparable

HALF = Fraction(1, 2)
MAX_WRITTEN = 20_000
"""Characters that any written answer may have."""


@dataclass(frozen=True, slots=True)
class Mark:
    """``detail`` is plain JSON: per blank, pair, item or part what was right; see `grade`."""

    points: Decimal
    max_points: Decimal
    detail: dict[str, Any] = field(default_factory=dict)
    needs_hand: bool = False


def grade(question: Question, answer: Any) -> Mark:
    """The mark of an answer. ``detail``: choices ``{"chosen": [ids], "right": [ids]}``; fill
    ``{"blanks": [bool]}``; matching ``{"pairs": [bool]}``; ordering ``{"items": [bool]}``; case
    ``{"parts": {"1": {"points", "max_points", "needs_hand", "detail"}}}``; all:
    ``{"answered": bool}``."""
    answered = is_answer(question, answer) and not is_empty(question, answer)
    if question.kind == plain.CASE:
        return _case(question, answer if isinstance(answer, Mapping) else {})
    if question.kind == plain.SHORT:
        return Mark(Decimal(0), question.score, {"answered": answered}, needs_hand=answered)
    share, detail = _SHARES[question.kind](question, answer if answered else None)
    return Mark(_points(question.score, share), question.score, {"answered": answered, **detail})


def _points(score: Decimal, share: Fraction) -> Decimal:
    if share >= 1:
        return score
    halves = (Fraction(score) * max(share, Fraction(0))) // HALF
    return Decimal(halves) / 2


Shared = tuple[Fraction, dict[str, Any]]


def _choice(question: Question, answer: Any) -> Shared:
    right = sorted(option.id for option in question.options if option.right)
    chosen = [] if answer is None else [answer]
    return Fraction(int(bool(set(chosen) & set(right)))), {"chosen": chosen, "right": right}


def _multiple(question: Question, answer: Any) -> Shared:
    right = {option.id for option in question.options if option.right}
    chosen = set(answer or ())
    detail = {"chosen": sorted(chosen), "right": sorted(right)}
    if question.rule == plain.PARTIAL and right:
        return Fraction(len(chosen & right) - len(chosen - right), len(right)), detail
    return Fraction(int(bool(chosen) and chosen == right)), detail


def _fill(question: Question, answer: Any) -> Shared:
    given = list(answer or ())
    given += [""] * (len(question.blanks) - len(given))
    hits = [fits(blank, text) for blank, text in zip(question.blanks, given, strict=False)]
    return _part(hits), {"blanks": hits}


def _matching(question: Question, answer: Any) -> Shared:
    rights = question.rights
    chosen = {int(left): right for left, right in (answer or {}).items()}
    hits = [
        chosen.get(place) is not None and rights[chosen[place]] == pair.right
        for place, pair in enumerate(question.pairs)
    ]
    return _part(hits), {"pairs": hits}


def _ordering(question: Question, answer: Any) -> Shared:
    given = list(answer or ())
    hits = [
        place < len(given) and question.items[given[place]] == item
        for place, item in enumerate(question.items)
    ]
    share = _part(hits)
    return share if question.rule == plain.PARTIAL else Fraction(int(share == 1)), {"items": hits}


def _part(hits: list[bool]) -> Fraction:
    return Fraction(sum(hits), len(hits)) if hits else Fraction(0)


_SHARES: dict[str, Callable[[Question, Any], Shared]] = {
    plain.SINGLE: _choice,
    plain.TRUE_FALSE: _choice,
    plain.MULTIPLE: _multiple,
    plain.FILL: _fill,
    plain.MATCHING: _matching,
    plain.ORDERING: _ordering,
}


def _case(question: Question, answers: Mapping[str, Any]) -> Mark:
    marks = {
        str(number): grade(part, answers.get(str(number)))
        for number, part in enumerate(question.parts, start=1)
    }
    parts = {
        number: {
            "points": str(mark.points),
            "max_points": str(mark.max_points),
            "needs_hand": mark.needs_hand,
            "detail": mark.detail,
        }
        for number, mark in marks.items()
    }
    return Mark(
        sum((mark.points for mark in marks.values()), Decimal(0)),
        question.worth,
        {"answered": any(mark.detail["answered"] for mark in marks.values()), "parts": parts},
        needs_hand=any(mark.needs_hand for mark in marks.values()),
    )


def fits(blank: Blank, text: str) -> bool:
    """Whether ``text`` is one of a blank's answers."""
    if not text.strip():
        return False
    if blank.tolerance is not None:
        value = number(text)
        return value is not None and any(
            abs(value - expected) <= blank.tolerance
            for expected in map(number, blank.answers)
            if expected is not None
        )
    flags = {"case": blank.ignore_case, "width": blank.ignore_width, "script": blank.ignore_script}
    given = comparable(text, **flags)
    return any(comparable(expected, **flags) == given for expected in blank.answers)


def number(text: str) -> Decimal | None:
    """A number as people write it: full width, thousands with commas; None when it is none."""
    text = unicodedata.normalize("NFKC", text).strip().replace(",", "").replace("−", "-")
    try:
        value = Decimal(text)
    except InvalidOperation:
        return None
    return value if value.is_finite() and abs(value.adjusted()) < 40 else None


def is_answer(question: Question, answer: Any) -> bool:
    """Whether ``answer`` has the shape that the kind wants and names only what is there. None,
    for not answered, always has."""
    return answer is None or _SHAPES[question.kind](question, answer)


def is_empty(question: Question, answer: Any) -> bool:
    """Whether nothing was chosen or written."""
    if question.kind == plain.FILL:
        return not any(text.strip() for text in answer or ())
    if question.kind == plain.SHORT:
        return not (answer or "").strip()
    return answer is None or answer in ("", [], {})


def _is_choice(question: Question, answer: Any) -> bool:
    return isinstance(answer, str) and answer in {option.id for option in question.options}


def _is_multiple(question: Question, answer: Any) -> bool:
    if not isinstance(answer, list) or not all(isinstance(one, str) for one in answer):
        return False
    return len(set(answer)) == len(answer) and all(_is_choice(question, one) for one in answer)


def _is_fill(question: Question, answer: Any) -> bool:
    return (
        isinstance(answer, list)
        and len(answer) <= len(question.blanks)
        and all(isinstance(text, str) and len(text) <= 500 for text in answer)
    )


def _is_matching(question: Question, answer: Any) -> bool:
    if not isinstance(answer, Mapping):
        return False
    lefts = {str(place) for place in range(len(question.pairs))}
    return all(
        left in lefts and type(right) is int and 0 <= right < len(question.rights)
        for left, right in answer.items()
    )


def _is_ordering(question: Question, answer: Any) -> bool:
    return (
        isinstance(answer, list)
        and all(type(place) is int for place in answer)
        and (not answer or sorted(answer) == list(range(len(question.items))))
    )


def _is_short(question: Question, answer: Any) -> bool:
    most = question.max_characters or MAX_WRITTEN
    return isinstance(answer, str) and len(answer) <= min(most, MAX_WRITTEN)


def _is_case(question: Question, answer: Any) -> bool:
    if not isinstance(answer, Mapping):
        return False
    parts = {str(number): part for number, part in enumerate(question.parts, start=1)}
    return all(key in parts and is_answer(parts[key], one) for key, one in answer.items())


_SHAPES: dict[str, Callable[[Question, Any], bool]] = {
    plain.SINGLE: _is_choice,
    plain.TRUE_FALSE: _is_choice,
    plain.MULTIPLE: _is_multiple,
    plain.FILL: _is_fill,
    plain.MATCHING: _is_matching,
    plain.ORDERING: _is_ordering,
    plain.SHORT: _is_short,
    plain.CASE: _is_case,
}


def rule(question: Question) -> str:
    """How points are given, in a sentence for the candidate; empty where nothing needs saying."""
    partial = question.rule == plain.PARTIAL
    if question.kind == plain.MULTIPLE:
        return (
            _("Right choices count, wrong choices are taken off; half points are given.")
            if partial
            else _("Only all right choices together give points.")
        )
    if question.kind == plain.ORDERING:
        return (
            _("Each item in its right place counts; half points are given.")
            if partial
            else _("Only the whole order gives points.")
        )
    if question.kind in (plain.FILL, plain.MATCHING) and len(question.blanks or question.pairs) > 1:
        return _("Each right answer counts; half points are given.")
    if question.kind == plain.SHORT:
        return _("A person reads and grades this answer.")
    return ""
