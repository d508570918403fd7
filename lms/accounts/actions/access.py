"""Granting and ending roles. The main role on the account follows."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from lms.accounts import policies
from lms.accounts.models import Organisation, RoleGrant, User
from lms.accounts.permissions import Permission
from lms.accounts.roles import ADMINISTRATORS, STAFF_ORDER, Role
from lms.accounts.signals import role_ended, role_granted
from lms.core import audit
from lms.core.errors import Conflict, Denied, Invalid
from lms.core.months import today


def grant_role(
    *,
    by: User | None,
    to: User,
    role: str,
    organisation: Organisation,
    starts_on: date | None = None,
    ends_on: date | None = None,
    deputy_for: RoleGrant | None = None,
) -> RoleGrant:
    """Give ``to`` a role in ``organisation``. ``by`` None is the platform itself (set-up, demo
    data).

    Raises `Denied` (no right there, or to oneself), `Invalid` (dates; two administrator roles on
    one person), `Conflict` (holds it already).
    """
    if by is not None:
        _require_granter(by, to, role, organisation)
    start = starts_on or today()
    if ends_on and ends_on < start:
        sentence = _("The role would end before it begins.")
        raise Invalid(sentence, code="dates", fields={"ends_on": [sentence]})
    _refuse_two_administrators(to, role, start, ends_on)
    try:
        with transaction.atomic():
            grant = RoleGrant.objects.create(
                user=to, role=role, organisation=organisation, starts_on=start, ends_on=ends_on,
                deputy_for=deputy_for, granted_by=by,
            )  # fmt: skip
            refresh_main_role(to)
            audit.record(
                "accounts.role_granted", actor=by, target=grant, on_whom=to,
                after={"role": role, "organisation": organisation.pk, "until": str(ends_on or "")},
            )  # fmt: skip
            role_granted.send(sender=RoleGrant, grant=grant)
    except IntegrityError as error:
        raise Conflict(_("This person holds that role there already."), code="held") from error
    return grant


def _require_granter(by: User, to: User, role: str, organisation: Organisation) -> None:
    """Over the organisation and over the person, not over oneself; offenders come from the
    register."""
    policies.require(by, Permission.MANAGE_ACCOUNTS, organisation)
    policies.require(by, Permission.MANAGE_ACCOUNTS, to)
    if by.pk == to.pk:
        raise Denied(_("Nobody grants a role to themself."), code="own_role")
    if Role.OFFENDER in (role, to.role):
        sentence = _("Offenders come from the register and hold no other role.")
        raise Invalid(sentence, code="offender", fields={"role": [sentence]})


def _refuse_two_administrators(to: User, role: str, first: date, last: date | None) -> None:
    """Kept apart on every day, not only today: a grant that begins later counts as well."""
    if role not in ADMINISTRATORS:
        return
    others = to.role_grants.filter(role__in=ADMINISTRATORS - {Role(role)})
    if others.overlapping(first, last).exists():
        sentence = _("System, security and audit administrator are three different people.")
        raise Invalid(sentence, code="administrators", fields={"role": [sentence]})


def appoint_deputy(
    *, by: User, grant: RoleGrant, deputy: User, starts_on: date, ends_on: date
) -> RoleGrant:
    """Let ``deputy`` hold the role of ``grant`` beside its holder, from a day to a day."""
    if deputy.pk == grant.user_id:
        sentence = _("Somebody else must be the deputy.")
        raise Invalid(sentence, code="deputy", fields={"deputy": [sentence]})
    if ends_on < today():
        sentence = _("This day has passed.")
        raise Invalid(sentence, code="dates", fields={"ends_on": [sentence]})
    return grant_role(
        by=by, to=deputy, role=grant.role, organisation=grant.organisation, starts_on=starts_on,
        ends_on=ends_on, deputy_for=grant,
    )  # fmt: skip


def end_role(*, by: User | None, grant: RoleGrant, on: date | None = None) -> RoleGrant:
    """Let a role end on a day (today when not given): its rights are gone the day after, or at once
    when the day has passed. One that has not begun yet never begins."""
    if by is not None:
        policies.require(by, Permission.MANAGE_ACCOUNTS, grant.organisation)
        if by.pk == grant.user_id:
            raise Denied(_("Nobody changes their own roles."), code="own_role")
        if grant.role == Role.OFFENDER:
            raise Denied(_("The register keeps this role."), code="offender")
    if grant.ends_on and grant.ends_on < today():
        raise Conflict(_("This role has ended already."), code="ended")
    with transaction.atomic():
        if grant.starts_on > today():
            grant.starts_on = grant.ends_on = today() - timedelta(days=1)
        else:
            grant.ends_on = max(on or today(), grant.starts_on)
        grant.save(update_fields=["starts_on", "ends_on"])
        refresh_main_role(grant.user)
        audit.record(
            "accounts.role_ended", actor=by, target=grant, on_whom=grant.user,
            after={"role": grant.role, "until": str(grant.ends_on)},
        )  # fmt: skip
        role_ended.send(sender=RoleGrant, grant=grant)
    return grant


def refresh_main_role(user: User) -> User:
    """Write the role that names the person onto the account, with its organisation. Somebody whose
    roles have all ended stays with the last organisation, so that its administrator finds them."""
    grants = list(RoleGrant.objects.active().filter(user=user).select_related("organisation"))
    order = {role: place for place, role in enumerate(STAFF_ORDER)}
    main = min(grants, key=lambda grant: order[Role(grant.role)], default=None)
    user.role = main.role if main else ""
    user.organisation = main.organisation if main else user.organisation
    user.__dict__.pop("grants", None)
    user.save(update_fields=["role", "organisation"])
    return user


def follow_the_calendar(days: int = 7) -> int:
    """Bring accounts up to date whose grants began or ended in the last days: nothing else happens
    on the day itself. Run each night; running twice changes nothing. Returns how many accounts."""
    first, last = today() - timedelta(days=days), today()
    begun = RoleGrant.objects.active().filter(starts_on__gte=first)
    ended = RoleGrant.objects.filter(ends_on__gte=first, ends_on__lt=last)
    seen: set[Any] = set()
    for grants, signal in ((begun, role_granted), (ended, role_ended)):
        for grant in grants.select_related("user__organisation", "organisation"):
            refresh_main_role(grant.user)
            signal.send(sender=RoleGrant, grant=grant)
            seen.add(grant.user_id)
    return len(seen)
