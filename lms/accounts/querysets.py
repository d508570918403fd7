"""Sets of people and organisations, by the words of the field."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import UserManager as DjangoUserManager
from django.db import models
from django.db.models import Q
from treebeard.mp_tree import MP_NodeManager, MP_NodeQuerySet

from lms.core.crypto import keyed_hash
from lms.core.months import today

if TYPE_CHECKING:
    from lms.accounts.models import (  # noqa: F401
        Offender,
        Organisation,
        RoleGrant,
        StaffMember,
        TeamMember,
    )


class OrganisationQuerySet(MP_NodeQuerySet):
    def within(self, root: Any) -> OrganisationQuerySet:
        """``root`` and everything below it."""
        return self.filter(path__startswith=root.path)

    def offices(self) -> OrganisationQuerySet:
        return self.filter(kind="justice_office", is_active=True)


class OrganisationManager(MP_NodeManager.from_queryset(OrganisationQuerySet)):  # type: ignore[misc]
    def get_queryset(self) -> OrganisationQuerySet:
        return OrganisationQuerySet(self.model, using=self._db).order_by("path")


class UserManager(DjangoUserManager):
    def by_name_or_phone(self, text: str) -> Any:
        """The account that somebody means who types a user name or a telephone number; or None.
        A user name goes before somebody else's telephone number."""
        from lms.accounts.models.users import normal_phone

        typed = text.strip()
        if "\0" in typed:  # PostgreSQL refuses to look for it
            return None
        wanted = Q(username=typed)
        digits = normal_phone(typed)
        if len(digits) == 11:
            wanted |= Q(phone_hash=keyed_hash(digits))
        found: list[Any] = list(self.filter(wanted).order_by("pk")[:2])
        return next(iter(sorted(found, key=lambda user: user.username != typed)), None)

    def visible_to(self, user: Any, permission: str = "manage_accounts") -> Any:
        """Accounts that ``user`` administers: those of the organisations under their grants."""
        from lms.accounts import policies
        from lms.accounts.permissions import Permission

        paths = policies.roots(user, Permission(permission))
        if not paths:
            return self.none()
        return self.filter(policies.within(paths, "organisation__path"))

    def caseworkers_for(self, place: Any) -> Any:
        """Who may carry files of ``place``: whoever edits people there or above, today."""
        from lms.accounts.models import RoleGrant
        from lms.accounts.permissions import Permission, roles_with

        grants = RoleGrant.objects.active().at_or_above(place)
        grants = grants.filter(role__in=roles_with(Permission.EDIT_PEOPLE))
        return self.filter(is_active=True, pk__in=grants.values("user")).order_by("name")

    def caseworkers_of(self, user: Any) -> Any:
        """Who carries files in the part of the tree whose people ``user`` edits."""
        from lms.accounts import policies
        from lms.accounts.models import RoleGrant
        from lms.accounts.permissions import Permission, roles_with

        grants = RoleGrant.objects.active().filter(
            policies.within(policies.roots(user, Permission.EDIT_PEOPLE), "organisation__path"),
            role__in=roles_with(Permission.EDIT_PEOPLE),
        )
        return self.filter(is_active=True, pk__in=grants.values("user")).order_by("name")


class RoleGrantQuerySet(models.QuerySet["RoleGrant"]):
    def active(self, on: date | None = None) -> RoleGrantQuerySet:
        """Grants that hold on that day."""
        day = on or today()
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=day), starts_on__lte=day)

    def overlapping(self, first: date, last: date | None) -> RoleGrantQuerySet:
        """Grants that hold on a day from ``first`` to ``last`` (None: for ever)."""
        held = self.filter(Q(ends_on=None) | Q(ends_on__gte=first))
        return held.filter(starts_on__lte=last) if last else held

    def at_or_above(self, place: Any) -> RoleGrantQuerySet:
        """Grants in ``place`` or in an organisation over it."""
        step = type(place).steplen
        paths = [place.path[:end] for end in range(step, len(place.path) + 1, step)]
        return self.filter(organisation__path__in=paths)


class TeamMemberQuerySet(models.QuerySet["TeamMember"]):
    def active(self, on: date | None = None) -> TeamMemberQuerySet:
        day = on or today()
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=day), starts_on__lte=day)

    def tasks_of(self, user: Any) -> TeamMemberQuerySet:
        """What ``user`` is assigned to today: whom a helper sees by name and task, and a
        guardian."""
        return self.active().filter(member=user) if user.is_authenticated else self.none()


class OffenderQuerySet(models.QuerySet["Offender"]):
    def visible_to(self, user: Any) -> OffenderQuerySet:
        """Offenders whose file ``user`` may open: those of their part of the tree, and one's own.

        A helper or guardian opens no file: they see persons by name and task (`assigned_to`)."""
        from lms.accounts import policies
        from lms.accounts.permissions import Permission

        if not user.is_authenticated or not user.is_active:
            return self.none()
        paths = policies.roots(user, Permission.VIEW_PEOPLE)
        return self.filter(Q(pk=user.pk) | policies.within(paths, "office__path"))

    def assigned_to(self, user: Any) -> OffenderQuerySet:
        """Persons in whose correction team ``user`` has a task today."""
        from lms.accounts.models import TeamMember

        return self.filter(pk__in=TeamMember.objects.tasks_of(user).values("offender"))

    def in_correction(self, on: date | None = None) -> OffenderQuerySet:
        day = on or today()
        return self.filter(
            Q(closed_on=None) | Q(closed_on__gte=day), starts_on__lte=day, ends_on__gte=day
        )

    def of_office(self, office: Any) -> OffenderQuerySet:
        return self.filter(office__path__startswith=office.path)

    def by_id_number(self, number: str) -> OffenderQuerySet:
        from lms.accounts import identity

        return self.filter(id_hash=keyed_hash(identity.normal(number)))

    def with_people(self) -> OffenderQuerySet:
        """Together with account, office and officer: for lists."""
        return self.select_related("user", "office", "officer")


class StaffQuerySet(models.QuerySet["StaffMember"]):
    def visible_to(self, user: Any) -> StaffQuerySet:
        from lms.accounts import policies
        from lms.accounts.permissions import Permission

        paths = {
            *policies.roots(user, Permission.MANAGE_ACCOUNTS),
            *policies.roots(user, Permission.VIEW_PEOPLE),
        }
        return self.filter(Q(pk=user.pk) | policies.within(sorted(paths), "unit__path"))

    def serving(self, on: date | None = None) -> StaffQuerySet:
        return self.filter(Q(left_on=None) | Q(left_on__gt=on or today()))
