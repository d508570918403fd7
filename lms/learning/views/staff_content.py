"""How the libraries are used, for who writes, reviews and assigns."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from content.models import CoursePage, ToolPage
from lms.accounts.permissions import Permission
from lms.accounts.views.frame import needs, person
from lms.core import lists
from lms.learning import usage
from lms.learning.tables.usage import UsageTable
from lms.learning.views.staff_frame import PAGE, row_of


@never_cache
@needs(Permission.VIEW_USAGE)
@require_http_methods(PAGE)
def courses(request: HttpRequest) -> HttpResponseBase:
    tools = list(ToolPage.objects.visible_to(person(request)).order_by("title"))
    filled = usage.fillings([tool.pk for tool in tools])
    counted = [(tool, *filled.get(tool.pk, (0, 0))) for tool in tools]
    return lists.show(request, UsageTable, "learning/staff/usage.html", tools=counted)


@never_cache
@needs(Permission.VIEW_USAGE)
@require_safe
def course(request: HttpRequest, pk: int) -> HttpResponse:
    """Lesson by lesson: where people stop."""
    visible = CoursePage.objects.visible_to(person(request)).select_related("owner_organisation")
    found = row_of(visible, pk)
    figures = usage.usage_for(person(request))
    context = {
        "course": found,
        "lessons": usage.lessons_of(found),
        "figures": figures.courses.get(found.pk, dict.fromkeys(usage.NAMES, 0)),
        "at": figures.at,
    }
    return render(request, "learning/staff/course_usage.html", context)
