"""Correcting a faulty question: proposed with its reason, looked at by what it would change,
ordered by a second person, done by a job. People are named by their codes."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from exams import figures, regrading
from exams.actions import regrading as actions
from exams.bank import plain, rich_text
from exams.bank.plain import Question
from exams.forms.regrading import RegradeForm, accepted_words
from exams.frozen import versions
from exams.models import QuestionStatistic, QuestionVersion, Regrade, Sitting
from exams.tables.regrading import RegradeTable, regrades_for
from lms.accounts import policies
from lms.accounts.permissions import Permission
from lms.accounts.views.frame import needs, person, posted, show
from lms.core import lists
from lms.core.models.jobs import Job

PAGE = ["GET", "HEAD", "POST"]
RUNS = Permission.REGRADE_EXAMS
MOST_SHOWN = 200


@never_cache
@needs(RUNS)
@require_http_methods(PAGE)
def regrades(request: HttpRequest) -> HttpResponseBase:
    return lists.show(request, RegradeTable, "core/list.html")


@never_cache
@needs(RUNS)
@require_http_methods(PAGE)
def propose(request: HttpRequest, version: UUID) -> HttpResponse:
    """Reached from a question's figures: what is done about it, and why."""
    found = _version(request, version)
    question = versions([found.pk])[found.pk]
    form = RegradeForm(posted(request), question=question)

    def act() -> Regrade:
        data = form.cleaned_data
        return actions.propose_regrade(
            by=person(request), version=found, how=data["how"], accepts=form.accepts(),
            reason=data["reason"],
        )  # fmt: skip

    if form.carries_out(act):
        return redirect("exams:regrade", form.result.pk)
    context = {"version": found, "question": question, "stem": _stem(question)}
    return show(request, "exams/regrading_propose.html", form, **context)


@never_cache
@needs(RUNS)
@require_safe
def regrade(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One regrade: before it is ordered what it would change, then how far it is."""
    user, found = person(request), _regrade(request, pk)
    question = versions([found.version_id])[found.version_id]
    context: dict[str, Any] = {
        "regrade": found,
        "question": question,
        "stem": _stem(question),
        "accepted": accepted_words(question, found.accepts),
        "may_run": found.made_by_id != user.pk,
    }
    if found.state == Regrade.State.PREVIEW:
        context |= _preview(user, found)
    else:
        jobs = Job.objects.visible_to(user).filter(key=actions.key_of(found))
        context["job"] = jobs.first()
    return show(request, "exams/regrading_one.html", **context)


@never_cache
@needs(RUNS)
@require_POST
def run(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The second person orders it."""
    found = actions.run_regrade(by=person(request), regrade=_regrade(request, pk))
    messages.success(request, _("The correction is under way."))
    return redirect("exams:regrade", found.pk)


def _preview(user: Any, found: Regrade) -> dict[str, Any]:
    """Rows of those whom the user looks after; of others only how many they are."""
    preview = regrading.preview(found.version, found.how, found.accepts)
    keys = [row.sitting.pk for row in preview.rows]
    seen = Sitting.objects.of_others(user, Permission.VIEW_EVIDENCE)
    known = set(seen.filter(pk__in=keys[:MOST_SHOWN]).values_list("pk", flat=True))
    rows = [row for row in preview.rows if row.sitting.pk in known]
    return {"preview": preview, "rows": rows, "unseen": preview.changed - len(rows)}


def _version(request: HttpRequest, pk: UUID) -> QuestionVersion:
    """A wording of one's organisations, with figures that one may read."""
    user = person(request)
    papers = figures.papers_for(user).values("pk")
    rows = QuestionStatistic.objects.filter(version=pk, paper__in=papers)
    found = rows.select_related("version__question__owner_organisation").first()
    if found is None:
        raise Http404
    version: QuestionVersion = found.version
    if not policies.can(user, RUNS, version.question.owner_organisation):
        raise Http404
    return version


def _regrade(request: HttpRequest, pk: UUID) -> Regrade:
    found = regrades_for(person(request)).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _stem(question: Question) -> str:
    return plain.BLANK.sub(r"{\1} ____", rich_text.words(question.stem))
