"""What staff did about the cases they were given: read, answered, signed, or left too long.

The study itself is written as lms/config/demo/study does, with its entries in the ledger; answers
and signatures are the platform's own actions, under the clock of their day.
"""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from cases.models import CasePage
from lms.accounts.models import User
from lms.config.demo.accounts import again
from lms.config.demo.crowd import own_luck
from lms.config.demo.study.catalogue import USUAL, checks_of, topic
from lms.config.demo.study.draw import History
from lms.config.demo.study.habits import AGENTS
from lms.config.demo.study.rows import Book, Habits, Writer
from lms.config.demo.study.sitting import MINUTE, SECOND, Sitting, Topic, sit
from lms.config.demo.when import as_of, at
from lms.core.months import local, local_day
from lms.learning.keeping import moment
from lms.training import asking
from lms.training.actions import reading as acts
from lms.training.models import RequiredReading

MOST = 80
"""People with a history of reading."""
TIMELY, LATE = 0.74, 0.88
ONLY_READ, ONLY_ANSWERED = 0.82, 0.85
"""Of the late ones, who has stopped half way."""
ERRS = 0.15
HOURS = (9, 17)
AHEAD, BEHIND = "staff1", "staff2"
"""Who has done all but the newest; who has left one too long."""


@dataclass(frozen=True)
class Plan:
    """One case that somebody reads on ``day``, how far they get."""

    reading: RequiredReading
    day: date
    fate: float

    @property
    def answers(self) -> bool:
        return not TIMELY <= self.fate < ONLY_READ

    @property
    def signs(self) -> bool:
        return not TIMELY <= self.fate < ONLY_ANSWERED


class Readers:
    """The same for the same seed and day, whatever ids people and cases got."""

    def __init__(self, seed: int, today: date) -> None:
        self.seed, self.today = seed, today
        self._topics: dict[int, Topic] = {}

    def write(self, newest: Iterable[CasePage]) -> int:
        """Returns how many cases were read. ``newest`` waits for who is ahead of the others."""
        waiting = {page.pk for page in newest}
        given = RequiredReading.objects.standing().readable().select_related("case", "person")
        by_person: dict[str, list[RequiredReading]] = {}
        for row in given.order_by("person__username", "assigned_at"):
            by_person.setdefault(row.person.username, []).append(row)
        total = 0
        for place, (name, rows) in enumerate(list(by_person.items())[:MOST]):
            luck = own_luck(self.seed, 800_000 + place, "cases")
            plans = self._plans(name, rows, waiting, luck)
            if plans:
                self._read(rows[0].person, plans, luck)
            total += len(plans)
        return total

    def _plans(
        self, name: str, rows: list[RequiredReading], waiting: set[int], luck: random.Random
    ) -> list[Plan]:
        overdue = [row for row in rows if row.due_on < self.today]
        left = overdue[-1:] if name == BEHIND else []
        plans = []
        for row in rows:
            fate, days, more = luck.random(), luck.randint(1, 6), luck.randint(8, 16)
            if name in (AHEAD, BEHIND):
                fate = 1.0 if row in left or row.case_id in waiting else 0.0
            if fate >= LATE:
                continue
            day = local_day(row.assigned_at) + timedelta(days=days if fate < TIMELY else more)
            if day < self.today:
                plans.append(Plan(row, day, fate))
        return sorted(plans, key=lambda plan: (plan.day, plan.reading.assigned_at))

    def _read(self, person: User, plans: list[Plan], luck: random.Random) -> None:
        """The study as rows, then what was done about it."""
        history = History(luck, [], finely=True, until=0, sure=True)
        for plan in plans:
            history.sittings.append(self._sit(plan, history, luck))
        book = Book()
        Writer(book, person.pk, Habits(None, "", luck.choice(AGENTS)), luck).write(history)
        book.write()
        by = again(person)
        for plan, sitting in zip(plans, history.sittings, strict=True):
            self._act(by, plan, sitting, luck)

    def _sit(self, plan: Plan, history: History, luck: random.Random) -> Sitting:
        case = plan.reading.case
        if case.pk not in self._topics:
            self._topics[case.pk] = topic(case, None, USUAL, checks_of(case))
        about = self._topics[case.pk]
        begin = int(at(plan.day, luck.randrange(*HOURS), luck.randrange(60)).timestamp()) * SECOND
        last = history.sittings[-1].closed if history.sittings else 0
        begin = max(begin, last + 5 * MINUTE)
        return sit(luck, about, at=begin, seen=0, ms=about.nominal, finely=True, sure=True)

    def _act(self, by: User, plan: Plan, sitting: Sitting, luck: random.Random) -> None:
        row, over = plan.reading, local(moment(sitting.closed))
        with as_of(over.date(), over.hour, over.minute):
            acts.note_read(learner_id=by.pk, case_id=row.case_id)
        if not plan.answers:
            return
        then = over + timedelta(minutes=luck.randint(2, 6))
        with as_of(then.date(), then.hour, then.minute):
            _answer(by, row, luck)
            if plan.signs:
                acts.acknowledge(by=by, reading=row, name=by.name)


def _answer(by: User, row: RequiredReading, luck: random.Random) -> None:
    """Every question of the case; now and then the first try is wrong."""
    checks = row.case.self_checks()
    given: list[Any] = []
    while question := asking.next_question(row, checks, given):
        letters = [letter for letter, _words in question.options]
        right = letters.index(question.check.right)
        errs = question.tries == 0 and luck.random() < ERRS
        place = (right + 1) % len(letters) if errs else right
        given.append(
            acts.answer(
                by=by, reading=row, check_id=question.check.id, tries=question.tries, place=place
            )
        )
