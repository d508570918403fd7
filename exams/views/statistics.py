"""Figures of papers and questions, for those who write, review and correct them. They hold nobody's
name."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from exams import bars, figures, hints
from exams.bank import plain, rich_text
from exams.models import Paper, QuestionStatistic
from exams.option_figures import options_of
from exams.tables.statistics import PaperTable, QuestionTable, form_of
from exams.tasks import statistics as tasks
from lms.accounts import policies
from lms.accounts.permissions import Permission
from lms.accounts.views.frame import needs, person
from lms.core import lists

PAGE = ["GET", "HEAD", "POST"]
READERS = (Permission.AUTHOR_CONTENT, Permission.REVIEW_CONTENT, Permission.REGRADE_EXAMS)


@never_cache
@needs(*READERS)
@require_http_methods(PAGE)
def papers(request: HttpRequest) -> HttpResponseBase:
    return lists.show(request, PaperTable, "exams/statistics_papers.html")


@never_cache
@needs(*READERS)
@require_http_methods(PAGE)
def paper(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    """One paper: the whole of it, how results are spread, every question."""
    found = _paper(request, pk)
    statistic = getattr(found, "statistic", None)
    enough = statistic is not None and statistic.sittings >= figures.LEAST
    context: dict[str, Any] = {"paper": found, "statistic": statistic, "enough": enough}
    if statistic is not None:
        spread = [(f"{at * 10}", value) for at, value in enumerate(statistic.distribution)]
        context |= {
            "spread": [(f"{at * 10}–{at * 10 + 10} %", n) for at, (_l, n) in enumerate(spread)],
            "picture": bars.picture(spread),
            "hints": hints.paper_hints(statistic),
        }
    given = {"paper": str(found.pk)}
    return lists.show(request, QuestionTable, "exams/statistics_paper.html", given=given, **context)


@never_cache
@needs(*READERS)
@require_POST
def again(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Work the figures out now."""
    found = _paper(request, pk)
    job = tasks.want([found.pk], by=person(request))[0]
    messages.info(request, _("The figures are being worked out."))
    if job.created_by_id == person(request).pk:
        return redirect("core:job", job.pk)
    return redirect("exams:paper_figures", found.pk)


@never_cache
@needs(*READERS)
@require_safe
def question(request: HttpRequest, pk: UUID, version: UUID) -> HttpResponse:
    """One wording in one paper, with its distractor table."""
    found = _paper(request, pk)
    rows = QuestionStatistic.objects.filter(paper=found, version=version)
    statistic = rows.select_related("version__question__owner_organisation").first()
    if statistic is None:
        raise Http404
    form = form_of(statistic)
    context = {
        "paper": found,
        "statistic": statistic,
        "question": form,
        "stem": plain.BLANK.sub("____", rich_text.words(form.stem)),
        "hints": hints.question_hints(statistic, form),
        "option_groups": options_of(statistic, form),
        "may_regrade": policies.can(
            person(request), Permission.REGRADE_EXAMS, statistic.version.question.owner_organisation
        ),
    }
    return render(request, "exams/statistics_question.html", context)


def _paper(request: HttpRequest, pk: UUID) -> Paper:
    rows = figures.papers_for(person(request)).select_related("statistic")
    found: Paper | None = rows.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found
