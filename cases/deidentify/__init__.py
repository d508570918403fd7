"""De-identification: what in a text names somebody, what stands for it, and what is left. Pure.

`propose` goes over all texts of a case at once, so that a person has one replacement in all of
them; `find` over one. `mask` applies; `residual` tells what a text that is to be published still
says. Numbers: ``numbers/``; persons, places, units: ``persons.py``, ``addresses.py``, ``units.py``;
how sure something must be to be certain: ``spans.py``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from cases.deidentify.addresses import find_addresses
from cases.deidentify.chains import Ground
from cases.deidentify.folded import fold
from cases.deidentify.mentions import is_ordinary, occurrences
from cases.deidentify.numbers import find_numbers
from cases.deidentify.owners import said_owners
from cases.deidentify.persons import find_persons
from cases.deidentify.replacing import MASKED, Book, masked_forms, plain
from cases.deidentify.scene import Found, Scene
from cases.deidentify.spans import CERTAIN, LIKELY, Kind, Span
from cases.deidentify.units import find_units

__all__ = ["CERTAIN", "LIKELY", "Kind", "Span", "find", "mask", "propose", "residual"]

REMAINS = 0.7
"""What stood in the original and may be an ordinary word is likely, not certain."""


@dataclass(frozen=True, slots=True)
class _Hit:
    """A place in the original that was found, before it has an entity and a replacement."""

    start: int
    end: int
    kind: Kind
    confidence: float
    reason: str
    given: str = ""
    """The replacement that its finder gave (numbers)."""


def find(text: str) -> list[Span]:
    """What is found in one text, without overlaps, in order; at least `LIKELY`."""
    return propose([text])[0]


def propose(
    texts: Sequence[str],
    *,
    kept: Iterable[str] = (),
    always: Mapping[str, str] | None = None,
) -> list[list[Span]]:
    """What is found in each text of a case. ``kept``: surfaces that a person decided to name
    nobody; ``always``: surface → replacement, decided by a person."""
    left_alone = {plain(one) for one in kept}
    hits = [
        [hit for hit in found if plain(text[hit.start : hit.end]) not in left_alone]
        for text, found in zip(texts, _hits(texts), strict=True)
    ]
    book = Book(dict(always or {}), masked_forms(texts))
    for text, found in zip(texts, hits, strict=True):
        for hit in found:
            book.learn(hit.kind, text[hit.start : hit.end])
        persons = [hit for hit in found if hit.kind is Kind.PERSON]
        for alias, owner in said_owners(
            text, [(one.start, one.end, one.reason) for one in persons]
        ):
            book.learn_alias(alias, owner)
    return [
        [_span(text, hit, book) for hit in found] for text, found in zip(texts, hits, strict=True)
    ]


def mask(text: str, spans: Iterable[Span]) -> str:
    """The text with every span replaced."""
    pieces, at = [], 0
    for one in sorted(spans, key=lambda span: span.start):
        if one.start < at:
            continue
        pieces += [text[at : one.start], one.replacement]
        at = one.end
    return "".join([*pieces, text[at:]])


def residual(
    texts: Sequence[str], *, known: Iterable[str] | Mapping[str, Kind] = ()
) -> list[list[Span]]:
    """What texts that are to be published still say. ``known``: what was replaced in the originals,
    with its kind where that is known; it is certain wherever it stands, also spread out. Forms that
    are masked already (张某, 某县) are no finding."""
    kinds = known if isinstance(known, Mapping) else dict.fromkeys(known, Kind.PERSON)
    plainly = ((plain(surface), kind) for surface, kind in kinds.items())
    names = {name: kind for name, kind in plainly if len(name) > 1 and not MASKED.search(name)}
    found = []
    for text, spans in zip(texts, propose(texts), strict=True):
        here = [one for one in spans if not _is_masked(text, one)]
        found.append(_settled_spans([*_known(text, names), *here]))
    return found


def _is_masked(text: str, span: Span) -> bool:
    """Whether a span stands for something (某县), or is the rest of what does (某 + 银行支行)."""
    if "某" in span.text or "×" in span.text:
        return True
    return span.kind in (Kind.UNIT, Kind.ADDRESS) and text[: span.start].endswith("某")


def _known(text: str, names: Mapping[str, Kind]) -> list[Span]:
    scene = Scene(text)
    spans = []
    for name, kind in sorted(names.items()):
        sure = 1.0 if len(name) > 2 or not is_ordinary(name) else REMAINS
        for place in occurrences(scene, name):
            start, end = scene.span(place.start, place.end)
            spans.append(Span(start, end, kind, text[start:end], "某某", sure, "known"))
    return spans


def _settled_spans(spans: list[Span]) -> list[Span]:
    taken: list[Span] = []
    for one in sorted(spans, key=lambda s: (-s.confidence, s.start - s.end, s.start)):
        if not any(one.start < other.end and other.start < one.end for other in taken):
            taken.append(one)
    return sorted(taken, key=lambda one: one.start)


def _hits(texts: Sequence[str]) -> list[list[_Hit]]:
    grounds = [Ground(Scene(text)) for text in texts]
    persons = [find_persons(ground) for ground in grounds]
    if len(texts) > 1:
        # A name that is certain in one file is looked for in all of them.
        known = {
            ground.scene.text[one.start : one.end]
            for ground, found in zip(grounds, persons, strict=True)
            for one in found
            if one.confidence >= CERTAIN and one.length > 1
        }
        persons = [find_persons(ground, known=known) for ground in grounds]
    return [
        _merged(text, ground, found)
        for text, ground, found in zip(texts, grounds, persons, strict=True)
    ]


def _merged(text: str, ground: Ground, persons: list[Found]) -> list[_Hit]:
    """All kinds together: the surest of those that overlap, the longest of two as sure."""
    hits = [
        _Hit(one.start, one.end, one.kind, one.confidence, one.reason, one.replacement)
        for one in find_numbers(fold(text))
    ]
    for kind, found in (
        (Kind.PERSON, persons), (Kind.ADDRESS, find_addresses(ground)),
        (Kind.UNIT, find_units(ground)),
    ):  # fmt: skip
        hits += [_hit(ground, kind, one) for one in found if one.confidence >= LIKELY]
    return _settled([one for one in hits if one.end > one.start])


_PLACE_ENDS = frozenset("村镇乡县街巷")


def _hit(ground: Ground, kind: Kind, one: Found) -> _Hit:
    """What could be a name but ends as places do (沙溪村) is a place, unless it is certain."""
    ends_as_place = ground.scene.text[one.end - 1] in _PLACE_ENDS and one.length > 2
    if kind is Kind.PERSON and ends_as_place and one.confidence < CERTAIN:
        return _Hit(*ground.scene.span(one.start, one.end), Kind.ADDRESS, one.confidence, "place")
    return _Hit(*ground.scene.span(one.start, one.end), kind, one.confidence, one.reason)


def _settled(hits: list[_Hit]) -> list[_Hit]:
    """Long ones first: an address or a unit holds the names and numbers inside it; what reaches
    beyond it is cut off by it."""
    taken: list[_Hit] = []
    spans: list[bool] = [False] * max((one.end for one in hits), default=0)
    for one in sorted(hits, key=_rank):
        if not any(spans[one.start : one.end]):
            spans[one.start : one.end] = [True] * (one.end - one.start)
            taken.append(one)
    return sorted(taken, key=lambda one: one.start)


def _rank(one: _Hit) -> tuple[float, int, int]:
    exact = one.kind not in (Kind.PERSON, Kind.ADDRESS, Kind.UNIT) and one.confidence >= CERTAIN
    sure = one.confidence >= CERTAIN
    return (0 if exact else 1 if sure else 2, one.start - one.end, one.start)


def _span(text: str, hit: _Hit, book: Book) -> Span:
    surface = text[hit.start : hit.end]
    given = hit.given if hit.given and plain(surface) not in book.always else ""
    return Span(
        hit.start, hit.end, hit.kind, surface, given or book.replacement(hit.kind, surface),
        hit.confidence, hit.reason, book.entity(hit.kind, surface),
    )  # fmt: skip
