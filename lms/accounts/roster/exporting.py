"""The register as a roster: the same columns, so that the file comes back as "no change"."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from lms.accounts import policies
from lms.accounts.models import Need, Offender, User
from lms.accounts.models.users import normal_phone
from lms.accounts.permissions import Permission
from lms.accounts.roster import template
from lms.accounts.roster.columns import COLUMNS, Column
from lms.core import audit

BATCH = 500


def people_of(by: User) -> Any:
    """Whom the export holds: those whose files ``by`` may take out, whole ID number included."""
    paths = policies.roots(by, Permission.EXPORT_PEOPLE)
    numbers = policies.roots(by, Permission.VIEW_ID_NUMBER)
    seen = Offender.objects.filter(policies.within(paths, "office__path"))
    return seen.filter(policies.within(numbers, "office__path")).order_by("code")


def write(path: Path, *, by: User, report: Any = None) -> int:
    """Write the roster of `people_of`; how many. Each person's look-up is logged."""
    people = people_of(by)
    total = people.count()

    def rows() -> Iterator[list[Any]]:
        batch: list[Offender] = []
        done = 0
        for offender in people.with_people().iterator(chunk_size=BATCH):
            batch.append(offender)
            yield row_of(offender)
            if len(batch) == BATCH:
                done += _log(batch, by)
                batch.clear()
                if report is not None:
                    report(done, total)
        _log(batch, by)

    return template.write(path, rows(), offices=template.offices_of(by))


def _log(people: list[Offender], by: User) -> int:
    told = ((offender, {"what": "roster_export"}) for offender in people)
    return audit.record_many("person.looked_up", told, actor=by)


def row_of(offender: Offender) -> list[Any]:
    """A file as the cells of a roster."""
    return [_cell(column, offender) for column in COLUMNS]


def _cell(column: Column, offender: Offender) -> Any:
    value = getattr(offender, column.key, None)
    if column.key == "name":
        return offender.user.name
    if column.key == "phone":
        return normal_phone(offender.user.phone)
    if column.key == "officer":
        return offender.officer.username if offender.officer else ""
    if column.key == "office":
        return offender.office.code or offender.office.name
    if column.kind == "flag":
        return _("yes") if value else _("no")
    if column.kind == "choice":
        return str(dict(column.choices.choices)[value])
    if column.kind == "choices":
        return "、".join(str(Need(need).label) for need in offender.needs)
    return value
