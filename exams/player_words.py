"""What the page of a sitting says while it is sat: scripts have no sentences of their own."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext


def words() -> dict[str, Any]:
    """For content/frontend/src/exam."""
    return {
        "states": _states(),
        "done": pgettext("question of a sitting", "answered"),
        "begun": pgettext("question of a sitting", "not finished"),
        "open": pgettext("question of a sitting", "not answered"),
        "marked": pgettext("question of a sitting", "marked"),
        "count": _("{done} of {total} answered"),
        "enlarge": _("Enlarge the picture: {alt}"),
        "minutes_left": _("{n} minutes left"),
        "moved_to": _("Now number {n}"),
    }


def _states() -> dict[str, str]:
    """The line that is always seen."""
    return {
        "saved": _("Saved"),
        "saving": _("Saving …"),
        "lost": _("No network. Kept in this phone; sent by itself when it is back ({n})"),
        "unreachable": _("No answer yet. Kept in this phone; sent again by itself ({n})"),
        "misshapen": _("The answer to question {n} could not be saved. Please answer it again."),
        "elsewhere": _("Not saving: another page goes on with this test"),
        "signed_out": _("You are signed out. Your answers are kept in this phone."),
        "refused": _("This could not be saved. Please open the page again."),
        "handing_in": _("Handing in …"),
        "waiting": _("Not handed in yet: no network. It happens by itself when it is back."),
    }
