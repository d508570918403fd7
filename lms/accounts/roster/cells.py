"""One cell: what somebody typed, as the value it means. Pure; the spreadsheet's habits are known
here."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from lms.accounts import identity
from lms.accounts.models.users import phone_problem
from lms.accounts.roster.columns import Column, plain

YES = {"是", "有", "yes", "y", "true", "1", "√", "✓", "✔", "对"}
NO = {"否", "无", "no", "n", "false", "0", "×", "✗", "不"}
WRITTEN = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
CLOSE = re.compile(r"(\d{4})(\d{2})(\d{2})")
SERIAL = re.compile(r"\d{5}")
SCIENTIFIC = re.compile(r"\d(\.\d+)?E\+?\d+", re.IGNORECASE)
EARLIEST, LATEST = date(1900, 1, 1), date(2199, 12, 31)
EPOCH = date(1899, 12, 30)
APOSTROPHES = "'’‘`＇"


class BadCell(ValueError):
    """What is wrong, in the reader's language."""


def text(value: Any) -> str:
    """A cell as text: half-width, one space between words, without a leading apostrophe."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, datetime):
        value = value.date().isoformat()
    return identity.tidy(str(value)).lstrip(APOSTROPHES).strip()


def day(value: Any, *, epoch: date = EPOCH) -> date:
    """A date: a date cell, ``2024-03-01``, ``2024/3/1``, ``2024年3月1日``, ``20240301``, or
    a number of days since ``epoch``. Raises `BadCell`."""
    found: date | None = None
    if isinstance(value, datetime):
        found = value.date()
    elif isinstance(value, date):
        found = value
    else:
        found = _day_of_text(text(value).replace(" ", ""), epoch)
    if found is None or not EARLIEST <= found <= LATEST:
        raise BadCell(_("This is not a date. Please write it like 2024-03-01."))
    return found


def _day_of_text(said: str, epoch: date) -> date | None:
    for shape in (WRITTEN, CLOSE):
        if match := shape.fullmatch(said):
            try:
                return date(*(int(part) for part in match.groups()))
            except ValueError:
                return None
    return epoch + timedelta(days=int(said)) if SERIAL.fullmatch(said) else None


def id_number(value: Any) -> str:
    """18 characters. Raises `BadCell` for one that Excel took for a number: its last digits are
    gone."""
    number = isinstance(value, int | float) and not isinstance(value, bool)
    said = text(value).replace(" ", "").upper()
    if (number and len(said) > 15) or SCIENTIFIC.fullmatch(said):
        raise BadCell(
            _(
                "Excel took the ID number for a number and lost its last digits. Make the column"
                " text and type the number again."
            )
        )
    return said


def phone(value: Any) -> str:
    """11 digits of a mobile, or a landline with its area code. Raises `BadCell`."""
    said = text(value)
    digits = re.sub(r"[\s()-]", "", said)
    digits = re.sub(r"^(\+|00)?86(?=1\d{10}$)", "", digits)
    if problem := phone_problem(digits):
        raise BadCell(problem)
    return digits


def flag(value: Any) -> bool:
    said = plain(text(value))
    if said in YES or said in NO:
        return said in YES
    raise BadCell(_("Please write yes or no."))


def choice(value: Any, words: Mapping[str, str]) -> str:
    if (found := words.get(plain(text(value)))) is None:
        raise BadCell(_("This is not one of the words of the list."))
    return found


def choices(value: Any, words: Mapping[str, str]) -> list[str]:
    parts = [part for part in re.split(r"[、,;/]", text(value)) if part.strip()]
    return sorted({choice(part, words) for part in parts})


def value_of(column: Column, value: Any, words: Mapping[str, str], epoch: date) -> Any:
    """What a cell of ``column`` means. Raises `BadCell`."""
    if column.kind == "date":
        return day(value, epoch=epoch)
    if column.kind == "id_number":
        return id_number(value)
    if column.kind == "phone":
        return phone(value)
    if column.kind == "flag":
        return flag(value)
    if column.kind == "choice":
        return choice(value, words)
    if column.kind == "choices":
        return choices(value, words)
    said = identity.person_name(text(value)) if column.key == "name" else text(value)
    if len(said) > column.longest:
        raise BadCell(_("At most %(n)d characters.") % {"n": column.longest})
    return said
