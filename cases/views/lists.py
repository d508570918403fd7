"""Saved lists of cases, and seminars."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from cases.actions import shelf as actions
from cases.models import CasePage
from cases.shelf import Shelf, list_for, shelf_of, shelves_of
from lms.accounts.views.frame import for_staff, way_back
from lms.core.clock import now
from lms.core.errors import Denied, Invalid


@for_staff
@require_safe
def lists(request: HttpRequest) -> HttpResponse:
    return render(request, "cases/lists.html", {"shelves": shelves_of(request.user)})


@for_staff
@require_POST
def make(request: HttpRequest) -> HttpResponse:
    """A new list, with a case in it when one is given."""
    made = actions.make_list(by=request.user, title=request.POST.get("title", ""))
    wanted = request.POST.get("case", "")
    if wanted:
        actions.add(by=request.user, case_list=made, case_id=_number(wanted))
    messages.success(request, _("The list “%(title)s” is made.") % {"title": made.title})
    return redirect(way_back(request, f"/cases/lists/{made.pk}/"))


@for_staff
@require_safe
def case_list(request: HttpRequest, pk: UUID) -> HttpResponse:
    return render(request, "cases/list.html", _shown(request, pk))


def _shown(request: HttpRequest, pk: UUID) -> dict[str, Any]:
    found = list_for(request.user, pk)
    return {
        "list": found,
        "shelf": shelf_of(request.user, found),
        "is_own": found.owner_id == request.user.pk,
        "may_hold_seminars": actions.may_hold_seminars(request.user),
    }


@for_staff
@require_POST
def change(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Name and note, sharing, or the end of a list, by the button that was pressed."""
    found, by = list_for(request.user, pk), request.user
    wanted = request.POST.get("do", "")
    if wanted == "delete":
        actions.delete(by=by, case_list=found)
        messages.success(request, _("The list is deleted. The cases stay in the library."))
        return redirect("cases:lists")
    if wanted == "rename":
        title, note = request.POST.get("title", ""), request.POST.get("note", "")
        actions.rename(by=by, case_list=found, title=title, note=note)
    elif wanted in ("share", "unshare"):
        actions.share(by=by, case_list=found, shared=wanted == "share")
    else:
        raise Invalid(_("This cannot be done here."), code="do")
    messages.success(request, _("Saved."))
    return redirect("cases:saved_list", pk)


@for_staff
@require_POST
def item(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Add a case, take one out, move one."""
    found, by = list_for(request.user, pk), request.user
    case_id, wanted = _number(request.POST.get("case", "")), request.POST.get("do", "add")
    if wanted == "add":
        actions.add(by=by, case_list=found, case_id=case_id)
        messages.success(request, _("It is in the list “%(title)s”.") % {"title": found.title})
    elif wanted == "remove":
        actions.remove(by=by, case_list=found, case_id=case_id)
        messages.success(request, _("It is no longer in “%(title)s”.") % {"title": found.title})
    elif wanted in ("up", "down"):
        actions.move(by=by, case_list=found, case_id=case_id, up=wanted == "up")
    else:
        raise Invalid(_("This cannot be done here."), code="do")
    return redirect(way_back(request, f"/cases/lists/{found.pk}/"))


def _number(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) < 10):
        raise Invalid(_("This cannot be done here."), code="case")
    return int(text)


@for_staff
def seminar(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What is discussed, for how long, and to what end."""
    shown = _shown(request, pk)
    if not (shown["may_hold_seminars"] and shown["is_own"]):
        raise Denied(_("You do not have the right to do this."), code="seminar")
    if request.method != "POST":
        return render(request, "cases/seminar.html", shown)
    actions.plan_seminar(
        by=request.user,
        case_list=shown["list"],
        goal=request.POST.get("goal", ""),
        parts=_parts(request, shown["shelf"]),
    )
    messages.success(request, _("The seminar is planned."))
    return redirect("cases:plan", pk)


def _parts(request: HttpRequest, shelf: Shelf) -> list[actions.Part]:
    """Minutes and questions per case, as the form sent them."""
    found = []
    for entry in shelf.entries:
        key = entry.page.pk
        chosen = [one for one in entry.offered if one in request.POST.getlist(f"ask-{key}")]
        own = CasePage.points(request.POST.get(f"own-{key}", ""))
        minutes = request.POST.get(f"minutes-{key}", "")
        number = int(minutes) if minutes.isascii() and minutes.isdecimal() else 0
        found.append(actions.Part(key, min(number, 10_000), "\n".join([*chosen, *own])))
    return found


@for_staff
@require_safe
def plan(request: HttpRequest, pk: UUID) -> HttpResponse:
    """For the presenter: when what, which questions, what to think of."""
    return render(request, "cases/plan.html", _shown(request, pk))


@for_staff
@require_safe
def handout(request: HttpRequest, pk: UUID) -> HttpResponse:
    """For those who take part, on paper: the cases, and the questions with room to write."""
    return render(request, "cases/handout.html", {**_shown(request, pk), "printed_at": now()})
