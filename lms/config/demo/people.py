"""Writing people in bulk: accounts without a password, files, roles, histories, teams.

What `register_offender` and `create_account` write one by one is written here by the thousand; the
history of each begins as there. Nobody here can sign in until an officer hands over a code.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import islice
from typing import Any, TypeVar
from uuid import UUID

from django.db import transaction

from lms.accounts.actions.people import username_for
from lms.accounts.models import (
    LevelChange,
    Offender,
    OfficeMove,
    Organisation,
    RestrictedFlag,
    Role,
    RoleGrant,
    StaffMember,
    StudySettings,
    TeamMember,
    User,
)
from lms.config.demo import crowd, names
from lms.config.demo.places import Land
from lms.config.demo.when import at
from lms.config.demo.words import named
from lms.core import audit
from lms.core.crypto import keyed_hash

CHUNK = 500
FAR_SHARE, FAR_MOST = 0.1, 30
"""The second county has a tenth of the offenders, at most so many; the third half of that."""
T = TypeVar("T")


def chunks(rows: Iterable[T], size: int = CHUNK) -> Iterator[list[T]]:
    source = iter(rows)
    while chunk := list(islice(source, size)):
        yield chunk


@dataclass
class Seat:
    """An office with the officers and grid workers who carry files there."""

    office: Organisation
    prefix: str
    manager: User
    officers: list[User] = field(default_factory=list)
    helpers: list[User] = field(default_factory=list)


def seats(land: Land, managers: list[User]) -> list[Seat]:
    """One per office, county by county; managers in the order of the counties."""
    found = []
    for county, manager, prefix in zip(land.counties, managers, ("YX", "SP", "LY"), strict=True):
        found += [Seat(office, prefix, manager) for office in county.offices]
    return found


def hire(land: Land, sitting: list[Seat], *, count: int, seed: int, day: date) -> None:
    """Write staff in bulk and seat them."""
    grids = [grid for county in land.counties for grid in county.grids]
    seat_of = {seat.office.path: seat for seat in sitting}
    workers = crowd.workers(seed, count, offices=len(sitting), grids=len(grids), today=day)
    for chunk in chunks(workers):
        rows = []
        for worker in chunk:
            officer = worker.kind == "officer"
            unit = sitting[worker.place].office if officer else grids[worker.place]
            user = _account(named(seed, "staff", worker.serial), worker.person.name, unit, day)
            user.username = f"{'sfs' if officer else 'wgy'}{worker.serial + 1:05d}"
            user.role = Role.OFFICER if officer else Role.HELPER
            rows.append((worker, user, unit))
        with transaction.atomic():
            _write_accounts([(user, day) for _worker, user, _unit in rows])
            StaffMember.objects.bulk_create(
                StaffMember(
                    user=user,
                    unit=unit,
                    post=crowd.POSTS[worker.kind][worker.serial % 2],
                    hired_on=worker.hired_on,
                )
                for worker, user, unit in rows
            )
            audit.record_many("accounts.account_created", ((user, {}) for _w, user, _u in rows))
        for worker, user, unit in rows:
            seat = next(seat_of[path] for path in _above(unit) if path in seat_of)
            (seat.officers if worker.kind == "officer" else seat.helpers).append(user)


def _above(unit: Organisation) -> Iterator[str]:
    """The path of the place and of those over it, the nearest first."""
    for end in range(len(unit.path), 0, -unit.steplen):
        yield unit.path[:end]


def _account(pk: UUID, name: str, place: Organisation, day: date) -> User:
    return User(
        id=pk,
        name=name,
        organisation=place,
        password=f"!{pk.hex}",  # as `make_password(None)`: matches nothing
        must_change_password=True,
        date_joined=at(day, 9),
    )


def _write_accounts(rows: list[tuple[User, date]]) -> None:
    """Accounts with their one role, held since a day."""
    for user, _day in rows:
        user.phone_hash = keyed_hash(user.phone) if user.phone else None
    User.objects.bulk_create([user for user, _day in rows])
    RoleGrant.objects.bulk_create(
        RoleGrant(user=user, role=user.role, organisation=user.organisation, starts_on=day)
        for user, day in rows
    )


def place_of(serial: int, total: int, sitting: list[Seat]) -> Seat:
    """The office of one of ``total`` offenders: the last ones live in the other counties."""
    second = min(int(total * FAR_SHARE), FAR_MOST)
    third = second // 2
    near, middle, far = (
        [seat for seat in sitting if seat.prefix == prefix] for prefix in ("YX", "SP", "LY")
    )
    if serial >= total - third:
        return far[serial % len(far)]
    if serial >= total - third - second:
        return middle[serial % len(middle)]
    return near[serial % len(near)]


def take_in(sitting: list[Seat], *, first: int, total: int, seed: int, day: date) -> None:
    """Write offenders number ``first`` to ``total`` in bulk."""
    for chunk in chunks(range(first, total)):
        rows = []
        for serial in chunk:
            drawn = crowd.offender(seed, serial, day)
            rows.append((drawn, _file(drawn, place_of(serial, total, sitting), seed)))
        with transaction.atomic():
            _write_files(rows, sitting)


def _file(drawn: crowd.Offender, seat: Seat, seed: int) -> Offender:
    code = code_of(seat, drawn.starts_on, drawn.serial)
    user = _account(
        named(seed, "offender", drawn.serial), drawn.person.name, seat.office, drawn.starts_on
    )
    user.username, user.role = username_for(code), Role.OFFENDER
    user.phone = f"1001{drawn.serial:07d}"
    user.large_type = drawn.slow_reader
    officer = seat.officers[drawn.serial // 7 % len(seat.officers)] if seat.officers else None
    offender = Offender(
        user=user, code=code, office=seat.office, officer=officer, **profile_of(drawn)
    )
    offender.id_hash = keyed_hash(drawn.person.id_number)
    return offender


def code_of(seat: Seat, starts_on: date, serial: int) -> str:
    return f"{seat.prefix}-{starts_on.year}-{serial + 1:06d}"


def profile_of(drawn: crowd.Offender) -> dict[str, Any]:
    """The fields of the profile as `register_offender` takes them."""
    return {
        "correction_type": drawn.correction_type,
        "starts_on": drawn.starts_on,
        "ends_on": drawn.ends_on,
        "offence_category": drawn.offence,
        "risk_class": drawn.risk,
        "juvenile_regime": drawn.juvenile,
        "sex": drawn.person.sex,
        "born_on": drawn.person.born_on,
        "able_to_work": drawn.able_to_work,
        "health_exempt": drawn.health_exempt,
        "treatment_level": drawn.levels[-1][1],
        "needs": drawn.needs,
        "id_number": drawn.person.id_number,
    }


def _write_files(rows: list[tuple[crowd.Offender, Offender]], sitting: list[Seat]) -> None:
    seat_of = {seat.office.pk: seat for seat in sitting}
    _write_accounts([(offender.user, drawn.starts_on) for drawn, offender in rows])
    Offender.objects.bulk_create(offender for _drawn, offender in rows)
    OfficeMove.objects.bulk_create(
        OfficeMove(
            offender=o, office=o.office, on=d.starts_on, reason="入矫", at=at(d.starts_on, 9)
        )
        for d, o in rows
    )
    LevelChange.objects.bulk_create(
        change for d, o in rows for change in _level_changes(d, o, seat_of[o.office_id])
    )
    TeamMember.objects.bulk_create(
        member for d, o in rows for member in _team(d, o, seat_of[o.office_id])
    )
    _write_special(rows, seat_of)
    audit.record_many("accounts.offender_registered", ((offender, {}) for _d, offender in rows))


def _level_changes(d: crowd.Offender, o: Offender, seat: Seat) -> Iterator[LevelChange]:
    before = ""
    for day, level in d.levels:
        reason, by = ("入矫", None) if not before else ("按期评议，县局核定", seat.manager)
        yield LevelChange(
            offender=o, before=before, level=level, on=day, reason=reason, by=by, at=at(day, 15)
        )
        before = level


def _team(d: crowd.Offender, o: Offender, seat: Seat) -> Iterator[TeamMember]:
    """Officer, somebody of the village or grid, somebody of the family (社区矫正法 §25)."""
    start = {"offender": o, "starts_on": d.starts_on}
    if o.officer is not None:
        yield TeamMember(
            member=o.officer, name=o.officer.name, sex=sex_of(o.officer.name), kind="officer",
            task="监督管理、个别谈话", **start,
        )  # fmt: skip
    helper = seat.helpers[d.serial % len(seat.helpers)] if seat.helpers else None
    if helper is not None and (o.sex == "male" or sex_of(helper.name) == "female"):
        yield TeamMember(
            member=helper, name=helper.name, sex=sex_of(helper.name), kind="grid_worker",
            task="每月走访一次", **start,
        )  # fmt: skip
    else:
        yield TeamMember(
            name=d.helper, sex=d.helper_sex, kind="village", task="日常联系、公益活动", **start
        )
    kind = "guardian" if o.juvenile_regime else "family"
    yield TeamMember(name=d.family, sex="female", kind=kind, task="家庭监护和帮助", **start)


def sex_of(name: str) -> str:
    """Of an invented name: women's and men's names are drawn from different characters."""
    return "female" if name[-1] in names.GIVEN_FEMALE else "male"


def _write_special(rows: list[tuple[crowd.Offender, Offender]], seat_of: dict[int, Seat]) -> None:
    """Restricted flags and personal study settings, both set by a named person."""
    by: dict[UUID, User] = {}
    for _d, o in rows:
        if setter := o.officer or seat_of[o.office_id].manager:
            by[o.pk] = setter
    RestrictedFlag.objects.bulk_create(
        RestrictedFlag(offender=o, kind=d.flag, set_by=by[o.pk], set_on=d.starts_on)
        for d, o in rows
        if d.flag and o.pk in by
    )
    StudySettings.objects.bulk_create(
        StudySettings(
            offender=o, reading_rate=250, answer_seconds=120, large_type=True,
            reason="识字不多，阅读慢", set_by=by[o.pk],
            set_at=at(d.starts_on + timedelta(days=2), 10),
        )
        for d, o in rows
        if d.slow_reader and o.pk in by
    )  # fmt: skip
