"""The whole demo, in the order in which one thing needs another."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from exams import figures
from lms.accounts.models import Offender, User
from lms.config.demo import (
    accounts,
    happenings,
    learners,
    lessons,
    library,
    people,
    places,
    sharing,
)
from lms.config.demo.cases import fill as case_library
from lms.config.demo.cases import readings, shelf
from lms.config.demo.conduct import five
from lms.config.demo.conduct import months as closed
from lms.config.demo.exams import bank as questions
from lms.config.demo.exams import history as exams
from lms.config.demo.films import Cinema
from lms.config.demo.history import Past, what_happened
from lms.config.demo.study.tables import swiftly
from lms.config.demo.study.write import Times
from lms.config.demo.when import ago, as_of, months_back
from lms.core.months import today
from lms.learning.offices import Offices

Say = Callable[[str], None]
MOST_OFFENDERS = 100_000


@dataclass(frozen=True)
class Size:
    """How much there shall be."""

    offenders: int = 300
    staff: int = 60
    months: int = 3
    seed: int = 1


def seed(size: Size, *, cinema: Cinema, say: Say) -> None:
    """Fill an empty platform. The same size, seed and day give the same data."""
    with _quietly(), swiftly():
        demo = Demo(size, cinema, say)
        demo.open()
        demo.take_in()
        demo.publish()
        demo.live()
        demo.happen()
        demo.open_up()


@contextmanager
def _quietly() -> Iterator[None]:
    """What is done here is told by ``say``, not by the log."""
    root = logging.getLogger()
    level = root.level
    root.setLevel(max(level, logging.WARNING))
    try:
        yield
    finally:
        root.setLevel(level)


class Demo:
    """The steps, each after the one before."""

    land: places.Land
    staff: dict[str, User]
    managers: list[User]
    sitting: list[people.Seat]
    five: list[Offender]
    shelves: sharing.Shelves
    library: library.Library
    bank: questions.Bank
    cases: case_library.Shelf

    def __init__(self, size: Size, cinema: Cinema, say: Say) -> None:
        self.size, self.cinema, self.say = size, cinema, say
        self.today = today()
        self.opened = ago(31 * size.months + 60)
        self.courses = lessons.courses()
        self.past: Past | None = None

    def open(self) -> None:
        """Organisations, accounts of those who work with the platform, study hours."""
        self.cinema.begin(self.courses, library.lecturers(self.courses))
        self.say("  organisations and accounts")
        wanted = (*accounts.STAFF, *accounts.NEIGHBOURS)
        with as_of(self.opened):
            self.land = places.build()
            first = accounts.first_person(self.land)
            self.staff = accounts.make(self.land, wanted, by=first, first_phone=1)
            self.managers = [accounts.again(self.staff[name]) for name in accounts.MANAGERS]
            places.set_hours(self.land, self.managers[:2])
        editor = accounts.again(self.staff["editor"])
        self.cinema.deliver(by=editor, owner=self.land.home.agency)

    def take_in(self) -> None:
        """Staff and offenders in bulk, and the five who sign in."""
        size, staff = self.size, self.staff
        self.say(f"  {size.offenders} offenders, {size.staff} staff")
        self.sitting = people.seats(self.land, self.managers)
        self.sitting[0].officers += [staff["staff1"], staff["staff2"]]
        self.sitting[0].helpers.append(staff["helper"])
        more = max(0, size.staff - len(staff))
        people.hire(self.land, self.sitting, count=more, seed=size.seed, day=self.opened)
        who = learners.Staff(
            staff, self.managers[0], staff["helper"], staff["guardian"], self.sitting[0]
        )
        self.five = learners.take_in(who, today=self.today, opened=self.opened)
        people.take_in(
            self.sitting, first=len(self.five), total=size.offenders, seed=size.seed,
            day=self.today,
        )  # fmt: skip

    def publish(self) -> None:
        """The libraries of the counties and what the province says at home."""
        self.shelves = sharing.desks(self.land, self.staff)
        self.library = library.fill(
            self.shelves.home, self.courses, self.cinema, self.staff["teacher"], self.say
        )
        sharing.greet(self.shelves.province)
        sharing.share(self.shelves, self.library)
        self.say("  questions and papers")
        self.bank = questions.fill(self.shelves.home, self.library)
        self.write_cases()

    def write_cases(self) -> None:
        """The case library, and the cases that are on their way into it."""
        self.say("  cases")
        procuratorate = self.land.home.procuratorate
        rooms = case_library.Rooms(
            self.shelves.home, self.staff, procuratorate, self.managers, self.opened
        )
        self.cases = case_library.fill(rooms, self.today, self.say)

    def live(self) -> None:
        """Months of study."""
        size = self.size
        if not size.months:
            return
        times = Times(months_back(size.months), self.today)
        self.past = Past(size.seed, size.offenders, times, self.sitting, self.five, self.library)
        self.past.excuse(self.staff["staff1"])
        kiosks = happenings.kiosks(self.land, self.managers, self.opened)
        for done in self.past.write(kiosks):
            self.say(f"  {size.months} months of study: {done} of {size.offenders} offenders")
        for done in self.past.record_conduct(times.months):
            self.say(f"  what they did besides: {done} of {size.offenders} offenders")
        self._sit_tests(times)
        self._close(times)

    def _sit_tests(self, times: Times) -> None:
        """What everybody did in tests: the months' scores count it."""
        staff, size = self.staff, self.size
        places = Offices(seat.office.pk for seat in self.sitting)
        examiner = exams.Examiner(self.bank, times, places, size.seed, staff["manager"])
        for done in examiner.write(self.five, size.offenders):
            self.say(f"  tests: {done} of {size.offenders} offenders")
        examiner.write_staff(self.land.home.agency)
        exams.give_time(self.five[2], staff["staff2"], times)

    def _close(self, times: Times) -> None:
        """The months that are over, with what the five had to say to them."""
        staff = self.staff
        us = five.Five(
            {one.user.username: one for one in self.five},
            staff["staff1"], staff["staff2"], staff["manager"], staff["manager2"],
            self.sitting[0].office, self.today,
        )  # fmt: skip
        closer = closed.Closer(self.land, self.sitting, self.today, self.opened)
        months = times.months[:-1]
        last = str(months[-1]) if months else ""
        for said in closer.close(
            months, lambda row: (us.decide, us.object)[row.month == last](row)
        ):
            self.say(f"  closed: {said}")
        us.count_zeros()
        us.live()

    def happen(self) -> None:
        """What officers and learners did beside it; what has changed since in the libraries."""
        if self.past is not None:
            what_happened(self.past, self.staff)
            for paper in exams.papers_with_results(self.bank):
                figures.work_out(paper)
        sharing.change_an_original(self.shelves, self.library)
        questions.demand(self.shelves.home, self.library, self.bank)
        self.read_cases()

    def read_cases(self) -> None:
        """What officers and the teacher did with the cases."""
        staff, made = self.staff, self.cases
        readers = readings.Readers(self.size.seed, self.today)
        self.say(f"  {readers.write(made.some(case_library.NEWEST))} cases read by staff")
        shelf.discuss(staff, made.some(*case_library.ASKED_ABOUT))
        shelf.teach(
            accounts.again(staff["teacher"]),
            made.some(*case_library.LISTED), made.some(*case_library.SEMINAR),
        )  # fmt: skip

    def open_up(self) -> None:
        """Last of all: nobody signs in to half a demo."""
        accounts.open_up(accounts.the_password())
