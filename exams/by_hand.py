"""What people grade: the written answers of a sitting, and where the grading stands.

A first grader reads everything that needs a person. A second one reads it without the first one's
points, when the paper asks for two or the first wished it. When the two are close the mean counts;
when they are apart one of the two settles it with both before their eyes (docs/adr/0028).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
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
    worth in this paper."""

    placed: Placed
    part: str
    question: Question
    most: Decimal
    answer: str

    @property
    def place(self) -> int:
        return self.placed.place

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

    def summed(self, lines: Iterable[Decimal | None]) -> Decimal | None:
        """What the points by the lines of the rubric come to; None when none is given."""
        given = [points for points in lines if points is not None]
        return min(sum(given, Decimal(0)), self.most) if given else None


def written_of(sitting: Sitting) -> list[Written]:
    """All answers that need a person, in order. At most two queries."""
    answers = saved.latest_answers(sitting)
    return [
        one
        for placed in questions_of(sitting)
        for one in written_at(placed, answers.get(placed.place))
    ]


def written_at(placed: Placed, answer: Any) -> list[Written]:
    """The answers of one place that need a person."""
    question = placed.question
    if not question.parts:
        text = str(answer or "").strip()
        whole = Written(placed, "", question, placed.score, text)
        return [whole] if question.needs_hand and text else []
    given = answer if isinstance(answer, Mapping) else {}
    worth = question.worth or Decimal(1)
    return [
        Written(
            placed, str(number), part,
            (part.worth * placed.score / worth).quantize(CENT, ROUND_HALF_UP), text,
        )
        for number, part in enumerate(question.parts, start=1)
        if part.needs_hand and (text := str(given.get(str(number)) or "").strip())
    ]  # fmt: skip


Points = dict[str, Decimal]
"""By `Written.key`."""


@dataclass(frozen=True, slots=True)
class Said:
    """What a grader says of some answers, by key. ``lines``: points by line of the rubric, None for
    a line without; ``comments`` are for the candidate, ``reasons`` for the other graders."""

    points: Points = field(default_factory=dict)
    comments: dict[str, str] = field(default_factory=dict)
    lines: dict[str, list[Decimal | None]] = field(default_factory=dict)
    reasons: dict[str, str] = field(default_factory=dict)

    def detail(self, keys: Iterable[str]) -> dict[str, Any]:
        """What a mark keeps of it."""
        wanted = list(keys)
        lines = {key: self.lines[key] for key in wanted if self.lines.get(key)}
        return {
            "points": {key: str(self.points[key]) for key in wanted if key in self.points},
            "comments": {key: self.comments[key] for key in wanted if self.comments.get(key)},
            "lines": {key: [_text(one) for one in values] for key, values in lines.items()},
            "reasons": {key: self.reasons[key] for key in wanted if self.reasons.get(key)},
        }


def _text(points: Decimal | None) -> str:
    return "" if points is None else str(points)


def _said(marks: Iterable[Mark]) -> Said:
    said = Said()
    for detail in (mark.detail for mark in marks):
        said.points.update({k: Decimal(v) for k, v in detail.get("points", {}).items()})
        said.comments.update(detail.get("comments", {}))
        said.reasons.update(detail.get("reasons", {}))
        for key, values in detail.get("lines", {}).items():
            said.lines[key] = [Decimal(one) if one else None for one in values]
    return said


@dataclass(frozen=True, slots=True)
class Reading:
    """What one grader has said so far. ``is_done``: handed over."""

    by: Any
    said: Said
    is_done: bool
    wishes_second: bool
    at: Any

    @property
    def points(self) -> Points:
        return self.said.points

    @property
    def comments(self) -> dict[str, str]:
        return self.said.comments


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
            said=_said(mine),
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


LEFT_ALONE = timedelta(days=7)
"""After so long a difference that neither of its two readers settles is anybody's to settle."""


def may_read(user: Any, due: int, read: Mapping[int, Reading]) -> bool:
    """Whether the reading that is due is ``user``'s now: nobody else has begun it a short while
    ago, nobody reads twice, and one of the two readers settles; anybody when both have left it
    alone for a week."""
    first, second = read.get(FIRST), read.get(SECOND)
    if due == SETTLED:
        both = [one for one in (first, second) if one]
        return user.pk in {one.by for one in both} or all(
            one.at < now() - LEFT_ALONE for one in both
        )
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
