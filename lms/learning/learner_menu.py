"""What the learner's pages put into menus and named places."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from lms.accounts.roles import Role
from lms.core import menus, places
from lms.learning import wards
from lms.learning.views.learner_frame import studies


def connect() -> None:
    """Called once when the app is ready."""
    menus.register(menus.TABS, _("Home"), "learning:home", "home", order=10)
    menus.register(menus.TABS, _("Courses"), "learning:courses", "learn", order=20, shown=studies)
    menus.register(menus.TABS, _("My hours"), "learning:credits", "hours", order=40, shown=studies)
    menus.register(menus.TABS, _("Me"), "accounts:me", "person", order=90)
    menus.register("work", _("My study"), "learning:study", "learn", order=80, shown=studies)
    places.home(has_home, "learning:home", order=10)
    places.home(studies, "learning:study", order=90)
    places.register("ward_summary", wards.summary, order=10)


def has_home(user: Any) -> bool:
    """Offenders and guardians begin at the learner's home."""
    return bool(user.is_offender or user.role == Role.GUARDIAN)
