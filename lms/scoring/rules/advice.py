"""What would help most this month: plain suggestions out of the score so far. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from lms.scoring.rules.assess import (
    CREDIT_HOUR,
    Facts,
    Line,
    is_exempt,
    is_settled,
    score_lines,
)
from lms.scoring.rules.scheme import Item, ItemKind, Per, Scheme


@dataclass(frozen=True)
class Advice:
    """``code``: the item; ``gain``: points still to be had; ``hours``: credit hours or hours that
    are needed for them, 0 where it is about one deed; ``facts``: what would count."""

    code: str
    gain: int
    hours: int
    facts: tuple[str, ...]


HELPFUL = frozenset({"study", "public_service", "individual_talk", "reflection", "class_attended",
                     "monthly_test"})  # fmt: skip
"""What a person can do of their own will; good deeds and courage are not to be asked for."""


def advise(facts: Facts, scheme: Scheme, *, month_target: int, most: int = 3) -> list[Advice]:
    """The most helpful first; nothing while a fact zeroes or freezes the score, because then
    nothing helps. ``month_target``: the whole month's seconds of study, because the facts of a
    month that still runs carry only what is due so far."""
    if is_settled(facts, scheme):
        return []
    given = {line.code: line for line in score_lines(facts, scheme)}
    found = [
        advice
        for item in scheme.items
        if item.kind == ItemKind.PLUS
        and HELPFUL & set(item.facts)
        and (advice := _open(item, given.get(item.code), facts, scheme, month_target)) is not None
    ]
    return sorted(found, key=lambda one: (-one.gain, one.code))[:most]


def _open(
    item: Item, line: Line | None, facts: Facts, scheme: Scheme, month_target: int
) -> Advice | None:
    has = line.points if line else 0
    if item.only_able and not facts["able_to_work"]:
        return None
    if item.per == Per.CREDIT_HOUR:
        return _study(item, has, facts, scheme, month_target)
    if item.per == Per.BEST:
        if facts["tests"] is None:
            return None
        best = max(step.points for step in item.steps)
        room = (best if item.cap is None else min(best, item.cap)) - has
        return Advice(item.code, room, 0, item.facts) if room > 0 else None
    if item.cap is None:
        return None
    room = item.cap - has
    hours = -(-room // item.points) if item.per == Per.HOUR else 0
    return Advice(item.code, room, hours, item.facts) if room > 0 else None


def _study(item: Item, has: int, facts: Facts, scheme: Scheme, month_target: int) -> Advice | None:
    """Hours that still give points or that the target lacks, and what both come to: what is given
    and what is not taken off."""
    study = facts["study"]
    if study is None:
        return None
    missing = max(0, -(-(month_target - study["seconds"]) // CREDIT_HOUR))
    room = missing if item.cap is None else (item.cap - has) // max(1, item.points)
    hours = max(room, missing)
    gain = min(room, hours) * item.points + _shortfall(missing, facts, scheme)
    return Advice(item.code, gain, hours, item.facts) if hours > 0 else None


def _shortfall(hours: int, facts: Facts, scheme: Scheme) -> int:
    """What would be taken off if ``hours`` were still missing at the end of the month."""
    item = next((one for one in scheme.items if "shortfall" in one.facts), None)
    if item is None or (item.code in scheme.targets.lifts and is_exempt(facts, scheme)):
        return 0
    points = hours * item.points
    return points if item.cap is None else min(points, item.cap)
