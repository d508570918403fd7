"""People in bulk, drawn from a seed: each person's own, whatever the size. Pure: no database.

They are invented (`lms.config.demo.names`) and differ as people in a county do: mostly probation,
one in seven a woman, one in fifty under the juvenile regime.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from lms.config.demo import names

CORRECTION = {"probation": 88, "parole": 6, "temp_outside": 4, "surveillance": 2}
OFFENCES = {
    "driving": 30, "theft": 14, "cyber": 14, "fraud": 10, "injury": 10, "traffic": 6, "gambling": 6,
    "disorder": 4, "economic": 2, "drugs": 2, "duty": 1, "other": 1,
}  # fmt: skip
RISKS = {"low": 55, "medium": 35, "high": 10}
NEEDS = {
    "job": 0.18, "schooling": 0.15, "poverty": 0.08, "health": 0.06, "family": 0.1, "mind": 0.08,
    "addiction": 0.04, "housing": 0.02,
}  # fmt: skip
FLAGS = ("mobility", "health", "three_without", "prior_offence", "restraining_order")
JUVENILE = 0.02
ENDED = 0.03
INTAKE_DAYS = 91


@dataclass
class Offender:
    """The file of one invented offender."""

    serial: int
    person: names.Person
    starts_on: date
    ends_on: date
    correction_type: str
    offence: str
    risk: str
    juvenile: bool
    levels: list[tuple[date, str]]
    needs: list[str]
    health_exempt: bool
    able_to_work: bool
    flag: str = ""
    family: str = ""
    helper: str = ""
    helper_sex: str = "female"
    slow_reader: bool = False


def own_luck(seed: int, serial: int, what: str = "") -> random.Random:
    """A person's own dice: the same for the same seed, whatever the number of people."""
    return random.Random(f"{seed}/{serial}/{what}")  # noqa: S311 - demo data


def offender(seed: int, serial: int, today: date) -> Offender:
    rng = own_luck(seed, serial, "file")
    juvenile = rng.random() < JUVENILE
    correction = _one_of(rng, CORRECTION)
    starts_on, ends_on = _term(rng, correction, today)
    youngest, oldest = (16, 18) if juvenile else (19, 66)
    person = names.person(rng, serial, today=starts_on, youngest=youngest, oldest=oldest)
    ill = correction == "temp_outside" and rng.random() < 0.7
    found = Offender(
        serial=serial,
        person=person,
        starts_on=starts_on,
        ends_on=ends_on,
        correction_type=correction,
        offence=_one_of(rng, OFFENCES),
        risk=_one_of(rng, RISKS),
        juvenile=juvenile,
        levels=_levels(rng, starts_on, today),
        needs=[need for need, share in NEEDS.items() if rng.random() < share],
        health_exempt=ill,
        able_to_work=not ill and rng.random() < 0.93,
        flag=rng.choice(FLAGS) if rng.random() < 0.06 else "",
    )
    found.family = person.name[0] + rng.choice(names.GIVEN_FEMALE) + rng.choice(names.GIVEN_FEMALE)
    found.helper_sex = rng.choice(("female", "male", "female")) if _is_man(person) else "female"
    given = names.GIVEN_FEMALE if found.helper_sex == "female" else names.GIVEN_MALE
    found.helper = rng.choice(names.SURNAMES) + rng.choice(given) + rng.choice(given)
    found.slow_reader = "schooling" in found.needs and rng.random() < 0.5
    return found


def _is_man(person: names.Person) -> bool:
    return person.sex == "male"


def _one_of(rng: random.Random, weights: dict[str, int]) -> str:
    return rng.choices(list(weights), list(weights.values()))[0]


def _term(rng: random.Random, correction: str, today: date) -> tuple[date, date]:
    """First and last day; nearly all are under way today, a few have just ended."""
    longest = {"surveillance": 24, "temp_outside": 30}.get(correction, 60)
    days = rng.randrange(180, longest * 30)
    if rng.random() < ENDED:
        ends_on = today - timedelta(days=rng.randrange(2, 40))
        return ends_on - timedelta(days=days), ends_on
    gone = rng.randrange(3, days - 2)
    return today - timedelta(days=gone), today - timedelta(days=gone) + timedelta(days=days)


def _levels(rng: random.Random, starts_on: date, today: date) -> list[tuple[date, str]]:
    """Strict at first; ordinary after the intake, lenient for one in three, a few go back."""
    found = [(starts_on, "strict")]
    for days, level, share in ((INTAKE_DAYS, "ordinary", 0.9), (280, "lenient", 0.4)):
        day = starts_on + timedelta(days=days + rng.randrange(10))
        if day > today or rng.random() > share:
            break
        found.append((day, level))
    back = found[-1][0] + timedelta(days=rng.randrange(40, 200))
    if len(found) == 2 and back < today and rng.random() < 0.08:
        found.append((back, "strict"))
    return found


@dataclass(frozen=True)
class Worker:
    """One invented staff member; ``kind`` is officer or helper."""

    serial: int
    person: names.Person
    kind: str
    place: int
    """Number of the office (officers) or of the grid (helpers), counted through all counties."""
    hired_on: date


POSTS = {"officer": ("司法所专职工作者", "司法所司法助理员"), "helper": ("网格员", "社会工作者")}


def workers(seed: int, count: int, *, offices: int, grids: int, today: date) -> Iterator[Worker]:
    """Two officers, then a helper, and so on, spread over offices and grids."""
    placed = {"officer": 1, "helper": 1}  # staff1, staff2 and helper sit in the first ones
    for serial in range(count):
        rng = own_luck(seed, serial, "staff")
        kind = "helper" if serial % 3 == 2 else "officer"
        person = names.person(rng, 500_000 + serial, today=today, youngest=23, oldest=58)
        place = placed[kind] % (offices if kind == "officer" else grids)
        placed[kind] += 1
        hired_on = today - timedelta(days=rng.randrange(200, 4000))
        yield Worker(serial, person, kind, place, hired_on)
