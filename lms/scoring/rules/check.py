"""What is wrong with a scheme, place by place. A scheme without problems can be loaded and cannot
give a senseless score."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from lms.scoring.rules.kinds import KINDS, Source
from lms.scoring.rules.scheme import HOURS_A_DAY, ItemKind, Per

Path = tuple[str | int, ...]
LEVELS = ("strict", "ordinary", "lenient")
EXEMPTIONS = ("illness", "pregnancy", "custody", "leave", "other", "partial_month")
WEATHERS = ("sunny", "cloudy", "overcast", "rain")
PROPOSAL_KINDS = ("level", "commendation", "talk")
TOP = {"name", "base", "minimum", "maximum", "targets", "items", "bands", "calendar", "proposals"}
ITEM = {
    "code", "name", "kind", "source", "facts", "per", "points", "by_fact", "steps", "cap",
    "unless", "replaces", "only_able",
}  # fmt: skip
CALENDAR = {
    "lock_day": (1, 28), "review_day": (1, 28), "approve_day": (1, 28), "post_day": (1, 28),
    "post_working_days": (1, 30), "answer_working_days": (1, 30), "reply_working_days": (1, 30),
    "visible_days": (1, 90),
}  # fmt: skip
PROPOSAL = {
    "code", "name", "kind", "to", "levels", "months", "each_at_least", "mean_at_least", "below",
    "penalty_free", "in_correction_months", "at_level_months", "any_fact",
}  # fmt: skip
MOST_POINTS = 1000
MOST_ENTRIES = 100
CODE = re.compile(r"[A-Za-z][A-Za-z0-9_]*")


@dataclass(frozen=True)
class Problem:
    """``path`` leads to the place: ``("items", 3, "cap")``."""

    path: Path
    message: str


def problems(plain: Any) -> list[Problem]:
    """All that is wrong, in the order of the form; empty for a good scheme."""
    if not isinstance(plain, dict):
        return [Problem((), _("A scheme is a table of names and values."))]
    found = [Problem((name,), _unknown(name)) for name in plain if name not in TOP]
    found += _top(plain)
    found += _lists(plain)
    if found:
        return found
    found += [p for n, one in enumerate(plain["items"]) for p in _item(n, one)]
    found += _bands(plain)
    found += _targets(plain.get("targets", {}), plain["items"])
    found += _calendar(plain.get("calendar", {}))
    found += [p for n, one in enumerate(plain.get("proposals", [])) for p in _proposal(n, one)]
    if not found:
        found += [*_once(plain), *_replacing(plain["items"])]
    return found


def _unknown(name: object) -> str:
    shown = name[:40] if isinstance(name, str) else type(name).__name__
    return _("“%(name)s” is not known here.") % {"name": shown}


def _is_whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _text(value: Any, most: int) -> bool:
    """Words of one line: signs that cannot be printed are no words (a database refuses some)."""
    return isinstance(value, str) and 0 < len(value.strip()) <= most and value.isprintable()


def _code(value: Any, most: int) -> bool:
    return isinstance(value, str) and len(value) <= most and CODE.fullmatch(value) is not None


def _texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) for one in value)


def _top(plain: dict[str, Any]) -> Iterator[Problem]:
    if not _text(plain.get("name"), 80):
        yield Problem(("name",), _("The scheme needs a name of at most 80 characters."))
    numbers = []
    for name in ("minimum", "base", "maximum"):
        value = plain.get(name)
        if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= MOST_POINTS:
            yield Problem((name,), _("A whole number from 0 to 1000 is needed."))
            return
        numbers.append(value)
    low, base, high = numbers
    if not low <= base <= high or low == high:
        yield Problem(("base",), _("It must lie between the minimum and the maximum."))


def _lists(plain: dict[str, Any]) -> Iterator[Problem]:
    for name in ("items", "bands", "proposals"):
        value = plain.get(name, [] if name == "proposals" else None)
        if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
            yield Problem((name,), _("A list of entries is needed."))
        elif not value and name != "proposals":
            yield Problem((name,), _("At least one entry is needed."))
        elif len(value) > MOST_ENTRIES:
            yield Problem((name,), _("At most 100 entries are possible."))
    for name in ("targets", "calendar"):
        if not isinstance(plain.get(name, {}), dict):
            yield Problem((name,), _("A table of names and values is needed."))


def _item(number: int, one: dict[str, Any]) -> Iterator[Problem]:
    place: Path = ("items", number)
    for name in one:
        if name not in ITEM:
            yield Problem((*place, str(name)), _unknown(name))
    if not _code(one.get("code"), 8):
        words = _("An item needs a code: a letter, then letters and digits, at most 8.")
        yield Problem((*place, "code"), words)
    if not _text(one.get("name"), 60):
        yield Problem((*place, "name"), _("An item needs a name of at most 60 characters."))
    if one.get("kind") not in list(ItemKind):
        yield Problem((*place, "kind"), _one_of(ItemKind))
        return
    if one.get("source") not in list(Source):
        yield Problem((*place, "source"), _one_of(Source))
        return
    if one.get("per", "each") not in list(Per):
        yield Problem((*place, "per"), _one_of(Per))
        return
    shaped = [name for name in ("facts", "unless", "replaces") if not _texts(one.get(name, []))]
    for name in shaped:
        yield Problem((*place, name), _("A list of names is needed."))
    if shaped:
        return
    yield from _facts(place, one)
    yield from _measure(place, one)
    yield from _weights(place, one)


def _one_of(names: Any) -> str:
    return _("It must be one of: %(names)s.") % {"names": ", ".join(names)}


def _facts(place: Path, one: dict[str, Any]) -> Iterator[Problem]:
    facts = one.get("facts", [])
    if not facts and one["source"] != Source.MONTH:
        yield Problem((*place, "facts"), _("The item must say which facts it counts."))
        return
    for name in ("facts", "unless"):
        for fact in one.get(name, []):
            if fact not in KINDS:
                yield Problem((*place, name), _unknown(fact))
            elif name == "facts" and KINDS[fact].source != one["source"]:
                words = _("“%(fact)s” does not come from this source.") % {"fact": fact}
                yield Problem((*place, name), words)
    if len(set(facts)) < len(facts):
        yield Problem((*place, "facts"), _("A fact stands here twice."))


MEASURES: dict[Source, set[Per]] = {
    Source.LEDGER: {Per.CREDIT_HOUR},
    Source.EXAM: {Per.BEST, Per.FAILED},
    Source.ATTENDANCE: {Per.EACH, Per.MONTH},
    Source.CONDUCT: {Per.EACH, Per.HOUR, Per.STAGE, Per.MONTH},
    Source.MONTH: {Per.CLEAN},
}


def _measure(place: Path, one: dict[str, Any]) -> Iterator[Problem]:
    per, kind = Per(one.get("per", "each")), ItemKind(one["kind"])
    if per not in MEASURES[Source(one["source"])]:
        yield Problem((*place, "per"), _("This source cannot be counted like that."))
    if per == Per.CLEAN and kind != ItemKind.PLUS:
        yield Problem((*place, "kind"), _("A month without deductions can only give points."))
    if per == Per.FAILED and kind != ItemKind.MINUS:
        yield Problem((*place, "kind"), _("A failed test can only take points."))
    if kind == ItemKind.MINUS and per in (Per.MONTH, Per.BEST, Per.STAGE):
        yield Problem((*place, "per"), _("This way of counting can only give points."))
    if "shortfall" in one.get("facts", ()) and kind != ItemKind.MINUS:
        yield Problem((*place, "kind"), _("Study below the target can only take points."))
    if per == Per.CREDIT_HOUR and len(one.get("facts", ())) > 1:
        yield Problem((*place, "facts"), _("Study and shortfall are two items."))
    if kind in (ItemKind.ZERO, ItemKind.FREEZE) and per != Per.EACH:
        yield Problem((*place, "per"), _("Such an item counts each fact."))


def _weights(place: Path, one: dict[str, Any]) -> Iterator[Problem]:
    decisive = one["kind"] in (ItemKind.ZERO, ItemKind.FREEZE)
    steps, by_fact = one.get("steps", []), one.get("by_fact", {})
    by_result = one.get("per") in (Per.BEST, Per.FAILED)
    if by_result or steps != []:  # what an item does not need must still be readable
        yield from _steps(place, steps)
    if not by_result and not decisive and not by_fact and not _points(one.get("points")):
        yield Problem((*place, "points"), _("Points are a whole number from 1 to 1000."))
    if not isinstance(by_fact, dict) or not all(map(_points, by_fact.values())):
        yield Problem((*place, "by_fact"), _("Points are a whole number from 1 to 1000."))
    elif by_fact and set(by_fact) != set(one.get("facts", ())):
        yield Problem((*place, "by_fact"), _("Each fact of the item needs its points."))
    if "cap" in one and not _points(one["cap"]):
        yield Problem((*place, "cap"), _("A monthly cap is a whole number from 1 to 1000."))
    if not isinstance(one.get("only_able", False), bool):
        yield Problem((*place, "only_able"), _("It must be true or false."))


def _points(value: Any) -> bool:
    return _is_whole(value) and 0 < value <= MOST_POINTS


def _steps(place: Path, steps: Any) -> Iterator[Problem]:
    good = (
        isinstance(steps, list)
        and steps
        and all(
            isinstance(step, dict)
            and set(step) == {"at_least", "points"}
            and _is_whole(step["at_least"])
            and 0 <= step["at_least"] <= MOST_POINTS
            and _points(step["points"])
            for step in steps
        )
    )
    if not good:
        yield Problem((*place, "steps"), _("Each step says from which result how many points."))
        return
    ordered = sorted(steps, key=lambda step: step["at_least"])
    points = [step["points"] for step in ordered]
    if len({step["at_least"] for step in steps}) < len(steps) or points != sorted(points):
        yield Problem((*place, "steps"), _("A better result must give at least as much."))


def _bands(plain: dict[str, Any]) -> Iterator[Problem]:
    starts: dict[int, int] = {}
    codes: set[str] = set()
    for number, band in enumerate(plain["bands"]):
        place: Path = ("bands", number)
        if set(band) != {"code", "name", "at_least"} or not _text(band.get("name"), 20):
            yield Problem(place, _("A band has a code, a name and where it begins."))
            continue
        if band["code"] not in WEATHERS or band["code"] in codes:
            yield Problem((*place, "code"), _one_of(WEATHERS) + _(" Each once."))
        codes.add(str(band["code"]))
        begin = band["at_least"]
        if not _is_whole(begin) or not plain["minimum"] <= begin <= plain["maximum"]:
            yield Problem((*place, "at_least"), _("It must lie between minimum and maximum."))
        elif begin in starts:
            words = _("Bands overlap: another band begins at %(begin)d too.") % {"begin": begin}
            yield Problem((*place, "at_least"), words)
        else:
            starts[begin] = number
    if starts and min(starts) != plain["minimum"]:
        yield Problem(
            ("bands",), _("The lowest band must begin at the minimum, else scores fall out.")
        )
    order = [WEATHERS.index(b["code"]) for b in _sorted(plain["bands"])]
    if order != sorted(order):
        yield Problem(("bands",), _("Better weather must need more points."))


def _sorted(bands: list[dict[str, Any]]) -> list[dict[str, Any]]:
    known = [b for b in bands if b.get("code") in WEATHERS and _is_whole(b.get("at_least"))]
    return sorted(known, key=lambda band: -band["at_least"])


def _targets(targets: dict[str, Any], items: list[dict[str, Any]]) -> Iterator[Problem]:
    codes = {one["code"] for one in items if isinstance(one.get("code"), str)}
    known: dict[str, Any] = {"exemptions": EXEMPTIONS, "lifts": codes}
    for name, values in targets.items():
        if name not in known:
            yield Problem(("targets", name), _unknown(name))
        elif not isinstance(values, list):
            yield Problem(("targets", name), _("A list of entries is needed."))
        else:
            for value in values:
                if not isinstance(value, str) or value not in known[name]:
                    yield Problem(("targets", name), _unknown(value))


def _calendar(calendar: dict[str, Any]) -> Iterator[Problem]:
    for name, value in calendar.items():
        if name not in CALENDAR:
            yield Problem(("calendar", name), _unknown(name))
            return
        low, high = CALENDAR[name]
        if not _is_whole(value) or not low <= value <= high:
            words = _("A whole number from %(low)d to %(high)d is needed.")
            yield Problem(("calendar", name), words % {"low": low, "high": high})
            return
    names = ("lock_day", "review_day", "approve_day", "post_day")
    days = [calendar.get(name, default) for name, default in zip(names, (3, 5, 8, 10), strict=True)]
    if days != sorted(days):
        yield Problem(("calendar",), _("Lock, review, approval and posting follow each other."))


WHOLE = (
    "each_at_least", "mean_at_least", "below", "months", "in_correction_months", "at_level_months",
)  # fmt: skip


def _proposal(number: int, one: dict[str, Any]) -> Iterator[Problem]:
    place: Path = ("proposals", number)
    for name in one:
        if name not in PROPOSAL:
            yield Problem((*place, str(name)), _unknown(name))
    if not _code(one.get("code"), 20):
        yield Problem((*place, "code"), _("A proposal needs a code: letters and digits."))
    if not _text(one.get("name"), 60):
        yield Problem((*place, "name"), _("A proposal needs a name of at most 60 characters."))
    if one.get("kind") not in PROPOSAL_KINDS:
        yield Problem((*place, "kind"), _one_of(PROPOSAL_KINDS))
    if (one.get("kind") == "level") != (one.get("to") in LEVELS):
        yield Problem((*place, "to"), _("A change of level says to which one; others do not."))
    if not _texts(one.get("levels", [])) or not set(one.get("levels", [])) <= set(LEVELS):
        yield Problem((*place, "levels"), _one_of(LEVELS))
    yield from _conditions(place, one)


def _conditions(place: Path, one: dict[str, Any]) -> Iterator[Problem]:
    for name in WHOLE:
        if name in one and not (_is_whole(one[name]) and 0 <= one[name] <= MOST_POINTS):
            yield Problem((*place, name), _("A whole number from 0 to 1000 is needed."))
    if not 1 <= (one.get("months", 1) if _is_whole(one.get("months", 1)) else 0) <= 12:
        yield Problem((*place, "months"), _("A proposal looks at 1 to 12 months."))
    if not isinstance(one.get("penalty_free", False), bool):
        yield Problem((*place, "penalty_free"), _("It must be true or false."))
    facts = one.get("any_fact", {})
    if not isinstance(facts, dict) or not all(_points(n) and f in KINDS for f, n in facts.items()):
        yield Problem((*place, "any_fact"), _("Kinds of facts with how often are needed."))
    if not any(name in one for name in ("each_at_least", "mean_at_least", "below", "any_fact")):
        yield Problem(place, _("The proposal has no condition."))


def _once(plain: dict[str, Any]) -> Iterator[Problem]:
    """Codes are used once, and no fact is taken off by two items."""
    for name in ("items", "proposals"):
        seen: set[str] = set()
        for number, one in enumerate(plain.get(name, [])):
            if one["code"] in seen:
                yield Problem((name, number, "code"), _("This code stands here twice."))
            seen.add(one["code"])
    taken: dict[str, str] = {}
    for number, one in enumerate(plain["items"]):
        for fact in one.get("facts", ()) if one["kind"] != ItemKind.PLUS else ():
            if fact in taken:
                words = _("“%(fact)s” is counted by %(code)s already: one fact counts once.")
                told = words % {"fact": fact, "code": taken[fact]}
                yield Problem(("items", number, "facts"), told)
            taken[fact] = one["code"]


def _replacing(items: list[dict[str, Any]]) -> Iterator[Problem]:
    """An item that replaces others weighs at least as much, and no cap takes that away: else a
    heavier fact would raise the score."""
    by_code = {one["code"]: one for one in items}
    for number, one in enumerate(items):
        place: Path = ("items", number, "replaces")
        for code in one.get("replaces", ()):
            if code not in by_code or code == one["code"]:
                yield Problem(place, _unknown(code))
                continue
            other = by_code[code]
            if other["kind"] != ItemKind.MINUS or one["kind"] not in (
                ItemKind.MINUS, ItemKind.ZERO
            ):  # fmt: skip
                yield Problem(place, _("Only deductions replace deductions."))
            elif one["kind"] == ItemKind.ZERO:
                continue
            elif one.get("per", "each") != Per.EACH or "cap" in one:
                yield Problem(place, _("It must count each fact and have no cap."))
            elif _lightest(one) < _heaviest(other):
                words = _("It must weigh at least as much as %(code)s.") % {"code": code}
                yield Problem(place, words)
            elif one["code"] in other.get("replaces", ()):
                words = _("%(code)s replaces it too: then nothing would count.") % {"code": code}
                yield Problem(place, words)
    yield from _in_order(items)


def _in_order(items: list[dict[str, Any]]) -> Iterator[Problem]:
    """Penalties form one order: of two for the same fact the heavier counts, never both."""
    replacing = [
        (number, one)
        for number, one in enumerate(items)
        if one.get("replaces") and one["kind"] == ItemKind.MINUS
    ]
    for place, (number, one) in enumerate(replacing):
        for _number, other in replacing[:place]:
            if one["code"] in other["replaces"] or other["code"] in one["replaces"]:
                continue
            words = _("%(one)s or %(other)s must replace the other: one fact counts once.")
            told = words % {"one": one["code"], "other": other["code"]}
            yield Problem(("items", number, "replaces"), told)


def _lightest(one: dict[str, Any]) -> int:
    return int(min(one.get("by_fact", {}).values(), default=one.get("points", 0)))


def _heaviest(one: dict[str, Any]) -> int:
    """The most that one fact, or a whole month of study, can take in this item."""
    points = max([one.get("points", 0), *one.get("by_fact", {}).values()])
    if one.get("per") == Per.HOUR:
        points *= HOURS_A_DAY
    if one.get("per") == Per.CREDIT_HOUR:
        points = MOST_POINTS
    points = max([points, *(step["points"] for step in one.get("steps", ()))])
    return int(min(points, one.get("cap", points)))
