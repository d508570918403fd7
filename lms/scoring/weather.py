"""The learner's weather: the month that runs, estimated, and the months that were posted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.cache import cache
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from lms.core.clock import now
from lms.core.months import Month
from lms.core.prepared import prepared
from lms.learning.wording import short_month
from lms.scoring import words
from lms.scoring.models import MonthScore
from lms.scoring.rules.advice import advise
from lms.scoring.rules.assess import assess
from lms.scoring.schemes.in_force import scheme_for
from lms.scoring.wording import COLOURS, band_name

MONTHS_BACK = 12
KEPT_SECONDS = 6 * 3600
"""How long the home says what the weather page last worked out."""
HEIGHT = 100


@dataclass(frozen=True, kw_only=True)
class Estimate:
    """What the score of the running month would be today. ``advice``: sentences."""

    month: Month
    total: int | None
    band: str
    lines: list[words.SaidLine]
    base: int
    advice: list[str]
    to_next: str


def estimate(offender: Any) -> Estimate | None:
    """This month so far; None for somebody who is not in correction this month."""
    from lms.scoring.facts import live

    month = Month.current()
    if offender.starts_on > month.last or (offender.closed_on or offender.ends_on) < month.first:
        return None
    facts, target = live(offender)
    scheme = scheme_for(offender.office, month).rules
    found = assess(facts, scheme)
    plain = found.plain()
    remember(offender.pk, month, found.total, found.band)
    return Estimate(
        month=month,
        total=found.total,
        band=found.band,
        lines=words.said_lines(plain["lines"], facts, scheme),
        base=scheme.base,
        advice=[
            words.advice_sentence(one, scheme) for one in advise(facts, scheme, month_target=target)
        ],
        to_next=words.to_next_band(found.total, scheme),
    )


def _key(offender: Any, month: Month) -> str:
    return f"scoring:estimate:{offender}:{month}"


def remember(offender: Any, month: Month, total: int | None, band: str) -> None:
    """So that the home can say it without working it out at every opening."""
    cache.set(_key(offender, month), (total, band, now()), KEPT_SECONDS)


@dataclass(frozen=True, slots=True)
class Glimpse:
    """The weather on the home: the running month when it was looked at lately (``as_of``), else the
    newest posted one. ``notice``: that of the newest posted month, until ``until`` open to an
    objection."""

    month: str
    total: int | None
    band: str
    as_of: datetime | None
    notice: UUID | None
    until: Any

    @property
    def icon(self) -> str:
        return words.band_icon(self.band)

    @property
    def name(self) -> Any:
        return band_name(self.band)


@prepared
def _newest(offender: UUID) -> QuerySet[Any, Any]:
    posted = MonthScore.objects.published().current().filter(offender=offender)
    return posted.order_by("-month").values_list(
        "month", "total", "band", "notice", "county_month__posted_until"
    )[:1]


def glimpse(offender_id: Any) -> Glimpse | None:
    """One prepared query and one look into the cache."""
    rows = _newest(offender=offender_id)
    month, total, band, notice, until = rows[0] if rows else ("", None, "", None, None)
    known = cache.get(_key(offender_id, Month.current()))
    as_of = None
    if known is not None:
        total, band, as_of = known
        month = str(Month.current())
    return Glimpse(month, total, band, as_of, notice, until) if month else None


@dataclass(frozen=True, slots=True)
class Bar:
    """A month in the small picture of the past year; ``score`` is None where there is none."""

    month: Month
    score: Any
    x: int

    @property
    def label(self) -> str:
        return short_month(self.month)

    @property
    def has_total(self) -> bool:
        return self.score is not None and self.score.total is not None

    @property
    def height(self) -> int:
        return max(3, self.score.total) if self.has_total else 3

    @property
    def top(self) -> int:
        return HEIGHT - self.height

    @property
    def figure_top(self) -> int:
        return self.top - 4

    @property
    def colour(self) -> str:
        return COLOURS.get(self.score.band, "no") if self.score is not None else "rest"


BAR_WIDTH = 30


def posted_scores(offender_id: Any) -> QuerySet[MonthScore]:
    """What was posted about a person, current versions, the newest month first."""
    scores = MonthScore.objects.published().current().filter(offender=offender_id)
    scores = scores.select_related("notice").defer("facts", "lines", "proposals")
    return scores.order_by("-month")


def bars(scores: list[Any]) -> list[Bar]:
    """Twelve months up to last month, the oldest first."""
    known = {score.month: score for score in scores}
    month, found = Month.current(), []
    for number in range(MONTHS_BACK - 1, -1, -1):
        month = month.previous()
        found.append(Bar(month, known.get(str(month)), number * BAR_WIDTH))
    return found[::-1]


def picture_label(scores: list[Any]) -> str:
    """The picture in words, for who cannot see it; the table beside it says all of it."""
    known = [score for score in scores if score.total is not None][:MONTHS_BACK]
    if not known:
        return _("No scores yet")
    newest, best = known[0], max(known, key=lambda one: one.total)
    values = {"newest": newest.total, "best": best.total, "n": len(known)}
    return _("%(n)s months: the newest %(newest)s points, the best %(best)s points") % values


@dataclass(frozen=True, kw_only=True)
class Version:
    """One version of a month's score with its lines in words."""

    score: Any
    lines: list[words.SaidLine]
    base: int

    @property
    def notice(self) -> Any:
        """None before the month is posted."""
        return getattr(self.score, "notice", None)

    @property
    def gave(self) -> int:
        return sum(line.points for line in self.lines if line.points > 0)

    @property
    def took(self) -> int:
        return sum(-line.points for line in self.lines if line.points < 0)


def versions(offender_id: Any, month: Month, *, posted: bool) -> list[Version]:
    """All versions of a month, the newest first; ``posted``: only what the person may see."""
    scores = MonthScore.objects.filter(offender=offender_id, month=str(month))
    if posted:
        scores = scores.published()
    scores = scores.select_related("county_month", "notice", "made_by").order_by("-version")
    return [version_of(score) for score in scores]


def version_of(score: Any) -> Version:
    rules = score.county_month.rules
    lines = words.said_lines(score.lines, score.facts, rules)
    return Version(score=score, lines=lines, base=rules.base)
