"""Where one's own tests are found: home, menus, the page of courses."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.template.loader import get_template
from django.utils.translation import gettext_lazy as _

from exams.my_tests import waiting_for
from lms.core import menus, places


def connect() -> None:
    menus.register(menus.OWN, _("Tests"), "exams:tests", "exam", order=30, shown=_is_offender)
    menus.register("work", _("My tests"), "exams:tests", "exam", order=82, shown=_is_staff)
    places.register("learner_home", home_card, order=15)
    places.register("course_links", course_link)


def _is_offender(user: Any) -> bool:
    return bool(user.is_offender)


def _is_staff(user: Any) -> bool:
    return bool(user.is_desk)


def home_card(request: HttpRequest, **_given: Any) -> str:
    """On home: what is under way or prescribed. A template without context processors."""
    waiting = waiting_for(request.user)
    return get_template("exams/sitting_home.html").render({"waiting": waiting}) if waiting else ""


def course_link(request: HttpRequest, **_given: Any) -> str:
    """Beside the heading of the courses."""
    return get_template("exams/sitting_link.html").render({})
