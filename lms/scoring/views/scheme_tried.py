"""What a draft would have made of last month: who gains, who loses, in which weather."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from lms.accounts.permissions import Permission
from lms.accounts.views.frame import needs
from lms.core.models import Job
from lms.scoring import wording
from lms.scoring.models import MonthScore
from lms.scoring.schemes import trying
from lms.scoring.views.scheme_draft import EDIT, Desk

PER_PAGE = 50


@needs(EDIT)
@require_POST
def begin(request: HttpRequest, uid: UUID) -> HttpResponse:
    desk = Desk(request, uid)
    job = trying.begin(by=desk.user, organisation=desk.organisation)
    return redirect("scoring:scheme_tried", uid, job.pk)


@dataclass(frozen=True)
class Row:
    score: MonthScore
    total: int | None
    band: str
    difference: int | None

    @property
    def before(self) -> Any:
        return wording.band_tag(self.score)

    @property
    def after(self) -> Any:
        return wording.band_tag(self)

    @property
    def figure(self) -> str:
        if self.difference is None:
            return "–"
        return f"{self.difference:+d}".replace("-", "−")


def _least(value: int | None) -> int:
    return -1001 if value is None else value


SORTS: dict[str, Callable[[Row], Any]] = {
    "code": lambda row: row.score.offender.code,
    "office": lambda row: (row.score.office.path, row.score.offender.code),
    "before": lambda row: _least(row.score.total),
    "after": lambda row: _least(row.total),
    "difference": lambda row: _least(row.difference),
    "most": lambda row: -abs(_least(row.difference)),
}


@never_cache
@needs(EDIT)
@require_safe
def tried(request: HttpRequest, uid: UUID, job: UUID) -> HttpResponse:
    """For who asked for it, and only of persons whose scores they may still see."""
    desk = Desk(request, uid)
    row = Job.objects.filter(
        pk=job, kind="scoring.try_scheme", created_by=desk.user,
        payload__organisation=desk.organisation.pk,
    ).first()  # fmt: skip
    if row is None:
        raise Http404
    context: dict[str, Any] = {"organisation": desk.organisation, "job": row}
    if row.state == Job.State.DONE:
        context |= _result(request, row)
    return render(request, "scoring/schemes_tried.html", context)


def _result(request: HttpRequest, job: Job) -> dict[str, Any]:
    result = job.result
    wanted = {pk: (total, band, difference) for pk, total, band, difference in result["rows"]}
    seen = MonthScore.objects.visible_to(request.user, Permission.VIEW_SCORES)
    scores = seen.filter(pk__in=wanted).select_related("offender__user", "office")
    rows = [
        Row(score, *wanted[str(score.pk)])
        for score in scores.defer("facts", "lines", "proposals", "offender__id_number")
    ]
    sort = request.GET.get("sort", "")
    name = sort.lstrip("-") if sort.lstrip("-") in SORTS else "most"
    rows.sort(key=lambda row: row.score.offender.code)
    rows.sort(key=SORTS[name], reverse=sort.startswith("-"))
    bands = [
        (label, result["before"].get(code, 0), result["after"].get(code, 0))
        for code, label in wording.BANDS
    ]
    return {
        "result": result,
        "month": job.payload["month"],
        "bands": bands,
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "sort": name,
        "down": sort.startswith("-"),
        "heads": _heads(name, sort.startswith("-")),
        "most": trying.MOST_SHOWN,
    }


def _heads(name: str, down: bool) -> list[dict[str, Any]]:
    """The columns that can be sorted: label, next sorting, ``aria-sort``."""
    labels = dict(zip(
        ("code", "name", "office", "before", "after", "difference"), trying.head(), strict=False
    ))  # fmt: skip
    return [
        {
            "name": key, "label": label,
            "next": f"-{key}" if key == name and not down else key,
            "order": ("descending" if down else "ascending") if key == name else "",
            "sortable": key in SORTS,
            "css": "r" if key in ("before", "after", "difference") else "",
        }
        for key, label in labels.items()
    ]  # fmt: skip
