"""What a grader's form or program sends, read: points, points by line of the rubric, words. Pure.

Points that are left open are the sum of the lines. Where both are given and differ, the difference
has to be explained before the sheet is handed over.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from exams.by_hand import Said, Written
from lms.core.errors import Invalid

MOST_WORDS = 2000
Raw = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Given:
    """As it was sent, by `Written.key`; ``lines`` in the order of the rubric. None or "": open."""

    points: Raw = field(default_factory=dict)
    comments: Raw = field(default_factory=dict)
    lines: Mapping[str, Sequence[Any]] = field(default_factory=dict)
    reasons: Raw = field(default_factory=dict)


def read(
    written: Iterable[Written], given: Given, *, whole: bool, explain: Iterable[str] = ()
) -> Said:
    """``whole``: nothing may be left open, and what differs from its rubric is explained; so are
    the keys in ``explain``. Raises `Invalid` with what is wrong by key."""
    said, wrong = Said(), dict[str, list[str]]()
    for one in written:
        try:
            _read(one, given, said)
            if whole:
                _check_whole(one, said, must_explain=one.key in set(explain))
        except ValueError as error:
            wrong[one.key] = [str(error)]
    if wrong:
        raise Invalid(next(iter(wrong.values()))[0], code="points", fields=wrong)
    return said


def _read(one: Written, given: Given, said: Said) -> None:
    """Raises `ValueError` with the sentence."""
    key = one.key
    said.comments[key] = _words(given.comments.get(key))
    said.reasons[key] = _words(given.reasons.get(key))
    sent = list(given.lines.get(key, ()))[: len(one.rubric)]
    lines = [_number(raw, most) for raw, (_t, most) in zip(sent, one.rubric, strict=False)]
    if any(line is not None for line in lines):
        said.lines[key] = lines
    points = _number(given.points.get(key), one.most)
    points = one.summed(lines) if points is None else points
    if points is not None:
        said.points[key] = points


def _check_whole(one: Written, said: Said, *, must_explain: bool) -> None:
    if one.key not in said.points:
        raise ValueError(_("Please give points."))
    if said.reasons[one.key]:
        return
    if must_explain:
        raise ValueError(_("Please say why, for the other grader."))
    summed = one.summed(said.lines.get(one.key, ()))
    if summed is not None and summed != said.points[one.key]:
        raise ValueError(
            _("The lines come to %(sum)s points. Please say why you give others.")
            % {"sum": plain(summed)}
        )


def _words(raw: Any) -> str:
    return str(raw or "").replace("\r\n", "\n").strip()[:MOST_WORDS]


def _number(raw: Any, most: Decimal) -> Decimal | None:
    if raw in (None, ""):
        return None
    try:
        value = Decimal(str(raw).strip().replace("，", ".").replace("。", "."))
    except InvalidOperation:
        value = Decimal(-1)
    if not value.is_finite() or not 0 <= value <= most or round(value, 2) != value:
        raise ValueError(
            _("Points from 0 to %(most)s, two places at most.") % {"most": plain(most)}
        )
    return value


def plain(value: Decimal) -> str:
    """Without zeros that say nothing."""
    return f"{value:f}".rstrip("0").rstrip(".") if "." in f"{value:f}" else f"{value:f}"
