"""Whose schemes a person may read, and which they may change."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import Http404

from lms.accounts import policies
from lms.accounts.models import Organisation, User
from lms.accounts.permissions import Permission
from lms.core.months import Month
from lms.scoring.actions.schemes import LEVELS
from lms.scoring.models import Scheme, SchemeDraft


def readable(user: User) -> QuerySet[Organisation]:
    """Those under one's grants, and those above, whose schemes are inherited."""
    paths = policies.roots(user, Permission.VIEW_SCORES)
    step = Organisation.steplen
    above = {path[:end] for path in paths for end in range(step, len(path) + 1, step)}
    found: QuerySet[Organisation] = Organisation.objects.filter(
        policies.within(paths) | Q(path__in=above), kind__in=LEVELS
    )
    return found


def one_of(user: User, uid: UUID) -> Organisation:
    """Raises Http404 for one that is not there for this person."""
    organisation = readable(user).filter(uid=uid).first()
    if organisation is None:
        raise Http404
    return organisation


def may_manage(user: User, organisation: Organisation) -> bool:
    return policies.can(user, Permission.MANAGE_SCHEMES, organisation)


@dataclass(frozen=True)
class Place:
    """An organisation in the list: which scheme holds there now, from whom, what comes."""

    organisation: Organisation
    scheme: Scheme | None
    coming: Scheme | None
    has_draft: bool
    may_manage: bool

    @property
    def is_own(self) -> bool:
        return self.scheme is not None and self.scheme.organisation_id == self.organisation.pk


def places_of(user: User) -> list[Place]:
    """All in three queries, whatever the number of counties."""
    organisations = list(readable(user))
    schemes = list(Scheme.objects.select_related("organisation").order_by("first_month"))
    drafts = set(SchemeDraft.objects.values_list("pk", flat=True))
    managed = policies.roots(user, Permission.MANAGE_SCHEMES)
    now = str(Month.current())
    by_path: dict[str, list[Scheme]] = {}
    for one in schemes:
        by_path.setdefault(one.organisation.path, []).append(one)
    return [
        Place(
            organisation=one,
            scheme=_holding(one.path, by_path, now),
            coming=next((s for s in by_path.get(one.path, ()) if s.first_month > now), None),
            has_draft=one.pk in drafts and _is_under(one.path, managed),
            may_manage=_is_under(one.path, managed),
        )
        for one in organisations
    ]


def _holding(path: str, by_path: dict[str, list[Scheme]], month: str) -> Scheme | None:
    """As `in_force.scheme_for` finds it, without asking once per county."""
    for end in range(len(path), 0, -Organisation.steplen):
        begun = [one for one in by_path.get(path[:end], ()) if one.first_month <= month]
        if begun:
            return begun[-1]
    return None


def _is_under(path: str, roots: Iterable[str]) -> bool:
    return any(path.startswith(root) for root in roots)


def home_of(places: list[Place], user: User) -> Any:
    """The one place that needs no list: the county of somebody who looks after one county."""
    paths = policies.roots(user, Permission.VIEW_SCORES)
    own = [one for one in places if _is_under(one.organisation.path, paths)]
    if own:
        return own[0].organisation if len(own) == 1 else None
    return places[-1].organisation if len(places) and len(paths) == 1 else None
