"""Which staff a case reaches: the way of `content.reach`, seen from the case."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from content.models.taxonomy import Sharing
from content.reach import LEVELS, WIDER
from lms.accounts.models import Organisation, StaffMember
from lms.core.months import today

NOT_TAUGHT = ("procuratorate",)
"""Whose people are not asked to read: they hand the cases in and watch what comes of them."""


def path_of(case: Any) -> str:
    """The path of the tree under which everybody sees ``case``. At most two queries.

    A resource reaches the people below its owner, and those of each county, city or province over
    the owner with which it is shared; the widest of these holds the others.
    """
    owner = Organisation.objects.get(pk=case.owner_organisation_id)
    above = [*owner.get_ancestors(), owner]
    shared = [
        place.path
        for place in above
        if place.kind in LEVELS and case.sharing in WIDER[Sharing(LEVELS[place.kind])]
    ]
    return min([owner.path, *shared], key=len)


def staff_at(path: str) -> QuerySet[StaffMember]:
    """Everybody who serves in the units under ``path`` today and can sign in, except prosecutors'
    people."""
    found: QuerySet[StaffMember] = StaffMember.objects.serving(today()).filter(
        unit__path__startswith=path, user__is_active=True
    )
    return found.exclude(unit__kind__in=NOT_TAUGHT)


def gone() -> Q:
    """A condition on readings: the person has left, or cannot sign in any more."""
    left = Q(person__staff_member=None) | Q(person__staff_member__left_on__lte=today())
    return left | Q(person__is_active=False)
