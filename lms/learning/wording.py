"""How study is said: credit hours, durations, days, why a course is theirs. Only gettext below."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from lms.core.months import Month
from lms.learning.targets import CREDIT_HOUR


def hours(seconds: int, places: int = 2) -> str:
    """Credit hours with ``places`` decimals, rounded down: nobody reads more than they have."""
    return _hours(seconds, places, ROUND_FLOOR)


def hours_to_go(seconds: int, places: int = 1) -> str:
    """What is left to study, rounded up and without needless zeros: "2.8", "8"."""
    return _plain(_hours(max(0, seconds), places, ROUND_CEILING))


def short_hours(seconds: int, places: int = 1) -> str:
    """Rounded down, without needless zeros: "5.2", "8"."""
    return _plain(_hours(seconds, places, ROUND_FLOOR))


def _hours(seconds: int, places: int, rounding: str) -> str:
    exact = Decimal(seconds) / CREDIT_HOUR
    return str(exact.quantize(Decimal(1).scaleb(-places), rounding=rounding))


def _plain(text: str) -> str:
    return text.rstrip("0").rstrip(".") if "." in text else text


def duration(seconds: int) -> str:
    """In words: "3 hours 54 minutes", "9 minutes", "40 seconds"."""
    minutes, rest = divmod(max(0, int(seconds)), 60)
    if not minutes:
        return ngettext("%(n)d second", "%(n)d seconds", rest) % {"n": rest}
    whole, minutes = divmod(minutes, 60)
    said = []
    if whole:
        said.append(ngettext("%(n)d hour", "%(n)d hours", whole) % {"n": whole})
    if minutes:
        said.append(ngettext("%(n)d minute", "%(n)d minutes", minutes) % {"n": minutes})
    return " ".join(said)


def stopwatch(seconds: int) -> str:
    """In figures: "9:30", "1:02:05", "-9:30"."""
    sign, whole = ("-" if seconds < 0 else ""), abs(int(seconds))
    minutes, rest = divmod(whole, 60)
    if minutes < 60:
        return f"{sign}{minutes}:{rest:02d}"
    return f"{sign}{minutes // 60}:{minutes % 60:02d}:{rest:02d}"


def megabytes(size: int) -> str:
    """Bytes as people buy them: "12", "1.4", never "0"."""
    million = max(size, 1) / 1_000_000
    return f"{million:.0f}" if million >= 10 else f"{max(million, 0.1):.1f}"


def said_day(day: date) -> str:
    """A day of this or a near year: "11/23"."""
    return pgettext("a day", "%(month)d/%(day)d") % {"month": day.month, "day": day.day}


def said_month(month: Month) -> str:
    return pgettext("a month", "%(month)d/%(year)d") % {"month": month.month, "year": month.year}


def short_month(month: Month) -> str:
    """Without its year."""
    return pgettext("a month without its year", "month %(month)d") % {"month": month.month}


def why_mine(source: str, because: Iterable[Any], reason: str) -> str:
    """Why a course is in somebody's list, as that person reads it; ``source`` is
    `Enrolment.Source`."""
    if source == "plan":
        return _("Because: %(reasons)s") % {"reasons": "、".join(str(one) for one in because)}
    if source == "officer":
        return _("Your officer: %(reason)s") % {"reason": reason}
    return _("You chose it yourself")


def weekdays() -> list[str]:
    """Monday to Sunday as the head of a calendar."""
    return [
        pgettext("head of a calendar", "Mo"),
        pgettext("head of a calendar", "Tu"),
        pgettext("head of a calendar", "We"),
        pgettext("head of a calendar", "Th"),
        pgettext("head of a calendar", "Fr"),
        pgettext("head of a calendar", "Sa"),
        pgettext("head of a calendar", "Su"),
    ]
