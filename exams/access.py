"""Who may sit which paper.

Among a paper's audience: whom one of its rows names (`PaperAccess`), whoever it was prescribed to
(`Offer`), and whoever takes a course that demands it (exams/requirement.py). What is not for a
person does not exist for them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from content.models import PlanTemplate
from content.models.taxonomy import Audience
from exams import requirement
from exams.models import Offer, Paper, PaperAccess, Sitting
from exams.querysets import PaperQuerySet
from lms.accounts.models import Offender, Organisation
from lms.accounts.roles import Role
from lms.core.clock import now
from lms.core.errors import NotVisible
from lms.core.months import Month, today
from lms.learning.facts import facts_of
from lms.learning.models import Enrolment
from lms.learning.offices import Offices

STEP = Organisation.steplen
NOT_STAFF = frozenset({Role.OFFENDER, Role.GUARDIAN, Role.MACHINE})


UNPRESCRIBED = Q(paper__live=True, paper__retired_at=None) & ~Q(
    paper__mode=Paper.Mode.EXAM, paper__purpose__in=[Paper.Purpose.MONTHLY, Paper.Purpose.INTAKE,
                                                     Paper.Purpose.RELEASE]
)  # fmt: skip
"""Rows of papers that everybody with their plan may sit. Tests of the month and of a stage are
prescribed one by one instead (exams/plans.py): they are for whoever has an offer."""


@dataclass(frozen=True, slots=True)
class OtherKind:
    """Whom another app names, for example the members of a training programme. ``targets(user)``:
    those of its targets that are the person's."""

    code: str
    label: str | Promise
    targets: Callable[[Any], Iterable[str]]


_kinds: dict[str, OtherKind] = {}


def register_kind(kind: OtherKind) -> None:
    """Called in an app's ``ready()``; the same code again replaces the first."""
    _kinds[kind.code] = kind


def kind_choices() -> list[tuple[str, str | Promise]]:
    return [(kind.code, kind.label) for kind in _kinds.values()]


@dataclass(frozen=True, slots=True)
class Standing:
    """Where somebody stands with a paper. ``sitting``: the attempt that is under way;
    ``attempts_left`` None: without limit; ``reason``: why a new one cannot be begun."""

    allowed: bool
    reason: str
    attempts_left: int | None
    sitting: Sitting | None


def papers_for(user: Any) -> PaperQuerySet:
    """Published papers that are for this person, whether or not they are open just now. The queries
    that it takes do not depend on how many papers there are."""
    audiences, rows = _who(user)
    if not audiences:
        return Paper.objects.none()
    named = PaperAccess.objects.filter(rows, paper=OuterRef("pk"))
    offers = Offer.objects.standing().filter(person=user.pk, paper=OuterRef("pk"))
    offers = offers.filter(month__in=["", str(Month.current())])
    demanded = Exists(requirement.demanding(user))
    return Paper.objects.published().filter(
        Exists(named) | Exists(offers) | demanded, audience__in=audiences
    )


def paper_for(user: Any, paper_id: UUID) -> Paper:
    """One of `papers_for`. Raises `NotVisible`."""
    paper: Paper | None = papers_for(user).filter(pk=paper_id).first()
    if paper is None:
        raise NotVisible(_("There is no such test."))
    return paper


def may_sit(user: Any, paper: Paper) -> Standing:
    """Whether a new attempt may be begun now. Raises `NotVisible` for a paper that is not for this
    person, unless an attempt of theirs is under way."""
    sittings = list(
        Sitting.objects.filter(paper=paper, candidate=user.pk)
        .exclude(state=Sitting.State.VOID)
        .defer("frozen")
    )
    running = next((one for one in sittings if one.state == Sitting.State.OPEN), None)
    if running is None:
        paper_for(user, paper.pk)
    left = _attempts_left(paper, sittings)
    reason = _why_not(paper, left)
    return Standing(not reason, reason, left, running)


def _attempts_left(paper: Paper, sittings: list[Sitting]) -> int | None:
    if paper.is_practice or paper.attempts is None:
        return None
    month = str(Month.current())
    counted = [one for one in sittings if not paper.is_monthly or one.month == month]
    return max(0, paper.attempts - len(counted))


def _why_not(paper: Paper, left: int | None) -> str:
    moment = now()
    if not paper.live or paper.retired_at is not None:
        return _("This test is not offered any more.")
    if paper.opens_at is not None and moment < paper.opens_at:
        return _("This test has not opened yet.")
    if paper.closes_at is not None and moment >= paper.closes_at:
        return _("This test is closed.")
    if left == 0:
        return (
            _("You have used all attempts of this month.")
            if paper.is_monthly
            else _("You have used all attempts.")
        )
    return ""


def _who(user: Any) -> tuple[list[str], Q]:
    """The audiences that a person belongs to, and the rows that name them."""
    if user is None or not user.is_authenticated or not user.is_active:
        return [], Q(pk__in=[])
    if user.is_offender:
        homes = {"": [user.offender.office.path]} if hasattr(user, "offender") else {}
        audience = Audience.OFFENDERS
    else:
        homes = _posts(user)
        audience = Audience.STAFF
    if not homes:
        return [], Q(pk__in=[])
    rows = Q(pk__in=[])
    for role, paths in homes.items():
        above = {path[:end] for path in paths for end in range(STEP, len(path) + 1, STEP)}
        rows |= Q(organisation__path__in=above, role=role)
    courses = Enrolment.objects.filter(learner=user.pk).exclude(state=Enrolment.State.WAIVED)
    rows |= Q(course__in=courses.values("course"))
    for kind in _kinds.values():
        rows |= Q(kind=kind.code, target__in=list(kind.targets(user)))
    if user.is_offender:
        rows |= Q(UNPRESCRIBED, plan__in=_plans_of(user.offender))
    return [audience, Audience.BOTH], rows


def _plans_of(offender: Offender) -> list[int]:
    """Of the plans that papers name, those that hold for this person today, by the rule of
    lms/learning/prescribing.py. One query when no paper names one, else at most four."""
    named = PaperAccess.objects.filter(UNPRESCRIBED, plan__isnull=False)
    plans = list(
        PlanTemplate.objects.offered()
        .for_offenders()
        .filter(pk__in=named.values("plan"))
        .select_related("owner_organisation")
    )
    if not plans:
        return []
    offices = Offices([offender.office_id])
    reach = offices.reach(offender.office_id, juvenile=offender.juvenile_regime)
    facts = facts_of(offender, today(), offices.settings(offender.office_id))
    return [
        plan.pk
        for plan in plans
        if reach.admits(plan.owner_organisation.path, plan.sharing) and plan.matches(facts)
    ]


def _posts(user: Any) -> dict[str, list[str]]:
    """Where a staff member works, by role; under "" all of it."""
    found: dict[str, list[str]] = {}
    for grant in user.grants:
        if grant.role not in NOT_STAFF:
            for role in ("", str(grant.role)):
                found.setdefault(role, []).append(grant.organisation.path)
    return found
