"""Pages of the libraries: who works at a desk looks around, learners see what is theirs."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from content import adopting, usage
from content.library.tables import OWN_FACE, TABLES, address
from content.media import serve
from content.models import (
    Adoption,
    CoursePage,
    LessonPage,
    MaterialPage,
    TeacherPage,
    ToolPage,
)
from lms.accounts import policies
from lms.accounts.permissions import Permission
from lms.accounts.views.frame import for_staff
from lms.core import lists
from lms.core.errors import NotVisible
from lms.core.months import today


@for_staff
@require_safe
def libraries(request: HttpRequest) -> HttpResponse:
    """The five libraries with what is in them for this person."""
    shelves = [
        {
            "kind": kind,
            "title": table.title,
            "pages": table.model.objects.visible_to(request.user).count(),  # type: ignore[attr-defined]
        }
        for kind, table in TABLES.items()
    ]
    return render(request, "content/library/libraries.html", {"shelves": shelves})


@for_staff
@require_http_methods(["GET", "HEAD", "POST"])
def library(request: HttpRequest, kind: str) -> HttpResponseBase:
    if kind not in TABLES:
        raise Http404
    tabs = [(name, table.title, name == kind) for name, table in TABLES.items()]
    return lists.show(request, TABLES[kind], "content/library/list.html", tabs=tabs)


@for_staff
@require_safe
def resource(request: HttpRequest, kind: str, page_id: int) -> HttpResponse:
    """One resource with its facts, who uses it, and the button to adopt it."""
    page = _visible(request, kind, page_id)
    if kind in OWN_FACE:
        return redirect(address(page))
    context = {"page": page, "kind": kind, **facts(request.user, page), **_details(page)}
    response = render(request, f"content/library/{kind}.html", context)
    return serve.allow(request, response)


def facts(user: Any, page: Any) -> dict[str, Any]:
    """What the staff's page of any resource says beside its content: who uses it, where it comes
    from, whether it can be adopted or edited."""
    return {
        "usage": usage.of(page),
        "provenance": Adoption.objects.filter(copy=page).select_related("original_owner").first(),
        "places": _places_to_adopt_into(user, page),
        "may_edit": page.permissions_for_user(user).can_edit(),
    }


def _visible(request: HttpRequest, kind: str, page_id: int) -> Any:
    if kind not in TABLES:
        raise Http404
    pages = TABLES[kind].model.objects.visible_to(request.user)  # type: ignore[attr-defined]
    page = pages.select_related("owner_organisation").filter(pk=page_id).first()
    if page is None:
        raise NotVisible(_("This resource does not exist or is not shared with you."))
    return page


def _details(page: Any) -> dict[str, Any]:
    if isinstance(page, CoursePage):
        return {
            "lessons": LessonPage.objects.live().filter(course=page).in_order(),
            "plans": [entry.plan for entry in page.required_for.select_related("plan")],
        }
    if isinstance(page, TeacherPage):
        return {
            "accredited": page.is_accredited(today()),
            "courses": CoursePage.objects.offered().filter(teacher=page).order_by("title"),
        }
    return {}


def _places_to_adopt_into(user: Any, page: Any) -> list[Any]:
    """The author's organisations that have no copy of it yet; none for one's own resource."""
    homes = policies.organisations(user, Permission.AUTHOR_CONTENT)
    if isinstance(page, TeacherPage) or homes.filter(pk=page.owner_organisation_id).exists():
        return []
    taken = Adoption.objects.filter(original=page, copy__isnull=False).values("adopter")
    return list(homes.filter(branch_page__isnull=False).exclude(pk__in=taken).order_by("path")[:50])


@for_staff
@require_POST
def adopt(request: HttpRequest, kind: str, page_id: int) -> HttpResponse:
    page = _visible(request, kind, page_id)
    homes = policies.organisations(request.user, Permission.AUTHOR_CONTENT)
    wanted = request.POST.get("into", "")
    into = get_object_or_404(homes, pk=int(wanted) if wanted.isdecimal() else 0)
    copy = adopting.adopt(page=page, by=request.user, into=into)
    messages.success(request, _("“%(title)s” is adopted.") % {"title": copy.title})
    return redirect(address(copy))


@for_staff
@require_safe
def paper(request: HttpRequest, page_id: int) -> HttpResponse:
    """A questionnaire on paper, for people without a phone; a worksheet is printed as its file."""
    tool: ToolPage = _visible(request, "tools", page_id)
    return render(request, "content/library/paper.html", {"page": tool, "scale": tool.scale()})


@login_required
@require_safe
def material(request: HttpRequest, page_id: int) -> HttpResponse:
    """Teaching material for whoever may see it: the staff's page, or the learner's."""
    if request.user.is_desk:  # type: ignore[union-attr]
        return redirect("content:resource", "materials", page_id)
    page = MaterialPage.objects.visible_to(request.user).filter(pk=page_id).first()
    if page is None:
        raise NotVisible(_("This material does not exist or is not meant for you."))
    response = render(request, "content/library/material_phone.html", {"page": page})
    return serve.allow(request, response)


@login_required
@require_safe
def teacher(request: HttpRequest, page_id: int) -> HttpResponse:
    """A teacher as learners see them: who teaches, when, where."""
    if request.user.is_desk:  # type: ignore[union-attr]
        return redirect("content:resource", "teachers", page_id)
    page = TeacherPage.objects.visible_to(request.user).filter(pk=page_id).first()
    if page is None:
        raise NotVisible(_("This teacher does not exist or is not shared with you."))
    return render(request, "content/library/teacher_phone.html", {"page": page})
