"""The first draft of an exemplary story: what the scores tell, and nothing that names a person.

Months are counted, not dated; no office, no offence, no file code. An author makes it readable.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from lms.scoring import wording

BEST = ("sunny", "cloudy")


def draft(scores: Sequence[Any]) -> tuple[str, str, list[str]]:
    """Title, summary and paragraphs from a person's scores, the earliest first."""
    known = [one for one in scores if one.total is not None]
    title = _("One step at a time")
    summary = _("A person in community corrections, and what changed month by month.")
    if not known:
        return title, summary, [_("Told by the person; the record has no scores yet.")]
    first, last = known[0], known[-1]
    values: dict[str, Any] = {
        "months": len(known),
        "first": first.total,
        "first_weather": wording.band_of(first),
        "last": last.total,
        "last_weather": wording.band_of(last),
        "hours": _whole_hours(known),
        "good": sum(one.band in BEST for one in known),
    }
    body = [
        _("The record covers %(months)d months. In the first month the score was %(first)d "
          "(%(first_weather)s), in the latest %(last)d (%(last_weather)s).") % values,
        _("In these months the person studied %(hours)d credit hours; %(good)d months were sunny "
          "or cloudy.") % values,
        _("What the person says about it: (to be asked and added by the author, without names or "
          "places)"),
    ]  # fmt: skip
    return title, summary, [f"<p>{text}</p>" for text in body]


def _whole_hours(scores: Sequence[Any]) -> int:
    seconds = sum((one.facts.get("study") or {}).get("seconds", 0) for one in scores)
    return int(seconds // 2700)
