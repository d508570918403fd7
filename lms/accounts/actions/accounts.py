"""Accounts of people who work with the platform: made, changed, locked and unlocked by the security
administrator. Offenders come from the register (actions/people.py)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from lms.accounts import lockout, policies
from lms.accounts.actions.access import grant_role
from lms.accounts.actions.checks import cleaned, reason_given
from lms.accounts.actions.sessions import end_all_sessions
from lms.accounts.models import Organisation, StaffMember, User
from lms.accounts.permissions import Permission
from lms.accounts.roles import Role
from lms.core import audit
from lms.core.errors import Conflict, Denied, Invalid

WITHOUT_PROFILE = {Role.GUARDIAN, Role.MACHINE}
"""Roles of people and programs that are nobody's staff."""
ACCOUNT = ("name", "phone", "username")
PROFILE = ("post", "unit", "hired_on", "left_on")


def create_account(
    *, by: User, name: str, username: str, role: str, organisation: Organisation, phone: str = "",
    post: str = "", hired_on: date | None = None, ends_on: date | None = None,
) -> User:  # fmt: skip
    """Make an account with one role and, for staff, a profile. It has no password: an activation
    code (`issue_code`) lets its holder choose one. Raises `Denied`, `Invalid`, `Conflict`."""
    policies.require(by, Permission.MANAGE_ACCOUNTS, organisation)
    user = User(
        username=username.strip(), name=name.strip(), phone=phone, organisation=organisation,
        password=make_password(None), must_change_password=True,
    )  # fmt: skip
    refuse_somebody_else_s_number(user)
    cleaned(user, exclude=["password"])
    try:
        with transaction.atomic():
            user.save()
            audit.record("accounts.account_created", actor=by, target=user, on_whom=user)
            grant_role(by=by, to=user, role=role, organisation=organisation, ends_on=ends_on)
            if role not in WITHOUT_PROFILE:
                profile = StaffMember(user=user, post=post, unit=organisation, hired_on=hired_on)
                cleaned(profile, exclude=["user"])
                profile.save(force_insert=True)
    except IntegrityError as error:
        raise known() from error
    return user


def known() -> Conflict:
    return Conflict(_("The user name or telephone belongs to another account."), code="known")


def refuse_somebody_else_s_number(user: User) -> None:
    """A user name that is another person's telephone number would take over their sign-in."""
    other = User.objects.by_name_or_phone(user.username)
    if other is not None and other.pk != user.pk and other.username != user.username:
        raise known()


def update_account(*, by: User, account: User, changes: Mapping[str, Any]) -> User:
    """Change name, user name or telephone, and post, unit and dates of the profile."""
    _require_staff_account(by, account)
    profile = StaffMember.objects.filter(pk=account.pk).first()
    before = []
    for name, value in changes.items():
        owner: Any = account if name in ACCOUNT else profile
        if name not in (*ACCOUNT, *PROFILE) or owner is None:
            raise Invalid(_("This field cannot be changed here."), code="field")
        if getattr(owner, name) != value:
            before.append(name)
            setattr(owner, name, value)
    if not before:
        return account
    if profile is not None and "unit" in before:
        policies.require(by, Permission.MANAGE_ACCOUNTS, profile.unit)
    refuse_somebody_else_s_number(account)
    cleaned(account, exclude=["password"])
    try:
        with transaction.atomic():
            account.save()
            if profile is not None:
                cleaned(profile, exclude=["user"])
                profile.save()
            audit.record(
                "accounts.account_changed", actor=by, target=account, on_whom=account,
                after={"fields": before},
            )  # fmt: skip
    except IntegrityError as error:
        raise known() from error
    return account


def lock_account(*, by: User, account: User, reason: str) -> User:
    """Nobody signs in with it any more; sessions and tokens end at once."""
    _require_staff_account(by, account)
    reason = reason_given(reason)
    if not account.is_active:
        raise Conflict(_("The account is locked already."), code="locked")
    with transaction.atomic():
        account.is_active = False
        account.save(update_fields=["is_active"])
        end_all_sessions(account)
        audit.record(
            "accounts.account_locked", actor=by, target=account, on_whom=account, reason=reason
        )
    return account


def unlock_account(*, by: User, account: User, reason: str = "") -> User:
    """Let it be used again; failed attempts are forgotten."""
    _require_staff_account(by, account)
    with transaction.atomic():
        lockout.forget(account)
        account.is_active = True
        account.save(update_fields=["is_active"])
        audit.record(
            "accounts.account_unlocked", actor=by, target=account, on_whom=account, reason=reason
        )
    return account


def _require_staff_account(by: User, account: User) -> None:
    """Over accounts under one's own grants, and never over one's own."""
    policies.require(by, Permission.MANAGE_ACCOUNTS, account)
    if by.pk == account.pk:
        raise Denied(_("A colleague must do this for your own account."), code="own_account")
