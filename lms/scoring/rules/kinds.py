"""What can be a fact: the kinds that scheme items count, and where each comes from.

A scheme names kinds; a kind that no source offered in a month scores neither way.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext_lazy as _


class Source(StrEnum):
    """Where an item's facts come from."""

    LEDGER = "ledger"
    EXAM = "exam"
    ATTENDANCE = "attendance"
    CONDUCT = "conduct"
    MONTH = "month"
    """The month itself: whether anything was taken off."""


class Unit(StrEnum):
    NONE = ""
    HOURS = "hours"
    STAGE = "stage"


@dataclass(frozen=True)
class FactKind:
    """``penalty``: it ends a series without penalties (commendation, lenient level). ``by_hand``:
    an officer may record it; the others are written by what happens on the platform."""

    code: str
    label: Any
    source: Source
    unit: Unit = Unit.NONE
    penalty: bool = False
    by_hand: bool = True


def _conduct(code: str, label: Any, **more: Any) -> FactKind:
    return FactKind(code, label, Source.CONDUCT, **more)


KINDS: dict[str, FactKind] = {
    kind.code: kind
    for kind in (
        FactKind("study", _("credited study"), Source.LEDGER, Unit.HOURS, by_hand=False),
        FactKind("shortfall", _("study below the target"), Source.LEDGER, by_hand=False),
        FactKind("monthly_test", _("monthly test"), Source.EXAM, by_hand=False),
        FactKind("class_attended", _("group class attended"), Source.ATTENDANCE),
        FactKind("class_missed", _("group class missed"), Source.ATTENDANCE),
        _conduct("individual_talk", _("individual talk held")),
        _conduct("reflection", _("reflection report accepted")),
        _conduct("stage_certificate", _("certificate of a stage"), unit=Unit.STAGE),
        _conduct("public_service", _("public-benefit activity"), unit=Unit.HOURS),
        _conduct("report_on_time", _("report on time")),
        _conduct("report_late", _("report late")),
        _conduct("report_missed", _("report missed")),
        _conduct("leave_late", _("back late from leave")),
        _conduct("left_without_leave", _("left the area without leave")),
        _conduct("lost_contact", _("lost contact for 24 hours or more")),
        _conduct("met_barred", _("met a barred person")),
        _conduct("study_fraud", _("study fraud, hours voided")),
        _conduct("qualification", _("diploma, skill certificate or job")),
        _conduct("good_deed", _("proven good deed")),
        _conduct("heroic_act", _("act of courage or disaster relief")),
        _conduct("admonition", _("admonition"), penalty=True),
        _conduct("warning", _("warning"), penalty=True),
        _conduct("ps_penalty", _("public-security penalty"), penalty=True),
        _conduct("suspected_crime", _("suspected new crime"), penalty=True),
    )
}
RECORDED = tuple(code for code, kind in KINDS.items() if kind.by_hand)
PENALTIES = frozenset(code for code, kind in KINDS.items() if kind.penalty)
