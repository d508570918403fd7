"""What the pages of the desk ask about one case: whose it is, what can be done, how far it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import (
    CharField,
    Count,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    Subquery,
    Value,
)
from django.urls import reverse
from django.utils.translation import gettext as _

from cases import draft as drafts
from cases import reviewers, way
from cases.actions.releasing import may_withdraw
from cases.actions.submitting import may_write
from cases.models import CaseKind, Submission
from cases.querysets import hands_in, submitting_places
from cases.way import State, Step
from lms.accounts import policies
from lms.accounts.models import Organisation, RoleGrant
from lms.accounts.permissions import ROLE_PERMISSIONS, Permission, roles_with
from lms.messaging import filling


def comes_here(user: Any) -> bool:
    """Whoever hands in cases, writes for a library or reviews for a county."""
    return bool(
        user.is_authenticated
        and any(
            policies.can(user, permission)
            for permission in (
                Permission.SUBMIT_WARNING_CASES, Permission.AUTHOR_CONTENT,
                Permission.RELEASE_CASES,
            )
        )
    )  # fmt: skip


def places_of(user: Any) -> Any:
    """Organisations in whose name a person hands in cases."""
    return Organisation.objects.filter(pk__in=submitting_places(user)).order_by("path")


def kinds_of(user: Any) -> list[str]:
    """Kinds that a person may hand in: warning cases for the procuratorate, the others for
    authors."""
    held: set[Permission] = set()
    for grant in user.grants:
        held |= ROLE_PERMISSIONS.get(grant.role, frozenset())
    kinds = [CaseKind.WARNING.value] if Permission.SUBMIT_WARNING_CASES in held else []
    if Permission.AUTHOR_CONTENT in held:
        kinds += [kind for kind in CaseKind.values if kind != CaseKind.WARNING]
    return kinds


WAITING = "cases_waiting"


def waiting_for(user: Any) -> int:
    """How many cases wait for this person: to be reviewed by name, or by one of the county's
    people. No query of its own (`count_with_messages`)."""
    return int(filling.beside(user, WAITING) or 0) if user.is_desk else 0


def count_with_messages() -> None:
    """What the menu of every page at a desk shows is counted with the messages."""
    filling.count_beside(WAITING, _waiting)


def _waiting() -> Any:
    """How many wait for the person of the outer query; NULL for none."""
    person = OuterRef("pk")
    releasing = RoleGrant.objects.active().filter(
        user=OuterRef(OuterRef("pk")), role__in=roles_with(Permission.RELEASE_CASES)
    )
    theirs = releasing.alias(
        place=ExpressionWrapper(OuterRef("county__path"), output_field=CharField())
    ).filter(place__startswith=F("organisation__path"))
    legal = Q(state=State.LEGAL_REVIEW.value, legal_reviewer=person)
    county = Q(state=State.COUNTY_REVIEW.value) & (
        Q(county_reviewer=person) | (Q(county_reviewer=None) & Exists(theirs))
    )
    rows = Submission.objects.filter(legal | county).order_by()
    return Subquery(rows.annotate(one=Value(1)).values("one").annotate(n=Count("pk")).values("n"))


@dataclass(frozen=True)
class Stage:
    """A stage of a case as its page shows it."""

    name: str
    label: str
    url: str
    state: str
    """``done``, ``now`` or ``later``."""
    note: str = ""


def stages(submission: Submission, user: Any) -> list[Stage]:
    """Files, masking, text, review: how far each is. A handful of queries."""
    counted = submission.files.kept().aggregate(
        files=Count("pk", distinct=True),
        reading=Count("pk", distinct=True, filter=Q(state__in=["uploading", "waiting"])),
        open=Count("findings", filter=Q(findings__decision="open")),
        found=Count("findings"),
    )
    draft = drafts.from_json(submission.draft)
    points = drafts.checklist(draft, warning=submission.is_warning)
    missing = sum(point.needed and not point.met for point in points)
    writing = may_write(user, submission)
    rows = [
        ("files", _("Files"), _url("desk_case", submission) + "#files",
         bool(counted["files"]) and not counted["reading"], _said_files(counted)),
        ("masking", _("Names and numbers"), _url("desk_masking", submission),
         bool(counted["files"]) and not counted["open"] and not counted["reading"],
         _said_findings(counted)),
        ("fields", _("Text"), _url("desk_fields", submission), not missing,
         _("%(number)d points are missing") % {"number": missing} if missing else ""),
    ]  # fmt: skip
    found, before_done = [], True
    for name, label, url, done, note in rows:
        state = "done" if done or not writing else "now" if before_done else "later"
        found.append(Stage(name, label, url, state, note if writing else ""))
        before_done = before_done and done
    return [*found, *_reviews(submission)]


def _url(name: str, submission: Submission) -> str:
    return reverse(f"cases:{name}", args=[submission.pk])


def _said_files(counted: dict[str, int]) -> str:
    if counted["reading"]:
        return _("being read")
    return _("%(number)d files") % {"number": counted["files"]} if counted["files"] else ""


def _said_findings(counted: dict[str, int]) -> str:
    if counted["open"]:
        return _("%(number)d findings to decide") % {"number": counted["open"]}
    return _("%(number)d findings decided") % {"number": counted["found"]}


ORDER = [State.DRAFT, State.LEGAL_REVIEW, State.COUNTY_REVIEW, State.PUBLISHED]


def _reviews(submission: Submission) -> list[Stage]:
    if not submission.is_warning:
        return []
    labels = {
        State.LEGAL_REVIEW: _("Legal review"),
        State.COUNTY_REVIEW: _("County review"),
        State.PUBLISHED: _("Published"),
    }
    at = ORDER.index(submission.way) if submission.way in ORDER else len(ORDER)
    return [
        Stage(
            state.value, label, "",
            "done" if ORDER.index(state) < at or submission.way == State.PUBLISHED
            else "now" if ORDER.index(state) == at else "later",
        )
        for state, label in labels.items()
    ]  # fmt: skip


def may(submission: Submission, user: Any) -> dict[str, bool]:
    """What this person can do with the case now: what its page offers."""
    own = hands_in(user, submission)
    legal = (
        submission.way == State.LEGAL_REVIEW
        and submission.legal_reviewer_id == user.pk
        and user.pk not in reviewers.authors_of(submission)
    )
    county = submission.way == State.COUNTY_REVIEW and reviewers.may_review_for_county(
        submission, user
    )
    mine = county and submission.county_reviewer_id in (None, user.pk)
    writing = own and submission.way == State.DRAFT
    return {
        "write": writing,
        "send": writing and submission.is_warning,
        "hand_over": writing and not submission.is_warning,
        "discard": writing and submission.case_id is None,
        "take_back": own and way.may(Step.TAKEN_BACK, submission.way),
        "approve_legally": legal,
        "take": mine and submission.county_reviewer_id is None,
        "approve": mine and submission.county_reviewer_id == user.pk,
        "send_back": legal or mine,
        "allow": legal or mine,
        "revise": own and way.may(Step.REVISED, submission.way),
        "withdraw": may_withdraw(user, submission),
        "open_originals": reviewers.may_open_originals(submission, user),
    }
