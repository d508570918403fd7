"""What cases enter in the rules of the CMS."""

from __future__ import annotations

from cases import rules
from cases.models import CasePage
from content.rules import register


def connect() -> None:
    register(CasePage, problems=rules.problems, doubts=rules.doubts)
