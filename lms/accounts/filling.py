"""What this app puts into menus and named places."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from lms.core import menus


def connect() -> None:
    """Called once when the app is ready."""
    menus.register(menus.OWN, _("My profile"), "accounts:me", "person", order=10)
