"""Passages from templates and a seed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from random import Random

from tests.cases.deidentify.passages import (
    judgments,
    letters,
    negatives,
    news,
    notes,
    reports,
    tables,
    tricks,
    warnings,
)
from tests.cases.deidentify.passages.made import Label, Passage
from tests.cases.deidentify.passages.slots import Cast, rendered

TEMPLATES: dict[str, str | Callable[[Random], str]] = {
    f"{style}/{name}": template
    for style, templates in (
        ("judgments", judgments.TEMPLATES),
        ("reports", reports.TEMPLATES),
        ("warnings", warnings.TEMPLATES),
        ("notes", notes.TEMPLATES),
        ("tables", tables.TEMPLATES),
        ("letters", letters.TEMPLATES),
        ("news", news.TEMPLATES),
        ("negatives", negatives.TEMPLATES),
    )
    for name, template in templates.items()
}


def passages(seed: int, number: int) -> list[Passage]:
    """``number`` passages, every template in turn; the same for the same seed."""
    names = list(TEMPLATES)
    return [_passage(seed, place, names[place % len(names)]) for place in range(number)]


def _passage(seed: int, place: int, name: str) -> Passage:
    random = Random(f"{seed}/{place}")
    trick = random.choice(tricks.TRICKS)
    template = TEMPLATES[name]
    body = template if isinstance(template, str) else template(random)
    text, labels = rendered(body, Cast(random, trick))
    if trick == tricks.WRAPPED:
        text, labels = wrapped(text, labels, random.choice([24, 34, 38, 42]))
    return Passage(name, trick, text, tuple(labels))


def wrapped(text: str, labels: list[Label], width: int) -> tuple[str, list[Label]]:
    """Lines cut after ``width`` characters, as the text of a PDF comes."""
    made, moved, column = [], [0] * (len(text) + 1), 0
    for at, char in enumerate(text):
        column = 0 if char == "\n" else column + 1
        if column > width:
            made.append("\n")
            column = 1
        moved[at] = len(made)
        made.append(char)
    moved[len(text)] = len(made)
    return "".join(made), [
        replace(one, start=moved[one.start], end=moved[one.end - 1] + 1) for one in labels
    ]
