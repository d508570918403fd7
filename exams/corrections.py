"""What a regrade does to a mark. A question that turned out faulty is worth its full score to
everybody (void), or one more answer to it is right (accept). A mark only ever rises.

`standing` holds for every sitting that becomes final later; exams/tasks/regrading.py brings those
that are final already up to it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from exams import grading
from exams.bank import plain
from exams.bank.plain import Question
from exams.frozen import Placed, questions_of
from exams.models import Mark, Regrade, Sitting
from exams.saved import latest_answers
from lms.core.errors import Invalid

How = Regrade.How
REGRADE, BEFORE = "regrade", "before"
"""In a mark's detail: which regrade raised it last, and what it had been given before."""


def points_of(how: str, accepts: Any, placed: Placed, answer: Any) -> Decimal:
    """What the answer is worth by this correction alone, in points of the paper."""
    if how == How.VOID:
        return placed.score
    question = placed.question
    if answer is None or not grading.is_answer(question, answer):
        return Decimal(0)
    if question.kind == plain.FILL:
        return placed.in_paper(grading.grade(_with_answers(question, accepts), answer).points)
    return placed.score if _same(answer, accepts) else Decimal(0)


def raised(how: str, accepts: Any, placed: Placed, answer: Any, points: Decimal) -> Decimal | None:
    """The mark after the correction; None when it stays what it is."""
    better = points_of(how, accepts, placed, answer)
    return better if better > points else None


def checked(question: Question, how: str, accepts: Any) -> Any:
    """What is kept as the further answer: None for a void question, else an answer in the form of
    exams/grading.py; in fill texts an empty text adds nothing to its blank. Raises `Invalid`."""
    if how == How.VOID:
        return None
    if question.kind not in plain.CHOICES and question.kind != plain.FILL:
        raise _refused(_("For this kind of question only full marks for everybody are possible."))
    empty = accepts is None or grading.is_empty(question, accepts)
    if empty or not grading.is_answer(question, accepts):
        raise _refused(_("Please choose or write the answer that is right as well."))
    if question.kind == plain.FILL:
        _check_numbers(question, accepts)
        pairs = zip(question.blanks, accepts, strict=False)
        right = all(grading.fits(blank, text) for blank, text in pairs if text.strip())
    else:
        right = grading.grade(question, accepts).points == question.worth
    if right:
        raise _refused(_("This answer is right already."))
    return accepts


def standing(versions: Iterable[UUID]) -> list[Regrade]:
    """Corrections of these wordings that were ordered by a second person, the oldest first."""
    ordered = (Regrade.State.RUNNING, Regrade.State.DONE)
    rows = Regrade.objects.filter(version__in=list(versions), state__in=ordered)
    return list(rows.order_by("made_at", "pk"))


def apply_standing(sitting: Sitting, version: int) -> None:
    """Before a sitting becomes final: what was found faulty by now is made good in its marks. In
    the transaction that holds the row. One query when there is nothing to do."""
    places = questions_of(sitting)
    found = standing(one.version for one in places)
    if not found:
        return
    held = held_marks(Mark.objects.filter(sitting=sitting, version=version))
    answers = latest_answers(sitting)
    changed = {}
    for regrade in found:
        for placed in places:
            mark = held.get(placed.place)
            if mark and raise_mark(mark, regrade, placed, answers.get(placed.place)):
                changed[mark.pk] = mark
    Mark.objects.bulk_update(changed.values(), ["points", "detail"])


def held_marks(marks: Iterable[Mark]) -> dict[int, Mark]:
    """What holds at each place: the mark of the highest reader."""
    return {one.place: one for one in sorted(marks, key=lambda one: (one.place, one.reader))}


def raise_mark(mark: Mark, regrade: Regrade, placed: Placed, answer: Any) -> bool:
    """Correct a mark in memory; whether it rose. A mark that this regrade has raised stays."""
    if placed.version != regrade.version_id or mark.detail.get(REGRADE) == str(regrade.pk):
        return False
    better = raised(regrade.how, regrade.accepts, placed, answer, mark.points)
    if better is None:
        return False
    mark.detail = {**mark.detail, REGRADE: str(regrade.pk), BEFORE: str(mark.points)}
    mark.points = better
    return True


def _with_answers(question: Question, accepts: list[str]) -> Question:
    more = [*accepts, *[""] * (len(question.blanks) - len(accepts))]
    blanks = tuple(
        replace(blank, answers=(*blank.answers, text)) if text.strip() else blank
        for blank, text in zip(question.blanks, more, strict=False)
    )
    return replace(question, blanks=blanks)


def _same(answer: Any, accepts: Any) -> bool:
    if isinstance(answer, list) and isinstance(accepts, list):
        return set(answer) == set(accepts)
    return bool(answer == accepts)


def _check_numbers(question: Question, accepts: list[str]) -> None:
    for blank, text in zip(question.blanks, accepts, strict=False):
        if blank.tolerance is not None and text.strip() and grading.number(text) is None:
            raise _refused(_("“%(text)s” is no number.") % {"text": text[:40]})


def _refused(sentence: str) -> Invalid:
    return Invalid(sentence, code="accepts", fields={"accepts": [sentence]})
