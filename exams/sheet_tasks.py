"""The answers of a sheet as the grader's page shows them: what was written, what is looked for,
what has been given so far; and what the page sends, read back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from exams import by_hand, showing
from exams.bank.plain import Question
from exams.by_hand import FIRST, SECOND, SETTLED, Reading, Said, Written
from exams.models import Sitting
from exams.reading_input import Given, plain

Sent = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the rubric with its field."""

    number: int
    text: str
    most: str
    value: str


@dataclass(frozen=True, slots=True)
class Opinion:
    """What one of two graders gave, where the two are apart."""

    number: int
    points: Decimal | None
    comment: str
    reason: str


@dataclass(frozen=True, slots=True)
class Task:
    """One answer to read. ``one`` and ``question`` are the same question, here with pictures by
    their addresses; the rest are values of fields. ``explains``: whether there is room to explain
    the points to other graders."""

    one: Written
    question: Question
    stem: str
    points: str
    comment: str
    reason: str
    lines: tuple[Line, ...]
    opinions: tuple[Opinion, ...]
    is_apart: bool
    explains: bool
    wrong: tuple[str, ...]

    @property
    def most(self) -> str:
        return plain(self.one.most)


def tasks_of(
    sitting: Sitting,
    read: Mapping[int, Reading],
    due: int,
    *,
    place: int | None = None,
    sent: Sent | None = None,
    wrong: Mapping[str, list[str]] | None = None,
) -> list[Task]:
    """The answers at ``place``, or all. ``sent``: what was refused, to be shown again, with what is
    ``wrong`` by key. At most three queries."""
    written = by_hand.written_of(sitting)
    both = [read[FIRST], read[SECOND]] if due == SETTLED else []
    far = by_hand.apart(written, both[0].points, both[1].points) if both else []
    said = read[due].said if due in read else Said()
    if both:  # where the two are close, the mean stands there already
        close = by_hand.mean(both[0].points, both[1].points).items()
        near = {key: points for key, points in close if key not in far}
        said = replace(said, points={**near, **said.points})
    shown = [one for one in written if place in (None, one.place)]
    pictures = showing.addresses(one.placed.question for one in shown)
    return [
        Task(
            one,
            showing.with_addresses(one.question, pictures),
            showing.with_addresses(one.placed.question, pictures).stem if one.part else "",
            **_fields(one, said, sent),
            opinions=tuple(_opinion(n, one.key, reading) for n, reading in enumerate(both, 1)),
            is_apart=one.key in far,
            explains=bool(one.rubric) or due == SETTLED,
            wrong=tuple((wrong or {}).get(one.key, ())),
        )
        for one in shown
    ]


def _fields(one: Written, said: Said, sent: Sent | None) -> dict[str, Any]:
    key = one.key
    if sent is not None:
        points, comment, reason = (
            str(sent.get(f"{name}-{key}", "")) for name in ("points", "comment", "reason")
        )
        values = [str(sent.get(f"line-{key}-{n}", "")) for n in range(1, len(one.rubric) + 1)]
    else:
        lines = said.lines.get(key, [])
        values = ["" if points is None else plain(points) for points in lines]
        values += [""] * (len(one.rubric) - len(values))
        held = said.points.get(key)
        is_sum = held is not None and held == one.summed(lines)
        points = "" if held is None or is_sum else plain(held)
        comment, reason = said.comments.get(key, ""), said.reasons.get(key, "")
    lines_shown = tuple(
        Line(number, text, plain(most), value)
        for number, ((text, most), value) in enumerate(zip(one.rubric, values, strict=True), 1)
    )
    return {"points": points, "comment": comment, "reason": reason, "lines": lines_shown}


def _opinion(number: int, key: str, reading: Reading) -> Opinion:
    said = reading.said
    return Opinion(
        number, said.points.get(key), said.comments.get(key, ""), said.reasons.get(key, "")
    )


def sent_by(sent: Sent) -> Given:
    """What the fields of the page hold."""
    found: dict[str, dict[str, Any]] = {"points": {}, "comment": {}, "reason": {}}
    numbered: dict[str, dict[int, str]] = {}
    for name, value in sent.items():
        kind, _dash, key = name.partition("-")
        if kind in found:
            found[kind][key] = value
        elif kind == "line":
            key, _dash, number = key.rpartition("-")
            if number.isascii() and number.isdigit() and 0 < int(number) <= 100:
                numbered.setdefault(key, {})[int(number)] = value
    lines = {key: _in_order(values) for key, values in numbered.items()}
    return Given(found["points"], found["comment"], lines, found["reason"])


def _in_order(values: Mapping[int, str]) -> list[str]:
    return [values.get(number, "") for number in range(1, max(values) + 1)]


@dataclass(frozen=True, slots=True)
class Noticed:
    """Something that was noticed while the test was sat: how often, and how long in all."""

    label: str
    number: int
    seconds: int


def noticed_in(sitting: Sitting) -> list[Noticed]:
    found: dict[str, list[int]] = {}
    for event in sitting.events.all():
        found.setdefault(str(event.get_kind_display()), []).append(event.seconds or 0)
    return [Noticed(label, len(all_), sum(all_)) for label, all_ in found.items()]


def progress_of(tasks: Iterable[Written], said: Said) -> tuple[Decimal, Decimal]:
    """The points given so far, and the most that can be given."""
    rows = list(tasks)
    given = sum((said.points.get(one.key, Decimal(0)) for one in rows), Decimal(0))
    return given, sum((one.most for one in rows), Decimal(0))
