"""What is arranged for one offender: team, personal study settings, restricted flags, caseload."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from lms.accounts import policies
from lms.accounts.actions.checks import cleaned, reason_given, refused
from lms.accounts.models import Offender, RestrictedFlag, StudySettings, TeamMember, User
from lms.accounts.permissions import Permission
from lms.accounts.roles import Role
from lms.core import audit
from lms.core.errors import Conflict, Denied
from lms.core.months import today

MEMBER = ("member", "name", "sex", "kind", "task")


def set_team(
    *, by: User, offender: Offender, members: Iterable[Mapping[str, Any]]
) -> list[TeamMember]:
    """Make the correction team what ``members`` say; who stays keeps the place held so far. A
    woman's team must include a woman (社区矫正法 §25). Returns the team as it is now."""
    policies.require(by, Permission.EDIT_PEOPLE, offender)
    wanted = [TeamMember(offender=offender, **member) for member in members]
    for member in wanted:
        cleaned(member)
        _refuse_strange_member(member)
    if offender.sex == "female" and not any(member.sex == "female" for member in wanted):
        sentence = _("The correction team of a woman must include a woman.")
        raise refused("team", sentence, code="team")
    with transaction.atomic():
        held = list(offender.team.active())
        staying = [one for one in held if any(_same(one, other) for other in wanted)]
        coming = [one for one in wanted if not any(_same(one, other) for other in held)]
        for one in held:
            if one not in staying:
                _leave(one)
        TeamMember.objects.bulk_create(coming)
        audit.record(
            "accounts.team_set", actor=by, target=offender, on_whom=offender,
            before={"members": len(held)}, after={"members": len(staying) + len(coming)},
        )  # fmt: skip
    return [*staying, *coming]


def _same(one: TeamMember, other: TeamMember) -> bool:
    return all(getattr(one, field) == getattr(other, field) for field in MEMBER)


def _leave(one: TeamMember) -> None:
    """Today is the first day without them; somebody who came today was a slip and leaves no
    trace."""
    if one.starts_on >= today():
        one.delete()
    else:
        one.ends_on = today() - timedelta(days=1)
        one.save(update_fields=["ends_on"])


def _refuse_strange_member(member: TeamMember) -> None:
    """An offender looks after nobody; a guardian's account belongs to a guardian, of a juvenile."""
    account = member.member
    if account is None:
        return
    if account.role == Role.OFFENDER or account.pk == member.offender_id:
        raise refused("team", _("An offender cannot be a member of a team."), code="member")
    guards = member.kind == TeamMember.Kind.GUARDIAN
    if guards != (account.role == Role.GUARDIAN):
        sentence = _("A guardian's account goes with the task of guardian, and no other does.")
        raise refused("team", sentence, code="member")
    if guards and not member.offender.juvenile_regime:
        sentence = _("Only a juvenile has a guardian who looks at the study.")
        raise refused("team", sentence, code="member")


def set_study_settings(
    *, by: User, offender: Offender, reason: str, **values: Any
) -> StudySettings:
    """Personal reading rate, answer time, study hours, daily cap or large type, with a reason."""
    policies.require(by, Permission.EDIT_PEOPLE, offender)
    row = StudySettings(offender=offender, reason=reason_given(reason), set_by=by, **values)
    if (row.opens is None) != (row.closes is None):
        raise refused("opens", _("Give both hours or none."), code="hours")
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
    if kind not in RestrictedFlag.Kind.values:
        raise refused("kind", _("There is no such flag."), code="kind")
    with transaction.atomic():
        if present:
            said = {"detail": detail.strip(), "set_by": by, "set_on": today()}
            RestrictedFlag.objects.update_or_create(offender=offender, kind=kind, defaults=said)
        else:
            offender.restricted_flags.filter(kind=kind).delete()
        audit.record(
            "accounts.flag_set" if present else "accounts.flag_cleared", actor=by, target=offender,
            on_whom=offender, after={"kind": kind},
        )  # fmt: skip


def look_up_flags(*, by: User, offender: Offender) -> list[RestrictedFlag]:
    """What is set, for those who may see it; the look-up is logged."""
    policies.require(by, Permission.VIEW_RESTRICTED, offender)
    audit.look_up(offender, what="restricted_flags", actor=by)
    return list(offender.restricted_flags.order_by("kind"))


def hand_over_caseload(
    *, by: User, giver: User, taker: User, offenders: Iterable[Offender], reason: str
) -> int:
    """Give the files of one officer to another: at leave, at a move, for ever. All or none; returns
    how many."""
    reason = reason_given(reason)
    if giver.pk == taker.pk:
        raise refused("taker", _("Choose another officer."), code="taker")
    moved = 0
    with transaction.atomic():
        for offender in offenders:
            policies.require(by, Permission.EDIT_PEOPLE, offender)
            if not policies.can(taker, Permission.EDIT_PEOPLE, offender):
                raise Denied(_("The taker has no rights in this office."), code="taker")
            if offender.officer_id != giver.pk:
                raise Conflict(_("Somebody else has taken a file meanwhile."), code="moved")
            offender.officer = taker
            offender.save(update_fields=["officer"])
            audit.record(
                "accounts.caseload_handed_over", actor=by, target=offender, on_whom=offender,
                before={"officer": str(giver.pk)}, after={"officer": str(taker.pk)}, reason=reason,
            )  # fmt: skip
            moved += 1
    return moved


def reveal_id_number(*, by: User, offender: Offender, reason: str = "") -> str:
    """The whole ID number, for those who may see it; the look-up is logged."""
    policies.require(by, Permission.VIEW_ID_NUMBER, offender)
    audit.look_up(offender, what="id_number", actor=by, reason=reason)
    return offender.id_number
