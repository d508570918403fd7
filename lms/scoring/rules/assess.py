"""Facts of one person and month, and a scheme, become lines, a total, a weather and proposals.

Pure and deterministic: the same facts and scheme give the same answer for ever; the order of facts
does not matter; `Assessment.plain` is what is stored and recomputed (domain.md §2).

Facts are a plain dict (``lms/scoring/facts.py`` gathers it)::

    {"month": "2026-10", "offender": "…", "days": {"month": 31, "liable": 31},
     "exemptions": [{"kind": "illness", …}], "able_to_work": true,
     "level": "ordinary", "level_months": 5, "months_in_correction": 9,
     "study": {"seconds": 21600, "target_seconds": 21600, …} or null,
     "tests": [{"id": "…", "score": 82, …}] or null where none was offered,
     "records": [{"id": "…", "kind": "report_late", "on": "2026-10-08", "hours": "2.5",
                  "stage": "intake", "same_as": id or null, "same_item": "M2" or "",
                  "settled": true where a later month's penalty counts the same fact}],
     "past": [{"month": "2026-09", "total": 88, "penalty": false, "facts": {"warning": 1}}],
     "late": [{"month": "2026-09", "scheme": {…}, "before": facts, "after": facts}]}
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

from lms.scoring.rules.kinds import PENALTIES
from lms.scoring.rules.scheme import Item, ItemKind, Per, Proposal, Scheme, load

CREDIT_HOUR = 2700
Facts = dict[str, Any]


@dataclass(frozen=True)
class Line:
    """One item's part of the score. ``points`` are signed and after the cap; ``uncapped`` before.
    ``quantity`` is how often (or how many hours) it was counted; ``facts`` the ids behind it.
    ``note``: ``capped``, ``replaced`` (another item counts the same fact), ``exempt``, or empty.
    ``late``: the earlier month that this line puts right, or empty."""

    code: str
    points: int
    uncapped: int
    quantity: int
    facts: tuple[str, ...] = ()
    note: str = ""
    late: str = ""


@dataclass(frozen=True)
class Proposed:
    """``facts``: what the rule saw: months with totals, kinds with counts."""

    code: str
    kind: str
    to: str
    facts: dict[str, Any]


@dataclass(frozen=True)
class Assessment:
    """``total`` and ``band`` are empty while a fact freezes the score."""

    lines: tuple[Line, ...]
    total: int | None
    band: str
    proposals: tuple[Proposed, ...]

    @property
    def is_frozen(self) -> bool:
        return self.total is None

    def plain(self) -> dict[str, Any]:
        return {
            "lines": [{**vars(line), "facts": list(line.facts)} for line in self.lines],
            "total": self.total,
            "band": self.band,
            "proposals": [{**vars(one), "facts": dict(one.facts)} for one in self.proposals],
        }


FROZEN = "frozen"


def assess(facts: Facts, scheme: Scheme) -> Assessment:
    """The score of one month."""
    lines = (*score_lines(facts, scheme), *_late_lines(facts))
    total = total_of(lines, facts, scheme)
    band = FROZEN if total is None else scheme.band_of(total).code
    return Assessment(lines, total, band, tuple(_proposals(facts, scheme, total)))


def total_of(lines: Iterable[Line], facts: Facts, scheme: Scheme) -> int | None:
    """clamp(base + Σ lines); the minimum for a fact that zeroes; None for one that freezes."""
    kinds = _decisive(facts, scheme)
    if ItemKind.FREEZE in kinds or _late_freeze(facts):
        return None
    if ItemKind.ZERO in kinds:
        return scheme.minimum
    points = scheme.base + sum(line.points for line in lines)
    return max(scheme.minimum, min(scheme.maximum, points))


def score_lines(facts: Facts, scheme: Scheme) -> list[Line]:
    """The lines of the month's own facts, in the order of the scheme."""
    replaced = _replaced(facts, scheme)
    lines = [
        line
        for item in scheme.items
        if item.per != Per.CLEAN and (line := _line(item, facts, scheme, replaced)) is not None
    ]
    taken = any(line.points < 0 or line.note == "replaced" for line in lines)
    clean = not taken and not _decisive(facts, scheme)
    order = {item.code: place for place, item in enumerate(scheme.items)}
    for item in scheme.items:
        if item.per == Per.CLEAN and clean and facts["days"]["liable"] > 0:
            lines.append(_counted(item, 1, item.points, ()))
    return sorted(lines, key=lambda line: order[line.code])


DECISIVE = (ItemKind.ZERO, ItemKind.FREEZE)


def _decisive(facts: Facts, scheme: Scheme) -> set[ItemKind]:
    """What settles the month's score alone: facts that zero it, facts that freeze it."""
    kinds = {one["kind"] for one in facts["records"]}
    return {item.kind for item in scheme.items if item.kind in DECISIVE and kinds & set(item.facts)}


def is_settled(facts: Facts, scheme: Scheme) -> bool:
    """Whether a fact zeroes or freezes the month, whatever else there is."""
    return bool(_decisive(facts, scheme)) or _late_freeze(facts)


def _records(facts: Facts, item: Item) -> list[dict[str, Any]]:
    found = [one for one in facts["records"] if one["kind"] in item.facts]
    return sorted(found, key=lambda one: (one["on"], one["id"]))


def _replaced(facts: Facts, scheme: Scheme) -> set[tuple[str, str]]:
    """(item code, record id or ``*``) of what a heavier item counts: the same fact counts once."""
    records = {one["id"]: one for one in facts["records"]}
    by_fact: dict[str, list[dict[str, Any]]] = {}
    for one in records.values():
        by_fact.setdefault(_root(one, records), []).append(one)
    found: set[tuple[str, str]] = set()
    for item in (item for item in scheme.items if item.replaces):
        whole = {code for code in item.replaces if _is_without_records(scheme.item(code))}
        for one in _records(facts, item):
            others = by_fact[_root(one, records)]
            found |= {
                (code, other["id"])
                for other in others
                if other["id"] != one["id"]
                for code in item.replaces
            }
            found |= {(item.code, two["id"]) for two in _again(others, item)}
            if not one.get("same_as") and one.get("same_item") in whole:
                found.add((str(one["same_item"]), "*"))
    for one in records.values():
        if one.get("settled"):  # a later month's penalty counts this fact
            found |= {(item.code, one["id"]) for item in scheme.items}
    return found


def _again(others: list[dict[str, Any]], item: Item) -> list[dict[str, Any]]:
    """Of several penalties of this item for one fact, all but the heaviest: it counts once."""
    same = [one for one in others if one["kind"] in item.facts]
    return sorted(same, key=lambda one: (-item.points_of(one["kind"]), one["on"], one["id"]))[1:]


def _is_without_records(item: Item | None) -> bool:
    """Study and tests have no record that a penalty could name: it names the item."""
    return item is not None and item.per in (Per.CREDIT_HOUR, Per.FAILED)


def _root(one: dict[str, Any], records: dict[str, dict[str, Any]]) -> str:
    """What a record is about: where its chain of ``same_as`` ends, or the item it names."""
    seen: set[str] = set()
    while (before := one.get("same_as")) and before in records and before not in seen:
        seen.add(before)
        one = records[before]
    if named := one.get("same_as"):
        return str(named)
    return f"item {one['same_item']}" if one.get("same_item") else str(one["id"])


def _line(item: Item, facts: Facts, scheme: Scheme, replaced: set[tuple[str, str]]) -> Line | None:
    """What an item gives or takes; None when the month offered nothing to count."""
    if item.only_able and not facts["able_to_work"]:
        return None
    if item.kind in DECISIVE:
        ids = [one["id"] for one in _records(facts, item)]
        return Line(item.code, 0, 0, len(ids), tuple(ids)) if ids else None
    line = _MEASURES.get(item.per, _each)(item, facts, replaced)
    if line is None or (line.quantity == 0 and not line.note):
        return None
    if item.code in scheme.targets.lifts and is_exempt(facts, scheme):
        return replace(line, points=0, note="exempt")
    if (item.code, "*") in replaced:
        return replace(line, points=0, note="replaced")
    return line


def is_exempt(facts: Facts, scheme: Scheme) -> bool:
    """An exemption of the scheme's list, or a month that was not whole (domain.md §2)."""
    kinds = {one["kind"] for one in facts["exemptions"]}
    partial = facts["days"].get("in_correction", facts["days"]["month"]) < facts["days"]["month"]
    return bool(kinds & set(scheme.targets.exemptions)) or (
        partial and "partial_month" in scheme.targets.exemptions
    )


def _counted(item: Item, quantity: int, points: int, ids: Iterable[str]) -> Line:
    """A line after the cap."""
    most = points if item.cap is None else min(points, item.cap)
    note = "capped" if most < points else ""
    return Line(item.code, item.sign * most, item.sign * points, quantity, tuple(ids), note)


def _standing(
    item: Item, facts: Facts, replaced: set[tuple[str, str]]
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The item's records that count, and those that another item counts."""
    found = _records(facts, item)
    gone = [one for one in found if (item.code, one["id"]) in replaced]
    return [one for one in found if one not in gone], gone


def _each(item: Item, facts: Facts, replaced: set[tuple[str, str]]) -> Line | None:
    counted, gone = _standing(item, facts, replaced)
    if not counted and gone:
        return _elsewhere(item, gone)
    points = sum(item.points_of(one["kind"]) for one in counted)
    return _counted(item, len(counted), points, [one["id"] for one in counted])


def _elsewhere(item: Item, gone: list[dict[str, Any]]) -> Line:
    """All of the item's facts are counted by a heavier one."""
    return Line(item.code, 0, 0, 0, tuple(one["id"] for one in gone), "replaced")


def _hours(item: Item, facts: Facts, replaced: set[tuple[str, str]]) -> Line | None:
    counted, gone = _standing(item, facts, replaced)
    if not counted and gone:
        return _elsewhere(item, gone)
    hours = int(sum((Fraction(Decimal(one.get("hours") or "0")) for one in counted), Fraction()))
    return _counted(item, hours, hours * item.points, [one["id"] for one in counted])


def _credit_hours(item: Item, facts: Facts, replaced: set[tuple[str, str]]) -> Line | None:
    study = facts["study"]
    if study is None:
        return None
    if "shortfall" in item.facts:
        seconds = max(0, study["target_seconds"] - study["seconds"])
    else:
        seconds = study["seconds"]
    hours = seconds // CREDIT_HOUR
    return _counted(item, hours, hours * item.points, ["study"] if hours else [])


def _best(item: Item, facts: Facts, replaced: set[tuple[str, str]]) -> Line | None:
    tests = facts["tests"]
    if not tests:
        return None
    best = max(tests, key=lambda one: (one["score"], one["id"]))
    points = max((s.points for s in item.steps if best["score"] >= s.at_least), default=0)
    return _counted(item, 1, points, [best["id"]]) if points else None


def _failed(item: Item, facts: Facts, replaced: set[tuple[str, str]]) -> Line | None:
    tests = facts["tests"]
    if tests is None:
        return None
    lowest = min(item.steps, key=lambda step: step.at_least)
    if any(one["score"] >= lowest.at_least for one in tests):
        return None
    return _counted(item, 1, lowest.points, sorted(one["id"] for one in tests))


def _stages(item: Item, facts: Facts, replaced: set[tuple[str, str]]) -> Line | None:
    counted, _gone = _standing(item, facts, replaced)
    first: dict[str, str] = {}
    for one in counted:
        first.setdefault(one.get("stage") or "", one["id"])
    return _counted(item, len(first), len(first) * item.points, first.values())


def _month(item: Item, facts: Facts, replaced: set[tuple[str, str]]) -> Line | None:
    counted, _gone = _standing(item, facts, replaced)
    if not counted or any(one["kind"] in item.unless for one in facts["records"]):
        return None
    return _counted(item, 1, item.points, [one["id"] for one in counted])


_MEASURES = {
    Per.EACH: _each,
    Per.HOUR: _hours,
    Per.CREDIT_HOUR: _credit_hours,
    Per.BEST: _best,
    Per.FAILED: _failed,
    Per.STAGE: _stages,
    Per.MONTH: _month,
}


def _late_lines(facts: Facts) -> list[Line]:
    """What facts that came after an earlier month was frozen change in it, item by item; counted
    now because a frozen month is not written again."""
    found: list[Line] = []
    for late in sorted(facts.get("late", ()), key=lambda one: str(one["month"])):
        scheme = load(late["scheme"])
        if _decisive(late["before"], scheme) != _decisive(late["after"], scheme):
            found += _late_decisive(late, scheme)
        else:
            found += _late_items(late, scheme)
    return found


def _late_items(late: Facts, scheme: Scheme) -> list[Line]:
    """The difference of each line. Where the month was zeroed or frozen, before and after, nothing
    else can have changed it."""
    if _decisive(late["before"], scheme):
        return []
    before = {line.code: line for line in score_lines(late["before"], scheme)}
    after = {line.code: line for line in score_lines(late["after"], scheme)}
    known = {one["id"] for one in late["before"]["records"]}
    found = []
    for item in scheme.items:
        old, new = before.get(item.code), after.get(item.code)
        moved = (new.points if new else 0) - (old.points if old else 0)
        if moved:
            ids = [i for i in (new.facts if new else ()) if i not in known]
            found.append(Line(item.code, moved, moved, 1, tuple(ids), "", late["month"]))
    return found


def _late_decisive(late: Facts, scheme: Scheme) -> list[Line]:
    """A fact that zeroes a month, known late or cancelled late, moves this month by what that month
    lost or won. One that freezes moves nothing: it freezes this month (`_late_freeze`)."""
    before, after = late["before"], late["after"]
    totals = [total_of(score_lines(one, scheme), one, scheme) for one in (before, after)]
    moved = 0 if totals[0] is None or totals[1] is None else totals[1] - totals[0]
    found = []
    for item in (item for item in scheme.items if item.kind in DECISIVE):
        ids = {one["id"] for one in _records(before, item)} ^ {
            one["id"] for one in _records(after, item)
        }
        if ids:
            points = moved if item.kind == ItemKind.ZERO else 0
            line = Line(item.code, points, points, len(ids), tuple(sorted(ids)), "", late["month"])
            found.append(line)
            moved -= points
    return found


def _late_freeze(facts: Facts) -> bool:
    """Whether a fact that freezes a score became known after its month had been closed."""
    for late in facts.get("late", ()):
        scheme = load(late["scheme"])
        newly = _decisive(late["after"], scheme) - _decisive(late["before"], scheme)
        if ItemKind.FREEZE in newly:
            return True
    return False


def _proposals(facts: Facts, scheme: Scheme, total: int | None) -> list[Proposed]:
    months = [_this_month(facts, total), *sorted(facts.get("past", ()), key=_newest)]
    found = []
    for rule in scheme.proposals:
        seen = _met(rule, facts, months)
        if seen is not None:
            found.append(Proposed(rule.code, rule.kind, rule.to, seen))
    return found


def _newest(month: dict[str, Any]) -> int:
    return -_number(month["month"])


def _number(month: str) -> int:
    """Months counted through, so that their distance can be told."""
    return int(month[:4]) * 12 + int(month[5:7])


def _this_month(facts: Facts, total: int | None) -> dict[str, Any]:
    """The month as the rules see it: with what became known late about earlier months."""
    counts = Counter(one["kind"] for one in facts["records"])
    for late in facts.get("late", ()):
        known = {one["id"] for one in late["before"]["records"]}
        counts.update(one["kind"] for one in late["after"]["records"] if one["id"] not in known)
    return {"month": facts["month"], "total": total, "facts": dict(counts)}


def _met(rule: Proposal, facts: Facts, months: list[dict[str, Any]]) -> dict[str, Any] | None:
    """What speaks for the proposal; None when its conditions do not hold."""
    if rule.levels and facts["level"] not in rule.levels:
        return None
    this = _number(facts["month"])
    window = [one for one in months if 0 <= this - _number(one["month"]) < rule.months]
    counts: Counter[str] = Counter()
    for one in window:
        counts.update({kind: n for kind, n in one["facts"].items() if kind in rule.any_fact})
    reached = {
        kind: counts[kind]
        for kind, least in rule.any_fact.items()
        if counts[kind] >= least and window[0]["facts"].get(kind)  # the month brought one more
    }
    if reached:
        return {"counts": dict(sorted(reached.items())), "months": [m["month"] for m in window]}
    return _by_totals(rule, facts, window)


def _by_totals(rule: Proposal, facts: Facts, window: list[dict[str, Any]]) -> dict[str, Any] | None:
    totals = [one["total"] for one in window]
    if rule.below is not None:
        low = totals[0] is not None and totals[0] < rule.below
        return {"totals": [[window[0]["month"], totals[0]]]} if low else None
    if rule.each_at_least is None and rule.mean_at_least is None:
        return None
    long_enough = (
        len(totals) == rule.months
        and None not in totals
        and facts["months_in_correction"] >= rule.in_correction_months
        and facts["level_months"] >= rule.at_level_months
    )
    if not long_enough or (rule.penalty_free and _had_penalty(window)):
        return None
    each, mean = rule.each_at_least, rule.mean_at_least
    if each is not None and min(totals) < each:
        return None
    if mean is not None and Fraction(sum(totals), len(totals)) < mean:
        return None
    return {"totals": [[one["month"], one["total"]] for one in window]}


def _had_penalty(window: list[dict[str, Any]]) -> bool:
    return any(PENALTIES & set(one["facts"]) for one in window)
