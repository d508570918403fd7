"""``auth/token`` and ``me`` (contract.md "API"), and the check of Bearer tokens."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Field, Router, Schema, Status

from lms.accounts import actions, entrance, lockout
from lms.accounts.models import User
from lms.core.api import Problem, accept_tokens
from lms.core.errors import Denied

router = Router(tags=["people"])
accept_tokens(actions.user_of_token)


class Credentials(Schema):
    username: str = Field(min_length=1, max_length=150)
    password: str = Field(min_length=1, max_length=128)
    otp: str | None = Field(default=None, max_length=20)


class Token(Schema):
    token: str
    expires_at: datetime
    role: str


class Place(Schema):
    id: UUID
    name: str
    kind: str


class Me(Schema):
    id: UUID
    name: str
    role: str
    organisation: Place | None


@router.post(
    "auth/token",
    auth=None,
    response={201: Token, 401: Problem, 403: Problem, 422: Problem, 429: Problem},
)
def sign_in(request: HttpRequest, given: Credentials) -> Status:
    """A token for 12 hours. What is unfinished is finished in a browser: a first password to
    change, a second factor to set up."""
    user = entrance.person_behind(request, username=given.username, password=given.password)
    if user.must_change_password or user.password_is_outdated:
        raise Denied(
            _("Please sign in with a browser once and change the password."),
            code="password_change_required",
        )
    if entrance.wants_second_factor(user):
        if not given.otp or not actions.has_second_factor(user):
            raise Denied(
                _("Please give the code of your second factor as well."),
                code="second_factor_required",
            )
        actions.verify_second_factor(by=user, token=given.otp)
    secret, row = actions.issue_token(user, label=request.headers.get("User-Agent", ""))
    lockout.forget(user)
    return Status(201, {"token": secret, "expires_at": row.expires_at, "role": user.role})


@router.delete("auth/token", response={204: None})
def sign_out(request: HttpRequest) -> Status:
    """Revoke the token that was sent; whoever comes with a session signs out by the page."""
    scheme, _space, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        actions.revoke_token(token=token.strip())
    return Status(204, None)


@router.get("me", response=Me)
def me(request: HttpRequest) -> dict[str, object]:
    user = request.user
    assert isinstance(user, User)  # noqa: S101 - the router lets nobody else in
    place = user.organisation
    return {
        "id": user.pk,
        "name": user.name,
        "role": user.role,
        "organisation": {"id": place.uid, "name": place.name, "kind": place.kind}
        if place
        else None,
    }
