"""One case: to read, to print; its number for the few who may know it."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases import references
from cases.actions.releasing import may_withdraw
from cases.actions.releasing import withdraw as take_back
from cases.facing import face_of, related_to
from cases.models import CaseList, CaseQuestion
from cases.views.opened import Gone, open_case, tombstone
from content.library.views import facts
from content.media import serve
from lms.core.clock import now
from lms.core.errors import Denied, Invalid

View = Callable[..., HttpResponse]


def of_a_case(view: View) -> View:
    """A page of one case: nobody keeps it, since it may be withdrawn the next minute."""

    @never_cache
    @login_required
    @wraps(view)
    def guarded(request: HttpRequest, pk: int, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, open_case(request.user, pk), **kwargs)
        except Gone as gone:
            return tombstone(request, gone)

    return guarded


@of_a_case
@require_safe
def case(request: HttpRequest, page: Any) -> HttpResponse:
    user: Any = request.user
    context = {
        "page": page,
        "face": face_of(page),
        "related": related_to(user, page),
        "for_staff": user.is_desk,
    }
    if user.is_desk:
        context |= _for_staff(user, page)
    return serve.allow(request, render(request, "cases/case.html", context))


def _for_staff(user: Any, page: Any) -> dict[str, Any]:
    submission = getattr(page, "submission", None)
    return {
        **facts(user, page),
        "lists": CaseList.objects.filter(owner=user).order_by("title"),
        "listed": set(
            CaseList.objects.filter(owner=user, items__case=page).values_list("pk", flat=True)
        ),
        "may_ask": submission is not None,
        "questions": _questions(user, page) if submission else [],
        "may_see_number": references.may_see_number(user, page),
        "may_withdraw": _may_withdraw(user, page),
    }


def _may_withdraw(user: Any, page: Any) -> bool:
    """Cases that came by their own way; the others are withdrawn in the CMS."""
    submission = getattr(page, "submission", None)
    return submission is not None and page.is_warning and may_withdraw(user, submission)


def _questions(user: Any, page: Any) -> Any:
    return (
        CaseQuestion.objects.visible_to(user)
        .filter(case=page)
        .select_related("asked_by", "answered_by")
    )


@of_a_case
@require_safe
def print_case(request: HttpRequest, page: Any) -> HttpResponse:
    """On paper: A4, without frame, without the words of the library."""
    context = {"page": page, "face": face_of(page), "printed_at": now()}
    return render(request, "cases/print.html", context)


@of_a_case
@require_POST
def withdraw(request: HttpRequest, page: Any) -> HttpResponse:
    """Take the case back from where one reads it; a refusal is told there."""
    user: Any = request.user
    if not _may_withdraw(user, page):
        raise Denied(_("You do not have the right to do this."), code="withdraw")
    try:
        take_back(by=user, submission=page.submission, reason=request.POST.get("reason", ""))
    except Invalid as error:
        messages.error(request, str(error))
        return redirect("cases:case", page.pk)
    messages.success(request, _("The case is withdrawn: nobody finds it any more."))
    return redirect("cases:list")


@of_a_case
@require_http_methods(["GET", "HEAD", "POST"])
def number(request: HttpRequest, page: Any) -> HttpResponse:
    """The case number: to see, which is logged, and to set."""
    user: Any = request.user
    if request.method == "POST":
        references.set_number(by=user, case=page, number=request.POST.get("number", ""))
        messages.success(request, _("The case number is kept."))
        return redirect("cases:number", page.pk)
    context = {"page": page, "number": references.number_of(user, page)}
    return render(request, "cases/number.html", context)
