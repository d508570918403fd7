"""Proofs: signed months beside the receipt, verification, a person's file, public keys."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lms.accounts import policies
from lms.accounts.models import Offender
from lms.accounts.permissions import Permission
from lms.accounts.views.frame import needs, person
from lms.core import audit, jobs, lists
from lms.core.clock import now
from lms.core.models import Job
from lms.scoring.models import CountyMonth, MonthSignature, SigningKey, WitnessKey
from lms.scoring.proofs import dossier
from lms.scoring.proofs.witnessed import receipt_of
from lms.scoring.tables.proofs import MonthTable, PeopleTable
from lms.scoring.tasks.proofs import VERIFY

PAGE = ["GET", "HEAD", "POST"]
SHOWN_JOBS = 5


@never_cache
@needs(Permission.VERIFY_MONTHS)
@require_http_methods(PAGE)
def months(request: HttpRequest) -> HttpResponseBase:
    return lists.show(request, MonthTable, "scoring/proofs_months.html")


def _month(request: HttpRequest, pk: int) -> CountyMonth:
    visible = CountyMonth.objects.visible_to(request.user, "verify_months")
    found = visible.select_related("county", "scheme").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


@never_cache
@needs(Permission.VERIFY_MONTHS)
@require_http_methods(PAGE)
def month(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Signatures with their receipts, verifications so far, and everybody's score."""
    found = _month(request, pk)
    signatures = found.signatures.select_related("key", "county_month").order_by("number")
    own = Job.objects.visible_to(request.user).filter(kind=VERIFY, payload__county_month=pk)
    context: dict[str, Any] = {
        "month": found,
        "signatures": [_signature(one) for one in signatures],
        "verifications": list(own.order_by("-created_at")[:SHOWN_JOBS]),
    }
    given = {"month": found.pk}
    return lists.show(request, PeopleTable, "scoring/proofs_month.html", given=given, **context)


def _signature(one: MonthSignature) -> dict[str, Any]:
    return {"row": one, "receipt": receipt_of(one)}


@needs(Permission.VERIFY_MONTHS)
@require_POST
def verify(request: HttpRequest, pk: int) -> HttpResponse:
    """A job that recomputes everything; one at a time for each month and person."""
    found, user = _month(request, pk), person(request)
    key = f"{VERIFY}:{found.pk}:{user.pk}:{now():%Y%m%d%H%M}"
    audit.record(
        "scoring.verification_asked", target=found,
        after={"county": found.county_id, "month": found.month},
    )  # fmt: skip
    job = jobs.enqueue(VERIFY, key=key, payload={"county_month": found.pk}, by=user)
    messages.info(request, _("The month is being recomputed. The result appears here."))
    return redirect("core:job", job.pk)


# one person's file


@never_cache
@login_required
@require_safe
def person_dossier(request: HttpRequest, pk: UUID) -> HttpResponse:
    """For whoever verifies months, or may take people's scores out. Each download is logged."""
    user = person(request)
    offender = Offender.objects.select_related("user", "office").filter(pk=pk).first()
    if offender is None or offender.pk == user.pk or not may_take(user, offender):
        raise Http404
    audit.look_up(offender, what="dossier", actor=user)
    return _file(offender, notes=True)


def may_take(user: Any, offender: Offender) -> bool:
    if policies.can(user, Permission.VERIFY_MONTHS, offender):
        return True
    wanted = (Permission.VIEW_SCORES, Permission.EXPORT_PEOPLE)
    return all(policies.can(user, permission, offender) for permission in wanted)


@never_cache
@login_required
@require_safe
def own_dossier(request: HttpRequest) -> HttpResponse:
    offender = Offender.objects.filter(pk=person(request).pk).first()
    if offender is None:
        policies.require(request.user, Permission.VERIFY_MONTHS)
        raise Http404
    audit.record("scoring.own_dossier", on_whom=offender)
    return _file(offender, notes=False)


def _file(offender: Offender, *, notes: bool) -> HttpResponse:
    content = dossier.text_of(dossier.dossier_of(offender, notes=notes))
    answer = HttpResponse(content, content_type="application/json; charset=utf-8")
    name = dossier.file_name(offender)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


# public keys, for everybody


def _keys() -> dict[str, Any]:
    witnesses = WitnessKey.objects.select_related("procuratorate").order_by("-created_at")
    return {
        "platform": [dossier.public_key(one) for one in SigningKey.objects.all()],
        "witness": [dossier.public_key(one) | {"of": one.procuratorate.name} for one in witnesses],
    }


@cache_control(max_age=300)
@require_safe
def keys(request: HttpRequest) -> HttpResponse:
    return render(request, "scoring/proofs_keys.html", _keys())


@cache_control(max_age=300)
@require_safe
def keys_json(request: HttpRequest) -> HttpResponse:
    return JsonResponse(_keys(), json_dumps_params={"ensure_ascii": False, "indent": 1})
