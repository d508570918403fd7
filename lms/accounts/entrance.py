"""The way in, the same for pages and API: who is it, and what must be done before anything else."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth import authenticate
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lms.accounts import lockout
from lms.accounts.actions.second_factor import has_second_factor
from lms.accounts.models import User
from lms.core.errors import DomainError, TooOften
from lms.core.middleware import client_address


def person_behind(request: HttpRequest, *, username: str, password: str) -> User:
    """The account that name and password belong to. Raises `DomainError` (401) when they do not
    agree (the same for an unknown name), `TooOften` while the account or the address is locked."""
    if lockout.address_is_locked(client_address(request)):
        raise locked(lockout.cool_off_seconds())
    user = authenticate(request, username=username, password=password)
    if isinstance(user, User):
        return user
    name = lockout.account_name(request, {"username": username})
    if seconds := lockout.seconds_left(name):
        raise locked(seconds)
    raise DomainError(_("User name or password is not right."), code="wrong_password", status=401)


def locked(seconds: int) -> TooOften:
    """Says how long it lasts."""
    minutes = -(-seconds // 60)
    sentence = ngettext(
        "Too many wrong passwords. Please wait %(n)d minute, then try again.",
        "Too many wrong passwords. Please wait %(n)d minutes, then try again.",
        minutes,
    ) % {"n": minutes}
    return TooOften(sentence, retry_after=seconds, code="locked_out")


def wants_second_factor(user: User) -> bool:
    """By role, or because the person has set one up."""
    return user.role in settings.SECOND_FACTOR_ROLES or has_second_factor(user)
