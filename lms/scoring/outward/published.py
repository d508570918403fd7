"""Posted scores as they leave the house: for other systems (API) and as a file in a documented
format (docs/interfaces.md). Juveniles are among them for whoever may see them: this is no posting.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from lms.accounts import policies
from lms.accounts.models import Organisation
from lms.accounts.permissions import Permission
from lms.core import exports
from lms.core.errors import NotVisible
from lms.core.months import Month, local_day
from lms.scoring.models import MonthScore

HEAD = (
    "offender", "code", "office_id", "office", "month", "version", "total", "band", "state",
    "made_at",
)  # fmt: skip
"""Columns of the file, names of the API; never translated, never reordered."""
FIELDS = (
    "offender", "offender__code", "office__uid", "office__name", "month", "version", "total",
    "band", "county_month__state", "made_at",
)  # fmt: skip
ORDER = ("made_at", "pk")


def published_to(
    user: Any,
    *,
    month: Month | None = None,
    organisation: UUID | None = None,
    since: datetime | None = None,
) -> QuerySet[MonthScore, dict[str, Any]]:
    """Current scores of posted and final months of the people under ``user``'s right to see them
    by machine, as rows of `HEAD`. ``since``: made at or after that moment, or posted on its day or
    later, so that who asks again from the last answer on misses nothing. Raises `Denied`,
    `NotVisible` (the organisation)."""
    policies.require(user, Permission.VIEW_SCORES_API)
    paths = policies.roots(user, Permission.VIEW_SCORES_API)
    rows = MonthScore.objects.current().published().exclude(offender=user.pk)
    rows = rows.filter(policies.within(paths, "offender__office__path"))
    if month is not None:
        rows = rows.filter(month=str(month))
    if organisation is not None:
        place = _place(user, organisation)
        rows = rows.filter(offender__office__path__startswith=place.path)
    if since is not None:
        fresh = Q(county_month__posted_on__gte=local_day(since))
        rows = rows.filter(Q(made_at__gte=since) | fresh)
    return rows.order_by(*ORDER).values(*FIELDS)


def _place(user: Any, uid: UUID) -> Organisation:
    places = policies.organisations(user, Permission.VIEW_SCORES_API)
    place = places.filter(uid=uid).first()
    if place is None:
        raise NotVisible(_("This organisation does not exist, or not for you."))
    return place


def named(row: dict[str, Any]) -> dict[str, Any]:
    return {name: row[field] for name, field in zip(HEAD, FIELDS, strict=True)}


def as_xlsx(rows: QuerySet[MonthScore, dict[str, Any]]) -> bytes:
    """One sheet “scores”; the file of a county, not of a province."""

    def lines() -> Iterator[list[Any]]:
        for row in rows.iterator(chunk_size=2000):
            values = named(row)
            texts = {name: str(values[name]) for name in ("offender", "office_id")}
            made = values["made_at"].isoformat()
            yield [(values | texts | {"made_at": made})[name] for name in HEAD]

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "scores.xlsx"
        exports.write(path, title="scores", head=HEAD, rows=lines())
        return path.read_bytes()
