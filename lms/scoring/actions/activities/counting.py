"""What an activity came to, as a conduct record: the only thing of it that a score counts."""

from __future__ import annotations

from datetime import date
from typing import Any

from lms.accounts.models import Offender, User
from lms.scoring.actions.conduct import record_conduct
from lms.scoring.models import ConductRecord


def count(
    *, by: User, offender: Offender, kind: str, on: date, key: str, hours: Any = None,
    late: bool = False,
) -> ConductRecord:  # fmt: skip
    """Write it down once: the same ``key`` again gives the record there is. ``late``: when its
    month is locked already, it counts in the open one. Raises what `record_conduct` raises."""
    return record_conduct(
        by=by, offender=offender, kind=kind, on=on, hours=hours,
        origin=ConductRecord.Origin.ACTIVITY, outside_key=key, late=late,
    )  # fmt: skip
