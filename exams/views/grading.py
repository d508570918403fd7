"""Grading by hand: the queue, and one sheet. No name stands on any of these pages."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from exams import by_hand, grading_questions
from exams.actions import reading
from exams.by_hand import FIRST
from exams.grading_queue import code_of, next_after, papers_waiting, sheet_by, sheets_of
from exams.models import Paper, Sitting
from exams.reading_input import plain
from exams.sheet_tasks import noticed_in, progress_of, sent_by, tasks_of
from lms.accounts.permissions import Permission
from lms.accounts.views.frame import needs, person
from lms.core.errors import Conflict, Invalid, NotVisible

GRADES = Permission.GRADE_EXAMS
PAGE = ["GET", "HEAD", "POST"]


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
    """The sheets of one paper, and its questions to be graded one after the other."""
    user = person(request)
    found = sheets_of(user, paper)
    if not found:
        _title(paper)
        return redirect("exams:grading")
    answers = grading_questions.answers_of(user, paper)
    ready = {code_of(key) for key in grading_questions.ready_in(answers)}
    context = {
        "paper": paper,
        "title": _title(paper),
        "sheets": found,
        "next": next((one.code for one in found if one.is_mine and one.code not in ready), ""),
        "asked": grading_questions.asked_in(answers),
        "ready": ready,
    }
    return render(request, "exams/grading_sheets.html", context)


def _title(paper: UUID) -> str:
    title = Paper.objects.filter(pk=paper).values_list("title", flat=True).first()
    if title is None:
        raise NotVisible(_("There is no such test."))
    return str(title)


@never_cache
@needs(GRADES)
@require_POST
def hand_over(request: HttpRequest, paper: UUID) -> HttpResponse:
    """Hand over every sheet on which nothing is open any more, each on its own."""
    user = person(request)
    done, left = 0, ""
    for key in grading_questions.ready_in(grading_questions.answers_of(user, paper)):
        try:
            reading.hand_over(by=user, sitting=Sitting.objects.get(pk=key))
            done += 1
        except (Conflict, Invalid, NotVisible) as refusal:
            left = str(refusal)
    if done:
        messages.success(request, _handed_over(done))
    if left:
        messages.warning(request, _("Some sheets stay: %(why)s") % {"why": left})
    return redirect("exams:grading_sheets", paper)


def _handed_over(number: int) -> str:
    said = ngettext("%(n)d sheet is handed over.", "%(n)d sheets are handed over.", number)
    return said % {"n": number}


@never_cache
@needs(GRADES)
@require_http_methods(PAGE)
def sheet(request: HttpRequest, code: str) -> HttpResponse:
    """One sheet. Saved as one goes (htmx); ``finish`` hands it over and opens the next."""
    user = person(request)
    sitting = sheet_by(user, code)
    if request.method != "POST":
        return _opened(request, sitting)
    done = "finish" in request.POST
    refused = _kept(request, sitting, None, done=done)
    if refused is not None:
        return refused
    if not done:
        return redirect("exams:grading_sheet", code)
    messages.success(request, _("The sheet is handed over."))
    following = next_after(user, sitting.paper_id, code)
    if following:
        return redirect("exams:grading_sheet", following)
    return redirect("exams:grading")


@never_cache
@needs(GRADES)
@require_http_methods(PAGE)
def question(request: HttpRequest, paper: UUID, version: UUID) -> HttpResponse:
    """The next answer to one question that has no points yet, whoever wrote it. ``?after=``: of
    the sheets behind that one; a POST names its own with ``sheet``."""
    user = person(request)
    answers = grading_questions.answers_of(user, paper)
    if request.method == "POST":
        code = request.POST.get("sheet", "")
        mine = [one for one in answers if one.code == code and one.version == version]
        if not mine:
            messages.warning(request, _("Somebody else is reading this sheet just now."))
            return redirect("exams:grading_question", paper, version)
        sitting = Sitting.objects.select_related("paper").get(pk=mine[0].sitting)
        refused = _kept(request, sitting, mine[0].place, version=version)
        return refused or _next_question(paper, version, code)
    after = request.GET.get("after", "")
    found = grading_questions.next_of(answers, version, after)
    if found is None:
        messages.success(request, _("You have read these answers."))
        return redirect("exams:grading_sheets", paper)
    sitting = Sitting.objects.select_related("paper").get(pk=found.sitting)
    return _opened(request, sitting, found.place, version=version)


def _next_question(paper: UUID, version: UUID, after: str) -> HttpResponse:
    response = redirect("exams:grading_question", paper, version)
    response["Location"] += f"?{urlencode({'after': after})}"
    return response


def _kept(
    request: HttpRequest,
    sitting: Sitting,
    place: int | None,
    *,
    done: bool = False,
    version: UUID | None = None,
) -> HttpResponse | None:
    """Keep what was sent. What to answer instead of going on: why it was refused, or, where it is
    saved as one goes, how far it is."""
    live = bool(request.headers.get("HX-Request"))
    try:
        row = reading.save_reading(
            by=person(request), sitting=sitting, given=sent_by(request.POST), place=place,
            wish_second="second" in request.POST, done=done,
        )  # fmt: skip
    except Invalid as refusal:
        if live:
            return HttpResponse(escape(str(refusal)), status=200)
        return _page(
            request, sitting, place=place, version=version, wrong=refusal.fields, status=422
        )
    except Conflict as refusal:
        if live:
            return HttpResponse(escape(str(refusal)), status=200)
        messages.warning(request, str(refusal))
        return redirect("exams:grading_sheets", sitting.paper_id)
    return HttpResponse(_progress(row, place)) if live and not done else None


def _progress(sitting: Sitting, place: int | None) -> str:
    read = by_hand.readings(sitting)
    written = [one for one in by_hand.written_of(sitting) if place in (None, one.place)]
    given, most = progress_of(written, read[by_hand.turn(sitting, read)].said)
    return _("Saved: %(given)s of %(most)s points.") % {"given": plain(given), "most": plain(most)}


def _opened(
    request: HttpRequest, sitting: Sitting, place: int | None = None, version: UUID | None = None
) -> HttpResponse:
    """The page; from now on the sheet is this grader's alone for a while."""
    try:
        if request.method == "GET":
            reading.begin_reading(by=person(request), sitting=sitting)
    except Conflict as refusal:
        messages.info(request, str(refusal))
        return redirect("exams:grading_sheets", sitting.paper_id)
    return _page(request, sitting, place=place, version=version)


def _page(
    request: HttpRequest,
    sitting: Sitting,
    *,
    place: int | None,
    version: UUID | None,
    wrong: Any = None,
    status: int = 200,
) -> HttpResponse:
    read = by_hand.readings(sitting)
    due = by_hand.turn(sitting, read)
    sent = request.POST if request.method == "POST" else None
    context = {
        "code": code_of(sitting.pk),
        "paper": sitting.paper,
        "version": version,
        "tasks": tasks_of(sitting, read, due, place=place, sent=sent, wrong=wrong),
        "due": due,
        "may_wish": due == FIRST and sitting.paper.readers == 1 and version is None,
        "wished": due in read and read[due].wishes_second,
        "noticed": noticed_in(sitting),
    }
    return render(request, "exams/grading_sheet.html", context, status=status)
