"""Prescribed tests on a person's page and in the words of the audit log."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from exams import offers
from lms.accounts import policies
from lms.accounts.permissions import Permission
from lms.core import places, verbs

VERBS = {
    "exams.tests_prescribed": _("brought prescribed tests up to date"),
    "exams.test_offered": _("prescribed a test"),
    "exams.test_withdrawn": _("took a test back"),
}


def connect() -> None:
    places.register("person_sections", person_section, order=5)
    verbs.register(VERBS)


def person_section(request: HttpRequest, offender: Any, **_more: Any) -> SafeString | None:
    """The tests that were prescribed, with what came of them. Two queries."""
    user: Any = request.user
    if not policies.can(user, Permission.VIEW_EVIDENCE, offender):
        return None
    context = {
        "offender": offender,
        "tests": offers.of_person(offender),
        "may_prescribe": policies.can(user, Permission.PRESCRIBE, offender),
    }
    return render_to_string("exams/offers_person.html", context, request)
