"""The files of ``exams/demo`` as plain values. Pure: whoever seeds the demo stores them.

A file leaves out what can be told: the ids of options (a, b, c …; a true/false question names its
two), the audience, language and source of the parts of a case, and the source of all.
"""

from __future__ import annotations

import string
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from exams.bank import plain

FOLDER = Path(__file__).parent
SOURCE = "本县题库"
INHERITED = ("audience", "knowledge", "difficulty")
"""What the parts of a case have from it."""


@dataclass(frozen=True, slots=True)
class Point:
    """A knowledge point; ``parent`` is the code of the one above it, empty for a subject."""

    code: str
    name: str
    parent: str
    dimension: str


@dataclass(frozen=True, slots=True)
class Risk:
    """A risk point of staff's work."""

    code: str
    name: str
    offence: str
    description: str


@dataclass(frozen=True, slots=True)
class Row:
    """``number`` questions of ``kind`` at or below ``knowledge``, worth ``points`` each."""

    knowledge: str
    kind: str
    difficulties: tuple[int, ...]
    number: int
    points: int


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper drawn by blueprint. ``pass_mark`` in hundredths of its points."""

    code: str
    title: str
    about: str
    purpose: str
    audience: str
    minutes: int
    pass_mark: int
    attempts: int
    counts: str
    rows: tuple[Row, ...]


def questions() -> list[plain.Question]:
    """Every question, in the order of the files."""
    files = sorted((FOLDER / "questions").glob("*.toml"))
    return [plain.from_json(_question(one)) for file in files for one in _read(file)["question"]]


def knowledge() -> list[Point]:
    """Every knowledge point, a subject before what is below it."""
    rows = _read(FOLDER / "knowledge.toml")["knowledge"]
    return [Point(**{"parent": "", **row}) for row in rows]


def risk_points() -> list[Risk]:
    return [Risk(**row) for row in _read(FOLDER / "knowledge.toml")["risk_point"]]


def papers() -> list[Paper]:
    return [
        Paper(**{**paper, "rows": tuple(map(_row, paper["rows"]))})
        for paper in _read(FOLDER / "papers.toml")["paper"]
    ]


def _row(row: dict[str, Any]) -> Row:
    given = {name: value for name, value in row.items() if name != "difficulty"}
    return Row(**given, difficulties=tuple(row.get("difficulty", range(1, 6))))


def _read(file: Path) -> dict[str, Any]:
    return tomllib.loads(file.read_text(encoding="utf-8"))


def _question(facts: dict[str, Any]) -> dict[str, Any]:
    given = {"source": SOURCE, **facts}
    if "options" in facts:
        given["options"] = list(_options(facts["options"]))
    if "parts" in facts:
        heir: dict[str, Any] = {name: facts[name] for name in INHERITED if name in facts}
        given["parts"] = [_question({**heir, **part}) for part in facts["parts"]]
    return given


def _options(options: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for letter, option in zip(string.ascii_lowercase, options, strict=False):
        yield {"id": letter, **option}
