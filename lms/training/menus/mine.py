"""One's own required reading: in the menu, on the desk, on a case's page, in the audit log."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from lms.core import menus, places, verbs
from lms.core.months import today
from lms.training import my_readings
from lms.training.actions.reading import statement
from lms.training.forms import SignForm

VERBS = {
    "training.acknowledged": _("signed that a case was studied"),
    "training.asked_anew": _("asked to read a changed case again"),
    "training.assigned": _("gave a case to read"),
    "training.ended": _("ended the reading of people who left"),
    "training.figures_exported": _("exported the figures of a case"),
    "training.people_looked_up": _("looked up who has read a case"),
    "training.rule_changed": _("changed a reading rule"),
    "training.rule_made": _("made a reading rule"),
    "training.rule_retired": _("retired a reading rule"),
    "training.rule_taken_up": _("took a reading rule into use again"),
    "training.taken_back": _("took a withdrawn case back"),
}


def connect() -> None:
    menus.section("training", _("Training"), order=28)
    menus.register(
        "work", _("Required reading"), "training:mine", "case", order=20, shown=is_staff,
        badge=my_readings.open_number,
    )  # fmt: skip
    my_readings.count_with_messages()
    places.register("desk_today", on_the_desk, order=5)
    places.register("case_reading", on_the_case)
    places.register("case_reading_end", below_the_case)
    verbs.register(VERBS)


def is_staff(user: Any) -> bool:
    return bool(user.is_desk)


def on_the_desk(request: HttpRequest, **_given: Any) -> SafeString | None:
    """What waits, and since or until when. No query of its own."""
    user: Any = request.user
    number, due = my_readings.open_number(user), my_readings.first_due(user)
    if not number or due is None:
        return None
    given = {"number": number, "due": due, "is_overdue": due < today()}
    return render_to_string("training/desk_card.html", given, request)


def on_the_case(request: HttpRequest, case: Any, **_given: Any) -> SafeString | None:
    box = _box(request, case)
    return render_to_string("training/box.html", {"box": box}, request) if box else None


def below_the_case(request: HttpRequest, case: Any, **_given: Any) -> SafeString | None:
    """Questions and signature stand behind the text."""
    box = _box(request, case)
    if box is None or not box.reading.is_open:
        return None
    given = {"box": box, "sign": SignForm(), "statement": statement()}
    return render_to_string("training/do.html", given, request)


def _box(request: HttpRequest, case: Any) -> Any:
    """Worked out once for both places of a page."""
    user: Any = request.user
    if not user.is_desk:
        return None
    known = getattr(request, "_reading_box", None)
    if known is None or known[0] != case.pk:
        known = request._reading_box = (case.pk, my_readings.box_of(user, case))  # type: ignore[attr-defined]
    return known[1]
