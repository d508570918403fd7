"""Schemes in the menu, and their deeds in the words of the audit log."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from lms.accounts.permissions import Permission
from lms.core import menus, verbs

VERBS = {
    "scoring.scheme_drafted": _("edited the draft of a scheme"),
    "scoring.scheme_discarded": _("threw away the draft of a scheme"),
    "scoring.scheme_enforced": _("put a scheme in force"),
    "scoring.scheme_taken": _("downloaded a scheme"),
    "scoring.scheme_tried": _("tried a scheme on a month"),
}


def connect() -> None:
    shown = menus.may(Permission.VIEW_SCORES)
    menus.register("scores", _("Scoring scheme"), "scoring:schemes", "tool", order=90, shown=shown)
    verbs.register(VERBS)
