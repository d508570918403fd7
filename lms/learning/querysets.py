"""Sets of enrolments, sessions and what excuses from study, by the words of the field."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import models

if TYPE_CHECKING:
    from lms.learning.models import Exemption, ToolResult  # noqa: F401


class ExemptionQuerySet(models.QuerySet["Exemption"]):
    def standing(self) -> ExemptionQuerySet:
        return self.filter(cancelled_at=None)

    def touching(self, first: date, last: date) -> ExemptionQuerySet:
        """Standing ones with a day from ``first`` to ``last``."""
        return self.standing().filter(starts_on__lte=last, ends_on__gte=first)


class ToolResultQuerySet(models.QuerySet["ToolResult"]):
    def visible_to(self, user: Any) -> ToolResultQuerySet:
        """One's own, and those of offenders whose tool results ``user`` may see."""
        from lms.accounts import policies
        from lms.accounts.permissions import Permission

        paths = policies.roots(user, Permission.VIEW_TOOL_RESULTS)
        return self.filter(
            models.Q(learner=user) | policies.within(paths, "learner__offender__office__path")
        )

    def unseen(self) -> ToolResultQuerySet:
        return self.filter(seen_at=None)
