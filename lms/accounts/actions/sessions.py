"""Passwords, sessions and Bearer tokens."""

from __future__ import annotations

import secrets
from typing import Any

from django.contrib.auth.hashers import check_password
from django.contrib.auth.password_validation import validate_password
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from lms.accounts.models import ApiToken, PasswordUsed, User
from lms.accounts.models.tokens import TOKEN_LIFE, digest
from lms.core import audit
from lms.core.clock import now
from lms.core.errors import Invalid

REMEMBERED = 5
"""Passwords that are not used again (domain.md §5)."""


def set_password(user: User, password: str) -> None:
    """Check the rules, remember the old one, set the new. Raises `Invalid` with what is wrong."""
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise Invalid(
            _("This password cannot be used."), code="password", fields={"password": error.messages}
        ) from error
    earlier = [*user.passwords_used.values_list("password", flat=True)[:REMEMBERED], user.password]
    if any(check_password(password, used) for used in earlier if used):
        sentence = _("This is one of your last five passwords. Please choose another.")
        raise Invalid(sentence, code="password", fields={"password": [sentence]})
    if user.has_usable_password() and user.password:
        PasswordUsed.objects.create(user=user, password=user.password)
    user.set_password(password)
    user.must_change_password = False
    user.save(update_fields=["password", "must_change_password", "password_changed_at"])


def change_password(*, by: User, old: str, new: str) -> User:
    """One's own password, knowing the old one."""
    if not by.check_password(old):
        sentence = _("The old password is not right.")
        raise Invalid(sentence, code="password", fields={"old": [sentence]})
    with transaction.atomic():
        set_password(by, new)
        by.api_tokens.all().delete()
        audit.record("accounts.password_changed", actor=by, on_whom=by)
    return by


def end_other_sessions(user: User, *, keep: str = "") -> None:
    """An offender has one session: note the new one (``keep``) and end the other and all tokens."""
    if user.session_key and user.session_key != keep:
        Session.objects.filter(session_key=user.session_key).delete()
    user.api_tokens.all().delete()
    User.objects.filter(pk=user.pk).update(session_key=keep)
    user.session_key = keep


def end_all_sessions(user: User) -> None:
    end_other_sessions(user)


def issue_token(user: User, *, label: str = "") -> tuple[str, ApiToken]:
    """A Bearer token (shown once) that lasts 12 hours. An offender's ends their other sessions."""
    with transaction.atomic():
        if user.is_offender:
            end_all_sessions(user)
        secret = secrets.token_urlsafe(32)
        row = ApiToken.objects.create(
            user=user, hash=digest(secret), expires_at=now() + TOKEN_LIFE, label=label[:60]
        )
        audit.record("accounts.token_issued", actor=user, target=row, on_whom=user)
    return secret, row


def revoke_token(*, token: str) -> None:
    ApiToken.objects.filter(hash=digest(token)).delete()


def user_of_token(_request: Any, token: str) -> User | None:
    """The active user whose unexpired token it is. One query."""
    row = (
        ApiToken.objects.filter(hash=digest(token), expires_at__gt=now(), user__is_active=True)
        .select_related("user")
        .first()
    )
    return row.user if row else None
