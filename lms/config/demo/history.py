"""The months behind us: study of everybody, and what happened beside it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice
from uuid import UUID

from lms.accounts.models import Offender, User
from lms.config.demo import excused, happenings
from lms.config.demo.accounts import again
from lms.config.demo.conduct import write as chronicle
from lms.config.demo.crowd import own_luck
from lms.config.demo.learners import LEARNERS
from lms.config.demo.library import Library
from lms.config.demo.people import Seat, chunks
from lms.config.demo.study.habits import EVERY, Places, stands_out
from lms.config.demo.study.write import FINE_UP_TO, Historian, Person, Times
from lms.config.demo.when import as_of
from lms.config.demo.words import named
from lms.core.months import Month
from lms.learning.actions.exemptions import grant_exemption
from lms.learning.facts import PROFILE
from lms.learning.models import Device
from lms.learning.offices import Offices

SUSPECTS = 8
"""Of so many whose study stands out the platform has looked at the last week already."""


@dataclass
class Past:
    """What the writing of history needs to know."""

    seed: int
    offenders: int
    times: Times
    sitting: list[Seat]
    five: list[Offender]
    library: Library

    def write(self, kiosks: dict[int, Device]) -> Iterator[int]:
        """Everybody's study; yields how many people are done."""
        historian = Historian(
            Offices(seat.office.pk for seat in self.sitting),
            self.times,
            Places(kiosks),
            finely=self.offenders <= FINE_UP_TO,
        )
        historian.write([self._known(number) for number in range(len(self.five))])
        managers = {seat.office.pk: seat.manager for seat in self.sitting}
        for serials in chunks(range(len(self.five), self.offenders)):
            people = list(self._people(serials))
            excused.write(people, self.times, managers, self.seed)
            historian.write(people)
            yield serials[-1] + 1

    def _known(self, number: int) -> Person:
        one = LEARNERS[number]
        return Person(
            self._read([self.five[number].pk])[0],
            number,
            own_luck(self.seed, number, "study"),
            slow=one.slow_reader,
            shares=one.shares,
            whole_month=one.whole_month,
            nearly_there=one.nearly_there,
            first=tuple(self.library.courses[slug].pk for slug in one.first),
        )

    def _people(self, serials: list[int]) -> Iterator[Person]:
        ids = {named(self.seed, "offender", serial): serial for serial in serials}
        for offender in sorted(self._read(list(ids)), key=lambda one: ids[one.pk]):
            serial = ids[offender.pk]
            luck = own_luck(self.seed, serial, "study")
            yield Person(offender, serial, luck, slow=offender.user.large_type)

    def _read(self, ids: list[UUID]) -> list[Offender]:
        """Nothing that is encrypted is read."""
        columns = (*PROFILE, "officer_id", "user__large_type")
        rows = Offender.objects.filter(pk__in=ids).select_related("user").only(*columns)
        return list(rows)

    def record_conduct(self, months: list[Month]) -> Iterator[int]:
        """What everybody did besides studying in ``months``; yields how many people are done."""
        last = self.times.yesterday
        chronicler = chronicle.Chronicler(self.sitting, months, last, self.seed)
        known = [one.pk for one in self.five]
        for serials in chunks(range(self.offenders)):
            chronicler.write(
                (known[n] if n < len(known) else named(self.seed, "offender", n), n)
                for n in serials
            )
            yield serials[-1] + 1

    def suspects(self) -> list[UUID]:
        """Those whose study stands out, the first ones."""
        serials = [
            n for n in range(len(self.five), min(self.offenders, EVERY * 3)) if stands_out(n)
        ]
        return [named(self.seed, "offender", serial) for serial in islice(serials, SUSPECTS)]

    def excuse(self, officer: User) -> None:
        """A few days of approved leave for one of the five, before study is measured."""
        offender = self.five[3]
        first = self.times.months[-1].previous().first + timedelta(days=11)
        if self.times.months[0].first > first:
            return
        with as_of(first - timedelta(days=4), 9):
            grant_exemption(
                by=again(officer), offender=offender, kind="leave", starts_on=first,
                ends_on=first + timedelta(days=3), reason="经批准外出参加女儿家长会和体检",
            )  # fmt: skip


def what_happened(past: Past, staff: dict[str, User]) -> None:
    """Corrections, signals, tools, messages of the first office."""
    office = happenings.Office.of(staff)
    learners = {one.user.username: one for one in past.five}
    happenings.correct(office, learners)
    happenings.look_at_signals(office, past.suspects())
    happenings.write_messages(learners, past.times.today)
    ids = [named(past.seed, "offender", n) for n in range(len(past.five), min(past.offenders, 200))]
    people = [*past.five, *Offender.objects.filter(pk__in=ids)]
    term = (past.times.months[0].first, past.times.yesterday)
    happenings.fill_in_tools(people, past.seed, term)
