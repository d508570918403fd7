"""What this app puts into menus."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Count, OuterRef, Subquery
from django.utils.translation import gettext_lazy as _

from lms.core import menus
from lms.messaging.models import Message

MOST_SHOWN = 99
_beside: dict[str, Callable[[], Any]] = {}


def connect() -> None:
    """Called once when the app is ready."""
    menus.register(menus.OWN, _("Messages"), "messaging:inbox", "mail", order=20, badge=unread)


def count_beside(name: str, expression: Callable[[], Any]) -> None:
    """A figure that every page of a person at the desk shows is worked out in the query that counts
    messages. ``expression()`` is a subquery in which ``OuterRef("pk")`` is the person; `beside`
    tells its value."""
    _beside[name] = expression


def beside(user: Any, name: str) -> Any:
    """The value of one of `count_beside`."""
    if not hasattr(user, "_counted_beside"):
        _count(user)
    return user._counted_beside[name]


def unread(user: Any) -> int:
    """How many messages wait, at most 99. One query, kept on the user object for the request."""
    if getattr(user, "_unread_messages", None) is None:
        if user.is_desk and _beside:
            _count(user)
        else:
            waiting = Message.objects.visible_to(user).unread().order_by().values("pk")
            remember_unread(user, waiting[:MOST_SHOWN].count())
    return int(user._unread_messages)


def _count(user: Any) -> None:
    waiting = Message.objects.filter(recipient=OuterRef("pk"), read_at=None).order_by()
    messages = waiting.values("recipient").annotate(n=Count("pk")).values("n")
    people: Any = get_user_model()._default_manager
    more = [expression() for expression in _beside.values()]
    row = people.filter(pk=user.pk).values_list(Subquery(messages), *more).get()
    remember_unread(user, row[0] or 0)
    user._counted_beside = dict(zip(_beside, row[1:], strict=True))


def remember_unread(user: Any, number: int) -> None:
    """Whoever has counted them beside other things spares the page a query."""
    user._unread_messages = min(number, MOST_SHOWN)
