"""Sets of cases and of what is on its way to become one, in the words of the field."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from wagtail.models import PageManager

from content.querysets import ResourceQuerySet
from lms.accounts import policies
from lms.accounts.permissions import Permission


class CaseQuerySet(ResourceQuerySet):
    """Pages of the case library."""

    def warnings(self) -> CaseQuerySet:
        return self.filter(kind="warning")

    def about(self, risk_points: Any) -> CaseQuerySet:
        return self.filter(risk_points__in=risk_points).distinct()


CaseManager = PageManager.from_queryset(CaseQuerySet)


class SubmissionQuerySet(QuerySet):
    """Cases on their way from a file to the readers."""

    def visible_to(self, user: Any) -> SubmissionQuerySet:
        """Those of the organisations for which a person hands in cases (their own people's), and
        those that the county's reviewers decide or have decided about: nobody else knows that
        there is one."""
        handing_in = submitting_places(user)
        reviewing = policies.organisations(user, Permission.RELEASE_CASES)
        at_the_county = Q(state__in=AT_THE_COUNTY) | Q(
            state="withdrawn", published_at__isnull=False
        )
        return self.filter(
            Q(organisation__in=handing_in) | (at_the_county & Q(county__in=reviewing.values("pk")))
        )

    def open(self) -> SubmissionQuerySet:
        return self.filter(state__in=OPEN)

    def overdue(self, day: Any) -> SubmissionQuerySet:
        return self.open().filter(due_on__lt=day)


OPEN = ("draft", "legal_review", "county_review")
AT_THE_COUNTY = ("county_review", "published")


def submitting_places(user: Any) -> Any:
    """Ids of the organisations in whose name ``user`` hands in cases: their own unit, by a grant
    of a role that may (an editor's or a prosecutor's); rights over a subtree do not count."""
    from lms.accounts.permissions import ROLE_PERMISSIONS

    wanted = {Permission.SUBMIT_WARNING_CASES, Permission.AUTHOR_CONTENT}
    if not user.is_authenticated or not user.is_active:
        return []
    return [
        grant.organisation_id
        for grant in user.grants
        if wanted & ROLE_PERMISSIONS.get(grant.role, frozenset())
    ]


class SourceFileQuerySet(QuerySet):
    """Originals that were handed in."""

    def kept(self) -> SourceFileQuerySet:
        """Those whose content has not been destroyed."""
        return self.filter(destroyed_at=None)

    def due_for_destruction(self, moment: Any) -> SourceFileQuerySet:
        return self.kept().filter(destroy_after__lte=moment)
