"""What people grade: the written answers of a sitting, and where the grading stands.

A first grader reads everything that needs a person. A second one reads it without the first one's
points, when the paper asks for two or the first wished it. When the two are close the mean counts;
when they are apart one of the two settles it with both before their eyes (docs/adr/0028).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from exams import saved
from exams.bank.plain import Question
from exams.frozen import Placed, questions_of
from exams.models import Mark, Sitting
from lms.core.clock import now

FIRST, SECOND, SETTLED = 1, 2, 3
CENT = Decimal("0.01")
CLOSE = Decimal("0.1")
"""Two graders agree when they differ by no more than this share of what the answer is worth."""


@dataclass(frozen=True, slots=True)
class Written:
    """One answer to be read. ``part``: "" or the number of a part of a case; ``most``: what it is
    worth in this paper; ``answer`` "" when nothing was written, which needs no reading."""

    place: int
    part: str
    stem: str
    question: Question
    most: Decimal
    answer: str

    @property
    def key(self) -> str:
        return f"{self.place}-{self.part}" if self.part else str(self.place)

    @property
    def rubric(self) -> list[tuple[str, Decimal]]:
        """What is looked for and what each is worth in this paper."""
        worth = self.question.worth or Decimal(1)
        return [
            (one.text, (one.points * self.most / worth).quantize(CENT, ROUND_HALF_UP))
            for one in self.question.rubric
        ]


def written_of(sitting: Sitting) -> list[Written]:
    """All answers that need a person, in order. Two queries."""
    answers = saved.latest_answers(sitting)
    return [
        one
        for placed in questions_of(sitting)
        for one in _written(placed, answers.get(placed.place))
    ]


def _written(placed: Placed, answer: Any) -> list[Written]:
    question = placed.question
    if not question.parts:
        text = str(answer or "").strip()
        whole = Written(placed.place, "", "", question, placed.score, text)
        return [whole] if question.needs_hand and text else []
    given = answer if isinstance(answer, Mapping) else {}
    worth = question.worth or Decimal(1)
    return [
        Written(
            placed.place, str(number), question.stem, part,
            (part.worth * placed.score / worth).quantize(CENT, ROUND_HALF_UP), text,
        )
        for number, part in enumerate(question.parts, start=1)
        if part.needs_hand and (text := str(given.get(str(number)) or "").strip())
    ]  # fmt: skip


Points = dict[str, Decimal]
"""By `Written.key`."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What one grader has said so far: points and comments by key. ``is_done``: handed over."""

    by: Any
    points: Points
    comments: dict[str, str]
    is_done: bool
    wishes_second: bool
    at: Any


def readings(sitting: Sitting, marks: list[Mark] | None = None) -> dict[int, Reading]:
    """By reader. One query, none when the marks of this grading are given."""
    if marks is None:
        version = sitting.grading_version + 1
        marks = list(Mark.objects.filter(sitting=sitting, version=version, reader__gt=0))
    found: dict[int, Reading] = {}
    for reader in {mark.reader for mark in marks if mark.reader}:
        mine = [mark for mark in marks if mark.reader == reader]
        found[reader] = Reading(
            by=mine[0].by_id,
            points={k: Decimal(v) for m in mine for k, v in m.detail.get("points", {}).items()},
            comments={k: v for m in mine for k, v in m.detail.get("comments", {}).items()},
            is_done=all(mark.detail.get("done") for mark in mine),
            wishes_second=any(mark.detail.get("second") for mark in mine),
            at=max(mark.at for mark in mine),
        )
    return found


def needs_second(sitting: Sitting, read: Mapping[int, Reading]) -> bool:
    first = read.get(FIRST)
    return sitting.paper.readers > 1 or (first is not None and first.wishes_second)


def turn(sitting: Sitting, read: Mapping[int, Reading]) -> int:
    """Which reading is due: `FIRST`, `SECOND` or `SETTLED`; 0 when all is read."""
    if FIRST not in read or not read[FIRST].is_done:
        return FIRST
    if not needs_second(sitting, read):
        return 0
    if SECOND not in read or not read[SECOND].is_done:
        return SECOND
    if SETTLED in read and read[SETTLED].is_done:
        return 0
    return SETTLED


HELD = timedelta(minutes=30)
"""So long a sheet that somebody has begun to read is theirs alone."""


def may_read(user: Any, due: int, read: Mapping[int, Reading]) -> bool:
    """Whether the reading that is due is ``user``'s now: nobody else has begun it a short while
    ago, nobody reads twice, and one of the two readers settles."""
    first, second = read.get(FIRST), read.get(SECOND)
    if due == SETTLED:
        return user.pk in {one.by for one in (first, second) if one}
    if due == SECOND and first is not None and first.by == user.pk:
        return False
    begun = read.get(due)
    return begun is None or begun.by == user.pk or begun.at < now() - HELD


def apart(written: list[Written], one: Points, other: Points) -> list[str]:
    """The keys at which two graders are not close."""
    return [
        w.key
        for w in written
        if abs(one.get(w.key, Decimal(0)) - other.get(w.key, Decimal(0))) > w.most * CLOSE
    ]


def mean(one: Points, other: Points) -> Points:
    """Halfway, to the cent, rounded up for the candidate."""
    return {
        key: ((one[key] + other.get(key, one[key])) / 2).quantize(CENT, ROUND_HALF_UP)
        for key in one
    }
