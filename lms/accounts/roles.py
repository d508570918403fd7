"""Roles of persons in organisations (domain.md §7; issue "People")."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    OFFENDER = "offender", _("offender")
    GUARDIAN = "guardian", _("guardian of a juvenile")
    OFFICER = "officer", _("justice-office officer")
    MANAGER = "manager", _("county manager")
    EDITOR = "editor", _("editor")
    REVIEWER = "reviewer", _("reviewer")
    TEACHER = "teacher", _("teacher")
    PROSECUTOR = "prosecutor", _("prosecutor")
    AUDITOR = "auditor", _("auditor")
    SYSTEM_ADMIN = "system_admin", _("system administrator")
    SECURITY_ADMIN = "security_admin", _("security administrator")
    AUDIT_ADMIN = "audit_admin", _("audit administrator")
    HELPER = "helper", _("helper")
    MACHINE = "machine", _("machine account")


STAFF_ORDER = [
    Role.MANAGER, Role.OFFICER, Role.PROSECUTOR, Role.SECURITY_ADMIN, Role.SYSTEM_ADMIN,
    Role.AUDIT_ADMIN, Role.AUDITOR, Role.REVIEWER, Role.EDITOR, Role.TEACHER, Role.HELPER,
    Role.GUARDIAN, Role.MACHINE, Role.OFFENDER,
]  # fmt: skip
"""Which of several roles names a person: the one whose work fills the day."""

ADMINISTRATORS = {Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN}
"""Kept apart (GB/T 22239 level 3): nobody holds two of them."""
