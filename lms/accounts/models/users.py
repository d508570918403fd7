"""The account of a person. One UUID names user, learner, offender and staff member."""

from __future__ import annotations

import re
import uuid
from datetime import timedelta
from functools import cached_property
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from lms.accounts.querysets import UserManager
from lms.accounts.roles import Role
from lms.core.clock import now
from lms.core.crypto import EncryptedTextField, keyed_hash

LEARNERS = {Role.OFFENDER, Role.GUARDIAN}


def normal_phone(phone: str) -> str:
    """Digits only, without the country code."""
    digits = "".join(c for c in phone if c.isdigit())
    return digits[2:] if len(digits) == 13 and digits.startswith("86") else digits


def phone_problem(phone: str) -> str:
    """What is wrong with a telephone number; empty when nothing is."""
    if re.fullmatch(r"1\d{10}|0\d{9,11}", normal_phone(phone)):
        return ""
    return str(_("A telephone number has 11 digits, or an area code and a number."))


class User(AbstractUser):
    """``role`` is the main role, kept on the row so that a request needs no second query."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    name = models.CharField(_("person's name"), max_length=60)
    role = models.CharField(_("main role"), max_length=16, choices=Role, blank=True)
    organisation = models.ForeignKey(
        "accounts.Organisation", models.PROTECT, null=True, blank=True, related_name="members",
        verbose_name=_("organisation"),
    )  # fmt: skip
    phone = EncryptedTextField(_("telephone"), blank=True, default="")
    phone_hash = models.CharField(max_length=64, unique=True, null=True, blank=True, editable=False)
    must_change_password = models.BooleanField(_("must change the password"), default=False)
    password_changed_at = models.DateTimeField(null=True, blank=True)
    large_type = models.BooleanField(_("large type"), default=False)
    language = models.CharField(_("language"), max_length=10, blank=True)
    session_key = models.CharField(max_length=40, blank=True, editable=False)

    objects: ClassVar[Any] = UserManager()
    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")
        ordering = ["username"]

    def __str__(self) -> str:
        return self.name or self.username

    def save(self, *args: Any, **kwargs: Any) -> None:
        digits = normal_phone(self.phone or "")
        self.phone_hash = keyed_hash(digits) if digits else None
        super().save(*args, **kwargs)

    def clean(self) -> None:
        super().clean()
        if self.phone and (problem := phone_problem(self.phone)):
            raise ValidationError({"phone": problem})

    def set_password(self, raw_password: str | None) -> None:
        super().set_password(raw_password)
        self.password_changed_at = now()

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name

    @property
    def is_offender(self) -> bool:
        return self.role == Role.OFFENDER

    @property
    def is_desk(self) -> bool:
        """Works at the desk: everybody but offenders, guardians and machines."""
        return bool(self.role) and self.role not in (*LEARNERS, Role.MACHINE)

    @property
    def password_is_outdated(self) -> bool:
        """At the desk a password is changed every ``PASSWORD_DAYS`` days (domain.md §5)."""
        if not (settings.PASSWORD_DAYS and self.is_desk and self.password_changed_at):
            return False
        return now() - self.password_changed_at >= timedelta(days=settings.PASSWORD_DAYS)

    @property
    def masked_phone(self) -> str:
        digits = normal_phone(self.phone or "")
        return f"{digits[:3]}{'*' * max(0, len(digits) - 7)}{digits[-4:]}" if digits else ""

    def remember(self, **preferences: Any) -> None:
        """Keep what the person likes (``large_type``, ``language``) with the account."""
        changed = {name for name, value in preferences.items() if getattr(self, name) != value}
        if changed:
            type(self).objects.filter(pk=self.pk).update(**{n: preferences[n] for n in changed})
        self.__dict__.update(preferences)

    @property
    def audit_organisation_id(self) -> int | None:
        return self.organisation_id

    @cached_property
    def grants(self) -> list[Any]:
        """Role grants that hold today, with their organisations. One query per request."""
        from lms.accounts.models.grants import RoleGrant

        return list(RoleGrant.objects.active().filter(user=self).select_related("organisation"))

    @property
    def roles(self) -> set[str]:
        return {grant.role for grant in self.grants}

    def can(self, permission: str, target: Any = None) -> bool:
        """`policies.can` for layers below that know no roles."""
        from lms.accounts import policies
        from lms.accounts.permissions import Permission

        return policies.can(self, Permission(permission), target)

    def organisations_under(self, permission: str) -> Any:
        """`policies.organisations` for layers below that know no organisations."""
        from lms.accounts import policies
        from lms.accounts.permissions import Permission

        return policies.organisations(self, Permission(permission))


class PasswordUsed(models.Model):
    """Hashes of passwords used before: the last five are not used again (domain.md §5)."""

    user = models.ForeignKey(User, models.CASCADE, related_name="passwords_used")
    password = models.CharField(max_length=128)
    at = models.DateTimeField(default=now)

    class Meta:
        ordering = ["-at"]

    def __str__(self) -> str:
        return f"{self.user_id} {self.at:%Y-%m-%d}"
