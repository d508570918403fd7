"""Some hundred people's months of study: prescribed, drawn, written, brought up to today."""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db import transaction

from lms.accounts.models import Offender
from lms.config.demo.study import diligence, prescribed
from lms.config.demo.study.catalogue import Catalogue
from lms.config.demo.study.diligence import Term
from lms.config.demo.study.draw import History, Wanted
from lms.config.demo.study.habits import Places, habits_of, stands_out
from lms.config.demo.study.prescribed import Calls
from lms.config.demo.study.rows import Book, Writer
from lms.config.demo.when import at
from lms.core.months import Month
from lms.learning.actions.month_targets import rebuild_targets
from lms.learning.actions.prescribe import Prescriber, prescribe_many
from lms.learning.keeping import moment
from lms.learning.models import (
    Device,
    Enrolment,
    MonthTarget,
    StudyGoal,
    ToolAssignment,
)
from lms.learning.offices import Offices
from lms.learning.prescribing import Prescription

LESSON = 4_100
"""Seconds: longer than any lesson of the demo."""
NEARLY_THERE = 280_000
"""Milliseconds: a next step that is soon done."""
FINE_UP_TO = 2_000
"""So many people at most are drawn finely; of more, one question stands for a whole sitting."""


@dataclass(frozen=True)
class Person:
    """An offender, and what decides how they study."""

    offender: Offender
    serial: int
    luck: random.Random
    slow: bool = False
    shares: tuple[float, ...] = ()
    """Of each month's target, this month first; empty: as chance has it."""
    whole_month: bool = False
    nearly_there: bool = False
    """The lesson under way lacks a few minutes only."""
    first: tuple[int, ...] = ()
    """Courses that come before the others."""


@dataclass
class Times:
    """The months of the history and its last day."""

    months: list[Month]
    today: date

    @property
    def yesterday(self) -> date:
        return self.today - timedelta(days=1)

    @property
    def until(self) -> int:
        return int(at(self.today).timestamp()) * 1000

    def term_of(self, offender: Offender) -> Term:
        begins = max(self.months[0].first, offender.starts_on + timedelta(days=1))
        return Term(begins, min(self.yesterday, offender.ends_on))


class Historian:
    """Writes histories, some hundred people at a time."""

    def __init__(self, offices: Offices, times: Times, places: Places, *, finely: bool) -> None:
        self._offices, self._times, self._places = offices, times, places
        self._finely = finely
        self._catalogue = Catalogue(offices)
        self._calls = Calls(offices, times.months[0].first)
        self._today = Prescriber(offices, on=times.today)

    def write(self, people: list[Person]) -> None:
        """Everything for these people, in one transaction."""
        with transaction.atomic():
            called = self._prescribe(people)
            targets = self._targets(people)
            book = Book()
            devices: list[Device] = []
            enrolments: list[Enrolment] = []
            for person in people:
                prescription = called.get(person.offender.pk)
                history = self._draw(person, prescription, targets.get(person.offender.pk, {}))
                devices += self._keep(person, history, book)
                day = self._calls.day_for(person.offender)
                enrolments += prescribed.enrolments(person.offender, prescription, day, history)
            Device.objects.bulk_create(devices)
            Enrolment.objects.bulk_create(enrolments)
            book.write()
            ids = [person.offender.pk for person in people]
            prescribe_many(ids=ids, prescriber=self._today)
            rebuild_targets(learners=ids, offices=self._offices)

    def _prescribe(self, people: list[Person]) -> dict[UUID, Prescription]:
        """Goals and tools are written here, courses with the study that was done in them."""
        found = [
            (person.offender, called)
            for person in people
            if (called := self._calls.for_person(person.offender, self._times.today))
        ]
        day = at(self._times.months[0].first, 8)
        StudyGoal.objects.bulk_create(prescribed.goals(found, day))
        ToolAssignment.objects.bulk_create(prescribed.tools(found, day))
        return {offender.pk: called for offender, called in found}

    def _targets(self, people: list[Person]) -> dict[UUID, dict[str, int]]:
        """Seconds by person and month, as the platform's own rule has them."""
        ids = [person.offender.pk for person in people]
        rebuild_targets(learners=ids, months=self._times.months, offices=self._offices)
        found: dict[UUID, dict[str, int]] = {}
        rows = MonthTarget.objects.filter(learner__in=ids)
        for learner, month, seconds in rows.values_list("learner", "month", "seconds"):
            found.setdefault(learner, {})[month] = seconds
        return found

    def _draw(
        self, person: Person, called: Prescription | None, targets: dict[str, int]
    ) -> History:
        first = dict.fromkeys((*person.first, *prescribed.course_order(called)))
        courses = self._catalogue.courses_for(person.offender, first, slow=person.slow)
        history = History(
            person.luck, courses, self._finely, self._times.until, sure=bool(person.shares)
        )
        months = self._wanted(person, targets)
        if person.nearly_there and months:
            history.live_through(months[:-1])
            months = months[-1:]
            months[0].ms = history.short_of_an_end(months[0].ms, NEARLY_THERE)
        history.live_through(months)
        return history

    def _keep(self, person: Person, history: History, book: Book) -> list[Device]:
        """Put the rows into the book; returns the person's device when it is new."""
        habits, device = habits_of(person.serial, person.offender, self._places, person.luck)
        Writer(book, person.offender.pk, habits, person.luck).write(history)
        if device is None or not history.sittings:
            return [device] if device else []
        device.first_seen_at = moment(history.sittings[0].opened)
        device.last_seen_at = moment(history.sittings[-1].closed)
        return [device]

    def _wanted(self, person: Person, targets: dict[str, int]) -> list[Wanted]:
        term = self._times.term_of(person.offender)
        months = self._times.months
        if person.shares:
            return list(_planned(person, targets, months, term))
        found = list(diligence.wanted(person.luck, targets, months, term))
        return diligence.crammed(found) if stands_out(person.serial) else found


def _planned(
    person: Person, targets: dict[str, int], months: list[Month], term: Term
) -> Iterable[Wanted]:
    """For one of the five: the shares that were set."""
    for back, month in reversed(list(enumerate(reversed(months)))):
        part = term.part_of(month)
        share = person.shares[min(back, len(person.shares) - 1)]
        if part is None or not share:
            continue
        target = targets.get(str(month), 0)
        seconds = target * share
        if back == 0 and not person.whole_month:
            seconds *= part[1].day / month.days
        if back == 0 and person.nearly_there:
            seconds = min(seconds + LESSON, target * 0.93)
        yield diligence.of(month, part, seconds)
