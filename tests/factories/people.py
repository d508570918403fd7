"""Organisations and the people in them: a small tree, accounts with roles, offenders, staff.

``land()`` once, then ``user_with_role("officer", land.office)``, ``offender(land.office)`` …
Every account signs in with `PASSWORD`; every ID number has a right check digit.
"""

from __future__ import annotations

import itertools
import os
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

from django.contrib.auth.hashers import make_password
from django.core.cache import cache

from lms.accounts import identity
from lms.accounts.actions.access import grant_role
from lms.accounts.models import (
    LevelChange,
    Offender,
    OfficeMove,
    Organisation,
    RoleGrant,
    StaffMember,
    TeamMember,
    User,
)
from lms.core.clock import now
from lms.core.months import today

PASSWORD = "Xinlu-2026"
PLACES = {
    # name: (parent, kind, name, administrative division code)
    "province": (None, "province", "浙江省", "330000"),
    "city": ("province", "city", "丽水市", "331100"),
    "county": ("city", "county", "云和县", "331125"),
    "county2": ("city", "county", "青田县", "331121"),
    "office": ("county", "justice_office", "浮云司法所", "331125001"),
    "office2": ("county", "justice_office", "崇头司法所", "331125102"),
    "office3": ("county2", "justice_office", "鹤城司法所", "331121001"),
    "procuratorate": ("county", "procuratorate", "云和县人民检察院", ""),
}
_numbers = itertools.count(1_000_000 + os.getpid() % 900 * 1000)
"""Several processes may make people for one platform. All numbers have the same width, so that
names sort as they are made."""


def land() -> SimpleNamespace:
    """A province with one city, two counties, three justice offices (two of them in ``county``) and
    the procuratorate of ``county``."""
    made = _standing()
    for key, (above, kind, name, code) in PLACES.items():
        if key in made:
            continue
        made[key] = organisation(made[above] if above else None, kind, name=name, code=code)
    return SimpleNamespace(**{key: Organisation.objects.get(pk=o.pk) for key, o in made.items()})


def _standing() -> dict[str, Organisation]:
    """What stands already: tests/conftest.py makes the land once for all tests of a database,
    because its branches in the page tree take a second."""
    known = {(o.kind, o.name): o for o in Organisation.objects.filter(code__startswith="33")}
    known |= {(o.kind, o.name): o for o in Organisation.objects.filter(kind="procuratorate")}
    found = {key: known.get((kind, name)) for key, (_above, kind, name, _code) in PLACES.items()}
    return {key: place for key, place in found.items() if place is not None}


def organisation(parent: Organisation | None, kind: str, **fields: Any) -> Organisation:
    fields.setdefault("name", f"机构{next(_numbers)}")
    if parent is None:
        return Organisation.add_root(kind=kind, **fields)
    return Organisation.objects.get(pk=parent.pk).add_child(kind=kind, **fields)


def id_number(
    born_on: date = date(1990, 5, 20), sex: str = "male", serial: int | None = None
) -> str:
    """A number that passes `identity.problem`; the next call gives another."""
    order = (next(_numbers) if serial is None else serial) % 499 * 2 + (sex == "male")
    region = 999_000 + (next(_numbers) if serial is None else serial) // 499 % 999
    body = f"{region}{born_on:%Y%m%d}{order:03d}"
    return body + identity.check_digit(body)


def phone() -> str:
    """Of a series that was never given out."""
    return f"100{next(_numbers):08d}"


def user(**fields: Any) -> User:
    """An account without a role; ``password=None`` for one that cannot sign in yet."""
    number = next(_numbers)
    fields.setdefault("username", f"person{number}")
    fields.setdefault("name", f"张三{number}")
    password = fields.pop("password", PASSWORD)
    fields["password"] = make_password(password)
    fields.setdefault("password_changed_at", now() if password else None)
    return User.objects.create(**fields)


def user_with_role(role: str, organisation: Organisation, **fields: Any) -> User:
    """An account that holds ``role`` in ``organisation``, as the next request loads it."""
    made = user(**fields)
    give_role(made, role, organisation)
    return again(made)


def give_role(to: User, role: str, organisation: Organisation, **dates: Any) -> RoleGrant:
    """One more role, since the beginning of 2020 when no dates are given."""
    dates.setdefault("starts_on", date(2020, 1, 1))
    return grant_role(by=None, to=to, role=role, organisation=organisation, **dates)


def staff_member(unit: Organisation, role: str = "officer", **fields: Any) -> StaffMember:
    """An account with ``role`` and a profile of post and unit."""
    profile = {name: fields.pop(name) for name in ("post", "hired_on") if name in fields}
    account = user_with_role(role, unit, **fields)
    return StaffMember.objects.create(
        user=account, unit=unit, **{"post": "专职工作者", "hired_on": date(2021, 3, 1)} | profile
    )


def offender(office: Organisation, **fields: Any) -> Offender:
    """In correction for a year already and for another one, with account, role and histories.

    ``username``, ``name``, ``phone`` and ``password`` go to the account, the rest to the profile.
    """
    account = {
        key: fields.pop(key) for key in ("username", "name", "phone", "password") if key in fields
    }
    sex = fields.setdefault("sex", "male")
    born_on = fields.setdefault("born_on", date(1990, 5, 20))
    fields.setdefault("id_number", id_number(born_on, sex))
    fields.setdefault("code", f"YH-{next(_numbers):05d}")
    fields.setdefault("correction_type", "probation")
    fields.setdefault("starts_on", today() - timedelta(days=365))
    fields.setdefault("ends_on", today() + timedelta(days=365))
    person = user_with_role("offender", office, **account)
    made = Offender.objects.create(user=person, office=office, **fields)
    start = {"on": made.starts_on, "reason": "入矫"}
    OfficeMove.objects.create(offender=made, office=office, **start)
    LevelChange.objects.create(offender=made, level=made.treatment_level, **start)
    return Offender.objects.with_people().get(pk=made.pk)


def team_member(of: Offender, member: User | None = None, **fields: Any) -> TeamMember:
    """A helper's (or, with ``kind="guardian"``, a guardian's) place in a correction team."""
    fields.setdefault("name", member.name if member else "李四")
    fields.setdefault("sex", "female")
    fields.setdefault("kind", "grid_worker")
    fields.setdefault("task", "每月走访一次")
    return TeamMember.objects.create(offender=of, member=member, **fields)


def again(one: User) -> User:
    """The account as the next request loads it: nothing is remembered on the object."""
    cache.clear()
    return User.objects.get(pk=one.pk)
