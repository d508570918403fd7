"""One sitting's outcome, place by place: what was answered, what it got, what was right and why.

What may be said is given as `exams.results.Shown`; nothing else is worked out, so that nothing else
can reach a page.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from exams import showing
from exams.bank import plain
from exams.bank.plain import Question
from exams.cms.preview import right_of
from exams.models import Mark, Sitting
from exams.results import Shown

RIGHT, PART, WRONG, OPEN = "right", "part", "wrong", "open"
"""``open``: nothing was answered."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """``shown``, ``given`` and ``right`` in the sense of exams/presenting.py. What may not be seen
    is empty: ``state``, ``points`` and ``comments`` with the answers, ``explanations`` on their
    own."""

    place: int
    shown: dict[str, Any]
    given: Any
    score: Decimal
    state: str = ""
    points: Decimal | None = None
    right: Any = None
    comments: tuple[str, ...] = ()
    explanations: tuple[str, ...] = ()

    @property
    def number(self) -> int:
        return self.place + 1


def outcomes_of(sitting: Sitting, allowed: Shown) -> list[Outcome]:
    """All places in order; none when neither answers nor explanations may be seen. At most five
    queries, however many questions."""
    if not (allowed.answers or allowed.explanations):
        return []
    page = showing.page_of(sitting)
    marks = marks_of(sitting) if allowed.answers else {}
    pictures = showing.addresses(one.placed.question for one in page)
    found = []
    for one in page:
        question = showing.with_addresses(one.placed.question, pictures)
        said: dict[str, Any] = {}
        if allowed.answers:
            said |= _marked(one, marks.get(one.place, []))
            said["right"] = right_of(question, one.placed.order)
        if allowed.explanations:
            said["explanations"] = tuple(explanations_of(question))
        found.append(Outcome(one.place, one.shown, one.given, one.score, **said))
    return found


def marks_of(sitting: Sitting) -> dict[int, list[Mark]]:
    """The marks of the grading that holds, by place; the last one is the one that counts."""
    rows = Mark.objects.filter(sitting=sitting, version=sitting.grading_version)
    found: dict[int, list[Mark]] = {}
    for mark in rows.order_by("place", "reader"):
        found.setdefault(mark.place, []).append(mark)
    return found


def _marked(one: showing.Shown, marks: list[Mark]) -> dict[str, Any]:
    points = marks[-1].points if marks else Decimal(0)
    comments = tuple(mark.comment for mark in marks if mark.comment)
    return {"points": points, "state": state_of(points, one.score, one.given), "comments": comments}


def state_of(points: Decimal, score: Decimal, given: Any) -> str:
    """In one word. A question that everybody was given full marks for is right."""
    if points >= score:
        return RIGHT
    if points > 0:
        return PART
    return WRONG if given is not None else OPEN


def explanations_of(question: Question) -> list[str]:
    """The question's own and, of a case, those of its parts."""
    found = [question.explanation] if question.explanation else []
    if question.kind == plain.CASE:
        found += [part.explanation for part in question.parts if part.explanation]
    return found
