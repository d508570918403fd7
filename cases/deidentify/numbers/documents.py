"""Passports, passes to and from Hong Kong, Macao and Taiwan, officers' and other cards."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cases.deidentify.numbers.found import Found
from cases.deidentify.numbers.labels import Label
from cases.deidentify.numbers.page import Page
from cases.deidentify.spans import Kind

_PASSPORT = re.compile(r"(?:[EeGg]\d{8}|[Ee][A-HJ-NP-Za-hj-np-z]\d{7})")
_NAMED = re.compile(
    r"(?:[A-Za-z]{1,3}[-.]?\d{6,12}(?:\(?[0-9A-Za-z]{1,2}\)|-\d{1,2})?|"
    r"\d{7,18}(?:\(?[A-Za-z]\)?)?)"
)
_OFFICER = re.compile(
    r"(?:[军政后装参空海武士文南北沈兰济成广]|武警|[\u4e00-\u9fff])"
    r"(?:字第?|第)[A-Za-z0-9-]{5,10}号?"
)
_RESIDENCE = re.compile(r"[A-Z]{3}\d{12}")


def find(page: Page) -> Iterator[Found]:
    for match in page.scan(_PASSPORT):
        if page.closed(match.end()):
            start, end = match.span()
            called = page.labels.says(start, end, Label.PASSPORT)
            if called or page.labels.governing(start) is not Label.OTHER:
                sure, reason = (1.0, "passport-called") if called else (0.6, "passport")
                yield page.found(start, end, Kind.PASSPORT, sure, reason)
    for match in page.scan(_NAMED):
        governing = page.labels.governing(match.start(), 24)
        if governing is Label.PASSPORT or Label.PASSPORT in page.labels.heads(match.start()):
            sure = 0.95 if governing is Label.PASSPORT else 0.6
            end = page.cut(match.start() + 8 + match[0][0].isalpha(), match.end())
            if end:
                yield page.found(match.start(), end, Kind.PASSPORT, sure, "passport-called")
    for match in _OFFICER.finditer(page.tight.text):
        if page.labels.before(match.start(), Label.PASSPORT, 8):
            yield page.found(*match.span(), Kind.PASSPORT, 0.95, "officer-card")
    for match in page.scan(_RESIDENCE):
        if page.closed(match.end()):
            yield page.found(*match.span(), Kind.PASSPORT, 0.7, "passport")
