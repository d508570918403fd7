"""The columns of a workbook of questions, and the words in its cells.

Headings and words are written in the reader's language and read in every language of the platform.
Pure, but for the catalogues.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.utils.translation import override
from django.utils.translation import pgettext_lazy as _p

from exams.bank import plain

CASE_COLUMN = "case"
OPTION = _p("question file", "option %(letter)s")
COLUMNS: dict[str, Any] = {
    "kind": _p("question file", "kind of question"),
    "stem": _p("question file", "text of the question"),
    "options": OPTION,
    "answer": _p("question file", "answer"),
    "explanation": _p("question file", "explanation"),
    "score": _p("question file", "points"),
    "knowledge": _p("question file", "knowledge point"),
    "difficulty": _p("question file", "difficulty"),
    "law": _p("question file", "law reference"),
    "risk_point": _p("question file", "risk point"),
    "audience": _p("question file", "audience"),
    "source": _p("question file", "source"),
    "tags": _p("question file", "tags"),
    "rule": _p("question file", "rule for points"),
    "rubric": _p("question file", "rubric"),
    "max_characters": _p("question file", "most characters"),
    "title": _p("question file", "title"),
    "key": _p("question file", "key"),
    "case": _p("question file", "key of its case"),
    "language": _p("question file", "language"),
    "more": _p("question file", "more (leave as it is)"),
}
"""In the order in which they stand in a file."""
KINDS: dict[str, Any] = {
    plain.SINGLE: _p("question file", "single choice"),
    plain.MULTIPLE: _p("question file", "multiple choice"),
    plain.TRUE_FALSE: _p("question file", "true or false"),
    plain.FILL: _p("question file", "fill in"),
    plain.MATCHING: _p("question file", "matching"),
    plain.ORDERING: _p("question file", "ordering"),
    plain.SHORT: _p("question file", "short answer"),
    plain.CASE: _p("question file", "case analysis"),
}
AUDIENCES: dict[str, Any] = {
    plain.OFFENDERS: _p("question file", "people in correction"),
    plain.STAFF: _p("question file", "staff"),
    plain.BOTH: _p("question file", "both"),
}
RULES: dict[str, Any] = {
    plain.ALL: _p("question file", "all or nothing"),
    plain.PARTIAL: _p("question file", "in parts"),
}
TRUTHS: dict[str, Any] = {
    "true": _p("question file", "true"),
    "false": _p("question file", "false"),
}
MORE_TRUTHS: dict[str, Any] = {
    "true": _p("question file", "correct"),
    "false": _p("question file", "wrong"),
}
SIGNS = {"√": "true", "✓": "true", "✔": "true", "☑": "true", "✅": "true", "t": "true",
         "y": "true", "1": "true", "×": "false", "✗": "false", "✘": "false", "✖": "false",
         "╳": "false", "❌": "false", "x": "false", "f": "false", "n": "false",
         "0": "false"}  # fmt: skip
OTHER_OPTION = _p("question file", "%(letter)s option")
OTHER_HEADINGS: dict[str, Any] = {
    "kind": _p("question file", "type|type of question"),
    "stem": _p("question file", "question|stem"),
    "answer": _p("question file", "right answer|correct answer|key answer"),
    "explanation": _p("question file", "explanation of the answer|reason"),
    "score": _p("question file", "score|marks"),
    "knowledge": _p("question file", "knowledge|topic"),
    "difficulty": _p("question file", "level|level of difficulty"),
    "law": _p("question file", "law|article"),
    "tags": _p("question file", "tag|keywords"),
    "rubric": _p("question file", "criteria|points of view"),
}
"""Headings of other people's tables, with ``|`` between them, where ours is missing."""
OTHER_KINDS: dict[str, Any] = {
    plain.SINGLE: _p("question file", "single answer|one right answer"),
    plain.MULTIPLE: _p("question file", "multiple answers|several right answers"),
    plain.TRUE_FALSE: _p("question file", "yes or no|right or wrong"),
    plain.FILL: _p("question file", "gap text|blanks"),
    plain.MATCHING: _p("question file", "match|pairs"),
    plain.ORDERING: _p("question file", "order|sorting"),
    plain.SHORT: _p("question file", "essay|open question"),
    plain.CASE: _p("question file", "case|case study"),
}
OTHER_TRUTHS: dict[str, Any] = {
    "true": _p("question file", "yes|right"),
    "false": _p("question file", "no|not right"),
}
RICH = frozenset({"stem", "explanation"})
"""Columns, besides those of options, in which letters may be raised, bold and so on."""
SHEET = _p("question file", "Questions")
EXAMPLES = _p("question file", "Examples")
HELP = _p("question file", "How to fill in")
PICTURES = _p("question file", "Pictures")


def folded(text: object) -> str:
    """For comparing words: half width, without spaces and stars, small letters."""
    shown = unicodedata.normalize("NFKC", str(text or "")).casefold().replace("\ufe0f", "")
    return "".join(shown.split()).strip("*")


def spellings(words: Mapping[str, Any]) -> dict[str, str]:
    """Every spelling of every word, and its code: code."""
    found = {folded(code): code for code in words}
    for language, _name in settings.LANGUAGES:
        with override(language):
            found |= {folded(label): code for code, label in words.items()}
    return found


def others(words: Mapping[str, Any]) -> dict[str, str]:
    """The same of words with ``|`` between several spellings."""
    found: dict[str, str] = {}
    for spelling, code in spellings(words).items():
        found |= dict.fromkeys(spelling.split("|"), code)
    return found


def kinds() -> dict[str, str]:
    return {**others(OTHER_KINDS), **spellings(KINDS)}


def truths() -> dict[str, str]:
    return {**SIGNS, **others(OTHER_TRUTHS), **spellings(MORE_TRUTHS), **spellings(TRUTHS)}


def option_heading(place: int) -> str:
    """“option A” in the language of the moment."""
    return str(OPTION) % {"letter": chr(ord("A") + place)}


def headings() -> dict[str, str]:
    """Every spelling of every heading → its column; options as ``options:0`` …"""
    found = spellings({key: label for key, label in COLUMNS.items() if key != "options"})
    for language, _name in settings.LANGUAGES:
        with override(language):
            for place in range(26):
                found[folded(option_heading(place))] = f"options:{place}"
    return found | {chr(ord("a") + place): f"options:{place}" for place in range(26)}


def other_headings() -> dict[str, str]:
    """The same of other people's tables."""
    found = others(OTHER_HEADINGS)
    for language, _name in settings.LANGUAGES:
        with override(language):
            for place in range(26):
                letter = chr(ord("A") + place)
                found[folded(str(OTHER_OPTION) % {"letter": letter})] = f"options:{place}"
    return found


def names(word: Any) -> set[str]:
    """A word in every language."""
    found = set()
    for language, _name in settings.LANGUAGES:
        with override(language):
            found.add(folded(word))
    return found
