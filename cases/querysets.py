"""Sets of cases and of what is on its way to become one, in the words of the field."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from wagtail.models import PageManager

from content.querysets import ResourceQuerySet
from lms.accounts import policies
from lms.accounts.permissions import ROLE_PERMISSIONS, Permission


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
        reviewing = policies.within(releasing_paths(user), "county__path")
        at_the_county = Q(state__in=AT_THE_COUNTY) | Q(
            state="withdrawn", published_at__isnull=False
        )
        return self.filter(handed_in_by(user) | (at_the_county & reviewing))

    def handed_in_by(self, user: Any) -> SubmissionQuerySet:
        """Those that a person hands in, themself or with colleagues."""
        return self.filter(handed_in_by(user))

    def open(self) -> SubmissionQuerySet:
        return self.filter(state__in=OPEN)

    def overdue(self, day: Any) -> SubmissionQuerySet:
        return self.open().filter(due_on__lt=day)


OPEN = ("draft", "legal_review", "county_review")
AT_THE_COUNTY = ("county_review", "published")


def submitting_places(user: Any) -> Any:
    """Ids of the organisations in whose name ``user`` hands in cases: their own unit, by a grant
    of a role that may (an editor's or a prosecutor's); rights over a subtree do not count."""
    wanted = (Permission.SUBMIT_WARNING_CASES, Permission.AUTHOR_CONTENT)
    return [grant.organisation_id for grant in _grants(user, *wanted)]


def handed_in_by(user: Any, prefix: str = "") -> Q:
    """Warning cases of a prosecutor's own unit, other kinds of an author's: an editor who sits in
    the procuratorate has no part in its warning cases. ``prefix`` leads to the submission."""
    prosecutes = [one.organisation_id for one in _grants(user, Permission.SUBMIT_WARNING_CASES)]
    writes = [one.organisation_id for one in _grants(user, Permission.AUTHOR_CONTENT)]
    is_warning = Q(**{f"{prefix}kind": "warning"})
    return (is_warning & Q(**{f"{prefix}organisation__in": prosecutes})) | (
        ~is_warning & Q(**{f"{prefix}organisation__in": writes})
    )


def hands_in(user: Any, submission: Any) -> bool:
    """The same for one case. No query."""
    wanted = Permission.SUBMIT_WARNING_CASES if submission.is_warning else Permission.AUTHOR_CONTENT
    places = (grant.organisation_id for grant in _grants(user, wanted))
    return submission.organisation_id in places


def releasing_paths(user: Any) -> list[str]:
    """Tree paths under which a person reviews for counties. Where a role is held counts, not whom
    that place looks after: a reviewer of the procuratorate is none of the county."""
    return [grant.organisation.path for grant in _grants(user, Permission.RELEASE_CASES)]


def releases_for(user: Any, county: Any) -> bool:
    return any(county.path.startswith(path) for path in releasing_paths(user))


def _grants(user: Any, *wanted: Permission) -> list[Any]:
    if not user.is_authenticated or not user.is_active:
        return []
    return [
        grant
        for grant in user.grants
        if not ROLE_PERMISSIONS.get(grant.role, frozenset()).isdisjoint(wanted)
    ]


class SourceFileQuerySet(QuerySet):
    """Originals that were handed in."""

    def kept(self) -> SourceFileQuerySet:
        """Those whose content has not been destroyed."""
        return self.filter(destroyed_at=None)

    def due_for_destruction(self, moment: Any) -> SourceFileQuerySet:
        return self.kept().filter(destroy_after__lte=moment)
