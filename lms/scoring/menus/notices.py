"""What notices, the weather and the posting put into menus and named places."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.template.loader import get_template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from lms.core import menus, places, verbs
from lms.core.months import Month, today
from lms.scoring import weather
from lms.scoring.notices import giving as notices


def connect() -> None:
    menus.register(
        menus.TABS, _("Barometer"), "scoring:weather", "partly", order=30, shown=has_weather
    )
    menus.register("scores", _("Posting"), "scoring:posting", "bell", order=60, shown=has_posting)
    places.register("learner_home", home_card, order=10)
    places.register("ward_summary", ward_cards, order=20)
    places.register("person_sections", person_section, order=10)
    places.register("entry_actions", object_to_interval, order=50)
    verbs.register(VERBS)


def has_weather(user: Any) -> bool:
    return bool(user.is_offender)


def has_posting(user: Any) -> bool:
    return bool(user.is_desk)


def home_card(request: HttpRequest, **_given: Any) -> str:
    """The weather on an offender's home. One query; a template without context processors."""
    user: Any = request.user
    if not user.is_offender:
        return ""
    glimpse = weather.glimpse(user.pk)
    may_object = bool(glimpse and glimpse.until and glimpse.until >= today())
    given = {"glimpse": glimpse, "may_object": may_object}
    return get_template("scoring/weather_card.html").render(given)


def object_to_interval(request: HttpRequest, interval: Any = None, **_given: Any) -> str:
    """Beside time that was not counted, in a month whose notice is open to objections. One query
    for all of a page."""
    user: Any = request.user
    if interval is None or not user.is_offender:
        return ""
    month = Month.of(interval.started_at)
    if month >= Month.current():  # not posted yet
        return ""
    notice = _open_notices(user).get(str(month))
    if notice is None:
        return ""
    query = urlencode({"line": "study", "at": interval.started_at.isoformat()})
    address = f"{reverse('scoring:object', args=[notice])}?{query}"
    return format_html(
        '<a class="btn quiet small whole" href="{}">{}</a>', address, _("This should count")
    )


def _open_notices(user: Any) -> dict[str, Any]:
    known: dict[str, Any] | None = getattr(user, "_open_notices", None)
    if known is None:
        known = user._open_notices = notices.open_to_objections(user)
    return known


def ward_cards(request: HttpRequest, **_given: Any) -> str:
    """The same for the juveniles in a guardian's care."""
    wards = [
        {"offender": ward, "glimpse": weather.glimpse(ward.pk)}
        for ward in notices.wards_of(request.user).select_related("user").defer("id_number")
    ]
    return get_template("scoring/weather_wards.html").render({"wards": wards})


def person_section(request: HttpRequest, offender: Any) -> str:
    """The newest scores on a person's page, for who may see them."""
    user: Any = request.user
    if not user.can("view_scores", offender):
        return ""
    scores = list(weather.posted_scores(offender.pk)[:6])
    given = {"scores": scores, "offender": offender}
    return get_template("scoring/person_section.html").render(given)


VERBS = {
    "scoring.notice_given": _("gave a notice of a score"),
    "scoring.notice_read": _("read a notice of a score"),
    "scoring.wall_sheet": _("printed the posting of an office"),
}
