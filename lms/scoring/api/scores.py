"""``GET /api/v1/scores`` and ``scores.xlsx``: posted scores, for other systems."""

from __future__ import annotations

from datetime import UTC, datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Router, Schema

from lms.core import audit, limits
from lms.core.api import Paged, Problem, page_of
from lms.core.errors import Invalid
from lms.core.exports import XLSX
from lms.core.months import Month
from lms.learning.api.credits import month_given
from lms.scoring.outward.published import as_xlsx, named, published_to

router = Router(tags=["scores"])
REFUSALS = {403: Problem, 404: Problem, 422: Problem, 429: Problem}
YEARS = range(2000, 2200)


class ScoreOut(Schema):
    """``total`` is null and ``band`` is ``frozen`` while a fact holds the score back. ``state``:
    ``posted`` (an objection may still change it) or ``final``."""

    offender: UUID
    code: str
    office_id: UUID
    office: str
    month: str
    version: int
    total: int | None
    band: str
    state: str
    made_at: datetime


@router.get("scores", response={200: Paged[ScoreOut], **REFUSALS})
def scores(
    request: HttpRequest,
    *,
    month: str | None = None,
    organisation: UUID | None = None,
    since: str | None = None,
    page: int = 1,
    size: int = 50,
) -> dict[str, Any]:
    """The newest version of each posted score of the offenders whom the caller looks after, the
    earliest made first. ``since`` (RFC 3339 with zone): made since then, or posted on that day or
    later. The reading is logged."""
    _count(request)
    rows = published_to(
        request.user, month=_month(month), organisation=organisation, since=moment_given(since)
    )
    found = page_of(rows, page, size, named)
    _log(request, month, organisation, page=page, people=len(found["items"]))
    return found


@router.get("scores.xlsx", response={200: bytes, **REFUSALS}, url_name="scores_file")
def scores_file(request: HttpRequest, month: str, organisation: UUID | None = None) -> HttpResponse:
    """The same of one month as a file whose columns are those of the API."""
    _count(request)
    wanted = month_given(month)
    content = as_xlsx(published_to(request.user, month=wanted, organisation=organisation))
    _log(request, month, organisation, file="xlsx")
    answer = HttpResponse(content, content_type=XLSX)
    answer["Content-Disposition"] = f'attachment; filename="scores-{wanted}.xlsx"'
    return answer


def _month(text: str | None) -> Month | None:
    return None if text is None else month_given(text)


def moment_given(text: str | None) -> datetime | None:
    """A moment as RFC 3339 writes it. Raises `Invalid`."""
    if text is None:
        return None
    moment: datetime | None = None
    try:
        given = datetime.fromisoformat(text)
        if given.tzinfo is not None and "T" in text.upper():
            moment = given.astimezone(UTC)
    except (ValueError, OverflowError):
        pass
    if moment is None or moment.year not in YEARS:
        sentence = _("Please give a moment with its zone, as 2026-11-10T08:00:00+08:00.")
        raise Invalid(sentence, code="since", fields={"since": [sentence]})
    return moment


def _count(request: HttpRequest) -> None:
    """Each token has its own count; whoever comes with a session, one for the person."""
    scheme, _space, token = request.headers.get("Authorization", "").partition(" ")
    who = str(request.user.pk)
    if scheme.lower() == "bearer":
        who = sha256(token.strip().encode()).hexdigest()
    limits.take(who, "scores", most=settings.API_RATE)


def _log(request: HttpRequest, month: str | None, place: UUID | None, **more: Any) -> None:
    said = {"month": month or "", "organisation": str(place or ""), **more}
    audit.record("scoring.scores_listed", actor=request.user, after=said)
