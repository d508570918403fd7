"""Answers out of a form that was sent without script; fields are named as in
exams/templatetags/exam_questions.py. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Protocol

from exams.bank import plain
from exams.bank.plain import Question


class Form(Protocol):
    def get(self, name: str, default: Any = None) -> Any: ...

    def getlist(self, name: str) -> list[Any]: ...


class Misplaced(ValueError):
    """Items of an ordering question whose numbers are not 1, 2, 3 …, each once."""


def posted(question: Question, place: Any, form: Form) -> Any:
    """What a browser with script would have sent (exams/presenting.py); None for nothing. Raises
    `Misplaced`, and `ValueError` for what no field of ours sends."""
    name = f"q{place}"
    if question.kind in (plain.SINGLE, plain.TRUE_FALSE):
        return _whole(form.get(name, ""))
    if question.kind == plain.MULTIPLE:
        return sorted({int(value) for value in form.getlist(name)}) or None
    if question.kind == plain.FILL:
        texts = [form.get(f"{name}b{n}", "") for n, _one in enumerate(question.blanks, start=1)]
        return texts if any(text.strip() for text in texts) else None
    if question.kind == plain.MATCHING:
        return dict(_numbers(form, f"{name}l", len(question.pairs))) or None
    if question.kind == plain.ORDERING:
        return _order(dict(_numbers(form, f"{name}i", len(question.items))), len(question.items))
    if question.kind == plain.SHORT:
        text = form.get(name, "").replace("\r\n", "\n")
        return text if text.strip() else None
    parts = (
        (str(number), posted(part, f"{place}-{number}", form))
        for number, part in enumerate(question.parts, start=1)
    )
    return {number: given for number, given in parts if given is not None} or None


def _whole(text: str) -> int | None:
    return int(text) if text else None


def _numbers(form: Form, name: str, count: int) -> Iterator[tuple[str, int]]:
    for place in range(count):
        if (chosen := _whole(form.get(f"{name}{place}", ""))) is not None:
            yield str(place), chosen


def _order(positions: dict[str, int], count: int) -> list[int] | None:
    if not positions:
        return None
    if sorted(positions.values()) != list(range(1, count + 1)):
        raise Misplaced
    return sorted(range(count), key=lambda place: positions[str(place)])


def is_complete(question: Question, given: Any) -> bool:
    """Whether nothing of the question was left open."""
    if given is None:
        return False
    if question.kind == plain.FILL:
        return len(given) == len(question.blanks) and all(text.strip() for text in given)
    if question.kind == plain.MATCHING:
        return len(given) == len(question.pairs)
    if question.kind == plain.CASE:
        return all(
            is_complete(part, given.get(str(number)))
            for number, part in enumerate(question.parts, start=1)
        )
    return True
