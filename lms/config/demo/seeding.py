"""The whole demo, in the order in which one thing needs another."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from lms.accounts.models import User
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
from lms.config.demo.films import Cinema
from lms.config.demo.history import Past, what_happened
from lms.config.demo.study.write import Times
from lms.config.demo.when import ago, as_of, months_back
from lms.core.months import today

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
    root = logging.getLogger()
    level = root.level
    root.setLevel(logging.WARNING)  # what is done here is told by ``say``
    try:
        _seed(size, cinema, say)
    finally:
        root.setLevel(level)


def _seed(size: Size, cinema: Cinema, say: Say) -> None:
    day = today()
    opened = ago(31 * size.months + 60)
    courses = lessons.courses()
    cinema.begin(courses, library.lecturers(courses))
    with as_of(opened):
        say("  organisations and accounts")
        land = places.build()
        first = accounts.first_person(land)
        staff = accounts.make(
            land, (*accounts.STAFF, *accounts.NEIGHBOURS), by=first, first_phone=1
        )
        managers = [accounts.again(staff[name]) for name in accounts.MANAGERS]
        places.set_hours(land, managers[:2])
    cinema.deliver(by=accounts.again(staff["editor"]), owner=land.home.agency)
    sitting = _seat(land, staff, managers)
    say(f"  {size.offenders} offenders, {size.staff} staff")
    people.hire(land, sitting, count=max(0, size.staff - len(staff)), seed=size.seed, day=opened)
    who = learners.Staff(staff, managers[0], staff["helper"], staff["guardian"], sitting[0])
    five = learners.take_in(who, today=day, opened=opened)
    accounts.open_up(accounts.the_password())
    _take_in(sitting, size, day)
    shelves = sharing.desks(land, staff)
    made = library.fill(shelves.home, courses, cinema, staff["teacher"], say)
    sharing.greet(shelves.province)
    sharing.share(shelves, made)
    if size.months:
        times = Times(months_back(size.months), day)
        past = Past(size.seed, size.offenders, times, sitting, five, made)
        past.excuse(staff["staff1"])
        for done in past.write(happenings.kiosks(land, managers, opened)):
            say(f"  {size.months} months of study: {done} of {size.offenders} offenders")
        what_happened(past, staff)
    sharing.change_an_original(shelves, made)


def _take_in(sitting: list[people.Seat], size: Size, day: date) -> None:
    first = len(learners.LEARNERS)
    for _chunk in people.take_in(
        sitting, first=first, total=size.offenders, seed=size.seed, day=day
    ):
        pass


def _seat(land: places.Land, staff: dict[str, User], managers: list[User]) -> list[people.Seat]:
    """Offices with those who sit there already."""
    sitting = people.seats(land, managers)
    sitting[0].officers += [staff["staff1"], staff["staff2"]]
    sitting[0].helpers.append(staff["helper"])
    return sitting
