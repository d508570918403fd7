"""What is to be published of a case, as one plain value: autosaved, checked, turned into a page.

The same form is proposed from files (cases/reading/sections.py), edited by the prosecutor, written
in the demo, and filled into a `CasePage` (cases/filling_page.py). Pure: no ORM.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field, fields
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

MOST_CHARACTERS = 20_000
"""Of one text field. A 30-page judgment has some 25,000; what is to be learnt from it fewer."""
MOST_LINES = 30
LEAST_CHECKS = 1


@dataclass(frozen=True)
class Event:
    """One line of the timeline."""

    when: str = ""
    what: str = ""
    turning: bool = False
    question: str = ""
    thoughts: tuple[str, ...] = ()
    hint: str = ""


@dataclass(frozen=True)
class Law:
    """A statute: name, article, its words, and what they mean."""

    law: str = ""
    article: str = ""
    text: str = ""
    plainly: str = ""


@dataclass(frozen=True)
class Check:
    """A self-check question; ``right`` is the place of the right option, from 0."""

    prompt: str = ""
    options: tuple[str, ...] = ()
    right: int = 0
    explanation: str = ""


@dataclass(frozen=True)
class CaseDraft:
    """Fields of `CasePage`; lists of words as tuples, word lists (offences, risk points, post) by
    code, ``amount`` in yuan as it was written, "" for none."""

    title: str = ""
    summary: str = ""
    facts: str = ""
    """Paragraphs, an empty line between two."""
    timeline: tuple[Event, ...] = ()
    offences: tuple[str, ...] = ()
    statutes: tuple[Law, ...] = ()
    post: str = ""
    unit_type: str = ""
    amount: str = ""
    sentence: str = ""
    risk_points: tuple[str, ...] = ()
    causes: tuple[str, ...] = ()
    lessons: tuple[str, ...] = ()
    measures: tuple[str, ...] = ()
    discussion: tuple[str, ...] = ()
    checks: tuple[Check, ...] = ()
    source_authority: str = ""
    level: str = "county"
    year: str = ""
    happened: str = ""
    audience: str = "staff"
    sharing: str = "county"
    dimension: str = "education"
    juveniles_allowed: bool = False
    seen: tuple[str, ...] = field(default=())
    """Fields that were proposed from the file and that a person has read and confirmed."""


def to_json(draft: CaseDraft) -> str:
    return json.dumps(asdict(draft), ensure_ascii=False)


PARTS: dict[str, type[Any]] = {"timeline": Event, "statutes": Law, "checks": Check}


def from_json(text: str) -> CaseDraft:
    """Raises `ValueError` for what is not a draft."""
    return from_plain(json.loads(text)) if text else CaseDraft()


def from_plain(raw: Any) -> CaseDraft:
    """A draft from lists and dictionaries, as a browser or a TOML file gives them. Unknown names
    are left out; a value of the wrong kind raises `ValueError`."""
    if not isinstance(raw, dict):
        raise ValueError("a draft is an object")
    values = {
        one.name: _value(one.name, one.default, raw[one.name])
        for one in fields(CaseDraft)
        if one.name in raw
    }
    return CaseDraft(**values)


def _value(name: str, default: Any, raw: Any) -> Any:
    if name in PARTS:
        return tuple(_part(PARTS[name], one) for one in _list(raw))
    if isinstance(default, bool):
        return raw is True
    if isinstance(default, tuple):
        return tuple(_text(one).strip() for one in _list(raw) if _text(one).strip())
    return _text(raw).strip()


def _part(kind: type[Any], raw: Any) -> Any:
    if not isinstance(raw, dict):
        raise ValueError("a part of a draft is an object")
    values: dict[str, Any] = {}
    for one in fields(kind):
        if one.name not in raw:
            continue
        value = raw[one.name]
        if isinstance(one.default, bool):
            values[one.name] = value is True
        elif isinstance(one.default, int):
            values[one.name] = value if isinstance(value, int) else 0
        elif isinstance(one.default, tuple):
            values[one.name] = tuple(_text(text).strip() for text in _list(value))
        else:
            values[one.name] = _text(value).strip()
    return kind(**values)


def _list(raw: Any) -> list[Any]:
    if not isinstance(raw, list | tuple):
        raise ValueError("a list is expected")
    return list(raw)


def _text(raw: Any) -> str:
    if isinstance(raw, bool) or not isinstance(raw, str | int | float):
        raise ValueError("a text is expected")
    return str(raw).replace("\x00", "")


def texts(draft: CaseDraft) -> Iterator[tuple[str, str]]:
    """Every text of a draft that would be read, with the name of its field: what the residual
    check of de-identification goes through."""
    for one in fields(CaseDraft):
        if one.name in CODES:
            continue
        for text in _texts_in(getattr(draft, one.name)):
            if text.strip():
                yield one.name, text


CODES = {
    "offences", "post", "unit_type", "risk_points", "level", "audience", "sharing", "dimension",
    "seen", "juveniles_allowed",
}  # fmt: skip
"""Fields that hold codes of lists, not words of a person."""


def _texts_in(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for one in value:
            yield from _texts_in(one)
    elif isinstance(value, Event | Law | Check):
        for one in fields(value):
            yield from _texts_in(getattr(value, one.name))


def amount_of(text: str) -> Decimal | None:
    """The amount in yuan; None for none. Raises `ValueError` for what is no amount."""
    cleaned = text.replace(",", "").replace("，", "").removesuffix("元").strip()
    if not cleaned:
        return None
    try:
        found = Decimal(cleaned).quantize(Decimal("0.01"))
    except InvalidOperation as error:
        raise ValueError("no amount") from error
    if not 0 <= found < Decimal(10) ** 12:
        raise ValueError("no amount")
    return found


@dataclass(frozen=True)
class Point:
    """One point of the checklist: whether it is met, and the field where it is met."""

    field: str
    label: str
    met: bool
    needed: bool = True


def checklist(draft: CaseDraft, *, warning: bool) -> list[Point]:
    """What a case needs before it is sent to review. What is not ``needed`` is advised."""
    return [
        Point("title", _("A title without names"), bool(draft.title)),
        Point("summary", _("A summary of two or three sentences"), bool(draft.summary)),
        Point("facts", _("The facts"), len(draft.facts) >= 100),
        Point("timeline", _("At least two events, one of them a turning point"),
              len(draft.timeline) >= 2 and any(one.turning for one in draft.timeline), warning),
        Point("risk_points", _("The risk points"), bool(draft.risk_points), warning),
        Point("post", _("The post"), bool(draft.post), warning),
        Point("offences", _("The offence"), bool(draft.offences), warning),
        Point("statutes", _("What the law says"), bool(draft.statutes), False),
        Point("causes", _("Causes"), bool(draft.causes), warning),
        Point("lessons", _("Lessons to learn"), bool(draft.lessons)),
        Point("measures", _("Control measures"), bool(draft.measures), warning),
        Point("discussion", _("Questions to discuss"), bool(draft.discussion), False),
        Point("checks", _("At least one self-check question"),
              len(draft.checks) >= LEAST_CHECKS, warning),
        Point("source_authority", _("The source authority"), bool(draft.source_authority)),
    ]  # fmt: skip


LIMITS = {"title": 60, "summary": 400, "sentence": 300, "source_authority": 100, "happened": 60}
EVENT_LIMITS = {"when": 40, "what": 400, "question": 200, "hint": 400}


def problems(draft: CaseDraft, *, warning: bool) -> dict[str, list[str]]:
    """What keeps a draft from being sent to review: sentences by field; empty when nothing does."""
    found: dict[str, list[str]] = {}
    for point in checklist(draft, warning=warning):
        if point.needed and not point.met:
            found.setdefault(point.field, []).append(_("Still missing: %(what)s.") % {
                "what": point.label
            })  # fmt: skip
    for name, sentence in _faults(draft):
        found.setdefault(name, []).append(sentence)
    return found


def _faults(draft: CaseDraft) -> Iterator[tuple[str, str]]:
    for name, most in LIMITS.items():
        if len(getattr(draft, name)) > most:
            yield name, _("At most %(number)d characters.") % {"number": most}
    if len(draft.facts) > MOST_CHARACTERS:
        yield "facts", _("At most %(number)d characters.") % {"number": MOST_CHARACTERS}
    for event in draft.timeline:
        yield from _event_faults(event)
    try:
        amount_of(draft.amount)
    except ValueError:
        yield "amount", _("Write the amount in yuan, as digits.")
    if draft.year and not (draft.year.isdecimal() and 1980 <= int(draft.year) <= 2100):
        yield "year", _("Write the year with four digits.")
    for check in draft.checks:
        yield from _check_faults(check)
    for name in ("causes", "lessons", "measures", "discussion", "timeline", "checks", "statutes"):
        if len(getattr(draft, name)) > MOST_LINES:
            yield name, _("At most %(number)d entries.") % {"number": MOST_LINES}


def _event_faults(event: Event) -> Iterator[tuple[str, str]]:
    if not event.when or not event.what:
        yield "timeline", _("Each event says when and what.")
    for name, most in EVENT_LIMITS.items():
        if len(getattr(event, name)) > most:
            yield "timeline", _("At most %(number)d characters.") % {"number": most}


def _check_faults(check: Check) -> Iterator[tuple[str, str]]:
    options = [one for one in check.options if one]
    if not check.prompt:
        yield "checks", _("A self-check has no question.")
    if len(options) < 4 or len(set(options)) != len(options):
        yield "checks", _("A self-check needs at least four different options.")
    if not 0 <= check.right < len(check.options):
        yield "checks", _("Say which option is right.")
    if any(len(one) > 120 for one in options) or len(check.prompt) > 200:
        yield "checks", _("A question has at most 200 characters, an option at most 120.")


def unseen(draft: CaseDraft, proposed: Iterable[str]) -> list[str]:
    """Fields that a file proposed and that nobody has confirmed: nothing is published unread."""
    return [name for name in proposed if name not in draft.seen]
