"""What the study client says (content/frontend/src/player): its sentences come with the page."""

from __future__ import annotations

from functools import cache
from typing import Any

from django import template
from django.utils.html import json_script
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

register = template.Library()


def reasons() -> dict[str, str]:
    """Why a second did not count, in the reader's words (contract.md, "Beats")."""
    return {
        "paused": _("Paused: time counts only while you study."),
        "hidden": _("You were on another page or the screen was off."),
        "gap": _("The network was gone for too long to know that you were studying."),
        "too_soon": _("Counted with the next report."),
        "repeat": _("You have studied this part already; going through it again is fine."),
        "seek": _("This part was jumped over. Please go on where you were."),
        "stalled": _("The video stood still."),
        "idle": _("Please read on: the page has not moved for a while."),
        "no_presence": _("The question was not answered, so this time could not be confirmed."),
        "superseded": _("You went on studying in another place."),
        "capped": _("You have reached today's limit. Rest well; tomorrow it counts again."),
        "closed_hours": _("It is outside study hours. You may go on, but it does not count now."),
        "clock": _("The server's clock was set back."),
    }


def states() -> dict[str, str]:
    return {
        "ready": _("Not begun yet"),
        "opening": _("Beginning …"),
        "counting": _("Counting"),
        "paused": _("Paused"),
        "lost": _("The network is gone: it goes on by itself. Please keep this page open."),
        "waiting": _("Waiting for the network. It goes on by itself when the network is back."),
        "forward": _("The first time please watch in order. Going back is always possible."),
        "broken": _("The video cannot be played now. Please try again."),
        "closed": _("This sitting was closed because nothing happened for a while."),
        "superseded": _("You opened a lesson in another place, so this one stopped."),
        "signed_out": _("You are signed out. Please sign in and go on; your progress is kept."),
        "refused": _("This lesson cannot be studied now."),
        "unreachable": _("No network. Please try again when you have one."),
        "left_open": _("No network: the sitting ends by itself. Your progress is kept."),
        "stopped": _("Ended. You can go on at any time."),
        "done": _("Lesson finished"),
        "passed": _("Right! The time is confirmed."),
        "failed": _("Not right this time. You can answer another question later."),
        "expired": _("The time to answer is over. You can answer another question later."),
        "later": _("Ended. Answer a question within 24 hours so that the last minutes count."),
    }


def words() -> dict[str, Any]:
    """``{name}`` is filled in by the client."""
    return {
        "reasons": reasons(),
        "states": states(),
        "play": _("Play"),
        "pause": _("Pause"),
        "size": _("about {size} MB"),
        "uncounted": _("{time} not counted. {reason}"),
        "amounts": _("confirmed {confirmed}, waiting {provisional}, not counted {uncounted}"),
        "seconds_left": _("{seconds} seconds left"),
        "wrong": _("Not quite. Here is another question; nothing is deducted."),
        "answer_lost": _("The network is gone. Please press your answer again."),
        "time_over": _("The time is over. Press “More time” to answer, or close this."),
        "more_given": _("You have one more minute."),
    }


@register.simple_tag
def study_words() -> SafeString:
    """``{% study_words %}``: the sentences as JSON for the client."""
    return _in_language(get_language() or "")


@cache
def _in_language(_language: str) -> SafeString:
    return json_script(words(), "study-words")


@register.simple_tag
def why_uncounted(reason: str) -> str:
    """``{% why_uncounted interval.reason %}``: a reason in words."""
    return reasons().get(reason, reason)
