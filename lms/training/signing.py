"""The digest of a signature: anybody can work it out again from what the row says. Pure."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID


@dataclass(frozen=True)
class Signed:
    """What somebody put their name to. ``at`` is aware; it is written in UTC."""

    person: UUID
    case: int
    case_version: int
    fingerprint: str
    statement: str
    signed_name: str
    at: datetime

    def digest(self) -> str:
        """SHA-256 over JSON: names sorted, no spaces, UTF-8, the moment in ISO 8601 with Z."""
        facts = asdict(self)
        facts["person"] = str(self.person)
        facts["at"] = self.at.astimezone(UTC).isoformat(timespec="microseconds")[:-6] + "Z"
        text = json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()


def of(row: Any) -> Signed:
    """The signature in an `Acknowledgement`."""
    return Signed(
        person=row.person_id,
        case=row.case_id,
        case_version=row.case_version,
        fingerprint=row.fingerprint,
        statement=row.statement,
        signed_name=row.signed_name,
        at=row.at,
    )


def holds(row: Any) -> bool:
    """Whether what an `Acknowledgement` says is what was signed."""
    return of(row).digest() == row.digest


def same_name(typed: str, name: str) -> bool:
    """Spaces and dots between the parts of a name do not matter, nor does their width."""
    return bool(typed.strip()) and _bare(typed) == _bare(name)


def _bare(name: str) -> str:
    return "".join(letter for letter in name if letter not in " \u3000\t·•．.").casefold()
