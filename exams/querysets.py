"""Sets of questions, papers and sittings, by the words of the field."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q

from lms.core.clock import now
from lms.core.months import Month

if TYPE_CHECKING:
    from exams.models import Offer, Paper, Question, Sitting  # noqa: F401


class OwnedQuerySet(models.QuerySet):
    """What an organisation owns and shares (questions, papers)."""

    def of_authors(self, user: Any) -> OwnedQuerySet:
        """Those of the organisations for which ``user`` writes or reviews."""
        from lms.accounts import policies
        from lms.accounts.permissions import Permission

        paths = policies.roots(user, Permission.AUTHOR_CONTENT)
        paths += policies.roots(user, Permission.REVIEW_CONTENT)
        return self.filter(policies.within(paths, "owner_organisation__path"))

    def shared_with(self, user: Any) -> OwnedQuerySet:
        """Those that an author may use: their own, and what others share so far."""
        from content.reach import reach_of

        return self.filter(reach_of(user).by_sharing())


class QuestionQuerySet(OwnedQuerySet):
    def released(self) -> QuestionQuerySet:
        """What new papers may take."""
        return self.filter(current__isnull=False, retired_at=None, live=True)


class PaperQuerySet(OwnedQuerySet):
    def published(self) -> PaperQuerySet:
        return self.filter(live=True, retired_at=None)

    def to_copy(self, user: Any) -> PaperQuerySet:
        """Those that an author may take as a pattern: their own, and published ones that others
        share with them."""
        mine = self.of_authors(user).values("pk")
        theirs = self.shared_by_others(user).values("pk")
        return self.filter(Q(pk__in=mine) | Q(pk__in=theirs))

    def shared_by_others(self, user: Any) -> PaperQuerySet:
        """Published ones, of organisations for which ``user`` does not write, that are shared."""
        from content.reach import reach_of
        from lms.accounts import policies
        from lms.accounts.permissions import Permission

        if not policies.can(user, Permission.AUTHOR_CONTENT):
            return self.none()
        mine = type(self)(self.model).of_authors(user).values("pk")
        reach = reach_of(user).by_sharing()
        return self.published().filter(reach).exclude(sharing="own").exclude(pk__in=mine)

    def open_now(self) -> PaperQuerySet:
        """Published, and within their window."""
        moment = now()
        return self.published().filter(
            Q(opens_at=None) | Q(opens_at__lte=moment),
            Q(closes_at=None) | Q(closes_at__gt=moment),
        )


class SittingQuerySet(models.QuerySet["Sitting"]):
    def visible_to(self, user: Any, permission: str = "view_evidence") -> SittingQuerySet:
        """One's own, and those of the people one looks after, offenders and staff."""
        if user is None or not user.is_authenticated:
            return self.none()
        return self.filter(Q(candidate=user.pk) | _of_people(user, permission))

    def of_others(self, user: Any, permission: str) -> SittingQuerySet:
        """Those of the people over whom ``user`` holds ``permission``, never one's own."""
        return self.filter(_of_people(user, permission)).exclude(candidate=user.pk)

    def overdue(self) -> SittingQuerySet:
        """Still open although their time is up and answers on their way have had their grace."""
        from exams.saved import GRACE

        return self.filter(state="open", deadline_at__lte=now() - GRACE)

    def that_count(self) -> SittingQuerySet:
        """Final results of exams: mock exams and practice count for nothing."""
        return self.filter(state="final", paper__mode="exam")


class OfferQuerySet(models.QuerySet["Offer"]):
    def standing(self) -> OfferQuerySet:
        return self.filter(withdrawn_at=None)

    def of_month(self, month: Month) -> OfferQuerySet:
        return self.standing().filter(month=str(month))


def _of_people(user: Any, permission: str) -> Q:
    from lms.accounts import policies
    from lms.accounts.permissions import Permission

    paths = policies.roots(user, Permission(permission))
    return policies.within(paths, "candidate__offender__office__path") | policies.within(
        paths, "candidate__staff_member__unit__path"
    )
