"""The cells of a case's row as passages of its text, as `cases.reading.sections.proposals` gives
those of a report. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from cases.reading import laws
from cases.reading.document import Place
from cases.reading.sections import Passage

LINES = ("causes", "lessons", "measures", "discussion")
NAMES = ("offences", "risk_points")
_EVENT = re.compile(r"\s*([^：:\n]{1,40})[：:]")
_NAME = re.compile(r"[^、,，;；\n]+")
_LINE = re.compile(r"[^\n]+")
_YEAR = re.compile(r"(?:19|20)\d{2}")
_AMOUNT = re.compile(r"\d[\d,，]*(?:\.\d+)?")


def of_row(places: Iterable[Place]) -> dict[str, list[Passage]]:
    """By field; ``places`` are the parts of the row, each with its field as label."""
    return {place.part.label: list(_passages(place)) for place in places}


def _passages(place: Place) -> Iterator[Passage]:
    field, text = place.part.label, place.part.text
    if field in LINES:
        yield from _each(place, _LINE)
    elif field in NAMES:
        yield from _each(place, _NAME)
    elif field == "timeline":
        for one in _each(place, _LINE):
            when = _EVENT.match(one.text)
            yield Passage(one.start, one.end, one.text, when[1].strip() if when else "")
    elif field == "statutes":
        for law in laws.articles(text):
            yield _at(place, law.start, law.end, f"{law.law}\t{law.article}")
    elif field in ("year", "amount"):
        if found := (_YEAR if field == "year" else _AMOUNT).search(text):
            yield _at(place, *found.span(), re.sub("[,，]", "", found[0]))
    else:
        yield _at(place, 0, len(text))


def _each(place: Place, pattern: re.Pattern[str]) -> Iterator[Passage]:
    for found in pattern.finditer(place.part.text):
        if found[0].strip():
            yield _at(place, *found.span())


def _at(place: Place, start: int, end: int, value: str = "") -> Passage:
    text = place.part.text[start:end]
    return Passage(place.start + start, place.start + end, text, value)
