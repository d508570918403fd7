"""Machine accounts: other systems that ask and send by the API, each with the scope of its
organisation and Bearer tokens of its own. Nobody signs in with one."""

from __future__ import annotations

import secrets
from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from lms.accounts import policies
from lms.accounts.actions.accounts import create_account
from lms.accounts.actions.checks import refused
from lms.accounts.models import ApiToken, Organisation, User
from lms.accounts.models.tokens import digest
from lms.accounts.permissions import Permission
from lms.accounts.roles import Role
from lms.core import audit
from lms.core.clock import now
from lms.core.errors import Conflict

LONGEST_DAYS = 730
MOST_TOKENS = 10


def create_machine(
    *, by: User, name: str, username: str, organisation: Organisation, days: int, label: str = ""
) -> tuple[User, str]:
    """Make a machine account with its first token, which is shown once. Raises as
    `create_account`."""
    with transaction.atomic():
        made = create_account(
            by=by, name=name, username=username, role=Role.MACHINE, organisation=organisation
        )
        User.objects.filter(pk=made.pk).update(must_change_password=False)
        account = User.objects.get(pk=made.pk)
        secret, _row = issue_machine_token(by=by, account=account, days=days, label=label)
    return account, secret


def issue_machine_token(
    *, by: User, account: User, days: int, label: str = ""
) -> tuple[str, ApiToken]:
    """One more token, valid for ``days``; those there are stay. Raises `Denied`, `Invalid`,
    `Conflict` (the account is locked, or has as many as there is room for)."""
    _require(by, account)
    if not 1 <= days <= LONGEST_DAYS:
        sentence = _("A token lasts from 1 to %(n)d days.") % {"n": LONGEST_DAYS}
        raise refused("days", sentence, code="days")
    if not account.is_active:
        raise Conflict(_("The account is locked."), code="locked")
    if account.api_tokens.filter(expires_at__gt=now()).count() >= MOST_TOKENS:
        raise Conflict(_("End a token that is not needed any more first."), code="many")
    secret = secrets.token_urlsafe(32)
    with transaction.atomic():
        row = ApiToken.objects.create(
            user=account, hash=digest(secret), expires_at=now() + timedelta(days=days),
            label=label.strip()[:60],
        )  # fmt: skip
        audit.record(
            "accounts.token_issued", actor=by, target=row, on_whom=account, after={"days": days}
        )
    return secret, row


def end_machine_token(*, by: User, token: ApiToken) -> None:
    """Its bearer is refused from now on."""
    _require(by, token.user)
    with transaction.atomic():
        audit.record("accounts.token_revoked", actor=by, target=token, on_whom=token.user)
        token.delete()


def _require(by: User, account: User) -> None:
    policies.require(by, Permission.MANAGE_ACCOUNTS, account)
    if account.role != Role.MACHINE:
        raise Conflict(_("Only a machine account has tokens that are issued."), code="no_machine")
