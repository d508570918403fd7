"""The notice of a score: its page, its paper, and the check that it is genuine."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from lms.accounts.views.frame import person
from lms.core import audit, context
from lms.core.errors import TooOften
from lms.core.months import Month, today
from lms.scoring import weather
from lms.scoring.models import Notice
from lms.scoring.notices import giving as notices
from lms.scoring.notices import pdf as notice_pdf
from lms.scoring.objections import disputes as objecting

CHECKS_A_MINUTE = 20


def notice_asked(request: HttpRequest, pk: UUID) -> Notice:
    """The notice, when this person may read it; staff's looks are logged."""
    user = person(request)
    found = notices.readable(user).filter(pk=pk).first()
    if found is None:
        raise Http404
    if user.is_desk:
        audit.look_up(found.offender, what="notice", actor=user)
    return found


@never_cache
@login_required
@require_safe
def notice(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What the notice says. Opening it by the person themself is kept as read."""
    user = person(request)
    found = notice_asked(request, pk)
    notices.mark_read(by=user, notice=found)
    score = found.score
    speaks = notices.speaks_for(user, found.offender)
    made = objecting.of_score(score) if speaks else []
    return render(
        request,
        "scoring/notice.html",
        {
            "notice": found,
            "version": weather.version_of(score),
            "month": Month.parse(score.month),
            "offender": found.offender,
            "may_object": speaks and objecting.is_open_to_objections(score),
            "speaks": speaks,
            "objections": made,
            "disputed": {one.line for one in made if one.state in objecting.OPEN},
        },
    )


@never_cache
@login_required
@require_safe
def notice_pdf_file(request: HttpRequest, pk: UUID) -> HttpResponse:
    found = notice_asked(request, pk)
    address = request.build_absolute_uri(reverse("scoring:verify_notice", args=[found.check_code]))
    content = notice_pdf.render(found, verify_url=address, asked_on=today())
    response = HttpResponse(content, content_type="application/pdf")
    name = f"{found.score.month}-{found.offender.code}.pdf"
    response["Content-Disposition"] = f'inline; filename="{name}"'
    return response


@never_cache
@require_safe
def verify(request: HttpRequest, code: str) -> HttpResponse:
    """Whether a notice is genuine, for whoever holds the paper: number, month, whether a newer
    version exists. Nothing about the person."""
    _refuse_too_often()
    found = (
        Notice.objects.filter(check_code=code)
        .select_related("score__county_month__county")
        .defer("score__facts", "score__lines", "score__county_month__plain")
        .first()
    )
    given = {"notice": found, "month": Month.parse(found.score.month) if found else None}
    response = render(request, "scoring/notice_check.html", given, status=200 if found else 404)
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _refuse_too_often() -> None:
    """So many checks a minute from one address. Raises `TooOften`."""
    key = f"scoring:verify:{context.info().address}"
    cache.add(key, 0, 60)
    try:
        number = cache.incr(key)
    except ValueError:  # it ended in between
        return
    if number > CHECKS_A_MINUTE:
        raise TooOften(_("Too many checks. Please wait a minute."), code="too_often")
