"""The tree of organisations: the system administrator builds it, a manager sets the rules of
study."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from lms.accounts import policies
from lms.accounts.actions.checks import cleaned, refused
from lms.accounts.models import Kind, Offender, Organisation, RoleGrant, User
from lms.accounts.models.organisations import DEFAULTS
from lms.accounts.permissions import Permission
from lms.accounts.signals import organisation_changed, organisation_created
from lms.core import audit
from lms.core.errors import Conflict

BELOW: dict[str, set[str]] = {
    Kind.PROVINCE: {Kind.CITY, Kind.COUNTY, Kind.PROCURATORATE, Kind.TRAINING_PROVIDER},
    Kind.CITY: {Kind.COUNTY, Kind.PROCURATORATE, Kind.TRAINING_PROVIDER},
    Kind.COUNTY: {Kind.JUSTICE_OFFICE, Kind.TOWN, Kind.PROCURATORATE, Kind.TRAINING_PROVIDER},
    Kind.JUSTICE_OFFICE: {Kind.TOWN, Kind.VILLAGE},
    Kind.TOWN: {Kind.VILLAGE, Kind.GRID},
    Kind.VILLAGE: {Kind.GRID},
}
"""What may stand under what. A county may stand under its province (省直管县)."""


def add_organisation(
    *, by: User | None, parent: Organisation | None, kind: str, name: str, code: str = "",
    phone: str = "",
) -> Organisation:  # fmt: skip
    """Put a new organisation under ``parent``. ``by`` None is the platform itself, which alone
    plants the root. Raises `Denied`, `Invalid`, `Conflict` (a sister has this name)."""
    row = Organisation(kind=kind, name=name.strip(), code=code.strip(), phone=phone.strip())
    cleaned(row, exclude=["path", "depth", "numchild"])
    if parent is None:
        if by is not None:
            raise refused("parent", _("It must stand under another organisation."), code="parent")
        made = Organisation.add_root(instance=row)
    else:
        _require(by, Permission.MANAGE_ORGANISATIONS, parent)
        if kind not in BELOW.get(parent.kind, set()):
            sentence = _("A %(kind)s does not stand under a %(parent)s.") % {
                "kind": row.get_kind_display(),
                "parent": parent.get_kind_display(),
            }
            raise refused("kind", sentence, code="kind")
        with transaction.atomic():
            # treebeard counts children on the row: two at once must not take the same place.
            fresh = Organisation.objects.select_for_update().get(pk=parent.pk)
            _refuse_same_name(fresh, row.name)
            made = fresh.add_child(instance=row)
    organisation_created.send(sender=Organisation, organisation=made)
    audit.record(
        "accounts.organisation_added", actor=by, target=made,
        after={"kind": kind, "name": made.name, "parent": parent.pk if parent else None},
    )  # fmt: skip
    return made


def _refuse_same_name(parent: Organisation, name: str, but: Organisation | None = None) -> None:
    sisters = parent.get_children().filter(name=name)
    if but is not None:
        sisters = sisters.exclude(pk=but.pk)
    if sisters.exists():
        raise Conflict(_("Another one has this name here already."), code="name")


def rename_organisation(
    *, by: User, organisation: Organisation, name: str, code: str, phone: str
) -> Organisation:
    """Name, administrative division code and telephone."""
    _require(by, Permission.MANAGE_ORGANISATIONS, organisation)
    before = {"name": organisation.name, "code": organisation.code, "phone": organisation.phone}
    organisation.name, organisation.code, organisation.phone = name.strip(), code, phone
    cleaned(organisation, exclude=["path", "depth", "numchild"])
    if (parent := organisation.get_parent()) is not None:
        _refuse_same_name(parent, organisation.name, but=organisation)
    with transaction.atomic():
        organisation.save(update_fields=["name", "code", "phone"])
        audit.record(
            "accounts.organisation_renamed", actor=by, target=organisation, before=before,
            after={"name": organisation.name, "code": code, "phone": phone},
        )  # fmt: skip
    return organisation


def set_study_rules(
    *, by: User, organisation: Organisation, values: Mapping[str, Any]
) -> Organisation:
    """Study hours, daily cap, monthly target, lengths of intake and release; empty means "as
    above". They hold for everything below that does not set its own."""
    if not policies.can(by, Permission.MANAGE_ORGANISATIONS, organisation):
        policies.require(by, Permission.MANAGE_STUDY_RULES, organisation)
    before = {name: _said(getattr(organisation, name)) for name in DEFAULTS}
    for name in DEFAULTS:
        if name in values:
            setattr(organisation, name, values[name])
    if (organisation.study_opens is None) != (organisation.study_closes is None):
        raise refused("study_opens", _("Give both hours or none."), code="hours")
    cleaned(organisation, exclude=["path", "depth", "numchild"])
    with transaction.atomic():
        organisation.save(update_fields=list(DEFAULTS))
        audit.record(
            "accounts.study_rules_set", actor=by, target=organisation, before=before,
            after={name: _said(getattr(organisation, name)) for name in DEFAULTS},
        )  # fmt: skip
        organisation_changed.send(sender=Organisation, organisation=organisation)
    return organisation


def _said(value: Any) -> str:
    return "" if value is None else str(value)


def switch_organisation(*, by: User, organisation: Organisation, on: bool) -> Organisation:
    """Take it out of use, or back into it. Raises `Conflict` while something is still there: an
    organisation in use, a role, somebody in correction."""
    _require(by, Permission.MANAGE_ORGANISATIONS, organisation)
    if organisation.is_active == on:
        return organisation
    if not on:
        _refuse_while_in_use(organisation)
    with transaction.atomic():
        organisation.is_active = on
        organisation.save(update_fields=["is_active"])
        verb = "accounts.organisation_switched_on" if on else "accounts.organisation_switched_off"
        audit.record(verb, actor=by, target=organisation)
    return organisation


def _refuse_while_in_use(organisation: Organisation) -> None:
    below = Organisation.objects.within(organisation).exclude(pk=organisation.pk)
    if below.filter(is_active=True).exists():
        raise Conflict(_("Switch off what stands below it first."), code="children")
    if Offender.objects.of_office(organisation).in_correction().exists():
        raise Conflict(_("Move its offenders to another office first."), code="offenders")
    grants = RoleGrant.objects.active().exclude(role="offender")
    if grants.filter(organisation=organisation).exists():
        raise Conflict(_("End the roles that people hold there first."), code="roles")


def _require(by: User | None, permission: Permission, organisation: Organisation) -> None:
    if by is not None:
        policies.require(by, permission, organisation)
