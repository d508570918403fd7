"""Sets of ledger rows, named as the field speaks of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import models
from django.db.models import Sum

from lms.core.months import Month

if TYPE_CHECKING:
    from lms.credits.models import Correction, CreditEntry, MonthTotal  # noqa: F401


class CreditEntryQuerySet(models.QuerySet["CreditEntry"]):
    def of(self, learner: Any) -> CreditEntryQuerySet:
        return self.filter(learner=learner)

    def in_month(self, month: Month) -> CreditEntryQuerySet:
        return self.filter(month=str(month))

    def standing(self) -> CreditEntryQuerySet:
        """Entries that count: neither a reversal nor reversed."""
        return self.filter(reverses=None, reversed_by=None)

    def seconds(self) -> int:
        return self.aggregate(total=Sum("seconds"))["total"] or 0


class MonthTotalQuerySet(models.QuerySet["MonthTotal"]):
    def in_month(self, month: Month) -> MonthTotalQuerySet:
        return self.filter(month=str(month))

    def seconds_by_learner(self, month: Month, learners: Iterable[UUID]) -> dict[UUID, int]:
        """Seconds of all kinds in ``month`` per learner, in one query; absent means none."""
        rows = (
            self.in_month(month)
            .filter(learner__in=learners)
            .values_list("learner")
            .annotate(total=Sum("seconds"))
        )
        return dict(rows)

    def seconds_of(self, learner: Any, month: Month) -> int:
        return self.in_month(month).filter(learner=learner).aggregate(s=Sum("seconds"))["s"] or 0


class CorrectionQuerySet(models.QuerySet["Correction"]):
    def waiting(self) -> CorrectionQuerySet:
        return self.filter(state="proposed")

    def visible_to(self, user: Any) -> CorrectionQuerySet:
        """Of offenders whose evidence ``user`` may see, never one's own hours."""
        from lms.accounts import policies
        from lms.accounts.permissions import Permission

        paths = policies.roots(user, Permission.VIEW_EVIDENCE)
        return self.filter(policies.within(paths, "learner__offender__office__path")).exclude(
            learner=user
        )

    def to_decide_by(self, user: Any) -> CorrectionQuerySet:
        """Waiting ones that ``user`` may decide about as the second person."""
        from lms.accounts import policies
        from lms.accounts.permissions import Permission

        paths = policies.roots(user, Permission.APPROVE_CORRECTION)
        mine = policies.within(paths, "learner__offender__office__path")
        return self.waiting().filter(mine).exclude(proposed_by=user).exclude(learner=user)
