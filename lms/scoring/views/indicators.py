"""The three zeros: figures by county and office, the cases behind them, entering and correcting."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from lms.accounts import policies
from lms.accounts.permissions import Permission
from lms.accounts.views.frame import needs, person, posted, show
from lms.accounts.views.person import PAGE
from lms.core import audit, lists
from lms.scoring.actions import indicators as acts
from lms.scoring.conduct.forms import ReasonForm
from lms.scoring.evidence import attaching
from lms.scoring.indicators import figures as indicators
from lms.scoring.indicators import forms
from lms.scoring.indicators import glance as indicator_glance
from lms.scoring.models import Attachment, IndicatorRecord
from lms.scoring.tables.indicators import CaseTable, PlaceTable, state_tag

MOST_ROWS_OF_A_CASE = 50


@never_cache
@needs(Permission.VIEW_SCORES)
@require_http_methods(PAGE)
def figures(request: HttpRequest) -> HttpResponseBase:
    may_enter = person(request).can(Permission.MANAGE_INDICATORS)
    context: dict[str, Any] = {"may_enter": may_enter}
    if request.method != "POST":
        table = PlaceTable(request)
        whole = table.figures.get("", indicators.Figures())
        context |= {"zeros": indicator_glance.told(whole), "year": table.year}
    return lists.show(request, PlaceTable, "scoring/indicators.html", **context)


@never_cache
@needs(Permission.VIEW_SCORES)
@require_http_methods(PAGE)
def cases(request: HttpRequest) -> HttpResponseBase:
    may_enter = person(request).can(Permission.MANAGE_INDICATORS)
    return lists.show(request, CaseTable, "scoring/indicators_cases.html", may_enter=may_enter)


@never_cache
@needs(Permission.MANAGE_INDICATORS)
@require_safe
def choose(request: HttpRequest) -> HttpResponse:
    kinds = IndicatorRecord.Indicator.choices
    return render(request, "scoring/indicators_choose.html", {"kinds": kinds})


@never_cache
@needs(Permission.MANAGE_INDICATORS)
@require_http_methods(PAGE)
def new(request: HttpRequest, indicator: str) -> HttpResponse:
    user = person(request)
    if indicator not in IndicatorRecord.Indicator.values:
        raise Http404
    files = request.FILES if request.method == "POST" else None
    form = forms.NewCaseForm(posted(request), files, user=user, indicator=indicator)

    def act() -> IndicatorRecord:
        given = dict(form.cleaned_data)
        uploads = given.pop("files", ())
        with attaching.together():
            case = acts.record_case(by=user, indicator=indicator, **given)
            for upload in uploads:
                attaching.attach(
                    by=user, kind=Attachment.Kind.INDICATOR, about=case.pk, upload=upload
                )
            return case

    if form.carries_out(act):
        indicator_glance.forget(user)
        messages.success(request, _("The case is entered."))
        return redirect("scoring:indicator", form.result.pk)
    title = IndicatorRecord.Indicator(indicator).label
    return show(request, "scoring/indicators_new.html", form, title=title)


@never_cache
@needs(Permission.VIEW_SCORES)
@require_safe
def case(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A case with all its rows, the newest first."""
    row = _row(request, pk)
    history = _history(row)
    if row.offender is not None:
        audit.look_up(row.offender, what="indicator", actor=person(request))
    newest = history[0]
    context = {
        "case": row,
        "state": state_tag(row),
        "history": [(one, state_tag(one)) for one in history],
        "newest": newest,
        "files": Attachment.objects.filter(about__in=[one.pk for one in history]),
        "may_correct": newest.pk == row.pk and not row.void and _may(request, row),
    }
    return render(request, "scoring/indicators_case.html", context)


@never_cache
@needs(Permission.MANAGE_INDICATORS)
@require_http_methods(PAGE)
def correct(request: HttpRequest, pk: UUID) -> HttpResponse:
    user, row = person(request), _row(request, pk)
    policies.require(user, Permission.MANAGE_INDICATORS, row.organisation)
    form = forms.CorrectionForm(posted(request), user=user, case=row)
    if form.carries_out(lambda: acts.correct_case(by=user, case=row, **form.cleaned_data)):
        indicator_glance.forget(user)
        messages.success(request, _("The case is corrected; the row before stays to be read."))
        return redirect("scoring:indicator", form.result.pk)
    context = {"case": row, "title": _("Correct this case")}
    return show(request, "scoring/indicators_correct.html", form, **context)


@never_cache
@needs(Permission.MANAGE_INDICATORS)
@require_http_methods(PAGE)
def void(request: HttpRequest, pk: UUID) -> HttpResponse:
    """It was no case: a new row says so, and why."""
    user, row = person(request), _row(request, pk)
    policies.require(user, Permission.MANAGE_INDICATORS, row.organisation)
    form = ReasonForm(posted(request))
    if form.carries_out(
        lambda: acts.correct_case(by=user, case=row, void=True, **form.cleaned_data)
    ):
        indicator_glance.forget(user)
        messages.success(request, _("The case counts no more; its rows stay to be read."))
        return redirect("scoring:indicator", form.result.pk)
    context = {"case": row, "title": _("This was no case")}
    return show(request, "scoring/indicators_correct.html", form, **context)


def _row(request: HttpRequest, pk: UUID) -> IndicatorRecord:
    user = person(request)
    seen = IndicatorRecord.objects.visible_to(user).exclude(offender=user.pk)
    row = seen.select_related(
        "organisation", "offender__user", "offender__office", "recorded_by", "replaced_by"
    ).filter(pk=pk).first()  # fmt: skip
    if row is None:
        raise Http404
    return row


def _history(row: IndicatorRecord) -> list[IndicatorRecord]:
    """All rows of one case, the newest first. Chains are short."""
    while (newer := getattr(row, "replaced_by", None)) is not None:
        row = newer
    found = [row]
    while found[-1].replaces is not None and len(found) < MOST_ROWS_OF_A_CASE:
        found.append(found[-1].replaces)
    return found


def _may(request: HttpRequest, row: IndicatorRecord) -> bool:
    return policies.can(request.user, Permission.MANAGE_INDICATORS, row.organisation)
