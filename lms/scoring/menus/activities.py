"""Where activities are found: menus, the learner's home, the desk, a person's page, and the words
of the audit log."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.template.loader import get_template, render_to_string
from django.utils.translation import gettext_lazy as _

from lms.accounts import policies
from lms.accounts.permissions import Permission
from lms.core import menus, places, verbs
from lms.scoring import waiting
from lms.scoring.activities import queues as activity_queues
from lms.scoring.activities.mine import next_place


def connect() -> None:
    shown = menus.may(Permission.RECORD_CONDUCT)
    menus.register(
        "scores", _("Activities"), "scoring:activities", "calendar", order=30, shown=shown,
        badge=_alerts,
    )  # fmt: skip
    menus.register(
        menus.TABS, _("Matters"), "scoring:my_activities", "calendar", order=50, shown=_is_offender
    )
    places.register("learner_home", next_class, order=20)
    places.register("desk_today", alerts_on_the_desk, order=10)
    places.register("person_actions", person_button, order=60)
    verbs.register(VERBS)


def _alerts(user: Any) -> int:
    return waiting.count(user, waiting.ALERTS)


def _is_offender(user: Any) -> bool:
    return bool(user.is_offender)


def next_class(request: HttpRequest, **_given: Any) -> str:
    """On the learner's home: the class that is next, with time and place. One query; a template
    without context processors."""
    user: Any = request.user
    place = next_place(user.pk) if user.is_offender else None
    if place is None:
        return ""
    return get_template("scoring/activities/home_class.html").render({"place": place})


def alerts_on_the_desk(request: HttpRequest, **_given: Any) -> str:
    """On the desk: alerts at which nobody is, or of which nothing is written down yet."""
    user: Any = request.user
    if not user.can(Permission.VIEW_TOOL_RESULTS) or not waiting.count(user, waiting.UNFINISHED):
        return ""
    alerts = activity_queues.open_alerts(user)
    return render_to_string("scoring/activities/desk_alerts.html", {"alerts": alerts}, request)


def person_button(request: HttpRequest, *, offender: Any, **_given: Any) -> str:
    """On a person's page, for who may write down conduct."""
    if request.user.pk == offender.pk:
        return ""
    if not policies.can(request.user, Permission.RECORD_CONDUCT, offender):
        return ""
    return render_to_string(
        "scoring/activities/person_button.html", {"offender": offender}, request
    )


VERBS = {
    "scoring.alert_acknowledged": _("took up an alert"),
    "scoring.alert_escalated": _("told an alert higher up"),
    "scoring.alert_outcome": _("wrote what was done about an alert"),
    "scoring.alert_raised": _("raised an alert"),
    "scoring.class_cancelled": _("cancelled a group class"),
    "scoring.class_closed": _("closed the roster of a group class"),
    "scoring.class_code_printed": _("printed the code of a group class"),
    "scoring.class_made": _("called people to a group class"),
    "scoring.class_noted": _("noted who was in a group class"),
    "scoring.class_person_added": _("added a person to a group class"),
    "scoring.class_person_removed": _("took a person off a group class"),
    "scoring.class_printed": _("printed the roster of a group class"),
    "scoring.class_rest_absent": _("noted the rest of a group class as absent"),
    "scoring.class_signed_in": _("signed in at a group class"),
    "scoring.duty_ended": _("ended a duty turn"),
    "scoring.duty_set": _("set a duty turn"),
    "scoring.help_agreed": _("agreed to a request"),
    "scoring.help_asked": _("asked for help"),
    "scoring.help_declined": _("declined a request"),
    "scoring.help_done": _("finished a request"),
    "scoring.reflection_accepted": _("accepted a reflection report"),
    "scoring.reflection_returned": _("returned a reflection report"),
    "scoring.reflection_sent": _("sent a reflection report"),
    "scoring.service_cancelled": _("cancelled a public-benefit activity"),
    "scoring.service_closed": _("noted the hours of a public-benefit activity"),
    "scoring.service_offered": _("offered a public-benefit activity"),
    "scoring.service_signed_up": _("signed up for a public-benefit activity"),
    "scoring.service_withdrawn": _("withdrew from a public-benefit activity"),
    "scoring.talk_recorded": _("wrote down a talk"),
}
