"""A sitting's questions as its candidate's page shows them: texts, pictures, what was answered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from exams import presenting, saved
from exams.bank import rich_text
from exams.bank.pictures import address, with_sources, with_texts
from exams.bank.plain import Question, rich_fields
from exams.frozen import Placed, questions_of
from exams.models import QuestionPicture, Sitting


@dataclass(frozen=True, slots=True)
class Shown:
    """One place: ``shown`` and ``given`` in the sense of exams/presenting.py; ``placed`` is the
    server's own knowledge and never goes to a candidate before the end."""

    place: int
    shown: dict[str, Any]
    given: Any
    placed: Placed

    @property
    def score(self) -> Decimal:
        return self.placed.score


def page_of(sitting: Sitting) -> list[Shown]:
    """All places in order, with what counts of the answers. At most three queries, however many
    questions: versions not read yet, answers, pictures where there are any."""
    answers = saved.latest_answers(sitting)
    places = questions_of(sitting)
    pictures = addresses(one.question for one in places)
    return [_shown(one, answers.get(one.place), pictures) for one in places]


def _shown(placed: Placed, answer: Any, pictures: Mapping[str, str]) -> Shown:
    question = with_addresses(placed.question, pictures)
    shown = presenting.shown(question, placed.order)
    _weigh(shown, placed.score)
    given = presenting.given(placed.question, placed.order, answer)
    return Shown(placed.place, shown, given, placed)


def _weigh(shown: dict[str, Any], score: Decimal) -> None:
    """Say what it is worth in this paper; the parts of a case share that as they share its own."""
    own = Decimal(shown["worth"])
    for part in shown.get("parts", ()):
        _weigh(part, Decimal(part["worth"]) * score / own if own else Decimal(0))
    shown["worth"] = f"{round(score, 2):f}".rstrip("0").rstrip(".") if score % 1 else f"{score:.0f}"


def addresses(questions: Iterable[Question]) -> dict[str, str]:
    """Where the pictures that ``questions`` name are found; a name is made of what is in it, so it
    means the same in every question. No query when there are none."""
    names = {name for one in questions for name in _names(one)}
    if not names:
        return {}
    rows = QuestionPicture.objects.filter(name__in=names).select_related("image")
    return {row.name: address(row.image) for row in rows}


def _names(question: Question) -> Iterable[str]:
    for text in rich_fields(question):
        if "<img" in text:
            yield from (name for name, _alt in rich_text.pictures(text))


def with_addresses(question: Question, pictures: Mapping[str, str]) -> Question:
    """The same question whose pictures can be fetched; it is kept by nobody."""
    if not any("<img" in text for text in rich_fields(question)):
        return question
    return with_texts(question, lambda text: with_sources(text, pictures))
