"""Grading by hand: the queue, and one sheet. No name stands on any of these pages."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from exams import by_hand, showing
from exams.actions import reading
from exams.by_hand import FIRST, SECOND, SETTLED
from exams.grading_queue import code_of, next_after, papers_waiting, sheet_by, sheets_of
from exams.models import Paper, Sitting
from exams.reading_input import Given
from lms.accounts.permissions import Permission
from lms.accounts.views.frame import needs, person
from lms.core.errors import Conflict, Invalid, NotVisible

GRADES = Permission.GRADE_EXAMS


@never_cache
@needs(GRADES)
@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    context = {"papers": papers_waiting(person(request))}
    return render(request, "exams/grading_queue.html", context)


@never_cache
@needs(GRADES)
@require_safe
def sheets(request: HttpRequest, paper: UUID) -> HttpResponse:
    found = sheets_of(person(request), paper)
    if not found:
        if not Paper.objects.filter(pk=paper).exists():
            raise NotVisible(_("There is no such test."))
        return redirect("exams:grading")
    title = Paper.objects.values_list("title", flat=True).get(pk=paper)
    context = {"title": title, "sheets": found, "next": next_after(person(request), paper)}
    return render(request, "exams/grading_sheets.html", context)


@never_cache
@needs(GRADES)
@require_http_methods(["GET", "HEAD", "POST"])
def sheet(request: HttpRequest, code: str) -> HttpResponse:
    """One sheet. Saved as one goes (htmx); ``finish`` hands it over and opens the next."""
    user = person(request)
    sitting = sheet_by(user, code)
    if request.method != "POST":
        return _page(request, sitting)
    done = "finish" in request.POST
    try:
        reading.save_reading(
            by=user, sitting=sitting, done=done, wish_second="second" in request.POST,
            given=Given(_sent(request, "points-"), _sent(request, "comment-")),
        )  # fmt: skip
    except Invalid as refusal:
        if not done and request.headers.get("HX-Request"):
            return HttpResponse(str(refusal), status=422)
        return _page(request, sitting, refusal.fields, status=422)
    except Conflict as refusal:
        if request.headers.get("HX-Request"):
            return HttpResponse(str(refusal), status=409)
        messages.warning(request, str(refusal))
        return redirect("exams:grading_sheets", sitting.paper_id)
    if not done:
        if request.headers.get("HX-Request"):
            return HttpResponse(_("Saved."))
        return redirect("exams:grading_sheet", code)
    messages.success(request, _("The sheet has been graded."))
    following = next_after(user, sitting.paper_id, code)
    if following:
        return redirect("exams:grading_sheet", following)
    return redirect("exams:grading")


def _sent(request: HttpRequest, prefix: str) -> dict[str, str]:
    return {
        name.removeprefix(prefix): str(value)
        for name, value in request.POST.items()
        if name.startswith(prefix)
    }


def _page(
    request: HttpRequest, sitting: Sitting, wrong: Any = None, status: int = 200
) -> HttpResponse:
    user = person(request)
    read = by_hand.readings(sitting)
    due = by_hand.turn(sitting, read)
    if not due or not by_hand.may_read(user, due, read):
        messages.info(request, _("Somebody else is reading this sheet just now."))
        return redirect("exams:grading_sheets", sitting.paper_id)
    mine = read.get(due)
    written = by_hand.written_of(sitting)
    pictures = showing.addresses(one.question for one in written)
    both = [read[one] for one in (FIRST, SECOND)] if due == SETTLED else []
    far = by_hand.apart(written, both[0].points, both[1].points) if both else []
    tasks = [
        {
            "one": one,
            "question": showing.with_addresses(one.question, pictures),
            "points": request.POST.get(
                f"points-{one.key}", mine.points.get(one.key, "") if mine else ""
            ),
            "comment": request.POST.get(
                f"comment-{one.key}", mine.comments.get(one.key, "") if mine else ""
            ),
            "both": [(b.points.get(one.key), b.comments.get(one.key, "")) for b in both],
            "apart": one.key in far,
            "wrong": (wrong or {}).get(one.key, []),
        }
        for one in written
    ]
    context = {
        "code": code_of(sitting.pk),
        "paper": sitting.paper,
        "tasks": tasks,
        "due": due,
        "may_wish": due == FIRST and sitting.paper.readers == 1,
        "wished": bool(mine and mine.wishes_second),
        "noticed": _noticed(sitting),
    }
    return render(request, "exams/grading_sheet.html", context, status=status)


def _noticed(sitting: Sitting) -> list[tuple[str, int]]:
    """What was noticed, and how often."""
    counts: dict[str, int] = {}
    for event in sitting.events.all():
        label = str(event.get_kind_display())
        counts[label] = counts.get(label, 0) + 1
    return list(counts.items())
