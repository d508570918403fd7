"""The distractor table of a question as a page shows it. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from exams import bars, presenting
from exams.bank import plain, rich_text
from exams.bank.plain import Option, Question
from exams.models import QuestionStatistic
from exams.statistics import NONE


@dataclass(frozen=True, slots=True)
class Line:
    """An option: how often it was chosen, by the lower, middle and upper third. ``letter`` is
    empty for "nothing chosen"."""

    letter: str
    text: str
    right: bool
    whole: int
    lower: int
    middle: int
    upper: int


@dataclass(frozen=True, slots=True)
class Group:
    """The options of a question, or of a part of a case (``number``)."""

    number: int | None
    lines: tuple[Line, ...]

    @property
    def picture(self) -> bars.Picture:
        return bars.picture((one.letter or "–", one.whole) for one in self.lines)


def options_of(statistic: QuestionStatistic, question: Question) -> list[Group]:
    """A group for each set of options; none where there is nothing to choose, or too few sat."""
    if not statistic.choices:
        return []
    if question.kind != plain.CASE:
        return [_group(statistic, question, None)]
    return [
        _group(statistic, part, number)
        for number, part in enumerate(question.parts, start=1)
        if part.kind in plain.CHOICES
    ]


def _group(statistic: QuestionStatistic, question: Question, number: int | None) -> Group:
    prefix = "" if number is None else f"{number}:"
    rows = [
        (
            chr(ord("A") + at),
            one.id,
            rich_text.words(one.text) or presenting.truth(one.id),
            one.right,
        )
        for at, one in enumerate(question.options)
    ]
    lines = [
        Line(letter, text, right, *statistic.choices.get(f"{prefix}{key}", [0, 0, 0, 0]))
        for letter, key, text, right in [*rows, ("", NONE, "", False)]
    ]
    return Group(number, tuple(lines))


def _words(option: Option) -> str:
    return rich_text.words(option.text) or presenting.truth(option.id)
