"""Whose questions a command of the operators means, and in whose name it writes."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.db.models import Count
from django.utils.translation import gettext as _

from exams.bank.importing import Wish
from exams.bank.known import Scope
from lms.accounts import policies
from lms.accounts.models import Organisation, User
from lms.accounts.permissions import Permission
from lms.core.errors import Denied, Invalid, NotVisible

OPERATOR = "question-import"
"""The account that stands as the author of what a command imports. Nobody signs in with it."""


def scope(name: str, code: str) -> tuple[User | None, Scope]:
    """The person ``name`` with their rights (None: the operators themselves), and where they put
    questions. Raises `NotVisible`, `Denied`, `Invalid`."""
    by = _person(name) if name else None
    organisation = organisation_of(code) if code else _own(by) if by is not None else _fullest()
    if by is not None:
        policies.require(by, Permission.AUTHOR_CONTENT, organisation)
    return by, Scope(organisation, by, everywhere=by is None and not code)


def organisation_of(code: str) -> Organisation:
    """By its code, else by its name."""
    found = Organisation.objects.filter(code=code) or Organisation.objects.filter(name=code)
    if len(found) != 1:
        raise NotVisible(_("There is no organisation “%(code)s”.") % {"code": code[:60]})
    return found[0]


def with_author(wish: Wish) -> Wish:
    """The same wish with somebody who becomes the author."""
    if wish.by is not None:
        return wish
    account = User.objects.filter(username=OPERATOR).first()
    if account is None:
        account = User(username=OPERATOR, name=_("Import by the operators"), is_active=False)
        account.set_unusable_password()
        account.save()
    return replace(wish, by=account)


def _person(name: str) -> User:
    found: User | None = User.objects.by_name_or_phone(name)
    if found is None:
        raise NotVisible(_("There is no account “%(name)s”.") % {"name": name[:60]})
    return found


def _own(by: User) -> Organisation:
    """The highest organisation for which a person writes."""
    found = policies.organisations(by, Permission.AUTHOR_CONTENT).order_by("depth", "path").first()
    if found is None:
        raise Denied(_("You do not have the right to do this."), code="needs_author_content")
    return found


def _fullest() -> Organisation:
    """The organisation with most questions; the root of the tree while there are none."""
    counted: Any = Organisation.objects.annotate(number=Count("questions"))
    found: Organisation | None = counted.order_by("-number", "path").first()
    if found is None:
        raise Invalid(_("There is no organisation yet."), code="organisation")
    return found
