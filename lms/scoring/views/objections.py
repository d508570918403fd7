"""Objections: the person makes one from the notice, the office answers, the county decides."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lms.accounts.permissions import Permission
from lms.accounts.views.frame import needs, person, posted, show
from lms.core import audit, lists
from lms.core.errors import Conflict
from lms.core.months import Month
from lms.scoring import waiting, words
from lms.scoring.actions import objections as acts
from lms.scoring.models import Attachment, Notice, Objection
from lms.scoring.notices import giving as notices
from lms.scoring.objections import disputes as objecting
from lms.scoring.objections.forms import AnswerForm, DecideForm, ObjectForm
from lms.scoring.objections.news import way_on
from lms.scoring.tables.objections import ObjectionTable
from lms.scoring.views.notices import notice_asked

PAGE = ["GET", "HEAD", "POST"]
STUDY = "study"


@never_cache
@login_required
@require_http_methods(PAGE)
def make(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Object to the notice: ``?line=M5``, ``?line=`` for all of it, ``?line=study`` for time that
    was not counted."""
    user = person(request)
    notice = notice_asked(request, pk)
    if not notices.speaks_for(user, notice.offender):
        raise Http404
    line = request.GET.get("line", "")
    score = notice.score
    chosen = next((one for one in score.county_month.rules.items if one.code == line), None)
    if line not in ("", STUDY) and chosen is None:
        raise Http404
    stretches = None
    if line == STUDY:
        stretches = objecting.stretches(notice.offender.user, score.month)
    form = ObjectForm(
        posted(request), request.FILES or None, stretches=stretches,
        initial={"study": request.GET.get("at", "")},
    )  # fmt: skip
    if form.carries_out(
        lambda: acts.object_to(
            by=user, score=score, line=chosen.code if chosen else "",
            study=form.cleaned_data.get("study"), text=form.cleaned_data["text"],
            uploads=form.cleaned_data["photos"],
        )
    ):  # fmt: skip
        messages.success(request, _("Your objection has been sent."))
        return redirect("scoring:my_objection", form.result.pk)
    context = {
        "notice": notice, "item": chosen, "line": line, "stretches": stretches,
        "month": Month.parse(score.month), "points": _points(score, line),
        "is_open": objecting.is_open_to_objections(score), "way_on": way_on(),
    }  # fmt: skip
    return show(request, "scoring/objection_make.html", form, **context)


def _points(score: Any, line: str) -> str:
    """What the line gave or took, where it is one line."""
    found = [one["points"] for one in score.lines if one["code"] == line]
    return words.figure(found[0]) if len(found) == 1 else ""


def _own(request: HttpRequest, pk: UUID) -> Objection:
    """One's own, or a juvenile's in one's care; 404 for any other."""
    user = person(request)
    wards = notices.wards_of(user)
    mine = Objection.objects.filter(Q(offender=user.pk) | Q(offender__in=wards.values("pk")))
    found = mine.filter(pk=pk).select_related(*JOINED).first()
    if found is None:
        raise Http404
    return found


JOINED = (
    "score__county_month__county", "score__notice", "amended__notice", "offender__user",
    "offender__office",
)  # fmt: skip


@never_cache
@login_required
@require_safe
def mine(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Where an objection of mine stands, and what was said."""
    objection = _own(request, pk)
    return render(request, "scoring/objection_mine.html", _about(objection))


@login_required
@require_POST
def withdraw(request: HttpRequest, pk: UUID) -> HttpResponse:
    acts.withdraw(by=person(request), objection=_own(request, pk))
    messages.success(request, _("Your objection is withdrawn."))
    return redirect("scoring:my_objection", pk)


def _about(objection: Objection) -> dict[str, Any]:
    items = {item.code: item for item in objection.score.county_month.rules.items}
    old, new = objection.score, objection.amended
    notice = Notice.objects.filter(score=old).first()
    return {
        "objection": objection,
        "item": items.get(objection.line),
        "month": Month.parse(old.month),
        "steps": objection.steps.select_related("by"),
        "photos": list(Attachment.objects.filter(about=objection.pk, kind="objection")),
        "interval": objecting.interval_of(objection) if objection.study else None,
        "notice": notice,
        "new_notice": Notice.objects.filter(score=new).first() if new else None,
        "is_open": objection.state in objecting.OPEN,
        "is_decided": objection.state in ("accepted", "declined"),
        "way_on": way_on(),
    }


@never_cache
@needs(Permission.ANSWER_OBJECTION, Permission.DECIDE_OBJECTION, Permission.VIEW_SCORES)
@require_http_methods(PAGE)
def queue(request: HttpRequest) -> HttpResponseBase:
    return lists.show(request, ObjectionTable)


def _seen(request: HttpRequest, pk: UUID) -> Objection:
    rows = Objection.objects.looked_after_by(person(request), "view_scores")
    found: Objection | None = rows.filter(pk=pk).select_related(*JOINED).first()
    if found is None:
        raise Http404
    return found


@never_cache
@needs(Permission.ANSWER_OBJECTION, Permission.DECIDE_OBJECTION, Permission.VIEW_SCORES)
@require_http_methods(PAGE)
def objection(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One objection with what it disputes. Who may answer or decide finds the form here."""
    user = person(request)
    found = _seen(request, pk)
    records = objecting.disputed_records(found)
    may_answer = objecting.may_answer(user, found, records)
    may_decide = objecting.may_decide(user, found, records)
    form: Any = None
    if may_answer:
        form = AnswerForm(posted(request), objection=found)
        if form.carries_out(lambda: acts.answer(by=user, objection=found, **form.given)):
            waiting.forget(user)
            messages.success(request, _("The answer is sent to the county."))
            return redirect("scoring:objections")
    elif may_decide:
        form = DecideForm(posted(request), objection=found, records=records)
        if form.carries_out(lambda: acts.decide(by=user, objection=found, **form.given)):
            waiting.forget(user)
            messages.success(request, _("Decided. The person has been told."))
            return redirect("scoring:objection", pk)
    elif request.method == "POST":
        raise Conflict(_("There is nothing here for you to answer or decide."), code="not_yours")
    if request.method != "POST":
        audit.look_up(found.offender, what="objection", actor=user)
    context = {
        **_about(found),
        "offender": found.offender,
        "records": records,
        "entered": objecting.who_entered(records),
        "hours": objecting.proposed_hours(found),
        "may_answer": may_answer,
        "may_decide": may_decide,
    }
    return show(request, "scoring/objection.html", form, **context)
