"""Sharing between organisations, seen by authors."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from wagtail.models import Page

from content import actions, adopting
from content.cms.compare import Difference, differences
from content.cms.forms import ShelfForm, WithdrawForm
from content.library.tables import OWN_FACE, TABLES
from content.models import Adoption, CoursePage, MaterialPage, PlanTemplate, ToolPage
from lms.accounts import policies
from lms.accounts.models import Organisation
from lms.accounts.permissions import Permission
from lms.core.errors import DomainError

SHELVES: dict[str, Any] = {
    "courses": CoursePage,
    "materials": MaterialPage,
    "plans": PlanTemplate,
    "tools": ToolPage,
}
PER_PAGE = 30


def shelves() -> dict[str, Any]:
    """Content's own kinds and those of apps above, by the library that they are in."""
    return {**SHELVES, **{kind: TABLES[kind].model for kind in OWN_FACE}}


def _homes(user: Any) -> Any:
    """The organisations that ``user`` writes for."""
    return policies.organisations(user, Permission.AUTHOR_CONTENT)


@require_safe
def shelf(request: HttpRequest) -> HttpResponse:
    """Resources of others that this author may adopt."""
    policies.require(request.user, Permission.AUTHOR_CONTENT)
    form = ShelfForm(request.GET)
    form.is_valid()
    wanted = form.cleaned_data
    pages = (
        shelves()[wanted.get("kind") or "courses"]
        .objects.visible_to(request.user)
        .exclude(owner_organisation__in=_homes(request.user))
        .select_related("owner_organisation")
        .order_by("title", "pk")
    )
    if wanted.get("dimension"):
        pages = pages.filter(dimension=wanted["dimension"])
    if wanted.get("words"):
        pages = pages.filter(title__icontains=wanted["words"])
    found = Paginator(pages, PER_PAGE).get_page(request.GET.get("p"))
    taken = set(
        Adoption.objects.filter(
            original__in=[page.pk for page in found],
            adopter__in=_homes(request.user),
            copy__isnull=False,
        ).values_list("original_id", flat=True)
    )
    context = {"form": form, "pages": found, "taken": taken, "homes": _branches(request.user)}
    return TemplateResponse(request, "content/cms/shelf.html", context)


def _branches(user: Any) -> list[Organisation]:
    """The places to adopt into: organisations with a branch of their own."""
    return list(_homes(user).filter(branch_page__isnull=False).order_by("path")[:100])


@require_POST
def adopt(request: HttpRequest, page_id: int) -> HttpResponse:
    page = get_object_or_404(Page, pk=page_id).specific
    into = get_object_or_404(_homes(request.user), pk=_number(request.POST.get("into")))
    copy = adopting.adopt(page=page, by=request.user, into=into)
    messages.success(request, _("“%(title)s” is adopted.") % {"title": copy.title})
    if not copy.permissions_for_user(request.user).can_edit():
        return redirect(copy.address)
    return redirect("wagtailadmin_pages:edit", copy.pk)


def _number(text: str | None) -> int:
    if text is None or not text.isdecimal():
        raise Http404
    return int(text)


@require_safe
def adoptions(request: HttpRequest) -> HttpResponse:
    """What this author's organisations have adopted, changed originals first."""
    policies.require(request.user, Permission.AUTHOR_CONTENT)
    rows = (
        Adoption.objects.filter(adopter__in=_homes(request.user))
        .select_related("original_owner", "adopter", "copy", "original", "adopted_by")
        .order_by("-changed_at", "-withdrawn_at", "-adopted_at", "-pk")
    )
    found = Paginator(rows, PER_PAGE).get_page(request.GET.get("p"))
    return TemplateResponse(request, "content/cms/adoptions.html", {"adoptions": found})


def _mine(request: HttpRequest, pk: int) -> Adoption:
    return get_object_or_404(
        Adoption.objects.filter(adopter__in=_homes(request.user)).select_related(
            "original", "copy", "adopter", "original_owner", "original_revision"
        ),
        pk=pk,
    )


@require_safe
def adoption(request: HttpRequest, pk: int) -> HttpResponse:
    """One adoption: what the original says now, beside the version adopted and the local copy."""
    one = _mine(request, pk)
    changes: list[Difference] = []
    against_copy: list[Difference] = []
    added = []
    if one.original is not None:
        original = one.original.specific
        if one.original_revision is not None:
            changes = differences(request, one.original_revision.as_object(), original)
        if one.copy is not None:
            copy = one.copy.specific
            against_copy = differences(request, copy, original)
            if isinstance(original, CoursePage):
                added = adopting.new_lessons(original, copy)
    context = {
        "adoption": one,
        "changes": changes,
        "against_copy": against_copy,
        "added": added,
        "parts": _parts(one),
    }
    return TemplateResponse(request, "content/cms/adoption.html", context)


def _parts(one: Adoption) -> Any:
    """The lessons of an adopted course whose originals have changed."""
    if one.copy is None or not isinstance(one.copy.specific, CoursePage):
        return Adoption.objects.none()
    return Adoption.objects.waiting().filter(
        copy__path__startswith=one.copy.path, copy__depth=one.copy.depth + 1
    )


@require_POST
def take_over(request: HttpRequest, pk: int) -> HttpResponse:
    one = _mine(request, pk)
    copy = adopting.take_over(adoption=one, by=request.user)
    messages.success(request, _("The original's version is in your copy as a draft."))
    return redirect("wagtailadmin_pages:edit", copy.pk)


@require_POST
def keep_own(request: HttpRequest, pk: int) -> HttpResponse:
    one = _mine(request, pk)
    adopting.keep_own(adoption=one, by=request.user)
    messages.success(request, _("Your copy stays as it is."))
    return redirect("content_cms:adoptions")


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, page_id: int) -> HttpResponse:
    """Take a resource back with a reason; adopters are told."""
    page = get_object_or_404(Page, pk=page_id).specific
    actions.require_say(request.user, page)
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.withdraw(page=page, by=request.user, **form.cleaned_data)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("“%(title)s” is withdrawn.") % {"title": page.title})
            return redirect("wagtailadmin_explore", page.get_parent().pk)
    context = {"form": form, "page": page, "uses": adopting.uses_of(page)}
    status = 422 if form.errors else 200
    return TemplateResponse(request, "content/cms/withdraw.html", context, status=status)


@require_POST
def offer_again(request: HttpRequest, page_id: int) -> HttpResponse:
    page = get_object_or_404(Page, pk=page_id).specific
    actions.offer_again(page=page, by=request.user)
    messages.success(request, _("The page is a draft again. Send it to review to publish it."))
    return redirect("wagtailadmin_pages:edit", page.pk)


@require_safe
def uses(request: HttpRequest, page_id: int) -> HttpResponse:
    """Who has adopted a resource of ours."""
    page = get_object_or_404(Page, pk=page_id).specific
    actions.require_say(request.user, page)
    rows = Adoption.objects.of(page).select_related("adopter", "copy", "adopted_by")
    return TemplateResponse(request, "content/cms/uses.html", {"page": page, "adoptions": rows})
