"""The file of an offender: register, change, move, level. Every change is audited.

``by`` None is the platform itself: the import command, demo data. ``quiet``: the caller changes
many files and tells the layers above of all of them at once (`offenders_imported`)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from lms.accounts import identity, policies
from lms.accounts.actions.access import grant_role
from lms.accounts.actions.checks import cleaned, reason_given, refused
from lms.accounts.models import Kind, LevelChange, Offender, OfficeMove, Organisation, User
from lms.accounts.permissions import Permission
from lms.accounts.roles import Role
from lms.accounts.signals import (
    level_changed,
    offender_registered,
    stage_or_level_changed,
)
from lms.core import audit
from lms.core.errors import Conflict, Invalid
from lms.core.months import today

PROFILE = (
    "correction_type", "starts_on", "ends_on", "offence_category", "risk_class", "sex", "born_on",
    "able_to_work", "health_exempt", "needs", "id_number", "closed_on", "juvenile_regime",
)  # fmt: skip
ACCOUNT = ("name", "phone")


def username_for(code: str) -> str:
    """A user name from a file's code: what a user name cannot hold becomes a hyphen."""
    return re.sub(r"[^\w.@+-]", "-", code.strip())[:150]


def register_offender(
    *, by: User | None, name: str, code: str, office: Organisation, phone: str = "",
    username: str = "", officer: User | None = None, **profile: Any,
) -> Offender:  # fmt: skip
    """Open the file of an offender: account (without a password until activated), profile, role,
    first office and level in the histories. Raises `Denied`, `Invalid` per field, `Conflict` (code,
    ID number or telephone known already)."""
    _require(by, Permission.EDIT_PEOPLE, office)
    _refuse_no_office(office)
    code, name = identity.tidy(code), identity.person_name(name)
    user = User(
        username=username or username_for(code), name=name, phone=phone, must_change_password=True
    )
    user.set_unusable_password()
    offender = Offender(user=user, code=code, office=office, officer=officer, **profile)
    if officer is not None:
        _refuse_strange_officer(officer, office)
    cleaned(offender, exclude=["user", "id_hash"])
    cleaned(user, exclude=["password"])
    _refuse_minor_without_regime(offender)
    try:
        with transaction.atomic():
            user.save()
            offender.user = user
            offender.save(force_insert=True)
            grant_role(by=None, to=user, role=Role.OFFENDER, organisation=office)
            begin_histories(offender, by=by)
            audit.record(
                "accounts.offender_registered", actor=by, target=offender, on_whom=offender
            )
            offender_registered.send(sender=Offender, offender=offender)
    except IntegrityError as error:
        raise Conflict(
            _("The code, ID number or telephone is in the register already."), code="known"
        ) from error
    return offender


def begin_histories(offender: Offender, *, by: User | None) -> None:
    """The first row of the histories of office and level."""
    start = {"offender": offender, "on": offender.starts_on, "reason": _("intake"), "by": by}
    OfficeMove.objects.create(office=offender.office, **start)
    LevelChange.objects.create(level=offender.treatment_level, **start)


def _refuse_no_office(office: Organisation) -> None:
    if office.kind != Kind.JUSTICE_OFFICE or not office.is_active:
        raise refused("office", _("An offender belongs to a justice office."), code="office")


def _refuse_minor_without_regime(offender: Offender) -> None:
    """Whoever is a minor when correction begins is under the regime (社区矫正法 §52, §58)."""
    minor = identity.age_on(offender.starts_on, offender.born_on) < identity.ADULT
    if minor and not offender.juvenile_regime:
        sentence = _("Not yet 18 at the beginning: the juvenile regime applies.")
        raise refused("juvenile_regime", sentence, code="juvenile")


def _refuse_strange_officer(officer: User, office: Organisation) -> None:
    if not policies.can(officer, Permission.EDIT_PEOPLE, office):
        raise refused("officer", _("This officer has no rights in that office."), code="officer")


def update_offender(
    *, by: User | None, offender: Offender, changes: Mapping[str, Any], reason: str = "",
    quiet: bool = False,
) -> Offender:  # fmt: skip
    """Change fields of the profile (``PROFILE``) and the account's ``name`` and ``phone``.

    The juvenile regime can be set and never be taken back (社区矫正法 §58)."""
    _require(by, Permission.EDIT_PEOPLE, offender)
    before: dict[str, Any] = {}
    if "name" in changes:
        changes = {**changes, "name": identity.person_name(changes["name"])}
    for name, value in changes.items():
        owner: Any = offender.user if name in ACCOUNT else offender
        if name not in (*PROFILE, *ACCOUNT):
            raise Invalid(_("This field cannot be changed here."), code="field")
        if name == "juvenile_regime" and offender.juvenile_regime and not value:
            sentence = _("The juvenile regime stays until the end of correction.")
            raise refused(name, sentence, code="juvenile")
        if getattr(owner, name) != value:
            before[name] = getattr(owner, name)
            setattr(owner, name, value)
    if not before:
        return offender
    cleaned(offender.user, exclude=["password"])
    cleaned(offender, exclude=["id_hash"])
    try:
        with transaction.atomic():
            _save(offender, set(before))
            audit.record(
                "accounts.offender_changed", actor=by, target=offender, on_whom=offender,
                before=_said(before), after=_said({name: changes[name] for name in before}),
                reason=reason,
            )  # fmt: skip
            if set(before) - set(ACCOUNT):
                _tell(offender, quiet)
    except IntegrityError as error:
        raise Conflict(
            _("The ID number or telephone is in the register already."), code="known"
        ) from error
    return offender


def _save(offender: Offender, changed: set[str]) -> None:
    """Only what was changed: a level that a manager sets at this moment must not be lost."""
    if account := changed & set(ACCOUNT):
        offender.user.save(update_fields=[*account, "phone_hash"])
    if profile := changed - set(ACCOUNT):
        offender.save(update_fields=[*profile, "id_hash"])


def _said(values: Mapping[str, Any]) -> dict[str, Any]:
    """What the log may hold: personal data is named, not copied."""
    secret = {"name", "phone", "id_number", "born_on"}
    return {name: "***" if name in secret else str(value) for name, value in values.items()}


def _tell(offender: Offender, quiet: bool) -> None:
    """Plan and monthly target follow."""
    if not quiet:
        stage_or_level_changed.send(sender=Offender, offender=offender)


def change_level(
    *, by: User | None, offender: Offender, level: str, reason: str, quiet: bool = False
) -> LevelChange:
    """Treatment level (分级处遇), decided by a named person of the county with a reason."""
    _require(by, Permission.CHANGE_LEVEL, offender)
    reason = reason_given(reason)
    with transaction.atomic():
        row = Offender.objects.select_for_update().get(pk=offender.pk)
        if level == row.treatment_level:
            raise Conflict(_("The person is at this level already."), code="same_level")
        change = LevelChange(
            offender=offender, before=row.treatment_level, level=level, reason=reason, by=by
        )
        cleaned(change)
        change.save()
        offender.treatment_level = level
        offender.save(update_fields=["treatment_level"])
        audit.record(
            "accounts.level_changed", actor=by, target=offender, on_whom=offender,
            before={"level": change.before}, after={"level": level}, reason=reason,
        )  # fmt: skip
        level_changed.send(sender=LevelChange, change=change)
        _tell(offender, quiet)
    return change


def move_office(
    *, by: User | None, offender: Offender, office: Organisation, reason: str,
    on: date | None = None, quiet: bool = False,
) -> OfficeMove:  # fmt: skip
    """Hand the file to another justice office; the officer there is named by that office. The day
    is today or, written down later, an earlier one since the last move."""
    _require(by, Permission.EDIT_PEOPLE, offender)
    _require(by, Permission.EDIT_PEOPLE, office)
    reason = reason_given(reason)
    _refuse_no_office(office)
    with transaction.atomic():
        row = Offender.objects.select_for_update().get(pk=offender.pk)
        if office.pk == row.office_id:
            raise refused("office", _("Choose another justice office."), code="office")
        day = on or today()
        last = offender.office_moves.first()
        if day > today() or (last and day < last.on and day != today()):
            sentence = _("Not later than today and not before the last move.")
            raise refused("on", sentence, code="day")
        move = OfficeMove.objects.create(
            offender=offender, before_id=row.office_id, office=office, on=day, reason=reason, by=by
        )
        offender.office, offender.officer = office, None
        offender.save(update_fields=["office", "officer"])
        offender.user.role_grants.filter(role=Role.OFFENDER, ends_on=None).update(
            organisation=office
        )
        User.objects.filter(pk=offender.pk).update(organisation=office)
        audit.record(
            "accounts.office_moved", actor=by, target=offender, on_whom=offender,
            before={"office": move.before_id}, after={"office": office.pk}, reason=reason,
        )  # fmt: skip
        _tell(offender, quiet)
    return move


def assign_officer(*, by: User | None, offender: Offender, officer: User | None) -> Offender:
    """Name who carries this file; None leaves it to the office."""
    _require(by, Permission.EDIT_PEOPLE, offender)
    if officer is not None:
        _refuse_strange_officer(officer, offender.office)
    if (officer.pk if officer else None) == offender.officer_id:
        return offender
    with transaction.atomic():
        before, offender.officer = str(offender.officer_id or ""), officer
        offender.save(update_fields=["officer"])
        audit.record(
            "accounts.officer_named", actor=by, target=offender, on_whom=offender,
            before={"officer": before}, after={"officer": str(officer.pk) if officer else ""},
        )  # fmt: skip
    return offender


def _require(by: User | None, permission: Permission, target: Any) -> None:
    if by is not None:
        policies.require(by, permission, target)
