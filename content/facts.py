"""What is known about a person when plans are matched: plain codes, no database.

The codes are those of domain.md §7. An empty list in a plan means "any".
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from lms.accounts.models import Need, Stage


@dataclass(frozen=True, kw_only=True)
class Facts:
    """One person's facts, taken by ``learning`` from the profile on one day."""

    correction_type: str
    stage: str
    level: str
    offence_category: str = ""
    juvenile: bool = False
    sex: str = ""
    needs: frozenset[str] = field(default_factory=frozenset)


STAGES: list[tuple[str, Any]] = [
    (stage.value, stage.label) for stage in (Stage.INTAKE, Stage.ACTIVE, Stage.RELEASE)
]
NEEDS: list[tuple[str, Any]] = list(Need.choices)
