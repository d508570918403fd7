"""What somebody does in a month, drawn from their own dice. Pure.

Most report on time, come to the class and talk to their officer; one in twelve is careless; a
penalty is rare and stands beside what it is for.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

CARELESS = 0.08
REPORTS = (7, 21)
CLASS_DAY = 18
ADMONISHED = 0.18
"""Of the careless, in a month in which they left something undone."""


@dataclass(frozen=True)
class Deed:
    """``for_deed``: the place in the same list of what a penalty stands beside."""

    kind: str
    on: date
    note: str = ""
    hours: Decimal | None = None
    for_deed: int | None = None
    second: bool = False


@dataclass(frozen=True)
class Term:
    first: date
    last: date

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last


def is_careless(rng: random.Random) -> bool:
    return rng.random() < CARELESS


def of_month(
    rng: random.Random, month: date, term: Term, *, careless: bool, able_to_work: bool,
    excused: bool,
) -> list[Deed]:  # fmt: skip
    """``month`` is its first day; ``excused``: days of it were exempt, so no class was missed."""
    deeds = [*_reports(rng, month, careless), *_class(rng, month, careless, excused)]
    deeds += [*_with_the_officer(rng, month), *_service(rng, month, careless, able_to_work)]
    deeds += _rare(rng, month, careless)
    found = [deed for deed in deeds if deed.on in term]
    if careless and (penalty := _penalty(rng, found, term)) is not None:
        found.append(penalty)
    return found


def _reports(rng: random.Random, month: date, careless: bool) -> Iterator[Deed]:
    for day in REPORTS:
        luck = rng.random()
        if careless and luck < 0.18:
            yield Deed("report_missed", month.replace(day=day + 1), "未按规定报到，经电话催促")
        elif luck < (0.4 if careless else 0.02):
            yield Deed("report_late", month.replace(day=day + 2), "迟报两日，本人说明忘记日期")
        else:
            yield Deed("report_on_time", month.replace(day=day))


def _class(rng: random.Random, month: date, careless: bool, excused: bool) -> Iterator[Deed]:
    missed = rng.random() < (0.4 if careless else 0.04)
    if missed and not excused:
        yield Deed("class_missed", month.replace(day=CLASS_DAY))
    elif not missed:
        yield Deed("class_attended", month.replace(day=CLASS_DAY))


def _with_the_officer(rng: random.Random, month: date) -> Iterator[Deed]:
    if rng.random() < 0.85:
        yield Deed("individual_talk", month.replace(day=rng.randrange(3, 27)))
    if rng.random() < 0.8:
        yield Deed("reflection", month.replace(day=rng.randrange(3, 27)))


def _service(rng: random.Random, month: date, careless: bool, able_to_work: bool) -> Iterator[Deed]:
    if able_to_work and rng.random() < (0.4 if careless else 0.8):
        hours = Decimal(rng.choice(("2", "3", "3.5", "4", "6")))
        places = ("村道保洁", "社区绿化养护", "敬老院卫生打扫", "防溺水巡查")
        yield Deed("public_service", month.replace(day=rng.randrange(8, 26)), rng.choice(places),
                   hours)  # fmt: skip


def _rare(rng: random.Random, month: date, careless: bool) -> Iterator[Deed]:
    luck = rng.random()
    day = month.replace(day=rng.randrange(5, 26))
    if luck < 0.012:
        yield Deed("good_deed", day, "拾到手机主动交还失主，有村委会证明")
    elif luck < 0.024:
        yield Deed("qualification", day, "取得电工上岗证，已核对原件")
    elif luck < 0.025:
        yield Deed("heroic_act", day, "台风夜协助转移被困老人，镇政府出具证明", second=True)
    elif careless and luck > 0.985:
        yield Deed("left_without_leave", day, "未请假前往外县务工一日", second=True)


def _penalty(rng: random.Random, deeds: list[Deed], term: Term) -> Deed | None:
    """An admonition for the first thing that was left undone."""
    for place, deed in enumerate(deeds):
        if deed.kind in ("report_missed", "class_missed", "left_without_leave"):
            day = deed.on + timedelta(days=3)
            fits = day in term and day.month == deed.on.month and rng.random() < ADMONISHED
            note = "经谈话教育后仍不改正，依据书面决定给予训诫"
            return Deed("admonition", day, note, None, place, True) if fits else None
    return None
