"""Grading question by question: all waiting answers to one wording, one after the other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from exams import by_hand
from exams.actions.reading import waiting_for
from exams.bank import plain, rich_text
from exams.by_hand import SETTLED
from exams.frozen import versions
from exams.grading_queue import MOST, code_of
from exams.models import Mark, Sitting

BRIEF = 60


@dataclass(frozen=True, slots=True)
class Answer:
    """One place of a sheet that its grader reads now. ``is_open``: it has no points yet."""

    sitting: UUID
    code: str
    place: int
    version: UUID
    is_open: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """A wording with how many answers to it this person may read, and how many of them are open."""

    version: UUID
    brief: str
    number: int
    left: int


def answers_of(user: Any, paper: UUID) -> list[Answer]:
    """What this person may read now, sheet by sheet, the oldest first; what two graders settle is
    left out, for that takes both readings. Two queries."""
    rows = waiting_for(user).filter(paper=paper).select_related("paper")
    sittings = list(rows[:MOST])
    marks: dict[UUID, list[Mark]] = {}
    for mark in Mark.objects.filter(sitting__in=[one.pk for one in sittings]):
        marks.setdefault(mark.sitting_id, []).append(mark)
    return [answer for one in sittings for answer in _answers_in(user, one, marks.get(one.pk, []))]


def _answers_in(user: Any, sitting: Sitting, marks: list[Mark]) -> Iterator[Answer]:
    current = [mark for mark in marks if mark.version == sitting.grading_version + 1]
    read = by_hand.readings(sitting, [mark for mark in current if mark.reader])
    due = by_hand.turn(sitting, read)
    if due in (0, SETTLED) or not by_hand.may_read(user, due, read):
        return
    given = read[due].points if due in read and read[due].by == user.pk else {}
    for mark in sorted(current, key=lambda one: one.place):
        if mark.reader == 0 and (keys := _keys(mark)):
            version = UUID(sitting.frozen[mark.place]["version"])
            left = any(key not in given for key in keys)
            yield Answer(sitting.pk, code_of(sitting.pk), mark.place, version, left)


def _keys(mark: Mark) -> list[str]:
    """`by_hand.Written.key` of what the platform left to a person at this place."""
    if not mark.detail.get("needs_hand"):
        return []
    parts = mark.detail.get("parts")
    if parts is None:
        return [str(mark.place)]
    return [f"{mark.place}-{number}" for number, part in parts.items() if part["needs_hand"]]


def asked_in(answers: list[Answer]) -> list[Asked]:
    """The wordings among ``answers``, those with the most open answers first. One query."""
    questions = versions(one.version for one in answers)
    found = []
    for version, question in questions.items():
        mine = [one for one in answers if one.version == version]
        text = plain.BLANK.sub("____", rich_text.words(question.stem))
        brief = text if len(text) <= BRIEF else f"{text[:BRIEF]}…"
        found.append(Asked(version, brief, len(mine), sum(one.is_open for one in mine)))
    return sorted(found, key=lambda one: (-one.left, one.brief))


def next_of(answers: list[Answer], version: UUID, after: str = "") -> Answer | None:
    """The next open answer to this wording, behind the sheet ``after``."""
    mine = [one for one in answers if one.version == version]
    codes = [one.code for one in mine]
    start = codes.index(after) + 1 if after in codes else 0
    return next((one for one in mine[start:] if one.is_open), None)


def ready_in(answers: list[Answer]) -> list[UUID]:
    """Sheets on which their grader has left nothing open, so that they can be handed over."""
    left = {one.sitting for one in answers if one.is_open}
    return list(dict.fromkeys(one.sitting for one in answers if one.sitting not in left))
