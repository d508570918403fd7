"""Other systems in the menu, and the verbs of what is done there."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from lms.accounts.permissions import Permission
from lms.core import menus, verbs
from lms.scoring.actions.endpoints import KEEPERS


def connect() -> None:
    accounts = menus.may(Permission.MANAGE_ACCOUNTS)
    menus.register(
        "platform", _("Machine accounts"), "scoring:machines", "kiosk", order=40, shown=accounts
    )
    menus.register(
        "platform", _("News to other systems"), "scoring:endpoints", "signal", order=45,
        shown=keeps,
    )  # fmt: skip
    verbs.register(VERBS)


def keeps(user: Any) -> bool:
    return any(user.can(right) for right in KEEPERS)


VERBS = {
    "scoring.scores_listed": _("took the list of scores"),
    "webhooks.endpoint_added": _("entered an address for news"),
    "webhooks.endpoint_ended": _("took an address for news out of use"),
    "webhooks.replayed": _("sent news once more"),
}
