"""Sittings as they stand when they are graded."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from exams.models import Paper, Sitting
from lms.core.clock import now
from tests.factories import exams as factory


def final(who: Any, paper: Paper, points: float, **fields: Any) -> Sitting:
    """A final sitting with so many points, without answers."""
    share = Decimal(points)
    most = Decimal(fields.get("most_points", sum(row.score for row in paper.questions.all())))
    given: dict[str, Any] = {
        "state": Sitting.State.FINAL, "submitted_at": now(), "final_at": now(), "points": share,
        "passed": share * 100 >= paper.pass_percent * most, "grading_version": 1,
    }  # fmt: skip
    return factory.sitting(who, paper, **{**given, **fields})
