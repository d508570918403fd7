"""How far a person sees into the libraries: by the organisation tree and by audience."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q

from content.models.taxonomy import Audience, Sharing
from lms.accounts.models import Offender, Organisation, TeamMember
from lms.accounts.roles import Role

STEP = Organisation.steplen
LEVELS = {"county": Sharing.COUNTY, "city": Sharing.CITY, "province": Sharing.PROVINCE}
WIDER = {
    Sharing.COUNTY: [Sharing.COUNTY, Sharing.CITY, Sharing.PROVINCE],
    Sharing.CITY: [Sharing.CITY, Sharing.PROVINCE],
    Sharing.PROVINCE: [Sharing.PROVINCE],
}
LEARNERS_ONLY = frozenset({Role.OFFENDER, Role.GUARDIAN})


@dataclass(frozen=True)
class Reach:
    """Where a person stands in the tree and whom they are an audience for.

    ``chain`` holds the tree paths of their organisations and of all above; what those own reaches
    them. ``areas`` holds, per level, the paths of their county, city and province. ``below`` holds
    paths whose whole subtree they look after. Without a place in the tree nothing is visible.
    """

    chain: frozenset[str] = frozenset()
    areas: tuple[tuple[str, str], ...] = ()
    below: frozenset[str] = frozenset()
    everything: bool = False
    offender: bool = False
    juvenile: bool = False

    def by_sharing(self, prefix: str = "") -> Q:
        """The condition on the owner and the sharing of a resource."""
        if self.everything:
            return Q()
        owner = f"{prefix}owner_organisation__path"
        condition = Q(**{f"{owner}__in": self.chain})
        for level, path in self.areas:
            condition |= Q(
                **{f"{owner}__startswith": path, f"{prefix}sharing__in": WIDER[Sharing(level)]}
            )
        for path in self.below:
            condition |= Q(**{f"{owner}__startswith": path})
        return condition

    def admits(self, owner: str, sharing: str) -> bool:
        """`by_sharing` for one resource whose owner's tree path is known: no query."""
        return (
            self.everything
            or owner in self.chain
            or any(owner.startswith(path) for path in self.below)
            or any(
                owner.startswith(path) and sharing in WIDER[Sharing(level)]
                for level, path in self.areas
            )
        )

    def suits(self, audience: str, juveniles_allowed: bool) -> bool:
        """`by_audience` for one resource: no query."""
        if not self.offender:
            return True
        meant = audience in (Audience.OFFENDERS, Audience.BOTH)
        return meant and (juveniles_allowed or not self.juvenile)

    def by_audience(self, prefix: str = "") -> Q:
        """The condition on the audience. Staff see what offenders are taught, not the other way."""
        if not self.offender:
            return Q()
        condition = Q(**{f"{prefix}audience__in": [Audience.OFFENDERS, Audience.BOTH]})
        if self.juvenile:
            condition &= Q(**{f"{prefix}juveniles_allowed": True})
        return condition


NOTHING = Reach()


@dataclass
class _Standing:
    """What is collected on the way to a Reach."""

    homes: set[str] = field(default_factory=set)
    below: set[str] = field(default_factory=set)
    staff: bool = False
    juvenile: bool = False


def reach_of(user: Any) -> Reach:
    """The reach of a signed-in person; `NOTHING` for anyone else. At most three queries, kept on
    the user object for the request."""
    if user is None or not user.is_authenticated or not user.is_active:
        return NOTHING
    known = getattr(user, "_content_reach", None)
    if known is None:
        known = user._content_reach = _work_out(user)
    return known


def remember(user: Any, reach: Reach) -> None:
    """Whoever has worked out a person's reach beside other things spares the request a query."""
    user._content_reach = reach


def _work_out(user: Any) -> Reach:
    if user.is_superuser:
        return Reach(everything=True)
    standing = _as_offender(user) if user.is_offender else _as_staff(user)
    if not standing.homes:
        return NOTHING
    chain = {path for home in standing.homes for path in _up(home)}
    areas = tuple(
        (LEVELS[kind], path)
        for path, kind in Organisation.objects.filter(path__in=chain, kind__in=LEVELS)
        .order_by("path")
        .values_list("path", "kind")
    )
    return Reach(
        chain=frozenset(chain),
        areas=areas,
        below=frozenset(standing.below),
        offender=not standing.staff,
        juvenile=standing.juvenile,
    )


def _as_offender(user: Any) -> _Standing:
    offender = getattr(user, "offender", None)
    if offender is None:
        return _Standing()
    return _Standing(homes={offender.office.path}, juvenile=offender.juvenile_regime)


def _as_staff(user: Any) -> _Standing:
    standing = _Standing()
    for grant in user.grants:
        if grant.role in LEARNERS_ONLY:
            continue
        place = grant.organisation.jurisdiction()
        standing.staff = True
        standing.homes |= {grant.organisation.path, place.path}
        standing.below.add(place.path)
    if not standing.staff:
        _add_wards(standing, user)
    return standing


def _add_wards(standing: _Standing, user: Any) -> None:
    """A guardian sees what the juvenile in their care sees."""
    care = TeamMember.objects.active().filter(member=user, kind=TeamMember.Kind.GUARDIAN)
    for ward in Offender.objects.filter(pk__in=care.values("offender")).select_related("office"):
        standing.homes.add(ward.office.path)
        standing.juvenile = standing.juvenile or ward.juvenile_regime


def _up(path: str) -> list[str]:
    """The path itself and those of all its ancestors (treebeard's materialised path)."""
    return [path[:end] for end in range(STEP, len(path) + 1, STEP)]
