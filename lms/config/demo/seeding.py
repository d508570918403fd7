"""The whole demo, in the order in which one thing needs another."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from lms.config.demo import accounts, lessons, library, places
from lms.config.demo.films import Cinema
from lms.config.demo.when import ago, as_of

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
    courses = lessons.courses()
    cinema.begin(courses, library.lecturers(courses))
    opened = ago(31 * size.months + 60)
    with as_of(opened):
        say("  organisations and accounts")
        land = places.build()
        first = accounts.first_person(land)
        people = accounts.make(
            land, (*accounts.STAFF, *accounts.NEIGHBOURS), by=first, first_phone=1
        )
        places.set_hours(land, [people["manager"], people["manager-b"]])
    desk = library.Desk(people["editor"], people["reviewer"], land.home.agency)
    library.fill(desk, courses, cinema, people["teacher"], say)
    accounts.open_up(accounts.the_password())
