"""The plain form of a question: what is stored, frozen in a sitting, imported and exported.

Pure values. Rich text (stem, option texts and feedback, explanation, both sides of pairs, items) is
clean HTML in the sense of `exams.bank.rich_text`; everything else is plain text. Pictures are named
by the ``src`` of an ``img`` and carried beside the JSON, where only their digests stand.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation
from typing import Any

SINGLE, MULTIPLE, TRUE_FALSE = "single", "multiple", "true_false"
FILL, MATCHING, ORDERING, SHORT, CASE = "fill", "matching", "ordering", "short", "case"
KINDS = (SINGLE, MULTIPLE, TRUE_FALSE, FILL, MATCHING, ORDERING, SHORT, CASE)
CHOICES = frozenset({SINGLE, MULTIPLE, TRUE_FALSE})
BY_HAND = frozenset({SHORT})
"""Kinds that a person grades; a case needs one when one of its parts does."""
ALL, PARTIAL = "all", "partial"
OFFENDERS, STAFF, BOTH = "offenders", "staff", "both"
AUDIENCES = (OFFENDERS, STAFF, BOTH)
BLANK = re.compile(r"\{\{(\d{1,2})\}\}")
"""A blank in a stem: ``{{1}}``, ``{{2}}`` …, in rising order."""


@dataclass(frozen=True, slots=True)
class Option:
    """The two of a true/false question have the ids ``true`` and ``false`` and may have no text."""

    id: str
    text: str
    right: bool = False
    feedback: str = ""


@dataclass(frozen=True, slots=True)
class Blank:
    """With ``tolerance`` the answers are numbers, and what is no further away than it is right."""

    answers: tuple[str, ...]
    tolerance: Decimal | None = None
    ignore_case: bool = True
    ignore_width: bool = True
    ignore_script: bool = True


@dataclass(frozen=True, slots=True)
class Pair:
    left: str
    right: str


@dataclass(frozen=True, slots=True)
class Criterion:
    """A line of a rubric: what is looked for, and the points that it is worth."""

    text: str
    points: Decimal


@dataclass(frozen=True, slots=True)
class Question:
    """One question of any kind; fields that its kind does not use keep their defaults.

    ``score`` of a case is not used: a case is worth the sum of its parts (`worth`).
    """

    key: str
    kind: str
    stem: str
    title: str = ""
    score: Decimal = Decimal(1)
    explanation: str = ""
    law: str = ""
    knowledge: str = ""
    difficulty: int = 3
    risk_point: str = ""
    audience: str = BOTH
    language: str = "zh-hans"
    source: str = ""
    tags: tuple[str, ...] = ()
    options: tuple[Option, ...] = ()
    shuffle: bool = True
    rule: str = ALL
    blanks: tuple[Blank, ...] = ()
    pairs: tuple[Pair, ...] = ()
    distractors: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    model_answer: str = ""
    rubric: tuple[Criterion, ...] = ()
    max_characters: int | None = None
    parts: tuple[Question, ...] = ()
    pictures: Mapping[str, bytes] = field(default_factory=dict)

    @property
    def worth(self) -> Decimal:
        """The most that can be had for it."""
        return sum((part.worth for part in self.parts), Decimal(0)) if self.parts else self.score

    @property
    def rights(self) -> tuple[str, ...]:
        """Right sides of a matching question, each once: those of the pairs, then distractors.
        An answer names them by their place in this list."""
        return tuple(dict.fromkeys([*(pair.right for pair in self.pairs), *self.distractors]))

    @property
    def needs_hand(self) -> bool:
        return self.kind in BY_HAND or any(part.needs_hand for part in self.parts)


def rich_fields(question: Question) -> Iterator[str]:
    """Every rich text of a question, its parts' included."""
    yield question.stem
    yield question.explanation
    for option in question.options:
        yield option.text
        yield option.feedback
    for pair in question.pairs:
        yield pair.left
        yield pair.right
    yield from question.distractors
    yield from question.items
    for part in question.parts:
        yield from rich_fields(part)


_DECIMALS = {"score"}
_TUPLES = {"tags", "distractors", "items"}


def to_json(question: Question) -> dict[str, Any]:
    """The question as a JSON object; defaults are left out, so that equal questions have equal
    objects. Pictures: name → SHA-256."""
    return {
        name: value
        for name in Question.__dataclass_fields__
        if name in ("key", "kind", "stem") or getattr(question, name) != _default(name)
        if (value := _out(name, getattr(question, name))) is not None
    }


def from_json(data: Mapping[str, Any], pictures: Mapping[str, bytes] | None = None) -> Question:
    """The question of a JSON object. Raises `ValueError` saying the field that is not what it
    should be; whether it is a sound question says `exams.bank.check`."""
    if not isinstance(data, Mapping):
        raise ValueError("question")
    unknown = set(data) - set(Question.__dataclass_fields__)
    if unknown:
        raise ValueError(min(unknown))
    values = {name: _in(name, value) for name, value in data.items() if name != "pictures"}
    if not {"key", "kind", "stem"} <= set(values):
        raise ValueError("key, kind, stem")
    question = Question(**values)
    return replace(question, pictures=dict(pictures)) if pictures else question


def fingerprint(question: Question) -> str:
    """SHA-256 over everything but the key: equal for questions that are the same."""
    return digest_of(to_json(question))


def digest_of(stored: Mapping[str, Any]) -> str:
    """`fingerprint` of a question in its JSON form, whose pictures need not be read for it."""
    data = {name: value for name, value in stored.items() if name != "key"}
    line = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(line.encode()).hexdigest()


def _default(name: str) -> Any:
    return {} if name == "pictures" else Question.__dataclass_fields__[name].default


def _out(name: str, value: Any) -> Any:
    if name == "pictures":
        return {key: hashlib.sha256(data).hexdigest() for key, data in sorted(value.items())}
    if name in _NESTED:
        return [_NESTED[name][0](one) for one in value]
    if name in _TUPLES:
        return list(value)
    return _number(value) if name in _DECIMALS else value


def _number(value: Decimal) -> str:
    """Without trailing zeros or exponents: 2.50 and 2.5 are the same."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _in(name: str, value: Any) -> Any:
    try:
        if name in _NESTED:
            return tuple(_NESTED[name][1](one) for one in _list(value))
        if name in _TUPLES:
            return tuple(_text(one) for one in _list(value))
        return _READ.get(name, _text)(value)
    except (KeyError, TypeError, InvalidOperation, ValueError) as error:
        raise ValueError(f"{name}: {error}") from error


def _list(value: Any) -> list[Any]:
    if not isinstance(value, list | tuple):
        raise ValueError("list")
    return list(value)


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError("text")
    return value


def _truth(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError("true/false")
    return value


def decimal(value: Any) -> Decimal:
    """A finite number of modest size out of text or a number. Raises `ValueError`."""
    try:
        number = Decimal(str(value))
    except InvalidOperation as error:
        raise ValueError("number") from error
    if isinstance(value, bool) or not number.is_finite():
        raise ValueError("number")
    if number and number.adjusted() > 11:
        raise ValueError("number")
    return number if int(number.as_tuple().exponent) >= -12 else round(number, 12)


def _whole(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise ValueError("whole number")
    return value


def _option_out(one: Option) -> dict[str, Any]:
    data: dict[str, Any] = {"id": one.id, "text": one.text, "right": one.right}
    return {**data, "feedback": one.feedback} if one.feedback else data


def _option_in(data: Mapping[str, Any]) -> Option:
    return Option(
        _text(data["id"]),
        _text(data["text"]),
        _truth(data.get("right", False)),
        _text(data.get("feedback", "")),
    )


def _blank_out(one: Blank) -> dict[str, Any]:
    data: dict[str, Any] = {"answers": list(one.answers)}
    if one.tolerance is not None:
        data["tolerance"] = _number(one.tolerance)
    flags = ("ignore_case", "ignore_width", "ignore_script")
    return {**data, **{flag: False for flag in flags if not getattr(one, flag)}}


def _blank_in(data: Mapping[str, Any]) -> Blank:
    tolerance = data.get("tolerance")
    return Blank(
        tuple(_text(one) for one in _list(data["answers"])),
        None if tolerance is None else decimal(tolerance),
        *(_truth(data.get(f"ignore_{what}", True)) for what in ("case", "width", "script")),
    )


_NESTED: dict[str, tuple[Any, Any]] = {
    "options": (_option_out, _option_in),
    "blanks": (_blank_out, _blank_in),
    "pairs": (
        lambda one: {"left": one.left, "right": one.right},
        lambda data: Pair(_text(data["left"]), _text(data["right"])),
    ),
    "rubric": (
        lambda one: {"text": one.text, "points": _number(one.points)},
        lambda data: Criterion(_text(data["text"]), decimal(data["points"])),
    ),
    "parts": (to_json, from_json),
}
_READ: dict[str, Any] = {
    "score": decimal,
    "difficulty": _whole,
    "shuffle": _truth,
    "max_characters": lambda value: None if value is None else _whole(value),
}
