"""Who may review a case: by name, never its author, never one person twice."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from cases import way
from cases.models import Finding, Submission
from cases.querysets import hands_in, releases_for
from lms.accounts.models import RoleGrant, User
from lms.accounts.permissions import Permission, roles_with
from lms.core.errors import Denied, Invalid


def authors_of(submission: Submission) -> set[Any]:
    """Ids of all who have worked on it: opened it, brought files, wrote, decided about findings,
    sent it; in any of its editions."""
    steps = submission.steps.filter(step__in=way.WORKED).values_list("by_id", flat=True)
    brought = submission.files.values_list("uploaded_by_id", flat=True)
    decided = Finding.objects.filter(file__submission=submission).exclude(decided_by=None)
    deciders = decided.order_by().values_list("decided_by_id", flat=True).distinct()
    return {submission.made_by_id, *steps, *brought, *deciders}


def legal_reviewers(submission: Submission) -> QuerySet[User]:
    """People of the procuratorate that handed it in who have not worked on it."""
    grants = RoleGrant.objects.active().filter(
        organisation=submission.organisation,
        role__in=roles_with(Permission.SUBMIT_WARNING_CASES),
    )
    people = User.objects.filter(pk__in=grants.values("user"), is_active=True)
    return people.exclude(pk__in=authors_of(submission)).order_by("name")


def require_legal_reviewer(submission: Submission, person: Any, *, author: Any) -> None:
    """Raises `Invalid` unless ``person`` may review it as the second person."""
    fits = person is not None and person.pk != author.pk
    if not fits or not legal_reviewers(submission).filter(pk=person.pk).exists():
        sentence = _("Choose a second person of the procuratorate who has not worked on the case.")
        raise Invalid(sentence, code="reviewer", fields={"legal_reviewer": [sentence]})


def require_named_legal_reviewer(submission: Submission, by: Any) -> None:
    """Raises `Denied` unless ``by`` is the person who was named and has not worked on it."""
    if submission.legal_reviewer_id != by.pk or by.pk in authors_of(submission):
        raise Denied(_("The legal review is done by the person who was named."), code="reviewer")


def may_review_for_county(submission: Submission, by: Any) -> bool:
    """Whether ``by`` reviews cases of this county and has no other part in this one."""
    return (
        releases_for(by, submission.county)
        and by.pk not in authors_of(submission)
        and by.pk != submission.legal_reviewer_id
    )


def require_county_reviewer(submission: Submission, by: Any) -> None:
    """Raises `Denied` unless ``by`` may review, and, once somebody has put their name to it, is
    that person."""
    if not may_review_for_county(submission, by):
        raise Denied(_("You do not have the right to do this."), code="reviewer")
    if submission.county_reviewer_id not in (None, by.pk):
        raise Denied(_("Somebody else has taken this review."), code="taken")


def may_open_originals(submission: Submission, by: Any) -> bool:
    """The uploading authority and the two named reviewers, nobody else (issue,
    "De-identification")."""
    return hands_in(by, submission) or by.pk in (
        submission.legal_reviewer_id,
        submission.county_reviewer_id,
    )
