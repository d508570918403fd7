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

from lms.accounts.actions.checks import refused
from lms.accounts.models import ApiToken, PasswordUsed, SignIn, User
from lms.accounts.models.tokens import TOKEN_LIFE, digest
from lms.core import audit
from lms.core.clock import now
from lms.core.errors import Invalid

REMEMBERED = 5
"""Passwords, the present one among them, that are not used again (domain.md §5)."""


def set_password(user: User, password: str) -> None:
    """Check the rules, remember the old one, set the new. Raises `Invalid` with what is wrong."""
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise Invalid(
            _("This password cannot be used."), code="password", fields={"password": error.messages}
        ) from error
    earlier = user.passwords_used.order_by("-pk")
    known = [user.password, *earlier.values_list("password", flat=True)[: REMEMBERED - 1]]
    if any(check_password(password, used) for used in known if used):
        sentence = _("This is one of your last five passwords. Please choose another.")
        raise refused("password", sentence, code="password")
    if user.has_usable_password() and user.password:
        PasswordUsed.objects.create(user=user, password=user.password)
        forgotten = earlier.values_list("pk", flat=True)[REMEMBERED - 1 :]
        user.passwords_used.filter(pk__in=list(forgotten)).delete()
    user.set_password(password)
    user.must_change_password = False
    user.save(update_fields=["password", "must_change_password", "password_changed_at"])


def change_password(*, by: User, old: str, new: str) -> User:
    """One's own password, knowing the old one. Every other session and every token ends with it."""
    if not by.check_password(old):
        audit.record("accounts.password_refused", actor=by, on_whom=by, success=False)
        raise refused("old", _("The old password is not right."), code="password")
    with transaction.atomic():
        set_password(by, new)
        by.api_tokens.all().delete()
        audit.record("accounts.password_changed", actor=by, on_whom=by)
    return by


def note_sign_in(user: User, *, session_key: str, address: str, agent: str) -> SignIn:
    """Remember where somebody is signed in. An offender's other sessions and all tokens end."""
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)
        if user.is_offender:
            end_other_sessions(user, keep=session_key)
        signed_in, _created = SignIn.objects.update_or_create(
            session_key=session_key,
            defaults={"user": user, "address": address or None, "agent": agent, "at": now()},
        )
        audit.record("accounts.signed_in", actor=user, on_whom=user)
    return signed_in


def end_other_sessions(user: User, *, keep: str = "") -> None:
    """End every session but ``keep``, and every token; an offender's one session is noted."""
    others = user.sign_ins.exclude(session_key=keep)
    keys = {user.session_key, *others.values_list("session_key", flat=True)} - {"", keep}
    Session.objects.filter(session_key__in=keys).delete()
    others.delete()
    user.api_tokens.all().delete()
    user.session_key = keep if user.is_offender else ""
    User.objects.filter(pk=user.pk).update(session_key=user.session_key)


def end_all_sessions(user: User) -> None:
    end_other_sessions(user)


def go_on_here(*, by: User, before: str, now: str) -> None:
    """After a new password: this device's session has a new key, all others end."""
    with transaction.atomic():
        by.sign_ins.filter(session_key=before).update(session_key=now)
        end_other_sessions(by, keep=now)


def sign_out_elsewhere(*, by: User, keep: str) -> None:
    """One's own other devices, at one's own wish."""
    with transaction.atomic():
        end_other_sessions(by, keep=keep)
        audit.record("accounts.signed_out_elsewhere", actor=by, on_whom=by)


def issue_token(user: User, *, label: str = "") -> tuple[str, ApiToken]:
    """A Bearer token (shown once) that lasts 12 hours. An offender's ends their other sessions and
    tokens."""
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)
        if user.is_offender:
            end_all_sessions(user)
        secret = secrets.token_urlsafe(32)
        row = ApiToken.objects.create(
            user=user, hash=digest(secret), expires_at=now() + TOKEN_LIFE, label=label[:60]
        )
        audit.record("accounts.token_issued", actor=user, target=row, on_whom=user)
    return secret, row


def revoke_token(*, token: str) -> None:
    """End it now. An unknown one is as good as ended."""
    row = ApiToken.objects.filter(hash=digest(token)).select_related("user").first()
    if row is not None:
        with transaction.atomic():
            audit.record("accounts.token_revoked", actor=row.user, target=row, on_whom=row.user)
            row.delete()


def user_of_token(_request: Any, token: str) -> User | None:
    """The active user whose unexpired token it is. One query."""
    row = (
        ApiToken.objects.filter(hash=digest(token), expires_at__gt=now(), user__is_active=True)
        .select_related("user")
        .first()
    )
    return row.user if row else None
