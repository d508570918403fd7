"""My hours: a month as calendar, entries, what did not count and why; also to be printed."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lms.core.clock import now
from lms.core.errors import Invalid
from lms.core.months import Month
from lms.learning.my_hours import hours_of
from lms.learning.standing import file_of
from lms.learning.views.learner_frame import for_learners, person
from lms.learning.wording import weekdays


@for_learners
@require_safe
def hours(request: HttpRequest) -> HttpResponse:
    user = person(request)
    month, current = month_asked(request), Month.current()
    found = file_of(user)
    first = Month.of(found.starts_on if found else user.date_joined)
    context = {
        "hours": hours_of(user, month),
        "month": month,
        "before": month.previous() if month > first else None,
        "after": month.next() if month < current else None,
        "file": found,
        "for_print": "print" in request.GET,
        "printed_at": now(),
        "weekdays": weekdays(),
    }
    return render(request, "learning/credits.html", context)


def month_asked(request: HttpRequest) -> Month:
    """The month of the address, the current one where none is given. Raises `Invalid`."""
    text = request.GET.get("month", "")
    try:
        return Month.parse(text) if text else Month.current()
    except ValueError as error:
        raise Invalid(_("This month does not exist."), code="month") from error
