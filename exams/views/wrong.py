"""The book of wrong answers, and practising out of it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from exams import wrong
from exams.posted import Misplaced, posted
from lms.core.errors import Invalid
from lms.learning.views.learner_frame import for_learners, person


@for_learners
@require_safe
def book(request: HttpRequest) -> HttpResponse:
    chapters = wrong.book_of(person(request))
    total = sum(len(one.questions) for one in chapters)
    return render(request, "exams/results_wrong.html", {"chapters": chapters, "total": total})


@for_learners
@require_http_methods(["GET", "HEAD", "POST"])
def practise(request: HttpRequest, sitting: UUID, place: int) -> HttpResponse:
    """One question again; the right answer comes after answering."""
    user = person(request)
    found = wrong.find(user, sitting, place)
    if "known" in request.POST and found.placed.question.needs_hand:
        wrong.settle(user, found)
        messages.success(request, _("Good. It is taken out of the book."))
        return redirect("exams:wrong")
    practice, problem = wrong.practice(found), ""
    if request.method == "POST":
        try:
            given = posted(found.placed.question, place, request.POST)
            if given is None:
                problem = _("Please answer first.")
            else:
                practice = wrong.try_it(user, found, given)
        except Misplaced:
            problem = _("Please give each one a number of its own, from 1 on.")
        except (Invalid, ValueError):
            problem = _("This answer could not be read. Please answer again.")
    context = {"practice": practice, "place": place, "problem": problem}
    status = 422 if problem else 200
    return render(request, "exams/results_practise.html", context, status=status)
