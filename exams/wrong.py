"""The book of wrong answers: what a person got wrong and has not got right since.

It holds questions of sittings whose right answers the person may see (`exams.results.may_see`), of
practice too. The newest answer to a question decides, whatever its version. Right is what has full
points; of what a person grades, what reaches the pass mark. Getting it right in a later sitting or
in practice here takes it out; practice counts for nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from content.models import KnowledgePoint
from exams import grading, presenting, results, showing
from exams.bank import plain, rich_text
from exams.cms.preview import right_of
from exams.frozen import Placed, questions_of
from exams.models import Mark, Practised, QuestionVersion, Sitting
from exams.outcomes import explanations_of
from lms.core.clock import now
from lms.core.errors import NotVisible

MOST_SITTINGS = 100
"""The newest ones; older mistakes are let rest."""
BRIEF = 90


@dataclass(frozen=True, slots=True)
class Wrong:
    """A question in the book, at its place of the sitting where it was answered last."""

    question: UUID
    sitting: Sitting
    placed: Placed
    points: Decimal

    @property
    def brief(self) -> str:
        """The beginning of its text."""
        text = plain.BLANK.sub("____", rich_text.words(self.placed.question.stem))
        return text if len(text) <= BRIEF else f"{text[:BRIEF]}…"


@dataclass(frozen=True, slots=True)
class Chapter:
    name: str
    questions: tuple[Wrong, ...]


def book_of(user: Any) -> list[Chapter]:
    """The book by knowledge point, the fullest chapter first. At most eight queries."""
    found: dict[str, list[Wrong]] = {}
    for one in wrong_answers(user):
        found.setdefault(one.placed.question.knowledge, []).append(one)
    names = dict(KnowledgePoint.objects.filter(code__in=list(found)).values_list("code", "name"))
    chapters = [
        Chapter(names.get(code) or _("Other questions"), tuple(rows))
        for code, rows in found.items()
    ]
    return sorted(chapters, key=lambda one: (-len(one.questions), one.name))


def wrong_answers(user: Any) -> list[Wrong]:
    """The questions in the book, the newest mistake first."""
    rows = Sitting.objects.filter(candidate=user.pk, state=Sitting.State.FINAL)
    sittings = list(rows.select_related("paper").order_by("-submitted_at")[:MOST_SITTINGS])
    allowed = results.may_see_all(sittings)
    sittings = [one for one in sittings if allowed[one.pk].answers]
    if not sittings:
        return []
    points = _points(sittings)
    questions = _questions(placed.version for one in sittings for placed in questions_of(one))
    right_at = dict(Practised.objects.filter(person=user.pk).values_list("question", "right_at"))
    newest: dict[UUID, Wrong | None] = {}
    for sitting in sittings:
        for placed in questions_of(sitting):
            question = questions[placed.version]
            if question not in newest:
                got = points.get((sitting.pk, placed.place), Decimal(0))
                wrong = Wrong(question, sitting, placed, got)
                in_book = _is_wrong(wrong) and not _since(right_at.get(question), sitting)
                newest[question] = wrong if in_book else None
    return [one for one in newest.values() if one is not None]


def _points(sittings: list[Sitting]) -> dict[tuple[UUID, int], Decimal]:
    version = {one.pk: one.grading_version for one in sittings}
    rows = Mark.objects.filter(sitting__in=list(version)).order_by("reader")
    values = rows.values_list("sitting_id", "place", "version", "points")
    return {(pk, place): got for pk, place, number, got in values if number == version[pk]}


def _questions(versions: Any) -> dict[UUID, UUID]:
    rows = QuestionVersion.objects.filter(pk__in=set(versions))
    return dict(rows.values_list("pk", "question_id"))


def _is_wrong(one: Wrong) -> bool:
    if one.placed.question.needs_hand:
        return one.points * 100 < one.sitting.pass_percent * one.placed.score
    return one.points < one.placed.score


def _since(right_at: datetime | None, sitting: Sitting) -> bool:
    return right_at is not None and right_at > (sitting.submitted_at or sitting.started_at)


# practising one of them


@dataclass(frozen=True, slots=True)
class Practice:
    """One question to practise; with what was answered now, whether that is right (None: it takes a
    person to say), the right answer and why."""

    wrong: Wrong
    shown: dict[str, Any]
    given: Any = None
    is_answered: bool = False
    is_right: bool | None = None
    right: Any = None
    explanations: tuple[str, ...] = ()


def find(user: Any, sitting: UUID, place: int) -> Wrong:
    """A question of the person's book. Raises `NotVisible` for any other."""
    for one in wrong_answers(user):
        if one.sitting.pk == sitting and one.placed.place == place:
            return one
    raise NotVisible(_("This question is not in your book of wrong answers."))


def practice(one: Wrong) -> Practice:
    """The question as it was shown in its sitting, without its answer."""
    return Practice(one, _page(one)[0])


def try_it(user: Any, one: Wrong, given: Any) -> Practice:
    """Answer it once more. Only a right answer is kept, so that it leaves the book. Raises
    `Invalid` for what is no answer to it."""
    question, order = one.placed.question, one.placed.order
    answer = presenting.taken(question, order, given)
    mark = grading.grade(question, answer)
    is_right = None if question.needs_hand else mark.points >= mark.max_points
    if is_right:
        settle(user, one)
    shown, drawn = _page(one)
    right, why = right_of(drawn, order), tuple(explanations_of(drawn))
    return Practice(one, shown, given, True, is_right, right, why)


def settle(user: Any, one: Wrong) -> None:
    """It is known now: it leaves the book."""
    Practised.objects.update_or_create(
        person=user, question_id=one.question, defaults={"right_at": now()}
    )


def _page(one: Wrong) -> tuple[dict[str, Any], Any]:
    """What is shown, and the question with pictures that can be fetched."""
    pictures = showing.addresses([one.placed.question])
    drawn = showing.with_addresses(one.placed.question, pictures)
    return presenting.shown(drawn, one.placed.order), drawn
