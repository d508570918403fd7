"""Sets of people and organisations, by the words of the field."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import UserManager as DjangoUserManager
from django.db import models
from django.db.models import Q
from treebeard.mp_tree import MP_NodeManager, MP_NodeQuerySet

from lms.accounts.roles import Role
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
        """The account that somebody means who types a user name or a telephone number; or None."""
        from lms.accounts.models.users import normal_phone

        wanted = Q(username=text.strip())
        digits = normal_phone(text)
        if len(digits) == 11:
            wanted |= Q(phone_hash=keyed_hash(digits))
        return self.filter(wanted).first()

    def visible_to(self, user: Any, permission: str = "manage_accounts") -> Any:
        """Accounts that ``user`` administers: those of the organisations under their grants."""
        from lms.accounts import policies
        from lms.accounts.permissions import Permission

        paths = policies.roots(user, Permission(permission))
        if not paths:
            return self.none()
        return self.filter(policies.within(paths, "organisation__path"))


class RoleGrantQuerySet(models.QuerySet["RoleGrant"]):
    def active(self, on: date | None = None) -> RoleGrantQuerySet:
        """Grants that hold on that day."""
        day = on or today()
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=day), starts_on__lte=day)


class TeamMemberQuerySet(models.QuerySet["TeamMember"]):
    def active(self, on: date | None = None) -> TeamMemberQuerySet:
        day = on or today()
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=day), starts_on__lte=day)


class OffenderQuerySet(models.QuerySet["Offender"]):
    def visible_to(self, user: Any) -> OffenderQuerySet:
        """Offenders whose file ``user`` may open: of their subtree; helpers and guardians those
        they are assigned to; everybody their own."""
        from lms.accounts import policies
        from lms.accounts.models import TeamMember
        from lms.accounts.permissions import Permission

        if not user.is_authenticated or not user.is_active:
            return self.none()
        seen = Q(pk=user.pk)
        if paths := policies.roots(user, Permission.VIEW_PEOPLE):
            seen |= policies.within(paths, "office__path")
        if user.role in (Role.HELPER, Role.GUARDIAN) or user.roles & {Role.HELPER, Role.GUARDIAN}:
            assigned = TeamMember.objects.active().filter(member=user)
            seen |= Q(pk__in=assigned.values("offender"))
        return self.filter(seen)

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
