"""One-time codes, handed over in person: to recover an account, or to activate a new one."""

from __future__ import annotations

import secrets

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from lms.accounts import lockout, policies
from lms.accounts.actions.checks import refused
from lms.accounts.actions.second_factor import remove_second_factor
from lms.accounts.actions.sessions import end_all_sessions, set_password
from lms.accounts.models import OneTimeCode, User
from lms.accounts.models.tokens import CODE_LIFE
from lms.core import audit
from lms.core.clock import now
from lms.core.errors import Conflict, Denied, Invalid

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
LENGTH = 10
MOST_ATTEMPTS = 5


def issue_code(*, by: User, to: User, purpose: str = "", resets_second_factor: bool = False) -> str:
    """A fresh code for ``to``, shown once to ``by``; earlier ones are void. It lasts 24 hours and
    five tries. Somebody who never had a password activates the account with it, others recover it.

    ``by`` has seen the person and the ID card: the audit log says who handed it over.
    """
    if by.pk == to.pk:
        raise Denied(_("A colleague must issue your code."), code="own_code")
    if not policies.may_recover(by, to):
        raise Denied(_("You do not have the right to do this."), code="needs_recover_account")
    if not to.is_active:
        raise Conflict(_("This account is locked. Unlock it first."), code="locked")
    kinds = OneTimeCode.Purpose
    purpose = purpose or (kinds.RECOVERY if to.has_usable_password() else kinds.ACTIVATION)
    code = "".join(secrets.choice(ALPHABET) for _n in range(LENGTH))
    with transaction.atomic():
        to.one_time_codes.filter(used_at=None).delete()
        # Hashed like a password: ten characters can be tried out by whoever holds the database.
        row = OneTimeCode.objects.create(
            user=to, purpose=purpose, hash=make_password(code), issued_by=by,
            resets_second_factor=resets_second_factor, expires_at=now() + CODE_LIFE,
        )  # fmt: skip
        audit.record(
            "accounts.code_issued", actor=by, target=row, on_whom=to,
            after={"for": purpose, "second_factor": resets_second_factor},
        )  # fmt: skip
    return f"{code[:5]}-{code[5:]}"


def redeem_code(*, username: str, code: str, new_password: str) -> User:
    """Set a new password with a code. Raises `Invalid` with the same sentence for an unknown name,
    a wrong, used or expired code, so that nobody learns which accounts exist."""
    user = User.objects.by_name_or_phone(username)
    row = user.one_time_codes.filter(used_at=None, expires_at__gt=now()).first() if user else None
    typed = "".join(c for c in code.upper() if c.isalnum())
    if user is None or row is None or not user.is_active or not _try_counts(row):
        make_password(typed)  # the same time is spent on what does not exist
        raise _wrong()
    if not check_password(typed, row.hash):
        audit.record("accounts.code_refused", target=row, on_whom=user, success=False)
        raise _wrong()
    with transaction.atomic():
        fresh = OneTimeCode.objects.filter(pk=row.pk, used_at=None)
        if not fresh.update(used_at=now(), attempts=F("attempts") - 1):
            raise _wrong()
        set_password(user, new_password)
        if row.resets_second_factor:
            remove_second_factor(user)
        end_all_sessions(user)
        lockout.forget(user)
        audit.record("accounts.code_redeemed", actor=user, target=row, on_whom=user)
    return user


def _try_counts(row: OneTimeCode) -> bool:
    """Use up one of the five tries, before looking: a hundred at once get five answers, too."""
    left = OneTimeCode.objects.filter(pk=row.pk, attempts__lt=MOST_ATTEMPTS)
    return bool(left.update(attempts=F("attempts") + 1))


def _wrong() -> Invalid:
    return refused("code", _("Name or code is wrong, or the code has expired."), code="code")
