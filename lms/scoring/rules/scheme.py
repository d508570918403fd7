"""A scheme (计分方案) as data: what a county counts, how much, by which days.

`load` reads the plain form (of a TOML file or the database) that `check.problems` found right;
`Scheme.plain` gives it back. Points are whole numbers, always written positive; the item's kind
gives the sign. Defaults: domain.md §2 [D].
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any

HOURS_A_DAY = 24


class ItemKind(StrEnum):
    PLUS = "plus"
    MINUS = "minus"
    ZERO = "zero"
    """The month's score is the minimum."""
    FREEZE = "freeze"
    """No score until the fact is cleared."""


class Per(StrEnum):
    """What an item's points are given for."""

    EACH = "each"
    """Each fact."""
    HOUR = "hour"
    """Each full hour of the facts together."""
    CREDIT_HOUR = "credit_hour"
    """Each full credit hour (2,700 s): studied, or missing to the target."""
    BEST = "best"
    """The best result, by ``steps``."""
    FAILED = "failed"
    """No result that reaches the lowest of ``steps``, or none at all, where a test was offered."""
    STAGE = "stage"
    """Each stage, once."""
    MONTH = "month"
    """The month: there was a fact, and none of ``unless``."""
    CLEAN = "clean"
    """The month: nothing was taken off."""


@dataclass(frozen=True)
class Step:
    at_least: int
    points: int


@dataclass(frozen=True)
class Item:
    """``points`` for each fact kind named in ``by_fact``, else ``points``; ``cap``: at most so many
    in a month, None without a limit; ``replaces``: codes of items that do not count the same fact
    beside this one; ``only_able``: for those able to work."""

    code: str
    name: str
    kind: ItemKind
    source: str
    facts: tuple[str, ...] = ()
    per: Per = Per.EACH
    points: int = 0
    by_fact: dict[str, int] = field(default_factory=dict)
    steps: tuple[Step, ...] = ()
    cap: int | None = None
    unless: tuple[str, ...] = ()
    replaces: tuple[str, ...] = ()
    only_able: bool = False

    @property
    def sign(self) -> int:
        return {ItemKind.PLUS: 1, ItemKind.MINUS: -1}.get(self.kind, 0)

    def points_of(self, fact: str) -> int:
        return self.by_fact.get(fact, self.points)

    def most_of(self, fact: str) -> int:
        """The most that one fact of this kind can give or take: a day of 24 hours, capped."""
        most = max([self.points_of(fact), *(step.points for step in self.steps)])
        if self.per == Per.HOUR:
            most *= HOURS_A_DAY
        return most if self.cap is None else min(most, self.cap)


@dataclass(frozen=True)
class Band:
    """A weather: totals of ``at_least`` and more, up to the next band."""

    code: str
    name: str
    at_least: int


@dataclass(frozen=True)
class Targets:
    """``exemptions``: which of them reduce targets pro rata and lift the items ``lifts``."""

    exemptions: tuple[str, ...] = ()
    lifts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Calendar:
    """Days of the month after (``…_day``) and numbers of working days. domain.md §2, Calendar."""

    lock_day: int = 3
    review_day: int = 5
    approve_day: int = 8
    post_day: int = 10
    post_working_days: int = 5
    answer_working_days: int = 2
    reply_working_days: int = 5
    visible_days: int = 30


@dataclass(frozen=True)
class Proposal:
    """What is put before an officer, never done by itself. All conditions that are set must hold;
    ``any_fact`` counts within ``months`` months and stands beside the others as an alternative."""

    code: str
    name: str
    kind: str
    """``level``, ``commendation`` or ``talk``."""
    to: str = ""
    levels: tuple[str, ...] = ()
    months: int = 1
    each_at_least: int | None = None
    mean_at_least: int | None = None
    below: int | None = None
    penalty_free: bool = False
    in_correction_months: int = 0
    at_level_months: int = 0
    any_fact: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Scheme:
    name: str
    base: int
    minimum: int
    maximum: int
    items: tuple[Item, ...]
    bands: tuple[Band, ...]
    """From the highest down."""
    targets: Targets
    calendar: Calendar
    proposals: tuple[Proposal, ...]

    def plain(self) -> dict[str, Any]:
        """As JSON and TOML hold it; what is not set is left out."""
        found: dict[str, Any] = _bare(asdict(self))
        return found

    def item(self, code: str) -> Item | None:
        return next((item for item in self.items if item.code == code), None)

    def band_of(self, total: int) -> Band:
        return next((band for band in self.bands if total >= band.at_least), self.bands[-1])

    def heaviest(self, fact: str) -> int:
        """The most that one fact of this kind can move the score, up (+) or down (−). A fact that
        freezes it weighs as one that zeroes it."""
        moved = [item.sign * item.most_of(fact) for item in self.items if fact in item.facts]
        decisive = (ItemKind.ZERO, ItemKind.FREEZE)
        if any(item.kind in decisive for item in self.items if fact in item.facts):
            moved.append(-self.maximum)
        return max(moved, key=abs, default=0)


def load(plain: dict[str, Any]) -> Scheme:
    """The scheme of a plain form without problems."""
    items = tuple(
        Item(
            **{
                **one,
                "kind": ItemKind(one["kind"]),
                "per": Per(one.get("per", "each")),
                "steps": tuple(Step(**step) for step in one.get("steps", ())),
                **{n: tuple(one.get(n, ())) for n in ("facts", "unless", "replaces")},
            }
        )
        for one in plain["items"]
    )
    bands = sorted((Band(**one) for one in plain["bands"]), key=lambda band: -band.at_least)
    proposals = (
        Proposal(**{**one, "levels": tuple(one.get("levels", ()))})
        for one in plain.get("proposals", ())
    )
    targets = plain.get("targets", {})
    return Scheme(
        name=plain["name"],
        base=plain["base"],
        minimum=plain["minimum"],
        maximum=plain["maximum"],
        items=items,
        bands=tuple(bands),
        targets=Targets(**{name: tuple(values) for name, values in targets.items()}),
        calendar=Calendar(**plain.get("calendar", {})),
        proposals=tuple(proposals),
    )


def _bare(value: Any) -> Any:
    """Plain values, without what is empty (0 and False in items are left out as well)."""
    if isinstance(value, dict):
        cleaned = {name: _bare(one) for name, one in value.items()}
        return {name: one for name, one in cleaned.items() if not _is_unset(name, one)}
    if isinstance(value, list | tuple):
        return [_bare(one) for one in value]
    if isinstance(value, StrEnum):
        return str(value)
    if isinstance(value, Decimal):
        return str(value)
    return value


KEPT_AT_ZERO = frozenset({"base", "minimum", "maximum", "at_least", "lock_day"})


def _is_unset(name: str, value: Any) -> bool:
    if name in KEPT_AT_ZERO:
        return False
    return value is None or value is False or value in ("", [], {}) or value == 0
