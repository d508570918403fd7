"""How records are said: what a kind does to the score, what became of a record."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lms.scoring.models import ConductRecord
from lms.scoring.rules.kinds import KINDS, RECORDED
from lms.scoring.rules.scheme import Item, ItemKind, Per, Scheme

WAITING, REFUSED, CANCELLED, COUNTS = "waiting", "refused", "cancelled", "counts"
STATES: list[tuple[str, Any]] = [
    (COUNTS, gettext_lazy("counts")),
    (WAITING, gettext_lazy("waits for a second person")),
    (REFUSED, gettext_lazy("refused by the second person")),
    (CANCELLED, gettext_lazy("cancelled")),
]
COLOURS = {COUNTS: "good", WAITING: "warn", REFUSED: "off", CANCELLED: "off"}


@dataclass(frozen=True)
class Choice:
    """One kind as it is offered: what it does to the score, in words."""

    code: str
    label: Any
    effect: str
    heavy: bool


@dataclass(frozen=True)
class Group:
    title: Any
    icon: str
    choices: list[Choice]


def groups(scheme: Scheme, is_heavy: Any) -> list[Group]:
    """All kinds that may be recorded, by what they do under ``scheme``: give, take, neither."""
    sorted_out: dict[str, list[Choice]] = {"plus": [], "minus": [], "none": []}
    for code in RECORDED:
        choice = Choice(code, KINDS[code].label, effect(scheme, code), is_heavy(scheme, code))
        sorted_out[_side(scheme, code)].append(choice)
    titles = {
        "plus": (_("Gives points"), "plus"),
        "minus": (_("Takes points"), "warning"),
        "none": (_("Kept on record, without points"), "info"),
    }
    return [Group(*titles[side], found) for side, found in sorted_out.items() if found]


def effect(scheme: Scheme, kind: str) -> str:
    """``+5``, ``−20``, ``+1 an hour`` …: what one fact of ``kind`` does; empty for nothing."""
    items = [item for item in scheme.items if kind in item.facts]
    for item in items:
        if item.kind == ItemKind.FREEZE:
            return _("no score until it is cleared")
        if item.kind == ItemKind.ZERO:
            return _("the month's score becomes %(n)d") % {"n": scheme.minimum}
    heaviest = max(items, key=lambda one: one.points_of(kind), default=None)
    if heaviest is None or not heaviest.points_of(kind):
        return ""
    return _points(heaviest, kind)


def _points(item: Item, kind: str) -> str:
    said = f"{'+' if item.sign > 0 else '−'}{item.points_of(kind)}"
    if item.per in (Per.HOUR, Per.CREDIT_HOUR):
        return _("%(points)s an hour") % {"points": said}
    if item.per == Per.MONTH:
        return _("%(points)s a month") % {"points": said}
    return said


def _side(scheme: Scheme, kind: str) -> str:
    items = [item for item in scheme.items if kind in item.facts]
    if any(item.kind in (ItemKind.ZERO, ItemKind.FREEZE) for item in items):
        return "minus"
    moved = scheme.heaviest(kind)
    return "plus" if moved > 0 else "minus" if moved < 0 else "none"


def state_of(record: ConductRecord) -> str:
    """Of a row with ``is_undone`` and its decision at hand (`ConductRecord.objects.told`)."""
    if record.is_undone:  # type: ignore[attr-defined]
        return CANCELLED
    decision = getattr(record, "decision", None)
    if decision is None:
        return WAITING if record.needs_second else COUNTS
    return COUNTS if decision.accepted else REFUSED


def state_tag(record: ConductRecord) -> SafeString:
    state = state_of(record)
    return format_html('<span class="tag {}">{}</span>', COLOURS[state], dict(STATES)[state])


def state_name(record: ConductRecord) -> Any:
    return dict(STATES)[state_of(record)]


def kind_name(record: ConductRecord) -> str:
    if record.cancels_id is not None:
        return _("cancellation: %(kind)s") % {"kind": record.get_kind_display()}
    return str(record.get_kind_display())
