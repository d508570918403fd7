"""The queue of objections in the menu, with the number that waits for the reader."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from lms.accounts.permissions import Permission as P  # noqa: N817 - as in the menus of accounts
from lms.core import menus, verbs
from lms.scoring import waiting


def connect() -> None:
    menus.register(
        "scores", _("Objections"), "scoring:objections", "question", order=40, shown=has_queue,
        badge=_waiting,
    )  # fmt: skip
    verbs.register(VERBS)


def has_queue(user: Any) -> bool:
    return any(user.can(right) for right in (P.ANSWER_OBJECTION, P.DECIDE_OBJECTION, P.VIEW_SCORES))


def _waiting(user: Any) -> int:
    return waiting.count(user, waiting.OBJECTIONS)


VERBS = {
    "scoring.objection_sent": _("objected to a score"),
    "scoring.objection_answered": _("answered an objection"),
    "scoring.objection_accepted": _("accepted an objection"),
    "scoring.objection_declined": _("declined an objection"),
    "scoring.objection_withdrawn": _("withdrew an objection"),
}
