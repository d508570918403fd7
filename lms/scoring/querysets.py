"""Sets of scores, records and months, by the words of the field."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q

from lms.core.months import Month, today

if TYPE_CHECKING:
    from lms.scoring.models import (  # noqa: F401
        ConductRecord,
        CountyMonth,
        IndicatorRecord,
        MonthScore,
        Scheme,
    )


class SchemeQuerySet(models.QuerySet["Scheme"]):
    def in_force(self, month: Month) -> SchemeQuerySet:
        """All that began by ``month``, the newest of each organisation first."""
        return self.filter(first_month__lte=str(month)).order_by("-first_month")

    def of_line(self, organisation: Any) -> SchemeQuerySet:
        """Those of ``organisation`` and of everything above it."""
        step = type(organisation).steplen
        path = organisation.path
        paths = [path[:end] for end in range(step, len(path) + 1, step)]
        return self.filter(organisation__path__in=paths)


class OfOffenders(models.QuerySet[Any]):
    """Anything with an ``offender``: one's own, and of those whose file one may see."""

    def visible_to(self, user: Any, permission: str = "view_scores") -> Any:
        from lms.accounts import policies
        from lms.accounts.permissions import Permission

        paths = policies.roots(user, Permission(permission))
        own = Q(offender=user.pk) if user.is_authenticated else Q(pk__in=[])
        return self.filter(own | policies.within(paths, "offender__office__path"))

    def looked_after_by(self, user: Any, permission: str) -> Any:
        """Without one's own: what one may work on."""
        from lms.accounts import policies
        from lms.accounts.permissions import Permission

        paths = policies.roots(user, Permission(permission))
        return self.filter(policies.within(paths, "offender__office__path")).exclude(
            offender=user.pk
        )


SECRET = (
    "offender__id_number", "offender__user__phone", "recorded_by__phone", "decision__by__phone",
)  # fmt: skip
"""Encrypted columns that no list of records reads."""


class ConductQuerySet(OfOffenders):
    def effective(self) -> ConductQuerySet:
        """What counts: confirmed where a second person is needed, not cancelled by a record that
        itself counts, and no cancellation."""
        stands = Q(needs_second=False) | Q(decision__accepted=True)
        return self.filter(stands, cancels=None).exclude(pk__in=self._undone())

    def standing(self) -> ConductQuerySet:
        """What counts or may come to count: neither refused nor cancelled."""
        kept = self.filter(Q(decision=None) | Q(decision__accepted=True), cancels=None)
        return kept.exclude(pk__in=self._undone())

    def waiting(self) -> ConductQuerySet:
        """Heavy records, and cancellations of such, that nobody has confirmed or refused."""
        return self.filter(needs_second=True, decision=None).exclude(pk__in=self._undone())

    def told(self) -> ConductQuerySet:
        """With what a list or page says of a record: person, office, decision, ``is_undone``."""
        rows = self.select_related(
            "offender__user", "offender__office", "recorded_by", "decision__by", "cancels"
        )
        undone = models.Exists(self._undone().filter(cancels=models.OuterRef("pk")))
        return rows.annotate(is_undone=undone).defer(*SECRET)

    def _undone(self) -> Any:
        """The keys of records whose cancellation counts."""
        undone = Q(needs_second=False) | Q(decision__accepted=True)
        every = self.model._default_manager.exclude(cancels=None)
        return every.filter(undone).values("cancels")

    def counted_in(self, month: Month) -> ConductQuerySet:
        return self.filter(counts_in=str(month))


class GroupClassQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any, permission: str = "record_conduct") -> Any:
        """Those held by organisations that ``user`` looks after."""
        from lms.accounts import policies
        from lms.accounts.permissions import Permission

        paths = policies.roots(user, Permission(permission))
        return self.filter(policies.within(paths, "organisation__path"))

    def open(self) -> Any:
        return self.filter(closed_at=None, cancelled_at=None)


class CountyMonthQuerySet(models.QuerySet["CountyMonth"]):
    def visible_to(self, user: Any, permission: str = "view_scores") -> CountyMonthQuerySet:
        """Months of counties in which ``user`` looks after somebody: their county's, or those of
        the counties below."""
        from lms.accounts import policies
        from lms.accounts.permissions import Permission

        paths = policies.roots(user, Permission(permission))
        if not paths:
            return self.none()
        from lms.accounts.models import Organisation

        below = policies.within(paths, "county__path")
        step = Organisation.steplen
        above = {path[:end] for path in paths for end in range(step, len(path) + 1, step)}
        return self.filter(below | Q(county__path__in=above))

    def posted_now(self) -> CountyMonthQuerySet:
        """Whose posting can be seen today."""
        return self.filter(
            state__in=["posted", "final"], posted_on__lte=today(), visible_until__gte=today()
        )


class MonthScoreQuerySet(OfOffenders):
    def current(self) -> MonthScoreQuerySet:
        return self.filter(is_current=True)

    def published(self) -> MonthScoreQuerySet:
        """Of months that were posted: what a person sees, and what leaves the house."""
        return self.filter(county_month__state__in=["posted", "final"])


class IndicatorQuerySet(models.QuerySet["IndicatorRecord"]):
    def visible_to(self, user: Any, permission: str = "view_scores") -> IndicatorQuerySet:
        from lms.accounts import policies
        from lms.accounts.permissions import Permission

        paths = policies.roots(user, Permission(permission))
        return self.filter(policies.within(paths, "organisation__path"))

    def standing(self) -> IndicatorQuerySet:
        """The newest row of each case that is one."""
        return self.filter(replaced_by=None, void=False)
