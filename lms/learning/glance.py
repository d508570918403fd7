"""A learner's month at a glance, in words: what the head of the home page says."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lms.learning.standing import Standing
from lms.learning.wording import duration, hours_to_go, short_hours, short_month


@dataclass(frozen=True, slots=True)
class Glance:
    """``value`` of ``target`` fills the ring; ``label`` says the ring in words."""

    value: int
    target: int
    figure: str
    caption: str
    label: str
    days: str
    headline: str


def glance(standing: Standing) -> Glance:
    done = short_hours(standing.seconds)
    if standing.target is None:
        caption = _("credit hours")
        label = _("%(done)s credit hours studied this month") % {"done": done}
    else:
        target = short_hours(standing.target)
        caption = _("of %(target)s hours") % {"target": target}
        label = _("%(done)s of %(target)s credit hours studied this month") % {
            "done": done, "target": target,
        }  # fmt: skip
    return Glance(
        value=standing.seconds,
        target=1 if standing.target is None else standing.target,
        figure=done,
        caption=caption,
        label=label,
        days=f"{short_month(standing.month)} · {_days(standing)}",
        headline=_headline(standing),
    )


def _days(standing: Standing) -> str:
    left = standing.days_left
    if not left:
        return _("today is the last day")
    return ngettext("%(n)s more day", "%(n)s more days", left) % {"n": left}


def _headline(standing: Standing) -> str:
    if standing.target is None and not standing.seconds:
        return _("Nothing studied this month yet")
    if standing.target is None:
        return _("%(time)s this month") % {"time": duration(standing.seconds)}
    if standing.is_exempt:
        return _("You need not study this month")
    if standing.is_met:
        return _("You have done this month's hours")
    return _("%(hours)s credit hours to go") % {"hours": hours_to_go(standing.missing)}
