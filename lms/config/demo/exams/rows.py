"""Sittings with their answers and marks as rows: what `exams.actions.sitting` and
`exams.actions.grading` write one by one, written by the thousand."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction

from exams import by_hand, frozen, presenting
from exams.actions.grading import detail_of, mark_of
from exams.actions.sitting import deadline
from exams.frozen import Placed
from exams.models import AnswerSave, Mark, Offer, Paper, Sitting
from exams.papers import blueprint
from exams.papers.choosing import Wanted, choose
from lms.config.demo.exams import answering
from lms.config.demo.study.tables import Table
from lms.config.demo.when import at
from lms.core.months import Month

State, Closed = Sitting.State, Sitting.Closed
TAB = "demo"
CHANGED = 0.06
"""Of all answers so many are thought over once more."""
UNTIL_GRADED = timedelta(days=8)


class Drawer:
    """Draws papers as exams/drawing.py does, but by somebody's own dice: the same for the same
    seed, whatever ids the questions got."""

    def __init__(self) -> None:
        self._rows: dict[UUID, list[Wanted[UUID]]] = {}
        self._scores: dict[UUID, list[Decimal]] = {}

    def draw(self, paper: Paper, rng: random.Random) -> list[Placed]:
        if paper.pk not in self._rows:
            self._read(paper)
        found = choose(self._rows[paper.pk], rng)
        places = [
            (version, score)
            for score, versions in zip(self._scores[paper.pk], found, strict=True)
            for version in versions
        ]
        questions = frozen.versions(version for version, _score in places)
        places.sort(key=lambda one: questions[one[0]].key)
        rng.shuffle(places)
        return [
            Placed(
                place, version, questions[version], score,
                presenting.draw_order(questions[version], shuffle=True, rng=rng),
            )
            for place, (version, score) in enumerate(places)
        ]  # fmt: skip

    def _read(self, paper: Paper) -> None:
        rows = blueprint.rows_of(paper)
        questions = frozen.versions(version for row in rows for version in row.versions)
        self._rows[paper.pk] = [
            Wanted(row.number, sorted(row.versions, key=lambda one: questions[one].key))
            for row in rows
        ]
        self._scores[paper.pk] = [row.score for row in rows]


@dataclass
class Candidate:
    """Who sits, how able they are, and who grades by hand what they write."""

    pk: UUID
    ability: float
    luck: random.Random
    grader: UUID
    hasty: bool = False
    """Forgets the time now and then."""


@dataclass(frozen=True)
class Result:
    """How an attempt ended. ``percent`` None: it waits for a grader."""

    percent: Decimal | None
    passed: bool


class Book:
    """Rows of many people; `write` puts them into the tables."""

    def __init__(self, today: date) -> None:
        self.today, self.drawer = at(today).astimezone(UTC), Drawer()
        self.offers: list[Offer] = []
        self.sittings = Table(
            Sitting, "id", "paper_id", "candidate_id", "attempt", "form", "month", "frozen",
            "started_at", "deadline_at", "state", "submitted_at", "closed_how", "tab", "device_id",
            "extra_percent", "pass_percent", "points", "most_points", "passed", "final_at",
            "grading_version",
        )  # fmt: skip
        self.saves = Table(AnswerSave, "sitting_id", "place", "seq", "answer", "tab", "saved_at")
        self.marks = Table(
            Mark, "sitting_id", "place", "reader", "version", "points", "detail", "comment",
            "by_id", "at",
        )  # fmt: skip

    def write(self) -> None:
        with transaction.atomic():
            Offer.objects.bulk_create(self.offers)
            self.offers = []
            for table in (self.sittings, self.saves, self.marks):
                table.write()

    def sit(
        self, pk: UUID, who: Candidate, paper: Paper, attempt: int, started: datetime,
        *, answered: int | None = None,
    ) -> Result:  # fmt: skip
        """One attempt from its start to its result; with ``answered`` it is under way still, with
        so many answers."""
        started = started.astimezone(UTC)
        places = self.drawer.draw(paper, who.luck)
        ends = deadline(paper, started, 0)
        given, moment = self._answer(pk, who, places[:answered], started, ends)
        most = sum((one.score for one in places), Decimal(0))
        head = (
            pk, paper.pk, who.pk, attempt, 0, str(Month.of(started)),
            [{"version": str(one.version), "score": str(one.score), "order": one.order}
             for one in places],
            started, ends,
        )  # fmt: skip
        tail = (TAB, None, 0, paper.pass_percent)
        if answered is not None:
            self.sittings.add(*head, State.OPEN, None, "", *tail, None, most, None, None, 0)
            return Result(None, False)
        late = ends is not None and moment >= ends
        handed_in = ends if late and ends is not None else moment + timedelta(seconds=5)
        how = Closed.BY_DEADLINE if late else Closed.BY_CANDIDATE
        points, final_at = self._grade(pk, who, places, given, handed_in)
        if final_at is None:
            self.sittings.add(
                *head, State.SUBMITTED, handed_in, how, *tail, None, most, None, None, 0
            )
            return Result(None, False)
        passed = points * 100 >= paper.pass_percent * most
        self.sittings.add(
            *head, State.FINAL, handed_in, how, *tail, points, most, passed, final_at, 1
        )
        return Result(points * 100 / most, passed)

    def _answer(
        self, pk: UUID, who: Candidate, places: Sequence[Placed], started: datetime,
        ends: datetime | None,
    ) -> tuple[dict[int, Any], datetime]:  # fmt: skip
        """Answers saved one after the other, until the time is up; what counts, and the moment of
        the last one."""
        given: dict[int, Any] = {}
        luck, moment, seq = who.luck, started, 0
        slow = luck.uniform(1.6, 2.6) if who.hasty and luck.random() < 0.2 else 1.0
        for placed in places:
            tries = 2 if luck.random() < CHANGED else 1
            for _try in range(tries):
                span = (90, 240) if placed.question.needs_hand else (12 * slow, 58 * slow)
                moment += timedelta(seconds=luck.uniform(*span))
                if ends is not None and moment >= ends:
                    return given, ends
                seq += 1
                given[placed.place] = answering.answer(placed.question, who.ability, luck)
                self.saves.add(pk, placed.place, seq, given[placed.place], TAB, moment)
        return given, moment

    def _grade(
        self, pk: UUID, who: Candidate, places: Sequence[Placed], given: dict[int, Any],
        handed_in: datetime,
    ) -> tuple[Decimal, datetime | None]:  # fmt: skip
        """Marks of the platform; of a grader too once some days have gone. The points, and when the
        result became final: None while a grader is waited for."""
        points, waiting = Decimal(0), []
        for placed in places:
            mark = mark_of(placed, given.get(placed.place))
            self.marks.add(
                pk, placed.place, 0, 1, mark.points, detail_of(mark), "", None, handed_in
            )
            points += mark.points
            if mark.needs_hand:
                waiting.append((placed, mark.points))
        if not waiting:
            return points, handed_in
        graded = handed_in + timedelta(days=3, hours=2)
        if handed_in + UNTIL_GRADED > self.today:
            return points, None
        for placed, automatic in waiting:
            read = {
                one.key: answering.by_hand(one.most, who.ability, who.luck)
                for one in by_hand.written_at(placed, given[placed.place])
            }
            got = automatic + sum(read.values(), Decimal(0))
            said: dict[str, Any] = {
                "points": {key: str(points) for key, points in read.items()},
                "comments": {},
            }
            said |= {"done": True, "second": False}
            self.marks.add(pk, placed.place, by_hand.FIRST, 1, got, said, "", who.grader, graded)
            points += got - automatic
        return points, graded
