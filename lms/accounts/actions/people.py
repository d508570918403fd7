"""The file of an offender: register, move, level, team, settings. Every change is audited."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from lms.accounts import policies
from lms.accounts.actions.access import grant_role
from lms.accounts.models import (
    Kind,
    LevelChange,
    Offender,
    OfficeMove,
    Organisation,
    RestrictedFlag,
    StudySettings,
    TeamMember,
    User,
)
from lms.accounts.permissions import Permission
from lms.accounts.roles import Role
from lms.accounts.signals import offender_registered, stage_or_level_changed
from lms.core import audit
from lms.core.errors import Conflict, Denied, Invalid
from lms.core.months import today

PROFILE = (
    "correction_type", "starts_on", "ends_on", "offence_category", "risk_class", "sex", "born_on",
    "able_to_work", "health_exempt", "needs", "id_number", "closed_on",
)  # fmt: skip


def cleaned(row: Any, *, exclude: Iterable[str] = ()) -> None:
    """Run the model's own checks; raise `Invalid` with one message per field."""
    try:
        row.full_clean(exclude=set(exclude))
    except ValidationError as error:
        fields = {name: [str(m) for m in texts] for name, texts in error.message_dict.items()}
        raise Invalid(
            _("Please check the marked fields."), code="invalid", fields=fields
        ) from error


def reason_given(reason: str) -> str:
    if not reason.strip():
        sentence = _("Please give the reason.")
        raise Invalid(sentence, code="reason", fields={"reason": [sentence]})
    return reason.strip()


def register_offender(
    *, by: User, name: str, code: str, office: Organisation, phone: str = "", username: str = "",
    officer: User | None = None, juvenile_regime: bool = False, **profile: Any,
) -> Offender:  # fmt: skip
    """Open the file of an offender: account (without a password until activated), profile, role,
    first office and level in the histories. Raises `Denied`, `Invalid` per field, `Conflict` (code,
    ID number or telephone known already)."""
    policies.require(by, Permission.EDIT_PEOPLE, office)
    if office.kind != Kind.JUSTICE_OFFICE:
        sentence = _("An offender belongs to a justice office.")
        raise Invalid(sentence, code="office", fields={"office": [sentence]})
    user = User(username=username or code, name=name, phone=phone, must_change_password=True)
    user.set_unusable_password()
    offender = Offender(
        user=user,
        code=code,
        office=office,
        officer=officer,
        juvenile_regime=juvenile_regime,
        **profile,
    )
    cleaned(user, exclude=["password"])
    cleaned(offender, exclude=["user", "id_hash"])
    try:
        with transaction.atomic():
            user.save()
            offender.user = user
            offender.save(force_insert=True)
            grant_role(by=None, to=user, role=Role.OFFENDER, organisation=office)
            OfficeMove.objects.create(
                offender=offender, office=office, on=offender.starts_on, reason=_("intake"), by=by
            )
            LevelChange.objects.create(
                offender=offender, level=offender.treatment_level, on=offender.starts_on,
                reason=_("intake"), by=by,
            )  # fmt: skip
            audit.record(
                "accounts.offender_registered", actor=by, target=offender, on_whom=offender
            )
            offender_registered.send(sender=Offender, offender=offender)
    except IntegrityError as error:
        raise Conflict(
            _("The code, ID number or telephone is in the register already."), code="known"
        ) from error
    return offender


def update_offender(
    *, by: User, offender: Offender, changes: Mapping[str, Any], reason: str = ""
) -> Offender:
    """Change fields of the profile (``PROFILE``) and the account's ``name`` and ``phone``.

    The juvenile regime can be set and never be taken back (社区矫正法 §58)."""
    policies.require(by, Permission.EDIT_PEOPLE, offender)
    before: dict[str, Any] = {}
    for name, value in changes.items():
        owner: Any = offender.user if name in ("name", "phone") else offender
        if name not in (*PROFILE, "name", "phone", "juvenile_regime"):
            raise Invalid(_("This field cannot be changed here."), code="field")
        if name == "juvenile_regime" and offender.juvenile_regime and not value:
            sentence = _("The juvenile regime stays until the end of correction.")
            raise Invalid(sentence, code="juvenile", fields={name: [sentence]})
        if getattr(owner, name) != value:
            before[name] = getattr(owner, name)
            setattr(owner, name, value)
    if not before:
        return offender
    cleaned(offender, exclude=["id_hash"])
    try:
        with transaction.atomic():
            offender.user.save()
            offender.save()
            audit.record(
                "accounts.offender_changed", actor=by, target=offender, on_whom=offender,
                before=_said(before), after=_said({name: changes[name] for name in before}),
                reason=reason,
            )  # fmt: skip
            stage_or_level_changed.send(sender=Offender, offender=offender)
    except IntegrityError as error:
        raise Conflict(
            _("The ID number or telephone is in the register already."), code="known"
        ) from error
    return offender


def _said(values: Mapping[str, Any]) -> dict[str, Any]:
    """What the log may hold: personal data is named, not copied."""
    secret = {"name", "phone", "id_number", "born_on"}
    return {name: "***" if name in secret else str(value) for name, value in values.items()}


def change_level(*, by: User, offender: Offender, level: str, reason: str) -> LevelChange:
    """Treatment level (分级处遇), decided by a named person of the county with a reason."""
    policies.require(by, Permission.CHANGE_LEVEL, offender)
    reason = reason_given(reason)
    if level == offender.treatment_level:
        raise Conflict(_("The person is at this level already."), code="same_level")
    with transaction.atomic():
        change = LevelChange(
            offender=offender, before=offender.treatment_level, level=level, reason=reason, by=by
        )
        cleaned(change)
        change.save()
        offender.treatment_level = level
        offender.save(update_fields=["treatment_level"])
        audit.record(
            "accounts.level_changed", actor=by, target=offender, on_whom=offender,
            before={"level": change.before}, after={"level": level}, reason=reason,
        )  # fmt: skip
        stage_or_level_changed.send(sender=Offender, offender=offender)
    return change


def move_office(
    *, by: User, offender: Offender, office: Organisation, reason: str, on: date | None = None
) -> OfficeMove:
    """Hand the file to another justice office; the officer there is named by that office."""
    policies.require(by, Permission.EDIT_PEOPLE, offender)
    policies.require(by, Permission.EDIT_PEOPLE, office)
    reason = reason_given(reason)
    if office.kind != Kind.JUSTICE_OFFICE or office.pk == offender.office_id:
        sentence = _("Choose another justice office.")
        raise Invalid(sentence, code="office", fields={"office": [sentence]})
    with transaction.atomic():
        move = OfficeMove.objects.create(
            offender=offender,
            before=offender.office,
            office=office,
            on=on or today(),
            reason=reason,
            by=by,
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
    return move


def set_team(
    *, by: User, offender: Offender, members: Iterable[Mapping[str, Any]]
) -> list[TeamMember]:
    """Replace the correction team. A woman's team must include a woman (社区矫正法 §25)."""
    policies.require(by, Permission.EDIT_PEOPLE, offender)
    team = [TeamMember(offender=offender, **member) for member in members]
    for member in team:
        cleaned(member)
    if offender.sex == "female" and not any(member.sex == "female" for member in team):
        sentence = _("The correction team of a woman must include a woman.")
        raise Invalid(sentence, code="team", fields={"team": [sentence]})
    with transaction.atomic():
        offender.team.active().filter(starts_on__lt=today()).update(ends_on=today())
        offender.team.filter(starts_on=today(), ends_on=None).delete()
        TeamMember.objects.bulk_create(team)
        audit.record(
            "accounts.team_set",
            actor=by,
            target=offender,
            on_whom=offender,
            after={"members": len(team)},
        )
    return team


def set_study_settings(
    *, by: User, offender: Offender, reason: str, **values: Any
) -> StudySettings:
    """Personal reading rate, answer time, study hours, daily cap or large type, with a reason."""
    policies.require(by, Permission.EDIT_PEOPLE, offender)
    row = StudySettings(offender=offender, reason=reason_given(reason), set_by=by, **values)
    if (row.opens is None) != (row.closes is None):
        sentence = _("Give both hours or none.")
        raise Invalid(sentence, code="hours", fields={"opens": [sentence]})
    cleaned(row)
    with transaction.atomic():
        row.save()
        User.objects.filter(pk=offender.pk).update(large_type=row.large_type)
        audit.record(
            "accounts.study_settings_set", actor=by, target=row, on_whom=offender,
            after={name: str(value) for name, value in values.items()}, reason=row.reason,
        )  # fmt: skip
    return row


def set_flag(
    *, by: User, offender: Offender, kind: str, detail: str = "", present: bool = True
) -> None:
    """Set or clear a restricted flag."""
    policies.require(by, Permission.VIEW_RESTRICTED, offender)
    policies.require(by, Permission.EDIT_PEOPLE, offender)
    with transaction.atomic():
        if present:
            RestrictedFlag.objects.update_or_create(
                offender=offender, kind=kind, defaults={"detail": detail, "set_by": by}
            )
        else:
            offender.restricted_flags.filter(kind=kind).delete()
        audit.record(
            "accounts.flag_set" if present else "accounts.flag_cleared", actor=by, target=offender,
            on_whom=offender, after={"kind": kind},
        )  # fmt: skip


def hand_over_caseload(
    *, by: User, giver: User, taker: User, offenders: Iterable[Offender], reason: str
) -> int:
    """Give the files of one officer to another: at leave, at a move, for ever. Returns how many."""
    reason = reason_given(reason)
    moved = 0
    with transaction.atomic():
        for offender in offenders:
            policies.require(by, Permission.EDIT_PEOPLE, offender)
            if not policies.can(taker, Permission.EDIT_PEOPLE, offender):
                raise Denied(_("The taker has no rights in this office."), code="taker")
            if offender.officer_id == giver.pk:
                offender.officer = taker
                offender.save(update_fields=["officer"])
                audit.record(
                    "accounts.caseload_handed_over", actor=by, target=offender, on_whom=offender,
                    before={"officer": str(giver.pk)}, after={"officer": str(taker.pk)},
                    reason=reason,
                )  # fmt: skip
                moved += 1
    return moved


def reveal_id_number(*, by: User, offender: Offender, reason: str = "") -> str:
    """The whole ID number, for those who may see it; the look-up is logged."""
    policies.require(by, Permission.VIEW_ID_NUMBER, offender)
    audit.look_up(offender, what="id_number", actor=by, reason=reason)
    return offender.id_number
