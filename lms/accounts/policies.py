"""Who may do what, to whom. Pages and the API ask here; nowhere else is a role looked at.

A grant gives its role's permissions over the subtree of its organisation; a procuratorate's over
that of the level it is attached to. Nobody has rights over their own file.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from lms.accounts.models import Organisation
from lms.accounts.permissions import ROLE_PERMISSIONS, Permission
from lms.accounts.roles import Role
from lms.core.errors import Denied

RECOVERED_AT_THE_OFFICE = {Role.OFFENDER, Role.GUARDIAN, Role.HELPER}


def roots(user: Any, permission: Permission) -> list[str]:
    """Tree paths of the organisations under which ``user`` holds ``permission`` today."""
    if not user.is_authenticated or not user.is_active:
        return []
    found = {
        grant.organisation.jurisdiction().path
        for grant in user.grants
        if permission in ROLE_PERMISSIONS.get(grant.role, frozenset())
    }
    return [path for path in found if not any(path != p and path.startswith(p) for p in found)]


def within(paths: list[str], field: str = "path") -> Q:
    """A condition: the organisation's path lies under one of ``paths``; none for no path."""
    condition = Q(pk__in=[])
    for path in paths:
        condition |= Q(**{f"{field}__startswith": path})
    return condition


def organisations(user: Any, permission: Permission) -> QuerySet[Organisation]:
    """The organisations over which ``user`` holds ``permission``."""
    return Organisation.objects.filter(within(roots(user, permission)))


def can(user: Any, permission: Permission, target: Any = None) -> bool:
    """Whether ``user`` holds ``permission``, over ``target`` when one is given: an organisation, a
    profile (offender, staff member) or a user."""
    paths = roots(user, permission)
    if target is None or not paths:
        return bool(paths)
    place = organisation_of(target)
    return place is not None and any(place.path.startswith(path) for path in paths)


def require(user: Any, permission: Permission, target: Any = None) -> None:
    """Raise `Denied` unless `can`."""
    if not can(user, permission, target):
        raise Denied(_("You do not have the right to do this."), code=f"needs_{permission}")


def may_recover(user: Any, account: Any) -> bool:
    """Whether ``user`` may hand ``account`` a code for a new password. An officer recovers
    offenders, guardians and helpers; an account with rights of its own only the security
    administrator, else the right to recover would be the right to become anybody."""
    if user.pk == account.pk:
        return False
    if account.roles <= RECOVERED_AT_THE_OFFICE:
        return can(user, Permission.RECOVER_ACCOUNT, account)
    return can(user, Permission.MANAGE_ACCOUNTS, account)


def organisation_of(target: Any) -> Organisation | None:
    """Where something belongs: an offender to the office, a staff member to the unit."""
    if isinstance(target, Organisation):
        return target
    for name in ("office", "unit"):
        if (place := getattr(target, name, None)) is not None:
            return place
    if (offender := getattr(target, "offender", None)) is not None:
        return offender.office
    return getattr(target, "organisation", None)
