"""Which study rules hold for a person: their own settings, else those of the organisation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from decimal import Decimal
from typing import Any

from lms.learning.clock import SECOND, Policy
from lms.learning.targets import CREDIT_HOUR

USUAL_RATE = 400
USUAL_ANSWER = 60


@dataclass(frozen=True, slots=True)
class StudyRules:
    opens: time
    closes: time
    cap_hours: Decimal
    reading_rate: int = USUAL_RATE
    answer_seconds: int = USUAL_ANSWER

    def policy(self, page: Any) -> Policy:
        """The engine's policy for studying ``page``."""
        return Policy(
            media=page.study_kind in ("video", "audio"),
            nominal=page.study_seconds_at(self.reading_rate) * SECOND,
            opens=_of_day(self.opens),
            closes=_of_day(self.closes),
            cap=int(self.cap_hours * CREDIT_HOUR) * SECOND if page.study_counts else 0,
            answer=self.answer_seconds * SECOND,
        )


def _of_day(moment: time) -> int:
    return ((moment.hour * 60 + moment.minute) * 60 + moment.second) * SECOND


def rules_for(learner: Any) -> StudyRules:
    """The rules of an offender's office, changed by what an officer set; staff follow
    their organisation. Two queries at most."""
    offender = getattr(learner, "offender", None) if learner.is_offender else None
    place = offender.office if offender else learner.organisation
    here = place.settings() if place else _defaults()
    return rules_from(here, own=offender.study_settings() if offender else None)


def rules_from(here: Mapping[str, Any], *, own: Any = None) -> StudyRules:
    """The rules from the settings that hold at a place and a person's own, which may be missing:
    None, or without a reading rate. No query."""
    if own is None or own.reading_rate is None:
        return StudyRules(here["study_opens"], here["study_closes"], here["daily_cap_hours"])
    # Hours are set as a pair: an opening of 08:00 says nothing without its closing.
    paired = own.opens is not None and own.closes is not None
    return StudyRules(
        opens=own.opens if paired else here["study_opens"],
        closes=own.closes if paired else here["study_closes"],
        cap_hours=own.daily_cap_hours
        if own.daily_cap_hours is not None
        else here["daily_cap_hours"],
        reading_rate=own.reading_rate,
        answer_seconds=own.answer_seconds,
    )


def _defaults() -> dict[str, Any]:
    from lms.accounts.models.organisations import DEFAULTS

    return DEFAULTS
