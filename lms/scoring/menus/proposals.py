"""Proposals in the menu, and their decisions in the words of the audit log."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from lms.accounts.permissions import Permission
from lms.core import menus, verbs

VERBS = {
    "scoring.proposal_accepted": _("accepted a proposal"),
    "scoring.proposal_declined": _("declined a proposal"),
}


def connect() -> None:
    shown = menus.may(Permission.VIEW_SCORES)
    menus.register("scores", _("Proposals"), "scoring:proposals", "star", order=50, shown=shown)
    verbs.register(VERBS)
