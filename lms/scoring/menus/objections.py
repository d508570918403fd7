"""The queue of objections in the menu, with the number that waits for the reader."""

from __future__ import annotations

from typing import Any

from django.core.cache import cache
from django.utils.translation import gettext_lazy as _

from lms.accounts.permissions import Permission as P  # noqa: N817 - as in the menus of accounts
from lms.core import menus, verbs
from lms.scoring.models import Objection

KEPT_SECONDS = 60
MOST_SHOWN = 99


def connect() -> None:
    menus.register(
        "scores", _("Objections"), "scoring:objections", "question", order=40, shown=has_queue,
        badge=waiting_for,
    )  # fmt: skip
    verbs.register(VERBS)


def has_queue(user: Any) -> bool:
    return any(user.can(right) for right in (P.ANSWER_OBJECTION, P.DECIDE_OBJECTION, P.VIEW_SCORES))


def waiting_for(user: Any) -> int:
    """How many this person may have to answer or decide. Asked on every page, so kept a minute."""
    known = cache.get(_key(user))
    if known is None:
        known = _count(user)
        cache.set(_key(user), known, KEPT_SECONDS)
    return int(known)


def forget_count(user: Any) -> None:
    """After ``user`` has worked on one: the next page counts anew."""
    cache.delete(_key(user))


def _key(user: Any) -> str:
    return f"scoring:objections:{user.pk}"


def _count(user: Any) -> int:
    for right, state in (
        (P.DECIDE_OBJECTION, Objection.State.ANSWERED), (P.ANSWER_OBJECTION, Objection.State.SENT),
    ):  # fmt: skip
        if user.can(right):
            rows = Objection.objects.looked_after_by(user, right).filter(state=state)
            return int(rows.order_by().values("pk")[:MOST_SHOWN].count())
    return 0


VERBS = {
    "scoring.objection_sent": _("objected to a score"),
    "scoring.objection_answered": _("answered an objection"),
    "scoring.objection_accepted": _("accepted an objection"),
    "scoring.objection_declined": _("declined an objection"),
    "scoring.objection_withdrawn": _("withdrew an objection"),
}
