"""A person's facts on a day, as plans ask for them (content/facts.py)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from content.facts import Facts
from lms.accounts.models import Offender
from lms.accounts.models.offenders import stage_on

PROFILE = (
    "user_id", "office_id", "correction_type", "starts_on", "ends_on", "closed_on",
    "offence_category", "juvenile_regime", "sex", "treatment_level", "needs", "health_exempt",
)  # fmt: skip
"""The columns of a profile that are read here: nothing encrypted among them."""


def facts_of(offender: Offender, day: date, settings: Mapping[str, Any]) -> Facts:
    """The facts of ``offender`` on ``day``; ``settings`` are those that hold at the office. Who is
    exempt for health has the need "health", whether or not an officer ticked it."""
    needs = {str(need) for need in offender.needs or ()}
    if offender.health_exempt:
        needs.add("health")
    return Facts(
        correction_type=offender.correction_type,
        stage=str(
            stage_on(
                day,
                offender.starts_on,
                offender.closed_on or offender.ends_on,
                settings["intake_days"],
                settings["release_days"],
            )
        ),
        level=offender.treatment_level,
        offence_category=offender.offence_category,
        juvenile=offender.juvenile_regime,
        sex=offender.sex,
        needs=frozenset(needs),
    )
