"""The scheme that is shipped (domain.md §2 [D]), and which scheme holds where and when."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from lms.core.months import Month
from lms.scoring.rules import toml
from lms.scoring.rules.scheme import Scheme as Rules
from lms.scoring.rules.scheme import load

FILE = Path(__file__).parents[1] / "rules" / "default.toml"


def digest(plain: Any) -> str:
    """SHA-256 over the canonical JSON of a plain form: names in order, no spaces, UTF-8."""
    return hashlib.sha256(canonical(plain).encode()).hexdigest()


def canonical(plain: Any) -> str:
    return json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


@cache
def shipped() -> dict[str, Any]:
    plain, found = toml.read(FILE.read_bytes())
    if plain is None:
        raise RuntimeError("; ".join(map(str, found)))
    return plain


@dataclass(frozen=True)
class InForce:
    """The scheme that holds for an organisation in a month. ``scheme``: its row, None for the
    default that is shipped."""

    scheme: Any
    plain: dict[str, Any]

    @property
    def rules(self) -> Rules:
        return load(self.plain)

    @property
    def digest(self) -> str:
        return digest(self.plain)


def scheme_for(organisation: Any, month: Month) -> InForce:
    """Its own scheme of that month, else that of the nearest level above that has one, else the
    shipped one. One query."""
    from lms.scoring.models import Scheme

    found = Scheme.objects.of_line(organisation).in_force(month).select_related("organisation")
    nearest = max(
        found, key=lambda one: (len(one.organisation.path), one.first_month), default=None
    )
    if nearest is None:
        return InForce(None, shipped())
    return InForce(nearest, nearest.plain)
