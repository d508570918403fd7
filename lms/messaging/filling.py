"""What this app puts into menus."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from lms.core import menus
from lms.messaging.models import Message

MOST_SHOWN = 99


def connect() -> None:
    """Called once when the app is ready."""
    menus.register(menus.OWN, _("Messages"), "messaging:inbox", "mail", order=20, badge=unread)


def unread(user: Any) -> int:
    """How many messages wait, at most 99. One query, kept on the user object for the request."""
    known = getattr(user, "_unread_messages", None)
    if known is None:
        waiting = Message.objects.visible_to(user).unread().order_by().values("pk")
        known = waiting[:MOST_SHOWN].count()
        remember_unread(user, known)
    return int(known)


def remember_unread(user: Any, number: int) -> None:
    """Whoever has counted them beside other things spares the page a query."""
    user._unread_messages = min(number, MOST_SHOWN)
