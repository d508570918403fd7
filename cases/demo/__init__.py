"""The demo county's case library: invented cases as TOML files, and four invented originals.

Pure: whoever seeds the demo stores what is here. A file leaves out what can be told: the question
of a point in the timeline that offers thoughts, what a kind of case has by default.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
WARNING, CORRECTIVE, EXEMPLARY, LEGAL = KINDS = (
    "warning",
    "corrective_education",
    "exemplary",
    "legal_education",
)
QUESTION = "如果是您，您会怎么做？"
"""Asked where a point of the timeline offers thoughts and asks nothing of its own."""

DEFAULTS: dict[str, Any] = {
    "post": "",
    "unit_type": "",
    "amount": None,
    "sentence": "",
    "risk_points": [],
    "offences": [],
    "source_authority": "某县人民检察院",
    "level": "county",
    "juveniles": False,
    "sharing": "county",
    "dimension": "education",
}


@dataclass(frozen=True, slots=True)
class Event:
    """A point of the timeline. Where ``question`` is, ``thoughts`` are offered and a hint given."""

    when: str
    what: str
    turning: bool
    question: str
    thoughts: tuple[str, ...]
    hint: str


@dataclass(frozen=True, slots=True)
class Offence:
    """The name of an offence and its article of the Criminal Law."""

    name: str
    article: str


@dataclass(frozen=True, slots=True)
class Statute:
    """``meaning`` is in plain words; ``quote`` is the law's own sentence, empty for most."""

    law: str
    article: str
    meaning: str
    quote: str


@dataclass(frozen=True, slots=True)
class Check:
    """A single choice question about the case. ``right`` counts the options from nought."""

    stem: str
    options: tuple[str, ...]
    right: int
    explanation: str


@dataclass(frozen=True, slots=True)
class Case:
    """A case as it is published: masked. ``amount`` in yuan, None where none is at stake."""

    code: str
    kind: str
    title: str
    summary: str
    facts: tuple[str, ...]
    timeline: tuple[Event, ...]
    offences: tuple[Offence, ...]
    statutes: tuple[Statute, ...]
    post: str
    unit_type: str
    amount: int | None
    sentence: str
    risk_points: tuple[str, ...]
    causes: tuple[str, ...]
    lessons: tuple[str, ...]
    measures: tuple[str, ...]
    discussion_questions: tuple[str, ...]
    self_checks: tuple[Check, ...]
    source_authority: str
    year: int
    level: str
    audience: str
    juveniles: bool
    sharing: str
    dimension: str


@dataclass(frozen=True, slots=True)
class Original:
    """What reached the prosecutor before anything was masked; ``case`` is the code it became.

    Persons, numbers and places in it are invented, and look real so that masking can be tried.
    """

    case: str
    form: str
    title: str
    path: Path
    text: str


def cases() -> list[Case]:
    """Every case, in the order of the files' names."""
    return [_case(_read(file)) for file in sorted((FOLDER / "cases").glob("*.toml"))]


def originals() -> list[Original]:
    """Every original, in the order of their index."""
    folder = FOLDER / "originals"
    return [_original(folder, **row) for row in _read(folder / "index.toml")["original"]]


def _read(file: Path) -> dict[str, Any]:
    return tomllib.loads(file.read_text(encoding="utf-8"))


def _original(folder: Path, *, file: str, **facts: str) -> Original:
    path = folder / file
    return Original(**facts, path=path, text=path.read_text(encoding="utf-8"))


def _case(facts: dict[str, Any]) -> Case:
    audience = "staff" if facts["kind"] == WARNING else "both"
    given = {"audience": audience, **DEFAULTS, **facts}
    rows = {
        "timeline": tuple(_event(**one) for one in given["timeline"]),
        "offences": tuple(Offence(**one) for one in given["offences"]),
        "statutes": tuple(Statute(**{"quote": "", **one}) for one in given["statutes"]),
        "self_checks": tuple(_check(**one) for one in given["self_checks"]),
    }
    plain = {name: tuple(value) for name, value in given.items() if isinstance(value, list)}
    return Case(**{**given, **plain, **rows})


def _event(
    *,
    when: str,
    what: str,
    turning: bool = False,
    question: str = "",
    thoughts: tuple[str, ...] = (),
    hint: str = "",
) -> Event:
    asked = question or (QUESTION if thoughts else "")
    return Event(when, what, turning, asked, tuple(thoughts), hint)


def _check(*, stem: str, options: list[str], right: int, explanation: str) -> Check:
    """In a file ``right`` is counted from one, as a reader counts."""
    return Check(stem, tuple(options), right - 1, explanation)
