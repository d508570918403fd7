"""The second factor: time codes of an authenticator app, and backup codes for a lost phone."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django_otp.models import Device
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from lms.accounts import policies
from lms.accounts.actions.checks import refused
from lms.accounts.models import User
from lms.accounts.permissions import Permission
from lms.core import audit
from lms.core.errors import Conflict, TooOften

BACKUP_CODES = 10
DIGITS = 6
ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
TOTP, BACKUP = "default", "backup"
"""Names of the devices, as django-two-factor-auth gives them."""


def has_second_factor(user: User) -> bool:
    return TOTPDevice.objects.filter(user=user, confirmed=True).exists()


def begin_second_factor(*, by: User) -> TOTPDevice:
    """The device that waits to be confirmed; a new one when there is none. Raises `Conflict` when a
    confirmed one is there."""
    if has_second_factor(by):
        raise Conflict(_("Your second factor is set up already."), code="enrolled")
    waiting = TOTPDevice.objects.filter(user=by, confirmed=False).first()
    return waiting or TOTPDevice.objects.create(user=by, confirmed=False, name=TOTP)


def confirm_second_factor(*, by: User, token: str) -> tuple[Device, list[str]]:
    """Set it up: ``token`` shows that the app holds the key. Returns the device and backup codes,
    which are shown once."""
    begin_second_factor(by=by)
    device = _accepted(by, TOTPDevice, token, confirmed=False)
    with transaction.atomic():
        TOTPDevice.objects.filter(pk=device.pk).update(confirmed=True)
        device.confirmed = True
        codes = _new_backup_codes(by)
        audit.record("accounts.second_factor_set_up", actor=by, on_whom=by)
    return device, codes


def verify_second_factor(*, by: User, token: str) -> Device:
    """Which of the person's devices accepts ``token`` (a time code, or a backup code that is then
    used up). Raises `Invalid`, or `TooOften` after wrong ones in a row."""
    typed = "".join(token.split()).replace("-", "").lower()
    kind = TOTPDevice if typed.isdigit() and len(typed) == DIGITS else StaticDevice
    device = _accepted(by, kind, typed)
    audit.record("accounts.second_factor_shown", actor=by, on_whom=by)
    return device


def _accepted(user: User, kind: type[Any], token: str, *, confirmed: bool = True) -> Any:
    """The device that accepted ``token``. django-otp counts failures on it: each doubles the time
    until the next try counts. The count must last, so the refusal is raised after the
    transaction."""
    seconds = 0
    accepted = False
    with transaction.atomic():
        devices = kind.objects.select_for_update().filter(user=user, confirmed=confirmed)
        device = devices.order_by("pk").first()
        if device is not None:
            allowed, why = device.verify_is_allowed()
            seconds = 0 if allowed else _seconds_left(why)
            accepted = allowed and device.verify_token(token)
    if accepted:
        return device
    audit.record("accounts.second_factor_refused", actor=user, on_whom=user, success=False)
    if seconds:
        sentence = _("Too many wrong codes. Please wait %(n)d seconds.") % {"n": seconds}
        raise TooOften(sentence, retry_after=seconds, code="second_factor_locked")
    raise refused("otp", _("This code is not right. Please look again."), code="second_factor")


def _seconds_left(why: Mapping[str, Any] | None) -> int:
    # django-otp keeps its own time, not lms.core.clock's.
    until = (why or {}).get("locked_until") or timezone.now()
    return max(1, round((until - timezone.now()).total_seconds()))


def renew_backup_codes(*, by: User) -> list[str]:
    """Ten new ones, shown once; the old ones are void."""
    with transaction.atomic():
        codes = _new_backup_codes(by)
        audit.record("accounts.backup_codes_renewed", actor=by, on_whom=by)
    return codes


def _new_backup_codes(user: User) -> list[str]:
    device, _created = StaticDevice.objects.get_or_create(
        user=user, name=BACKUP, defaults={"confirmed": True}
    )
    device.token_set.all().delete()
    codes = ["".join(secrets.choice(ALPHABET) for _n in range(8)) for _m in range(BACKUP_CODES)]
    device.token_set.bulk_create(device.token_set.model(device=device, token=c) for c in codes)
    return [f"{code[:4]}-{code[4:]}" for code in codes]


def remove_second_factor(user: User) -> None:
    """Forget app and backup codes: the next sign-in sets them up anew where the role needs it."""
    TOTPDevice.objects.filter(user=user).delete()
    StaticDevice.objects.filter(user=user).delete()


def give_up_second_factor(*, by: User, password: str) -> None:
    """At one's own wish, knowing the password, where the role does not need it."""
    if by.role in settings.SECOND_FACTOR_ROLES:
        raise Conflict(_("Your role needs the second factor."), code="needed")
    if not by.check_password(password):
        raise refused("password", _("The password is not right."), code="password")
    with transaction.atomic():
        remove_second_factor(by)
        audit.record("accounts.second_factor_removed", actor=by, on_whom=by)


def reset_second_factor(*, by: User, account: User, reason: str = "") -> None:
    """For somebody whose phone is lost, by the security administrator."""
    policies.require(by, Permission.MANAGE_ACCOUNTS, account)
    with transaction.atomic():
        remove_second_factor(account)
        audit.record(
            "accounts.second_factor_reset", actor=by, target=account, on_whom=account, reason=reason
        )
