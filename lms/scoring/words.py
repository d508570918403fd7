"""A score in plain sentences: what each line gave or took and why, what would help most."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lms.accounts.models import Stage
from lms.core.months import Month
from lms.learning.wording import said_month, short_hours
from lms.scoring.rules.advice import Advice
from lms.scoring.rules.kinds import KINDS
from lms.scoring.rules.scheme import Item, ItemKind, Per, Scheme
from lms.scoring.wording import band_name

ICONS = {"sunny": "sun", "cloudy": "partly", "overcast": "cloud", "rain": "rain"}


def band_icon(band: str) -> str:
    """The symbol of a weather; a score that is held back has the clock."""
    return ICONS.get(band, "hours")


def band_sentence(band: str) -> str:
    """What the weather means, to the person."""
    return {
        "sunny": _("Very good. Please go on like this."),
        "cloudy": _("Good. A little more and it is sunny."),
        "overcast": _("It can be better. Look below at what would help."),
        "rain": _("Something went wrong this month. Your officer will talk with you."),
        "frozen": _("Your score is held back until a matter is cleared. Please ask your officer."),
    }.get(band, "")


@dataclass(frozen=True, slots=True)
class SaidFact:
    """One fact behind a line. ``id`` is that of the conduct record, where it is one."""

    id: str
    label: str
    when: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class SaidLine:
    """A line as a person reads it. ``sign``: ``plus``, ``minus`` or ``none``."""

    code: str
    name: str
    points: int
    amount: str
    why: str
    late: str
    facts: tuple[SaidFact, ...]

    @property
    def sign(self) -> str:
        return "plus" if self.points > 0 else "minus" if self.points < 0 else "none"

    @property
    def figure(self) -> str:
        return figure(self.points)


def figure(points: int) -> str:
    """With its sign: "+8", "−2", "0"."""
    if points < 0:
        return f"−{-points}"
    return f"+{points}" if points else "0"


def said_lines(lines: Iterable[dict[str, Any]], facts: Any, scheme: Scheme) -> list[SaidLine]:
    """The stored lines of a score, those that moved it first, then those that did not."""
    items = {item.code: item for item in scheme.items}
    known = {one["id"]: one for one in _records(facts)}
    tests = {one["id"]: one for one in facts.get("tests") or ()}
    return [_said(line, items.get(line["code"]), facts, known, tests) for line in lines]


def _records(facts: Any) -> list[dict[str, Any]]:
    """The month's own records, and those of earlier months that came late."""
    found = list(facts.get("records", ()))
    for late in facts.get("late", ()):
        found += late["after"].get("records", ())
    return found


def _said(line: Any, item: Item | None, facts: Any, records: Any, tests: Any) -> SaidLine:
    return SaidLine(
        code=line["code"],
        name=item.name if item else line["code"],
        points=line["points"],
        amount="" if line["late"] else _amount(line["quantity"], item),
        why=why(line, item),
        late=_late(line["late"]),
        facts=tuple(_said_fact(one, facts, records, tests) for one in line["facts"]),
    )


def _late(month: str) -> str:
    if not month:
        return ""
    when = said_month(Month.parse(month))
    return _("Belongs to %(month)s: it became known after that month was closed.") % {"month": when}


def _amount(quantity: int, item: Item | None) -> str:
    """How much was counted: "6 credit hours", "2 times"; nothing where once goes without saying."""
    per = item.per if item else None
    if per == Per.CREDIT_HOUR:
        return ngettext("%(n)d credit hour", "%(n)d credit hours", quantity) % {"n": quantity}
    if per == Per.HOUR:
        return ngettext("%(n)d hour", "%(n)d hours", quantity) % {"n": quantity}
    if quantity > 1:
        return ngettext("%(n)d time", "%(n)d times", quantity) % {"n": quantity}
    return ""


def why(line: dict[str, Any], item: Item | None) -> str:
    """Why it is not what one would count oneself."""
    note = line["note"]
    if note == "capped":
        words = {"all": abs(line["uncapped"]), "most": abs(line["points"])}
        if line["uncapped"] < 0:
            return _("It would be %(all)d, but at most %(most)d are taken off in a month.") % words
        return _("It would be %(all)d, but at most %(most)d count in a month.") % words
    if note == "replaced":
        return _("Another line counts the same fact already, and a fact counts once.")
    if note == "exempt":
        return _("Nothing is taken off: you were exempt, or not in correction the whole month.")
    if item and item.kind == ItemKind.ZERO and line["quantity"]:
        return _("With this the whole month's score is the lowest there is.")
    if item and item.kind == ItemKind.FREEZE and line["quantity"]:
        return _("Until this is cleared there is no score.")
    return ""


def _said_fact(one: str, facts: Any, records: Any, tests: Any) -> SaidFact:
    if one == "study" and facts.get("study"):
        study = facts["study"]
        words = {
            "done": short_hours(study["seconds"], 2),
            "target": short_hours(study["target_seconds"], 2),
        }
        return SaidFact(
            "", _("Study"), "", _("%(done)s of %(target)s credit hours studied") % words
        )
    if one in tests:
        return SaidFact("", _("Monthly test"), "", _("result %(score)s") % tests[one])
    record = records.get(one)
    if record is None:
        return SaidFact("", _("Fact"), "", one)
    kind = KINDS.get(record["kind"])
    return SaidFact(one, str(kind.label) if kind else record["kind"], record["on"], _detail(record))


def _detail(record: dict[str, Any]) -> str:
    if record.get("hours"):
        return _("%(hours)s hours") % {"hours": record["hours"]}
    if record.get("stage"):
        return str(Stage(record["stage"]).label)
    return ""


def advice_sentence(one: Advice, scheme: Scheme) -> str:
    """What would help, with what it would bring."""
    deed = _deed(one, scheme)
    if not one.gain:
        return _("%(deed)s Then nothing is taken off for study.") % {"deed": deed}
    return ngettext(
        "%(deed)s That makes up to %(n)d point more.",
        "%(deed)s That makes up to %(n)d points more.",
        one.gain,
    ) % {"deed": deed, "n": one.gain}


def _deed(one: Advice, scheme: Scheme) -> str:
    facts = set(one.facts)
    if "study" in facts:
        return ngettext(
            "Study %(n)d more credit hour.", "Study %(n)d more credit hours.", one.hours
        ) % {"n": one.hours}
    if "public_service" in facts:
        return ngettext(
            "Do %(n)d more hour of public-benefit activity.",
            "Do %(n)d more hours of public-benefit activity.",
            one.hours,
        ) % {"n": one.hours}
    if "monthly_test" in facts:
        return _("Do well in the monthly test; the best try counts.")
    if "class_attended" in facts:
        return _("Come to the group classes.")
    if {"individual_talk", "reflection"} & facts:
        return _("Talk with your officer, or hand in a reflection report.")
    return next((item.name for item in scheme.items if item.code == one.code), one.code)


def to_next_band(total: int | None, scheme: Scheme) -> str:
    """How far it is to the next better weather; nothing under the best."""
    if total is None:
        return ""
    better = [band for band in scheme.bands if band.at_least > total]
    if not better:
        return ""
    nearest = min(better, key=lambda band: band.at_least)
    missing = nearest.at_least - total
    words = {"n": missing, "band": band_name(nearest.code)}
    return (
        ngettext(
            "%(n)d more point and it is: %(band)s", "%(n)d more points and it is: %(band)s", missing
        )
        % words
    )
