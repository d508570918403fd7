"""Rows of a roster: what each says and what is wrong with it. Pure: nothing is asked of the
register."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from lms.accounts import identity
from lms.accounts.roster import cells
from lms.accounts.roster.columns import BY_KEY, COLUMNS, Column, vocabulary
from lms.accounts.roster.opening import Sheet

MASKED = {"id_number", "phone"}


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong: where, what stands there, why. Personal numbers are masked: the
    report is kept longer than the file."""

    line: int
    key: str
    value: str
    problem: str
    columns: Mapping[str, Column] = field(default_factory=lambda: BY_KEY, repr=False)

    @property
    def column(self) -> str:
        return self.columns[self.key].label() if self.key in self.columns else ""


@dataclass
class Row:
    """``given`` holds the cells that were filled in; an empty cell leaves things as they are."""

    line: int
    given: dict[str, Any] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    columns: Mapping[str, Column] = field(default_factory=lambda: BY_KEY, repr=False)

    def refuse(self, key: str, problem: str, value: object = "") -> None:
        self.faults.append(Fault(self.line, key, shown(key, value), problem, self.columns))


def shown(key: str, value: object) -> str:
    said = cells.text(value)[:200]
    return identity.masked(said) if key in MASKED and len(said) > 7 else said


def rows_of(sheet: Sheet) -> Iterator[Row]:
    """Every row with what is wrong with it by itself, and what it repeats of an earlier one."""
    for row in read_rows(sheet, once=("code", "id_number", "phone")):
        _check(row)
        yield row


def read_rows(sheet: Sheet, *, once: Iterable[str]) -> Iterator[Row]:
    """Every row of a list as its cells say it; what stands in a column of ``once`` stands there
    once."""
    columns = {column.key: column for column in sheet.form.columns}
    words = vocabulary(sheet.form.columns)
    seen: dict[tuple[str, str], int] = {}
    for line, found in sheet.rows():
        row = Row(line, columns=columns)
        for key, cell in found.items():
            _read(row, key, cell, words.get(key, {}), sheet.epoch)
        for key in once:
            if value := row.given.get(key):
                first = seen.setdefault((key, value), line)
                if first != line:
                    row.refuse(key, _("The same as in line %(n)d.") % {"n": first}, value)
        yield row


def _read(row: Row, key: str, cell: Any, words: dict[str, str], epoch: date) -> None:
    value = cell.value
    if cell.data_type == "f":
        row.refuse(key, _("A formula stands here. Please put its value."), str(value))
    elif cell.data_type == "e":
        row.refuse(key, _("The cell shows an error of Excel."), value)
    elif cells.text(value):
        try:
            row.given[key] = cells.value_of(row.columns[key], value, words, epoch)
        except cells.BadCell as bad:
            row.refuse(key, str(bad), value)


def _check(row: Row) -> None:
    """What must fit together within a row."""
    given = row.given
    if number := given.get("id_number"):
        _check_number(row, number)
    starts, ends, closed = (given.get(key) for key in ("starts_on", "ends_on", "closed_on"))
    if starts and ends and ends < starts:
        row.refuse("ends_on", _("Correction would end before it begins."), ends)
    if starts and closed and closed < starts:
        row.refuse("closed_on", _("It would be closed before it begins."), closed)
    born = given.get("born_on")
    if born and starts and born >= starts:
        row.refuse("born_on", _("Born after correction began."), born)
    elif born and starts:
        minor = identity.age_on(starts, born) < identity.ADULT
        if minor and given.get("juvenile_regime") is False:
            sentence = _("Not yet 18 at the beginning: the juvenile regime applies.")
            row.refuse("juvenile_regime", sentence)
        elif minor:
            given["juvenile_regime"] = True


def _check_number(row: Row, number: str) -> None:
    given = row.given
    if problem := identity.problem(number):
        row.refuse("id_number", problem, number)
        return
    for key, inside in (("sex", identity.sex_of(number)), ("born_on", identity.birth_date(number))):
        if given.setdefault(key, inside) != inside:
            row.refuse(key, _("Does not agree with the ID number."), given[key])


def check_name(row: Row) -> None:
    """A name that is written anew: most that are none are cells of a neighbouring column."""
    name = row.given.get("name", "")
    if any(c.isdigit() or c in '=<>@;&|{}[]\\/"' for c in name):
        row.refuse("name", _("A name has no digits and no such signs."), name)


def missing_for_new(row: Row) -> None:
    """Refuse what a person who is new cannot do without; what was refused already is not named
    twice."""
    named = {fault.key for fault in row.faults}
    for column in COLUMNS:
        if column.required and column.key not in row.given and column.key not in named:
            row.refuse(column.key, _("Needed for somebody who is new."))
