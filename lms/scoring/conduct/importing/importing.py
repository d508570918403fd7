"""Carrying a file of records out, or only trying to: the same action either way, each row in a
savepoint of its own, each batch a transaction that the dry run takes back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice

from django.db import transaction
from django.utils.translation import gettext as _

from lms.accounts import identity, policies
from lms.accounts.models import Offender, User
from lms.accounts.permissions import Permission
from lms.accounts.roster.opening import Sheet
from lms.accounts.roster.reading import Fault, Row, read_rows
from lms.core.errors import DomainError
from lms.scoring.actions.conduct import Origin, record_or_known

BATCH = 50
Report = Callable[[int, int], None]


@dataclass
class Outcome:
    """``counts``: new, same, refused. ``faults``: what was wrong, line by line."""

    counts: Counter[str] = field(default_factory=Counter)
    faults: list[Fault] = field(default_factory=list)

    @property
    def total(self) -> int:
        return sum(self.counts.values())


class _OnlyTrying(Exception):
    """Takes a batch of the dry run back."""


def check(sheet: Sheet, *, by: User, report: Report | None = None) -> Outcome:
    """What an import would do. Nothing stays written."""
    return _run(sheet, by, report, keep=False)


def carry_out(sheet: Sheet, *, by: User, report: Report | None = None) -> Outcome:
    """Record what is in order; refused rows stay out. Running it again changes nothing."""
    return _run(sheet, by, report, keep=True)


def _run(sheet: Sheet, by: User, report: Report | None, *, keep: bool) -> Outcome:
    outcome = Outcome()
    # Read to the end before anything is written: a file that is damaged further down does nothing.
    rows = list(read_rows(sheet, once=("key",)))
    done = 0
    for batch in _batches(rows):
        for row, state in _together(batch, by, keep=keep):
            outcome.counts[state] += 1
            outcome.faults.extend(row.faults)
        done += len(batch)
        if report is not None:
            report(done, len(rows))
    return outcome


def _together(batch: list[Row], by: User, *, keep: bool) -> list[tuple[Row, str]]:
    found: list[tuple[Row, str]] = []
    try:
        with transaction.atomic():
            people = _people_in(batch, by)
            found = [(row, _one(row, by, people)) for row in batch]
            if not keep:
                raise _OnlyTrying
    except _OnlyTrying:
        pass
    return found


def _people_in(batch: list[Row], by: User) -> dict[str, Offender]:
    """Those of the batch whom the importer may record about. One query."""
    codes = {row.given["code"] for row in batch if "code" in row.given}
    paths = policies.roots(by, Permission.RECORD_CONDUCT)
    people = Offender.objects.filter(policies.within(paths, "office__path"), code__in=codes)
    return {one.code: one for one in people.select_related("user", "office").defer("id_number")}


def _one(row: Row, by: User, people: dict[str, Offender]) -> str:
    given = row.given
    for column in row.columns.values():
        if column.required and column.key not in given and not _named(row, column.key):
            row.refuse(column.key, _("This field is required."))
    offender = people.get(given.get("code", ""))
    if "code" in given and offender is None:
        row.refuse("code", _("There is no such file in your organisations."), given["code"])
    if offender is not None and "name" in given:
        name = identity.person_name(given["name"])
        if name != identity.person_name(offender.user.name):
            sentence = _("The file of this code has another name.")
            row.refuse("name", sentence, given["name"])
    if row.faults or offender is None:
        return "refused"
    try:
        with transaction.atomic():
            _record, is_new = record_or_known(
                by=by, offender=offender, kind=given["kind"], on=given["on"],
                hours=given.get("hours"), stage=given.get("stage", ""),
                note=given.get("note", ""), late=given.get("late", False),
                origin=Origin.IMPORT, outside_key=given["key"],
            )  # fmt: skip
    except DomainError as error:
        _refuse(row, error)
        return "refused"
    return "new" if is_new else "same"


def _named(row: Row, key: str) -> bool:
    return any(fault.key == key for fault in row.faults)


def _refuse(row: Row, error: DomainError) -> None:
    for key, sentences in (error.fields or {"": [str(error)]}).items():
        for sentence in sentences:
            row.refuse(key, sentence, row.given.get(key, ""))


def _batches(rows: Iterable[Row]) -> Iterator[list[Row]]:
    left = iter(rows)
    while batch := list(islice(left, BATCH)):
        yield batch
