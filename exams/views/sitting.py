"""A test being sat: the page with all its questions, saving without script, handing in."""

from __future__ import annotations

import secrets
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from exams import presenting, saved
from exams.actions import sitting as actions
from exams.frozen import questions_of
from exams.models import ExamNeeds, Sitting
from exams.my_tests import forget_waiting, needs_of
from exams.player_words import words
from exams.posted import Misplaced, is_complete, posted
from exams.showing import Shown, page_of
from lms.core import context
from lms.core.clock import now
from lms.core.context import LARGE_COOKIE
from lms.core.errors import Conflict, Invalid
from lms.learning import devices
from lms.learning.views.learner_frame import for_learners, person

API = "/api/v1/sittings"
TAB = 16
"""Bytes of a page's name."""
Given = dict[int, Any]
"""Answers by place, as a browser sends them."""


@for_learners
@require_http_methods(["GET", "HEAD", "POST"])
def sitting(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Its questions while it is under way; afterwards, that it was handed in."""
    found = actions.read(by=person(request), sitting_id=pk)
    if found.state != Sitting.State.OPEN:
        if request.method == "POST":
            messages.warning(
                request, _("The test was over already: the last answers came too late.")
            )
            return redirect("exams:sitting", pk)
        forget_waiting(found.candidate_id)
        return render(request, "exams/sitting_over.html", {"sitting": found, "paper": found.paper})
    if request.method == "POST":
        return _sent(request, found)
    return _page(request, found)


def given_of(found: Sitting) -> Given:
    """What is saved, as a browser sends it."""
    return {one.place: one.given for one in page_of(found) if one.given is not None}


def _page(request: HttpRequest, found: Sitting, sent: Given | None = None) -> HttpResponse:
    """``sent``: what came from this page although another one goes on meanwhile; it is shown and
    not saved."""
    moved = sent is not None
    asked = request.GET.get("tab", "")
    holds = not moved and bool(asked) and asked == found.tab
    tab = found.tab if holds else new_tab()
    given = {
        "sitting": found,
        "paper": found.paper,
        "questions": [_question(one, sent) for one in page_of(found)],
        "tab": tab,
        "moved": moved,
        "minutes_left": _minutes_left(found),
        "large_type": large_type(request, needs_of(person(request))),
        "exam": {
            "id": str(found.pk),
            "api": API,
            "tab": tab,
            "holder": found.tab,
            "next_seq": saved.next_seq(found),
            "now": now().isoformat(),
            "deadline_at": found.deadline_at and found.deadline_at.isoformat(),
            "grace_seconds": int(saved.GRACE.total_seconds()),
        },
        "words": words(),
    }
    status = 409 if moved else 200
    response = render(request, "exams/sitting_player.html", given, status=status)
    return devices.remember(request, response)


def _question(one: Shown, sent: Given | None) -> dict[str, Any]:
    given = one.given if sent is None else sent.get(one.place)
    is_done = is_complete(one.placed.question, given)
    state = "done" if is_done else "open" if given is None else "begun"
    return {"place": one.place, "shown": one.shown, "given": given, "state": state}


def _minutes_left(found: Sitting) -> int | None:
    if found.deadline_at is None:
        return None
    return max(0, round((found.deadline_at - now()).total_seconds() / 60))


def large_type(request: HttpRequest, needs: ExamNeeds) -> bool:
    """What this device has chosen; else what is set for the person, for tests too."""
    if LARGE_COOKIE in request.COOKIES:
        return context.large_type(request)
    return needs.large_type or context.large_type(request)


def new_tab() -> str:
    """The name of one more page."""
    return secrets.token_hex(TAB)[:32]


# without script: the whole form comes at once


def _sent(request: HttpRequest, found: Sitting) -> HttpResponse:
    tab, sure = request.POST.get("tab", "")[:32], "here" in request.POST
    given, wrong = _read(request, found)
    try:
        if found.tab != tab:
            if not sure and request.POST.get("holder") != found.tab:
                return _page(request, found, given)
            found = _take_over(request, found, tab)
        _save(request, found, given, wrong, tab)
    except Conflict as refusal:
        if refusal.code == "other_tab":
            return _page(request, found, given)
        messages.warning(request, str(refusal))
        return redirect("exams:sitting", found.pk)
    if "hand_in" in request.POST and not wrong:
        return redirect(_address("exams:hand_in", found, tab))
    go_on = wrong[0] if wrong else request.POST.get("go", "")
    return redirect(f"{_address('exams:sitting', found, tab)}#q{go_on}")


def _read(request: HttpRequest, found: Sitting) -> tuple[Given, list[int]]:
    """What was sent, and the places whose fields make no answer."""
    given: Given = {}
    wrong = []
    for one in questions_of(found):
        try:
            given[one.place] = posted(one.question, one.place, request.POST)
            presenting.taken(one.question, one.order, given[one.place])
        except (ValueError, Invalid) as fault:
            given.pop(one.place, None)
            wrong.append(one.place)
            messages.error(request, _fault(one.place + 1, fault))
    return given, wrong


def _fault(number: int, fault: Exception) -> str:
    if isinstance(fault, Misplaced):
        sentence = _("Question %(number)d: please give each one a number of its own, from 1 on.")
    else:
        sentence = _("Question %(number)d: this answer could not be saved. Please look at it.")
    return sentence % {"number": number}


def _take_over(request: HttpRequest, found: Sitting, tab: str) -> Sitting:
    device = devices.device_of(request)
    return actions.take_over(by=request.user, sitting_id=found.pk, tab=tab, device=device)


def _save(request: HttpRequest, found: Sitting, given: Given, wrong: list[int], tab: str) -> None:
    """Those that are not what is saved already."""
    before = given_of(found)
    changed = [place for place, one in given.items() if one != before.get(place)]
    first = saved.next_seq(found)
    actions.save_answers(
        by=request.user, sitting_id=found.pk, tab=tab,
        answers=[actions.Given(place, first + n, given[place]) for n, place in enumerate(changed)],
    )  # fmt: skip
    if not wrong:
        messages.success(request, _("Your answers are saved."))


def _address(name: str, found: Sitting, tab: str) -> str:
    return f"{reverse(name, args=[found.pk])}?{urlencode({'tab': tab})}"


@for_learners
@require_http_methods(["GET", "HEAD", "POST"])
def hand_in(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Without script: asks once, naming what was left open."""
    found = actions.read(by=person(request), sitting_id=pk)
    tab = request.POST.get("tab") or request.GET.get("tab", "")
    if request.method == "POST":
        actions.submit(by=request.user, sitting_id=pk, tab=tab[:32])
        return redirect("exams:sitting", pk)
    if found.state != Sitting.State.OPEN:
        return redirect("exams:sitting", pk)
    left = [o.place for o in page_of(found) if not is_complete(o.placed.question, o.given)]
    shown = {"sitting": found, "paper": found.paper, "left": left, "tab": tab}
    return render(request, "exams/sitting_hand_in.html", shown)
