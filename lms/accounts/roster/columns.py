"""The columns of a roster. Headings are read in every language of the platform."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.translation import gettext, override
from django.utils.translation import gettext_noop as _

from lms.accounts.models import CorrectionType, Level, Need, OffenceCategory, RiskClass, Sex

NEW = "new"


@dataclass(frozen=True)
class Column:
    """``kind`` says how a cell is read (cells.py); ``required``: for a person who is new."""

    key: str
    heading: str
    kind: str = "text"
    choices: Any = None
    required: bool = False
    longest: int = 0
    hint: str = ""

    def label(self) -> str:
        return gettext(self.heading)


COLUMNS = (
    Column("code", _("file code"), required=True, longest=32, hint=_("The number of the file.")),
    Column("name", _("person's name"), required=True, longest=60),
    Column("id_number", _("ID number"), "id_number", required=True, hint=_("As text, 18 digits.")),
    Column("sex", _("sex"), "choice", Sex, hint=_("Empty: taken from the ID number.")),
    Column("born_on", _("date of birth"), "date", hint=_("Empty: taken from the ID number.")),
    Column("phone", _("telephone"), "phone", hint=_("As text.")),
    Column("office", _("justice office"), required=True, longest=160,
           hint=_("Its name as in the list, or its administrative division code.")),
    Column("officer", _("officer"), longest=150, hint=_("User name or name of the officer.")),
    Column("correction_type", _("correction type"), "choice", CorrectionType, required=True),
    Column("starts_on", _("correction begins"), "date", required=True, hint=_("Like 2026-03-01.")),
    Column("ends_on", _("correction ends"), "date", required=True, hint=_("Like 2027-02-28.")),
    Column("offence_category", _("offence category"), "choice", OffenceCategory),
    Column("risk_class", _("risk class"), "choice", RiskClass),
    Column("treatment_level", _("treatment level"), "choice", Level),
    Column("juvenile_regime", _("juvenile regime"), "flag",
           hint=_("Empty: by the age at the beginning of correction.")),
    Column("able_to_work", _("able to work"), "flag"),
    Column("health_exempt", _("exempt for health"), "flag"),
    Column("needs", _("needs"), "choices", Need, hint=_("Several: with 、 between them.")),
    Column("closed_on", _("closed on"), "date",
           hint=_("Only when correction ended before its day.")),
)  # fmt: skip
BY_KEY = {column.key: column for column in COLUMNS}


def plain(text: object) -> str:
    """For comparing words: half-width, without spaces and stars, small letters."""
    folded = unicodedata.normalize("NFKC", str(text or "")).casefold()
    return "".join(folded.split()).strip("*")


def languages() -> list[str]:
    return [code for code, _name in settings.LANGUAGES]


def headings(columns: Sequence[Column] = COLUMNS) -> dict[str, Column]:
    """Every spelling of every heading."""
    found: dict[str, Column] = {}
    for code in languages():
        with override(code):
            found |= {plain(column.label()): column for column in columns}
    return found


def words_of(choices: Any) -> dict[str, str]:
    """What may stand in a cell of a choice: its labels in every language, and its code."""
    found = {plain(value): value for value in choices.values}
    for code in languages():
        with override(code):
            found |= {plain(label): value for value, label in choices.choices}
    return found


def vocabulary(columns: Sequence[Column] = COLUMNS) -> dict[str, dict[str, str]]:
    """`words_of` every column of choices, by its key."""
    return {column.key: words_of(column.choices) for column in columns if column.choices}
