"""What the originals of a case propose for its fields: with names replaced, each with its place.

Nothing is taken over by itself: `cases.actions.submitting.fill_from_files` puts it into fields that
are empty, and a person confirms each.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from cases import masked
from cases.draft import LIMITS, MOST_CHARACTERS, MOST_LINES
from cases.models import Finding, Level, Offence, Submission, UnitType
from cases.reading.document import MAIN, Document
from cases.reading.rows import FIELDS as COLUMNS
from cases.reading.sections import Passage, proposals
from cases.row_fields import of_row
from content.models.taxonomy import Post, RiskPoint

Place = tuple[UUID, int, int]
"""File, start and end in its text, in code points."""
LISTS = ("causes", "lessons", "measures", "discussion")
LINE = re.compile(r"\n\s*")


@dataclass(frozen=True)
class Proposal:
    """``value`` as `cases.draft.from_plain` takes it; ``passages`` are where it comes from."""

    value: Any
    passages: tuple[Place, ...]


@dataclass(frozen=True)
class _Piece:
    """A passage as it reads once names are replaced. ``value`` was computed from it; it may be
    empty."""

    text: str
    value: str
    place: Place


def propose_fields(submission: Submission) -> dict[str, Proposal]:
    """Fields of `CaseDraft` and what is proposed for each; those without a proposal are not in it.
    What nobody has decided about yet counts as replaced."""
    pieces: dict[str, list[_Piece]] = {}
    for text in masked.texts_of(submission):
        if text.file.is_picture:
            continue
        for field, passages in _proposals(text).items():
            pieces.setdefault(field, []).extend(_pieces(text, passages))
    made = {
        field: make(field, pieces[field]) for field, make in MAKERS.items() if pieces.get(field)
    }
    return {field: one for field, one in made.items() if one.value}


def masked_part(text: masked.Text, start: int, end: int) -> str:
    """A part of a text with everything replaced that lies in it or reaches into it."""
    said, at = [], start
    for one in text.findings:
        if one.decision == Finding.Decision.REJECTED or one.end <= at or one.start >= end:
            continue
        said += [text.text[at : one.start], one.replacement]
        at = one.end
    return "".join([*said, text.text[at:end]])


def _proposals(text: masked.Text) -> dict[str, list[Passage]]:
    """By the columns of a table that was taken apart, else by what is recognised in the text."""
    document = Document.from_json(text.file.document)
    main = [place for place in document.places if place.part.kind in MAIN]
    if main and all(place.part.label in COLUMNS for place in main):
        return of_row(main)
    return proposals(document.main_text)


def _pieces(text: masked.Text, passages: Iterable[Passage]) -> Iterator[_Piece]:
    for one in passages:
        said = masked_part(text, one.start, one.end).strip()
        yield _Piece(said, one.value, (text.file.pk, one.start, one.end))


def _first(field: str, pieces: list[_Piece]) -> Proposal:
    """The likeliest of the first file; what was computed from it, where something was."""
    one = pieces[0]
    said = one.value or LINE.sub(" ", one.text)
    return Proposal(said[: LIMITS.get(field, MOST_CHARACTERS)], (one.place,))


def _facts(_field: str, pieces: list[_Piece]) -> Proposal:
    """Paragraphs of all passages of the first file, an empty line between two."""
    own = [one for one in pieces if one.place[0] == pieces[0].place[0]]
    text = "\n\n".join(LINE.sub("\n\n", one.text) for one in own)
    return Proposal(text[:MOST_CHARACTERS], tuple(one.place for one in own))


def _lines(_field: str, pieces: list[_Piece]) -> Proposal:
    kept = _once(pieces, lambda one: one.text)
    return Proposal([LINE.sub(" ", one.text) for one in kept], tuple(one.place for one in kept))


def _timeline(_field: str, pieces: list[_Piece]) -> Proposal:
    kept = _once(pieces, lambda one: one.text)
    events = [{"when": one.value[:40], "what": _event(one)[:400]} for one in kept]
    return Proposal(events, tuple(one.place for one in kept))


def _event(one: _Piece) -> str:
    """What happened, without when where that is said first."""
    said = LINE.sub(" ", one.text).removeprefix(one.value)
    return said.lstrip("：:，,、 ")


def _statutes(_field: str, pieces: list[_Piece]) -> Proposal:
    kept = _once(pieces, lambda one: one.value)
    laws = [one.value.partition("\t") for one in kept]
    values = [{"law": law, "article": article} for law, _tab, article in laws]
    return Proposal(values, tuple(one.place for one in kept))


def _terms(model: Any) -> Callable[[str, list[_Piece]], Proposal]:
    """Codes of a word list for what is named by name or code."""

    def make(_field: str, pieces: list[_Piece]) -> Proposal:
        known = {name: code for code, name in model.objects.values_list("code", "name")}
        codes = {**known, **{code: code for code in known.values()}}
        found = [(_code(one, codes), one) for one in pieces]
        kept = _once([one for code, one in found if code], lambda one: _code(one, codes))
        return Proposal([_code(one, codes) for one in kept], tuple(one.place for one in kept))

    return make


def _code(one: _Piece, codes: dict[str, str]) -> str:
    name = one.value or one.text
    return codes.get(name) or codes.get(name.removesuffix("罪"), "") or codes.get(f"{name}罪", "")


def _post(field: str, pieces: list[_Piece]) -> Proposal:
    found = _terms(Post)(field, pieces)
    return Proposal(found.value[0] if found.value else "", found.passages[:1])


def _choice(choices: Any) -> Callable[[str, list[_Piece]], Proposal]:
    def make(_field: str, pieces: list[_Piece]) -> Proposal:
        one = pieces[0]
        codes = {str(label): code for code, label in choices.choices}
        said = one.value or one.text
        value = said if said in choices.values else codes.get(said, "")
        return Proposal(value, (one.place,))

    return make


def _once(pieces: Iterable[_Piece], what: Callable[[_Piece], str]) -> list[_Piece]:
    kept: dict[str, _Piece] = {}
    for one in pieces:
        if said := what(one):
            kept.setdefault(said, one)
    return list(kept.values())[:MOST_LINES]


MAKERS: dict[str, Callable[[str, list[_Piece]], Proposal]] = {
    "title": _first, "summary": _first, "facts": _facts, "timeline": _timeline,
    "offences": _terms(Offence), "statutes": _statutes, "post": _post,
    "unit_type": _choice(UnitType), "amount": _first, "sentence": _first,
    "risk_points": _terms(RiskPoint), "source_authority": _first, "level": _choice(Level),
    "year": _first, "happened": _first, **dict.fromkeys(LISTS, _lines),
}  # fmt: skip
