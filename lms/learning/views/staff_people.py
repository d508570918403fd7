"""The list of offenders, and finding one of them."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from lms.accounts.permissions import Permission
from lms.accounts.views.frame import needs, person
from lms.core import audit, lists
from lms.learning import caseload
from lms.learning.filters import identifying
from lms.learning.tables.people import PeopleTable
from lms.learning.views.staff_frame import PAGE


@never_cache
@needs(Permission.VIEW_PEOPLE)
@require_http_methods(PAGE)
def people(request: HttpRequest) -> HttpResponseBase:
    """A whole ID number or telephone number leads to the person at once. Every search is logged,
    without the words that were looked for."""
    text = request.GET.get("q", "").strip()
    if text and request.method != "POST":
        number = identifying(text)
        if number is None:
            audit.record("learning.people_searched", after={"by": "words"})
        elif found := caseload.people_of(person(request)).filter(number).first():
            audit.look_up(found, what="found by number")
            return redirect("learning:person", found.pk)
        else:
            audit.record("learning.people_searched", after={"by": "number", "found": 0})
    return lists.show(request, PeopleTable, "learning/staff/people.html")
