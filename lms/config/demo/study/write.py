"""Some hundred people's months of study: prescribed, drawn, written, brought up to today."""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from lms.accounts.models import Offender
from lms.config.demo.study import diligence, prescribed
from lms.config.demo.study.catalogue import Catalogue
from lms.config.demo.study.diligence import Term
from lms.config.demo.study.draw import History, Wanted
from lms.config.demo.study.habits import Places, habits_of, stands_out
from lms.config.demo.study.prescribed import Calls
from lms.config.demo.study.rows import Rows, Writer
from lms.config.demo.when import at
from lms.core.months import Month
from lms.credits.models import ChainHead, CreditEntry, MonthTotal
from lms.learning.actions.month_targets import rebuild_targets
from lms.learning.actions.prescribe import Prescriber, prescribe_many
from lms.learning.keeping import moment
from lms.learning.models import (
    Device,
    EarnedParts,
    Enrolment,
    LessonProgress,
    MonthTarget,
    PresenceChallenge,
    StudyClock,
    StudyGoal,
    StudyInterval,
    StudySession,
    ToolAssignment,
    UncountedInterval,
)
from lms.learning.offices import Offices
from lms.learning.prescribing import Prescription

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


@dataclass
class Batch:
    """All rows of some hundred people."""

    devices: list[Device] = field(default_factory=list)
    enrolments: list[Enrolment] = field(default_factory=list)
    rows: list[Rows] = field(default_factory=list)
    entries: list[CreditEntry] = field(default_factory=list)
    heads: list[ChainHead] = field(default_factory=list)
    totals: list[MonthTotal] = field(default_factory=list)

    def write(self) -> None:
        _create(Device, self.devices)
        _create(Enrolment, self.enrolments)
        _create(StudySession, (row for one in self.rows for row in one.sessions))
        _create(PresenceChallenge, (row for one in self.rows for row in one.challenges))
        _create(CreditEntry, self.entries)
        _create(StudyInterval, (row for one in self.rows for row in one.intervals))
        _create(UncountedInterval, (row for one in self.rows for row in one.uncounted))
        _create(LessonProgress, (row for one in self.rows for row in one.progress))
        _create(EarnedParts, (row for one in self.rows for row in one.earned))
        _create(StudyClock, (one.clock for one in self.rows if one.clock))
        _create(ChainHead, self.heads)
        _create(MonthTotal, self.totals)


def _create(model: Any, rows: Iterable[Any]) -> None:
    model.objects.bulk_create(rows)


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
            batch = Batch()
            for person in people:
                self._one(person, called.get(person.offender.pk), targets, batch)
            batch.write()
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

    def _one(
        self, person: Person, called: Prescription | None, targets: dict[UUID, dict[str, int]],
        batch: Batch,
    ) -> None:  # fmt: skip
        offender = person.offender
        first = [*person.first, *prescribed.course_order(called)]
        history = History(
            person.luck,
            self._catalogue.courses_for(offender, dict.fromkeys(first), slow=person.slow),
            self._finely,
            self._times.until,
            sure=bool(person.shares),
        )
        history.live_through(self._wanted(person, targets.get(offender.pk, {})))
        habits, device = habits_of(person.serial, offender, self._places, person.luck)
        writer = Writer(offender.pk, history, habits, person.luck)
        batch.rows.append(writer.build())
        batch.entries += writer.chain.entries
        if writer.chain.entries:
            batch.heads.append(writer.chain.head())
            batch.totals += writer.chain.month_totals()
        if device is not None:
            _date_device(device, history)
            batch.devices.append(device)
        day = self._calls.day_for(offender)
        batch.enrolments += prescribed.enrolments(offender, called, day, history)

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
        if back == 0 and not person.whole_month:
            share *= part[1].day / month.days
        yield diligence.of(month, part, targets.get(str(month), 0) * share)


def _date_device(device: Device, history: History) -> None:
    if history.sittings:
        device.first_seen_at = moment(history.sittings[0].opened)
        device.last_seen_at = moment(history.sittings[-1].closed)
