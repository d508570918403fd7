"""The posting (公示): who may see it, who is in it, and the five things that it says of each."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import pgettext

from lms.accounts.models import Organisation
from lms.accounts.roles import Role
from lms.scoring.models import CountyMonth, MonthScore

COMPOUND = Path(__file__).parent / "compound_surnames.txt"
"""Surnames of two characters, one a line."""

POSTED = (
    "office_id", "offender__user__name", "offender__code", "office__name", "total", "band",
)  # fmt: skip


@cache
def compound_surnames() -> frozenset[str]:
    return frozenset(COMPOUND.read_text(encoding="utf-8").split())


def masked(name: str) -> str:
    """The surname and "so-and-so"; of a name in other letters its first character."""
    name = name.strip()
    surname = name[:2] if name[:2] in compound_surnames() and len(name) > 2 else name[:1]
    return pgettext("a masked name", "%(surname)s. X") % {"surname": surname}


@dataclass(frozen=True, slots=True)
class PostedLine:
    """All that is posted of one person."""

    who: str
    office: str
    total: int
    band: str
    month: str


def counties_of(user: Any) -> list[Organisation]:
    """The counties whose posting ``user`` may see: the offender's own; of who works at a desk those
    in which they work. Guardians and machines see none."""
    if user.is_offender:
        county = user.offender.office.county()
        return [county] if county else []
    if not user.is_desk or user.role == Role.MACHINE:
        return []
    found = {}
    for grant in user.grants:
        county = grant.organisation.jurisdiction().county()
        if county is not None:
            found[county.pk] = county
    return list(found.values())


def postings_for(user: Any) -> QuerySet[CountyMonth]:
    """Postings that ``user`` may see today: of their county; whoever sees the scores of several
    counties sees all of theirs. The newest month first."""
    posted = CountyMonth.objects.posted_now().defer("plain")
    own = posted.filter(county__in=counties_of(user))
    if user.is_desk:
        own = own | CountyMonth.objects.visible_to(user).posted_now().defer("plain")
    return own.distinct().order_by("-month", "county__path")


def posted_scores(of: CountyMonth) -> QuerySet[MonthScore]:
    """Who is in it: never a juvenile, nobody whose score is held back; by office and code, never by
    score."""
    scores = MonthScore.objects.current().filter(
        county_month=of, juvenile=False, offender__juvenile_regime=False, total__isnull=False
    )
    return scores.order_by("office__path", "offender__code")


def lines(rows: QuerySet[MonthScore], of: CountyMonth) -> list[PostedLine]:
    """What is posted of ``rows`` (scores of ``of``). Where several of an office would be called the
    same, each stands with the code instead. One more query."""
    shown = list(rows.values_list(*POSTED))
    offices = {row[0] for row in shown}
    names = posted_scores(of).filter(office__in=offices).order_by()
    called = Counter(
        (office, masked(name)) for office, name in names.values_list(
            "office_id", "offender__user__name"
        )
    )  # fmt: skip
    return [
        PostedLine(
            who=masked(name) if called[office, masked(name)] == 1 else code,
            office=office_name,
            total=total,
            band=band,
            month=of.month,
        )
        for office, name, code, office_name, total, band in shown
    ]
