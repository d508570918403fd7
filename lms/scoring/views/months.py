"""The months of a county: what state they are in, what each office drafts, what is decided."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from lms.accounts import policies
from lms.accounts.forms.base import ActionForm
from lms.accounts.models import Organisation
from lms.accounts.permissions import Permission
from lms.accounts.views.frame import needs, person, posted, show
from lms.core import audit, lists
from lms.core.months import Month, today
from lms.learning.wording import said_month
from lms.scoring import closing, wording, words
from lms.scoring.closing.dates import dates_of
from lms.scoring.closing.forms import ConfirmForm, ReopenForm, WhyForm
from lms.scoring.closing.locking import last_locked
from lms.scoring.closing.publishing import open_objections
from lms.scoring.closing.reminders import approval_late, standings
from lms.scoring.models import CountyMonth, MonthScore, OfficeMonth
from lms.scoring.schemes.in_force import scheme_for
from lms.scoring.tables.months import DraftTable, MonthTable, people_by_office

PAGE = ["GET", "HEAD", "POST"]
State = CountyMonth.State


@never_cache
@needs(Permission.VIEW_SCORES)
@require_http_methods(PAGE)
def months(request: HttpRequest) -> HttpResponseBase:
    """All closed months that one sees; for a manager also the one that can be closed now."""
    user = person(request)
    closable = []
    if request.method != "POST":
        for county in policies.organisations(user, Permission.APPROVE_SCORES).filter(kind="county"):
            last = last_locked(county)
            month = last.next() if last else Month.current().previous()
            if closing.may_close(county, month):
                closable.append((county, month))
    return lists.show(request, MonthTable, "scoring/months_list.html", closable=closable)


def month_of(request: HttpRequest, county: UUID, month: str) -> CountyMonth:
    """A month that this person sees, or 404."""
    seen = CountyMonth.objects.visible_to(person(request)).filter(county__uid=county, month=month)
    found = seen.select_related("county", "approved_by", "scheme").first()
    if found is None:
        raise Http404
    return found


@never_cache
@needs(Permission.VIEW_SCORES)
@require_http_methods(PAGE)
def month(request: HttpRequest, county: UUID, month: str) -> HttpResponseBase:
    """One month: where it stands, the offices, and the scores that one may see."""
    user = person(request)
    row = month_of(request, county, month)
    given = {"county_month": row.pk}
    context: dict[str, Any] = {"month": row, "named": said_month(Month.parse(row.month))}
    if request.method != "POST":
        context |= _standing(user, row)
    return lists.show(request, DraftTable, "scoring/months_month.html", given=given, **context)


def _standing(user: Any, row: CountyMonth) -> dict[str, Any]:
    paths = policies.roots(user, Permission.REVIEW_SCORES)
    approves = policies.can(user, Permission.APPROVE_SCORES, row.county)
    offices = standings(row, people_by_office(row))
    reviewing = row.state in (State.DRAFT, State.REVIEWED)
    return {
        "offices": [
            (
                one,
                row.state == State.DRAFT
                and not one.is_reviewed
                and any(one.row.office.path.startswith(path) for path in paths),
                reviewing and one.is_reviewed and approves,
            )
            for one in offices
        ],
        "late": approval_late(row),
        "may_approve": approves and row.state == State.REVIEWED,
        "may_post": approves and row.state == State.APPROVED and today() >= row.post_due,
        "may_reopen": approves and row.state == State.FINAL,
        "objections": open_objections(row).count() if row.state == State.POSTED else 0,
        "reopenings": row.reopenings.select_related("by") if row.reopened else (),
        "items": row.rules.items,
    }


def _confirm(
    request: HttpRequest,
    row: CountyMonth,
    form: ActionForm,
    act: Callable[[], Any],
    *,
    done: Any,
    **context: Any,
) -> HttpResponse:
    """Ask once more, do it, and back to the month."""
    if form.carries_out(act):
        messages.success(request, str(done))
        return redirect("scoring:month", row.county.uid, row.month)
    named = said_month(Month.parse(row.month))
    return show(request, "scoring/months_confirm.html", form, month=row, named=named, **context)


@never_cache
@needs(Permission.APPROVE_SCORES)
@require_http_methods(PAGE)
def close(request: HttpRequest, county: UUID, month: str) -> HttpResponse:
    user = person(request)
    place = policies.organisations(user, Permission.APPROVE_SCORES).filter(uid=county).first()
    wanted = _month(month)
    if place is None or wanted is None:
        raise Http404
    form = ConfirmForm(posted(request))
    if form.carries_out(lambda: closing.close_month(by=user, county=place, month=wanted)):
        messages.success(request, _("The month is locked. Facts are being frozen."))
        return redirect("scoring:month", place.uid, str(wanted))
    dates = dates_of(wanted, scheme_for(place, wanted).rules.calendar)
    context = {
        "county": place,
        "wanted": wanted,
        "named": said_month(wanted),
        "people": closing.people_of(place, wanted).count(),
        "early": dates.lock if today() < dates.lock else None,
    }
    return show(request, "scoring/months_close.html", form, **context)


def _month(text: str) -> Month | None:
    try:
        return Month.parse(text)
    except ValueError:
        return None


def office_of(row: CountyMonth, pk: int) -> OfficeMonth:
    found = row.offices.select_related("office").filter(pk=pk).first()
    if found is None:
        raise Http404
    found.county_month = row
    return found


@never_cache
@needs(Permission.REVIEW_SCORES)
@require_http_methods(PAGE)
def review(request: HttpRequest, county: UUID, month: str, office: int) -> HttpResponse:
    user = person(request)
    row = month_of(request, county, month)
    one = office_of(row, office)
    policies.require(user, Permission.REVIEW_SCORES, one.office)
    form = ConfirmForm(posted(request))
    return _confirm(
        request, row, form, lambda: closing.review(by=user, office_month=one),
        done=_("Reviewed. The county approves next."),
        title=_("Review the scores of %(office)s") % {"office": one.office.name},
        about=_(
            "You confirm that you have looked through the draft and that the facts are right."
        ),
        counts=_counts(row, one.office),
        verb=_("I have reviewed it"),
    )  # fmt: skip


def _counts(row: CountyMonth, office: Organisation | None = None) -> list[tuple[str, int]]:
    """How many are under which weather."""
    scores = MonthScore.objects.current().filter(county_month=row)
    if office is not None:
        scores = scores.filter(office=office)
    counted = Counter(scores.order_by().values_list("band", flat=True))
    return [(band, counted[band]) for band, _name in wording.BANDS if counted[band]]


@never_cache
@needs(Permission.APPROVE_SCORES)
@require_http_methods(PAGE)
def give_back(request: HttpRequest, county: UUID, month: str, office: int) -> HttpResponse:
    user = person(request)
    row = month_of(request, county, month)
    policies.require(user, Permission.APPROVE_SCORES, row.county)
    one = office_of(row, office)
    form = WhyForm(posted(request), why=_("The office reads it."))
    return _confirm(
        request, row, form,
        lambda: closing.return_to_office(by=user, office_month=one, **form.cleaned_data),
        done=_("Given back to the office."),
        title=_("Give the scores back to %(office)s") % {"office": one.office.name},
        about=_("The office reviews once more."),
        verb=_("Give back"),
    )  # fmt: skip


@never_cache
@needs(Permission.APPROVE_SCORES)
@require_http_methods(PAGE)
def approve(request: HttpRequest, county: UUID, month: str) -> HttpResponse:
    user = person(request)
    row = month_of(request, county, month)
    policies.require(user, Permission.APPROVE_SCORES, row.county)
    form = ConfirmForm(posted(request))
    return _confirm(
        request, row, form, lambda: closing.approve(by=user, county_month=row),
        done=_("Approved. It is posted on its day."),
        title=_("Approve the month"),
        about=_("All offices have reviewed. What the scores propose is put before the officers."),
        counts=_counts(row),
        verb=_("Approve"),
    )  # fmt: skip


@never_cache
@needs(Permission.APPROVE_SCORES)
@require_http_methods(PAGE)
def post(request: HttpRequest, county: UUID, month: str) -> HttpResponse:
    user = person(request)
    row = month_of(request, county, month)
    policies.require(user, Permission.APPROVE_SCORES, row.county)
    form = ConfirmForm(posted(request))
    return _confirm(
        request, row, form, lambda: closing.post(by=user, county_month=row),
        done=_("Posted. Everybody gets their notice."),
        title=_("Post the month"),
        about=_("Everybody gets a written notice; people of the county see the posting."),
        counts=_counts(row),
        verb=_("Post"),
    )  # fmt: skip


@never_cache
@needs(Permission.APPROVE_SCORES)
@require_http_methods(PAGE)
def reopen(request: HttpRequest, county: UUID, month: str) -> HttpResponse:
    user = person(request)
    row = month_of(request, county, month)
    policies.require(user, Permission.APPROVE_SCORES, row.county)
    form = ReopenForm(posted(request), why=_("It stays on record with the decision."))

    def act() -> CountyMonth:
        said = dict(form.cleaned_data)
        reason = said.pop("reason")
        decision = closing.Decision(**said)
        return closing.reopen(by=user, county_month=row, decision=decision, reason=reason)

    return _confirm(
        request, row, form, act,
        done=_("The month is open again. Scores can be amended."),
        title=_("Open the month again"),
        about=_("Only by a decision of court, procuratorate or county. It is signed again later."),
        verb=_("Open again"),
    )  # fmt: skip


@never_cache
@needs(Permission.VIEW_SCORES)
@require_http_methods(PAGE)
def score(request: HttpRequest, county: UUID, month: str, pk: UUID) -> HttpResponse:
    """One person's score with its lines and facts, all versions; in a draft it can be worked out
    anew."""
    user = person(request)
    row = month_of(request, county, month)
    seen = MonthScore.objects.visible_to(user).exclude(offender=user.pk).filter(county_month=row)
    one = seen.filter(pk=pk).select_related("offender__user", "office", "made_by").first()
    if one is None:
        raise Http404
    form = WhyForm(posted(request), why=_("It stands beside the new version."))
    if form.carries_out(lambda: closing.amend_score(by=user, score=one, **form.cleaned_data)):
        messages.success(request, _("There is a new version."))
        return redirect("scoring:month_score", row.county.uid, row.month, form.result.pk)
    if request.method != "POST":
        audit.look_up(one.offender, what="score", actor=user)
    rights = (Permission.REVIEW_SCORES, Permission.APPROVE_SCORES)
    versions = MonthScore.objects.filter(county_month=row, offender=one.offender_id)
    context = {
        "month": row,
        "named": said_month(Month.parse(row.month)),
        "score": one,
        "lines": words.said_lines(one.lines, one.facts, row.rules),
        "versions": versions.order_by("-version").select_related("made_by"),
        "may_amend": one.is_current
        and row.state in (State.DRAFT, State.POSTED)
        and any(policies.can(user, right, one.office) for right in rights),
    }
    return show(request, "scoring/months_score.html", form, **context)
