"""What is known about a person when plans are matched: plain codes, no database.

The codes are those of domain.md §7. An empty list in a plan means "any".
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _


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


CORRECTION_TYPES: list[tuple[str, Any]] = [
    ("surveillance", _("Public surveillance")),
    ("probation", _("Probation")),
    ("parole", _("Parole")),
    ("temp_outside", _("Temporary service outside prison")),
]
STAGES: list[tuple[str, Any]] = [
    ("intake", _("Intake")),
    ("active", _("In correction")),
    ("release", _("Release")),
]
LEVELS: list[tuple[str, Any]] = [
    ("strict", _("Strict")),
    ("ordinary", _("Ordinary")),
    ("lenient", _("Lenient")),
]
SEXES: list[tuple[str, Any]] = [("male", _("Male")), ("female", _("Female"))]
NEEDS: list[tuple[str, Any]] = [
    ("job", _("Looking for work")),
    ("schooling", _("Little schooling")),
    ("poverty", _("In financial need")),
    ("health", _("Poor health")),
    ("family", _("Trouble in the family")),
    ("mind", _("Under mental strain")),
    ("addiction", _("Addiction")),
    ("housing", _("No settled home")),
]


def offence_categories() -> list[tuple[str, Any]]:
    """The categories the roster knows."""
    from lms.accounts.models import OffenceCategory

    return list(OffenceCategory.choices)
