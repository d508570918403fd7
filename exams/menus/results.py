"""Results in menus and on a person's page."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.template.loader import get_template
from django.utils.translation import gettext_lazy as _

from exams import results
from exams.models import Sitting
from lms.accounts.permissions import Permission
from lms.core import menus, places

MOST = 5


def connect() -> None:
    menus.section("exams", _("Tests"), order=27)
    sees = menus.may(Permission.VIEW_EVIDENCE)
    menus.register("exams", _("Results of tests"), "exams:results", "chart", order=10, shown=sees)
    menus.register("exams", _("Who has not sat"), "exams:missing", "warning", order=20, shown=sees)
    menus.register(
        menus.OWN, _("My results"), "exams:my_results", "chart", order=32, shown=_is_offender
    )
    places.register("person_sections", person_section, order=30)


def _is_offender(user: Any) -> bool:
    return bool(user.is_offender)


def person_section(request: HttpRequest, offender: Any) -> str:
    """The newest attempts on a person's page, for who may see them. Two queries."""
    user: Any = request.user
    if not user.can(Permission.VIEW_EVIDENCE, offender):
        return ""
    rows = Sitting.objects.of_others(user, Permission.VIEW_EVIDENCE).filter(candidate=offender.pk)
    sittings = list(rows.select_related("paper").defer("frozen")[:MOST])
    counts = results.counting(rows).filter(pk__in=[one.pk for one in sittings])
    given = {
        "offender": offender,
        "sittings": sittings,
        "counting": set(counts.values_list("pk", flat=True)),
    }
    return get_template("exams/results_section.html").render(given)
