"""Conduct records for staff: a person's, one record with its evidence and its second person, the
list. For everybody who does not look after the person, a record is not there."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from lms.accounts import policies
from lms.accounts.models import Offender
from lms.accounts.permissions import Permission
from lms.accounts.views.frame import needs, person, posted, show
from lms.accounts.views.person import PAGE, file_of
from lms.core import audit, lists
from lms.core.months import Month
from lms.scoring import waiting
from lms.scoring.actions import conduct as acts
from lms.scoring.conduct import forms
from lms.scoring.conduct import rules as conduct_rules
from lms.scoring.conduct import words as conduct_words
from lms.scoring.evidence import attaching
from lms.scoring.models import Attachment, ConductRecord
from lms.scoring.rules.kinds import KINDS, RECORDED
from lms.scoring.rules.scheme import Scheme
from lms.scoring.schemes.in_force import scheme_for
from lms.scoring.tables.conduct import ConductTable

MOST_SHOWN = 200
SAFELY = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cache-Control": "no-store, private",
}
"""A file that somebody uploaded does nothing in the reader's browser and stays in no cache."""


@never_cache
@needs(Permission.VIEW_SCORES)
@require_http_methods(PAGE)
def records(request: HttpRequest) -> HttpResponseBase:
    may_import = person(request).can(Permission.RECORD_CONDUCT)
    template = "scoring/conduct_list.html"
    return lists.show(request, ConductTable, template, may_import=may_import)


@never_cache
@login_required
@require_safe
def of_person(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Everything on record about one person, what was cancelled too."""
    offender = file_of(request, pk, Permission.VIEW_SCORES, "conduct")
    acts.refuse_own(person(request), offender)
    rows = list(ConductRecord.objects.filter(offender=offender).told()[: MOST_SHOWN + 1])
    context = {
        "offender": offender,
        "records": rows[:MOST_SHOWN],
        "more": len(rows) > MOST_SHOWN,
        "may_record": _may(request, Permission.RECORD_CONDUCT, offender),
    }
    return render(request, "scoring/conduct_person.html", context)


@never_cache
@login_required
@require_safe
def choose_kind(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What happened? In words, with what it does to the score."""
    offender = file_of(request, pk, Permission.RECORD_CONDUCT, "conduct")
    acts.refuse_own(person(request), offender)
    sides = conduct_words.groups(_scheme(offender), conduct_rules.is_heavy)
    return render(request, "scoring/conduct_kinds.html", {"offender": offender, "sides": sides})


@never_cache
@login_required
@require_http_methods(PAGE)
def new(request: HttpRequest, pk: UUID, kind: str) -> HttpResponse:
    """One record, with its evidence: both are kept or neither."""
    user = person(request)
    offender = file_of(request, pk, Permission.RECORD_CONDUCT, "conduct")
    acts.refuse_own(person(request), offender)
    if kind not in RECORDED:
        raise Http404
    scheme = _scheme(offender)
    files = request.FILES if request.method == "POST" else None
    form = forms.ConductForm(
        posted(request), files, offender=offender, kind=kind, scheme=scheme,
        opened=_opened(offender),
    )  # fmt: skip

    def act() -> ConductRecord:
        with attaching.together():
            record = acts.record_conduct(by=user, offender=offender, kind=kind, **form.said())
            _keep(request, record, form)
            return record

    if form.carries_out(act):
        messages.success(request, _said(form.result))
        return redirect("scoring:person_conduct", pk)
    context = {
        "offender": offender,
        "kind": KINDS[kind],
        "effect": conduct_words.effect(scheme, kind),
        "heavy": conduct_rules.is_heavy(scheme, kind),
    }
    return show(request, "scoring/conduct_new.html", form, **context)


@never_cache
@needs(Permission.VIEW_SCORES)
@require_http_methods(PAGE)
def record(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One record. A second person decides here about a heavy one; evidence may be added."""
    user, row = person(request), _row(request, pk)
    may_decide = _may_decide(request, row)
    form = forms.DecisionForm(posted(request))
    if form.carries_out(lambda: acts.decide_conduct(by=user, record=row, **form.cleaned_data)):
        waiting.forget(user)
        done = _("Confirmed.") if form.cleaned_data["accepted"] else _("Refused.")
        messages.success(request, done)
        return redirect("scoring:conduct", pk)
    if request.method != "POST":
        audit.look_up(row.offender, what="conduct record", actor=user)
    context = {**_told(request, row), "may_decide": may_decide}
    return show(request, "scoring/conduct_record.html", form, **context)


@never_cache
@needs(Permission.RECORD_CONDUCT)
@require_http_methods(PAGE)
def add_evidence(request: HttpRequest, pk: UUID) -> HttpResponse:
    user, row = person(request), _row(request, pk)
    acts.require_recorder(user, row.offender)
    files = request.FILES if request.method == "POST" else None
    form = forms.EvidenceForm(posted(request), files)

    def act() -> None:
        with attaching.together():
            _keep(request, row, form)

    if form.carries_out(act):
        messages.success(request, _("The files are kept with the record."))
        return redirect("scoring:conduct", pk)
    return show(request, "scoring/conduct_evidence.html", form, **_told(request, row))


@never_cache
@needs(Permission.RECORD_CONDUCT)
@require_http_methods(PAGE)
def cancel(request: HttpRequest, pk: UUID) -> HttpResponse:
    user, row = person(request), _row(request, pk)
    acts.require_recorder(user, row.offender)
    form = forms.ReasonForm(posted(request))
    if form.carries_out(lambda: acts.cancel_conduct(by=user, record=row, **form.cleaned_data)):
        done = _("The record is cancelled.")
        if form.result.needs_second:
            done = _("The cancellation counts when a second person has confirmed it.")
        messages.success(request, done)
        return redirect("scoring:person_conduct", row.offender_id)
    return show(request, "scoring/conduct_cancel.html", form, **_told(request, row))


@never_cache
@login_required
@require_safe
def attachment(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A file, for those who may see what it belongs to. Other people's looks are logged."""
    user = person(request)
    found = Attachment.objects.select_related("offender__office").filter(pk=pk).first()
    if found is None or not attaching.may_see(user, found):
        raise Http404
    if found.offender_id != user.pk:
        audit.look_up(found.offender, what=f"file {found.get_kind_display()}", actor=user)
    response = HttpResponse(attaching.content_of(found), content_type=found.content_type)
    is_paper = not found.content_type.startswith("image/")
    for name, value in SAFELY.items():
        response[name] = value
    response["Content-Disposition"] = content_disposition_header(is_paper, found.name) or "inline"
    return response


def _row(request: HttpRequest, pk: UUID) -> Any:
    user = person(request)
    seen = ConductRecord.objects.visible_to(user).exclude(offender=user.pk).told()
    row = seen.filter(pk=pk).first()
    if row is None:
        raise Http404
    return row


def _told(request: HttpRequest, row: Any) -> dict[str, Any]:
    offender = row.offender
    may_record = _may(request, Permission.RECORD_CONDUCT, offender)
    stands = conduct_words.state_of(row) in (conduct_words.COUNTS, conduct_words.WAITING)
    same = row.same_as if row.same_as_id else None
    return {
        "record": row,
        "offender": offender,
        "files": attaching.attached_to(row.pk).select_related("uploaded_by"),
        "cancellations": row.cancellations.told() if row.cancels_id is None else (),
        "same": same,
        "may_cancel": may_record and stands and row.cancels_id is None,
        "may_add": may_record and stands,
        "own_entry": row.recorded_by_id == person(request).pk,
    }


def _may_decide(request: HttpRequest, row: Any) -> bool:
    user = person(request)
    return (
        conduct_words.state_of(row) == conduct_words.WAITING
        and row.recorded_by_id != user.pk
        and policies.can(user, Permission.CONFIRM_CONDUCT, row.offender)
    )


def _may(request: HttpRequest, permission: Permission, offender: Offender) -> bool:
    user = person(request)
    return user.pk != offender.pk and policies.can(user, permission, offender)


def _keep(request: HttpRequest, record: ConductRecord, form: Any) -> None:
    for upload in form.cleaned_data.get("files", ()):
        attaching.attach(
            by=person(request), kind=Attachment.Kind.CONDUCT, about=record.pk, upload=upload,
            offender=record.offender,
        )  # fmt: skip


def _scheme(offender: Offender) -> Scheme:
    return scheme_for(offender.office.county() or offender.office, Month.current()).rules


def _opened(offender: Offender) -> str | None:
    """The month in words that late facts count in; None while no month is locked."""
    county = offender.office.county()
    if county is None or acts.last_locked(county) is None:
        return None
    return acts.named(acts.open_month_for(county))


def _said(record: ConductRecord) -> str:
    if record.needs_second:
        return _("Recorded. It counts when a second person has confirmed it.")
    return _("Recorded.")
