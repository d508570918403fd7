"""Chinese ID numbers (GB 11643): checksum, birth date, sex, masking; names as they are written.
Pure."""

from __future__ import annotations

import re
import unicodedata
from datetime import date

from django.utils.translation import gettext_lazy as _

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
SHAPE = re.compile(r"\d{17}[\dX]", re.ASCII)


def tidy(text: str) -> str:
    """Half-width, one space between words, nothing invisible."""
    said = unicodedata.normalize("NFKC", text)
    said = "".join(" " if unicodedata.category(c)[0] in "CZ" else c for c in said)
    return " ".join(said.split())


def person_name(text: str) -> str:
    """Chinese names are often spread over their place: 张　三 is 张三."""
    said = tidy(text)
    chinese = all("\u4e00" <= c <= "\u9fff" for c in said if c != " ")
    return said.replace(" ", "") if chinese else said


def normal(text: str) -> str:
    """Upper case, half-width, without spaces."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text or "")).upper()


def check_digit(first17: str) -> str:
    total = sum(int(c) * w for c, w in zip(first17, WEIGHTS, strict=True))
    return "10X98765432"[total % 11]


def birth_date(number: str) -> date | None:
    """The date of birth inside a number of 18 characters; None when it is no date."""
    try:
        return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None


ADULT = 18


def age_on(day: date, born: date) -> int:
    """Whole years on that day."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def sex_of(number: str) -> str:
    return "male" if int(number[16]) % 2 else "female"


def problem(text: str, *, born_on: date | None = None, sex: str = "") -> str | None:
    """What is wrong with an ID number, in the reader's language; None when nothing is."""
    number = normal(text)
    if not SHAPE.fullmatch(number):
        return str(_("An ID number has 17 digits and a digit or X."))
    if check_digit(number[:17]) != number[17]:
        return str(_("The check digit of the ID number is wrong: please compare with the card."))
    born = birth_date(number)
    if born is None or not date(1900, 1, 1) <= born:
        return str(_("The ID number holds no valid date of birth."))
    if born_on and born != born_on:
        return str(_("The date of birth does not agree with the ID number."))
    if sex and sex != sex_of(number):
        return str(_("The sex does not agree with the ID number."))
    return None


def masked(text: str) -> str:
    """``331***********001X``: the region's first three and the last four characters."""
    number = normal(text)
    return f"{number[:3]}{'*' * max(0, len(number) - 7)}{number[-4:]}" if number else ""
