"""The five offenders who sign in, each in a situation of their own, taken in as an officer does.

learner1 is in the middle of the month, learner2 has just come, learner3 is behind, learner4 has
done all of it, learner5 is under the juvenile regime and has a guardian.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from lms.accounts.actions import change_level, register_offender, set_study_settings, set_team
from lms.accounts.models import Offender, Organisation, User
from lms.config.demo import names
from lms.config.demo.accounts import again
from lms.config.demo.people import Seat, code_of, sex_of
from lms.config.demo.when import as_of


@dataclass(frozen=True)
class Learner:
    """One of the five. ``gone`` and ``left``: days since correction began and until it ends;
    ``shares``: what was studied of each month's target, this month first, then backwards."""

    username: str
    name: str
    sex: str
    age: int
    offence: str
    gone: int
    left: int
    officer: str
    family: tuple[str, str, str]
    shares: tuple[float, ...]
    levels: tuple[tuple[int, str], ...] = ()
    """Days since the beginning, and the level from then on."""
    correction: str = "probation"
    risk: str = "low"
    needs: tuple[str, ...] = ()
    juvenile: bool = False
    helped: bool = True
    slow_reader: bool = False
    nearly_there: bool = False
    """The lesson under way lacks a few minutes only."""
    whole_month: bool = False
    """The share of this month is of the whole target, not of the days that have gone."""
    first: tuple[str, ...] = ()
    """Courses studied before the others."""


LEARNERS = (
    Learner(
        "learner1", "周志强", "male", 36, "driving", gone=310, left=420, officer="staff1",
        family=("周海兰", "female", "妻子，提醒按时学习"), shares=(1.0, 1.03, 1.0),
        levels=((95, "ordinary"),), nearly_there=True,
        first=("corrections-law", "traffic-drink-driving", "anti-fraud"),
    ),
    Learner(
        "learner2", "马小军", "male", 25, "injury", gone=6, left=540, officer="staff1",
        family=("马桂英", "female", "母亲，同住"), shares=(0.0,), risk="medium", needs=("job",),
    ),
    Learner(
        "learner3", "罗大勇", "male", 48, "theft", gone=150, left=215, officer="staff2",
        family=("罗秀芳", "female", "姐姐，帮助联系"), shares=(0.22, 0.45, 0.8), risk="medium",
        levels=((96, "ordinary"),), needs=("schooling", "job"), slow_reader=True,
    ),
    Learner(
        "learner4", "梁美兰", "female", 38, "cyber", gone=620, left=110, officer="staff1",
        family=("梁玉芬", "female", "母亲，同住"), shares=(1.04, 1.02, 1.06), whole_month=True,
        levels=((94, "ordinary"), (290, "lenient")),
    ),
    Learner(
        "learner5", "何子轩", "male", 17, "cyber", gone=45, left=320, officer="staff2",
        family=("何建新", "male", "父亲，在外务工"), shares=(1.06, 0.97, 1.0), juvenile=True,
        helped=False,
    ),
)  # fmt: skip


@dataclass
class Staff:
    """Who takes them in."""

    people: dict[str, User]
    manager: User
    helper: User
    guardian: User
    seat: Seat = field(repr=False)


def take_in(staff: Staff, *, today: date, opened: date) -> list[Offender]:
    """Open the five files, set teams and levels. On the platform since it was opened, if not
    later."""
    return [_one(number, one, staff, today, opened) for number, one in enumerate(LEARNERS)]


def _one(number: int, one: Learner, staff: Staff, today: date, opened: date) -> Offender:
    starts_on = today - timedelta(days=one.gone)
    officer = again(staff.people[one.officer])
    with as_of(max(starts_on, opened + timedelta(days=1)), 10):
        offender = register_offender(
            by=officer, name=one.name, code=code_of(staff.seat, starts_on, number),
            office=Organisation.objects.get(pk=staff.seat.office.pk), username=one.username,
            phone=f"1002000000{number + 1}", officer=officer, **_profile(number, one, today),
        )  # fmt: skip
        set_team(by=officer, offender=offender, members=_team(one, officer, staff))
    _settle(one, offender, officer, starts_on=starts_on, opened=opened)
    for days, level in one.levels:
        _level(staff.manager, offender, starts_on + timedelta(days=days), opened, level)
    return offender


def _profile(number: int, one: Learner, today: date) -> dict[str, Any]:
    born_on = today.replace(day=1) - timedelta(days=one.age * 365 + 100)
    return {
        "correction_type": one.correction,
        "starts_on": today - timedelta(days=one.gone),
        "ends_on": today + timedelta(days=one.left),
        "offence_category": one.offence,
        "risk_class": one.risk,
        "juvenile_regime": one.juvenile,
        "sex": one.sex,
        "born_on": born_on,
        "needs": list(one.needs),
        "id_number": names.id_number("999000", born_on, number, one.sex),
    }


def _team(one: Learner, officer: User, staff: Staff) -> list[dict[str, Any]]:
    name, sex, task = one.family
    members: list[dict[str, Any]] = [
        {
            "member": officer, "name": officer.name, "sex": sex_of(officer.name),
            "kind": "officer", "task": "监督管理、个别谈话",
        },
        {"member": None, "name": name, "sex": sex, "kind": "family", "task": task},
    ]  # fmt: skip
    if one.helped:
        members.append(
            {
                "member": staff.helper, "name": staff.helper.name, "sex": "female",
                "kind": "grid_worker", "task": "每月走访一次，了解生活和工作情况",
            }
        )  # fmt: skip
    if one.juvenile:
        members.append(
            {
                "member": staff.guardian, "name": staff.guardian.name, "sex": "female",
                "kind": "guardian", "task": "母亲，监督学习",
            }
        )  # fmt: skip
        members.append(
            {
                "member": None, "name": "杜老师", "sex": "female", "kind": "employer",
                "task": "职业中学班主任",
            }
        )  # fmt: skip
    return members


def _settle(
    one: Learner, offender: Offender, officer: User, *, starts_on: date, opened: date
) -> None:
    if not one.slow_reader:
        return
    with as_of(max(starts_on, opened) + timedelta(days=4), 15):
        set_study_settings(
            by=officer, offender=offender, reason="识字不多，阅读慢，需要大字", reading_rate=250,
            answer_seconds=120, large_type=True,
        )  # fmt: skip


def _level(manager: User, offender: Offender, day: date, opened: date, level: str) -> None:
    """Decided on its day; before the platform was opened the decision is written down later."""
    with as_of(max(day, opened + timedelta(days=1)), 16):
        change_level(
            by=manager, offender=offender, level=level, reason="按期评议，表现稳定，县局核定"
        )
