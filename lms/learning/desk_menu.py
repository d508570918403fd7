"""What learning puts into the staff's menu, into named places and into the words of the audit
log."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from lms.accounts.permissions import Permission as P  # noqa: N817 - as in the menus of accounts
from lms.accounts.roles import Role
from lms.core import menus, places, verbs


def has_desk(user: Any) -> bool:
    """A helper's home is the list of the persons assigned to them."""
    return bool(user.is_desk and user.role != Role.HELPER)


def connect() -> None:
    """Called once when the app is ready."""
    entry, may = menus.register, menus.may
    entry("work", _("Today's work"), "learning:desk", "home", order=10, shown=has_desk)
    entry("people", _("People"), "learning:people", "people", order=10, shown=may(P.VIEW_PEOPLE))
    seen = may(P.VIEW_EVIDENCE)
    entry("people", _("Review signals"), "learning:signals", "signal", order=20, shown=seen)
    entry("people", _("Corrections"), "learning:corrections", "edit", order=30, shown=seen)
    results = may(P.VIEW_TOOL_RESULTS)
    entry("people", _("Results of tools"), "learning:tool_results", "tool", order=40, shown=results)
    entry(
        "content", _("Use of courses"), "learning:usage", "chart", order=80,
        shown=may(P.VIEW_USAGE),
    )  # fmt: skip
    entry(
        "platform", _("Kiosks"), "learning:kiosks", "kiosk", order=30,
        shown=may(P.MANAGE_KIOSKS),
    )  # fmt: skip
    places.home(has_desk, "learning:desk", order=20)
    verbs.register(VERBS)


VERBS = {
    "credits.correction_proposed": _("proposed a correction of hours"),
    "credits.correction_approved": _("approved a correction of hours"),
    "credits.correction_declined": _("declined a correction of hours"),
    "credits.listed": _("took the list of credited hours"),
    "learning.course_added": _("added a course"),
    "learning.course_chosen": _("chose a course"),
    "learning.course_completed": _("completed a course"),
    "learning.course_postponed": _("postponed a course"),
    "learning.course_waived": _("waived a course"),
    "learning.exemption_cancelled": _("cancelled an exemption"),
    "learning.exemption_granted": _("granted an exemption"),
    "learning.kiosk_ended": _("made a kiosk an ordinary device"),
    "learning.kiosk_registered": _("registered a kiosk"),
    "learning.people_searched": _("searched for a person"),
    "learning.prescribed": _("prescribed from the plans"),
    "learning.presence_confirmed": _("confirmed presence"),
    "learning.signal_decided": _("decided about a review signal"),
    "learning.signal_raised": _("raised a review signal"),
    "learning.tool_assigned": _("asked to fill in a tool"),
    "learning.tool_filled_in": _("filled in a tool"),
    "learning.waiver_taken_back": _("took a waiver back"),
}
