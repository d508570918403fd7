"""The months' place in the menu, on the board, and the names of what is logged."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.template.loader import get_template
from django.utils.translation import gettext_lazy as _

from lms.accounts.permissions import Permission
from lms.core import menus, places, verbs


def connect() -> None:
    shown = menus.may(Permission.VIEW_SCORES)
    menus.register("scores", _("Months"), "scoring:months", "calendar", order=20, shown=shown)
    manages = menus.may(Permission.MANAGE_SCHEMES)
    menus.register(
        "scores", _("Working days"), "scoring:working_days", "calendar", order=80, shown=manages
    )
    places.register("score_board", late_on_board, order=10)
    verbs.register(VERBS)


def late_on_board(
    request: HttpRequest, board: Any, county: Any = None, states: Any = (), **_more: Any
) -> str:
    """Which office is late with the month that the board shows, while it is being reviewed."""
    if not any(one.state in ("draft", "reviewed") for one in states):
        return ""
    from lms.scoring.closing.reminders import late_months

    months = late_months(request.user, str(board.month), county)
    return get_template("scoring/months_late.html").render({"months": months}) if months else ""


VERBS = {
    "scoring.month_closed": _("closed a month"),
    "scoring.month_frozen": _("froze the facts of a month"),
    "scoring.office_reviewed": _("reviewed an office's scores"),
    "scoring.office_returned": _("gave scores back to an office"),
    "scoring.month_approved": _("approved a month"),
    "scoring.month_posted": _("posted a month"),
    "scoring.month_final": _("made a month final"),
    "scoring.month_reopened": _("opened a final month again"),
    "scoring.score_amended": _("amended a score"),
    "scoring.working_day_set": _("set a working day"),
    "scoring.working_day_removed": _("removed a working day"),
}
