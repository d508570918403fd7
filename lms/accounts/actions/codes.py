"""One-time codes, handed over in person: to recover an account, or to activate a new one."""

from __future__ import annotations

import secrets

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.utils.translation import gettext as _

from lms.accounts import policies
from lms.accounts.actions.sessions import end_all_sessions, set_password
from lms.accounts.models import OneTimeCode, User
from lms.accounts.models.tokens import CODE_LIFE
from lms.accounts.permissions import Permission
from lms.core import audit
from lms.core.clock import now
from lms.core.errors import Denied, Invalid

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
LENGTH = 10
MOST_ATTEMPTS = 5


def issue_code(*, by: User, to: User, purpose: str = OneTimeCode.Purpose.RECOVERY) -> str:
    """A fresh code for ``to``, shown once to ``by``; earlier ones are void. It lasts 24 hours and
    five tries.

    The officer has seen the person and the ID card: the audit log says who handed it over.
    """
    policies.require(by, Permission.RECOVER_ACCOUNT, to)
    if by.pk == to.pk:
        raise Denied(_("A colleague must issue your code."), code="own_code")
    code = "".join(secrets.choice(ALPHABET) for _n in range(LENGTH))
    with transaction.atomic():
        to.one_time_codes.filter(used_at=None).delete()
        # Hashed like a password: ten characters can be tried out by whoever holds the database.
        row = OneTimeCode.objects.create(
            user=to, purpose=purpose, hash=make_password(code), issued_by=by,
            expires_at=now() + CODE_LIFE,
        )  # fmt: skip
        audit.record(
            "accounts.code_issued", actor=by, target=row, on_whom=to, after={"for": purpose}
        )
    return f"{code[:5]}-{code[5:]}"


def redeem_code(*, username: str, code: str, new_password: str) -> User:
    """Set a new password with a code. Raises `Invalid` with the same sentence for an unknown name,
    a wrong, used or expired code, so that nobody learns which accounts exist."""
    failed = Invalid(_("Name or code is wrong, or the code has expired."), code="code")
    user = User.objects.by_name_or_phone(username)
    row = user.one_time_codes.filter(used_at=None, expires_at__gt=now()).first() if user else None
    typed = "".join(c for c in code.upper() if c.isalnum())
    if user is None or row is None or row.attempts >= MOST_ATTEMPTS or not user.is_active:
        make_password(typed)
        raise failed
    if not check_password(typed, row.hash):
        OneTimeCode.objects.filter(pk=row.pk).update(attempts=row.attempts + 1)
        audit.record("accounts.code_refused", target=row, on_whom=user, success=False)
        raise failed
    with transaction.atomic():
        set_password(user, new_password)
        row.used_at = now()
        row.save(update_fields=["used_at"])
        end_all_sessions(user)
        audit.record("accounts.code_redeemed", actor=user, target=row, on_whom=user)
    return user
