"""The months of one's counties, and the scores of one month before and after posting."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lms.accounts import policies
from lms.accounts.models import Organisation
from lms.accounts.permissions import Permission
from lms.core.tables import Column, Table
from lms.learning.filters import TickFilter
from lms.scoring import wording
from lms.scoring.models import CountyMonth, MonthScore, OfficeMonth
from lms.scoring.tables.board import ScoreFilter

STATE_TAGS = {"freezing": "warn", "draft": "warn", "reviewed": "warn", "final": "good"}


def state_tag(row: CountyMonth) -> Any:
    css = STATE_TAGS.get(row.state, "")
    return format_html('<span class="tag {}">{}</span>', css, row.get_state_display())


def counties(request: Any) -> Any:
    paths = policies.roots(request.user, Permission.VIEW_SCORES)
    step = Organisation.steplen
    above = {path[:end] for path in paths for end in range(step, len(path) + 1, step)}
    return Organisation.objects.filter(policies.within(paths) | Q(path__in=above), kind="county")


class MonthFilter(django_filters.FilterSet):
    county = django_filters.ModelChoiceFilter(
        label=_("County"), queryset=counties, empty_label=_("all")
    )
    state = django_filters.ChoiceFilter(
        label=_("State"), choices=CountyMonth.State.choices, empty_label=_("all")
    )

    class Meta:
        model = CountyMonth
        fields: list[str] = []


def _reviewed(row: Any) -> str:
    return f"{row.reviewed}/{row.office_count}" if row.office_count else "–"


class MonthTable(Table):
    key = "score_months"
    title = _("Months")
    filters = MonthFilter
    order = "-month"
    empty = _("No month has been closed yet.")
    columns = (
        Column(
            "month", _("Month"), sort="month",
            link=lambda row: reverse("scoring:month", args=[row.county.uid, row.month]),
        ),
        Column("county", _("County"), value="county.name", sort="county__path"),
        Column("state", _("State"), value="get_state_display", show=state_tag, sort="state"),
        Column("people", pgettext_lazy("how many", "People"), kind="number"),
        Column("reviewed", _("Offices reviewed"), value=_reviewed, kind="number"),
        Column("review_due", _("Review by"), sort="review_due"),
        Column("approve_due", _("Approval by"), sort="approve_due"),
        Column("posted_on", _("Posted on"), sort="posted_on"),
        Column("posted_until", _("Posted until")),
        Column("final_at", _("Final since"), sort="final_at"),
        Column("reopened", _("Opened again"), kind="number"),
    )  # fmt: skip

    def rows(self) -> QuerySet[CountyMonth]:
        offices = OfficeMonth.objects.filter(county_month=OuterRef("pk")).order_by()
        one = offices.values("county_month")
        scores = MonthScore.objects.current().filter(county_month=OuterRef("pk")).order_by()
        seen = CountyMonth.objects.visible_to(self.user).select_related("county").defer("plain")
        return seen.annotate(
            office_count=Coalesce(Subquery(one.annotate(n=Count("pk")).values("n")), 0),
            reviewed=Coalesce(Subquery(one.annotate(n=Count("reviewed_at")).values("n")), 0),
            people=Coalesce(
                Subquery(scores.values("county_month").annotate(n=Count("pk")).values("n")), 0
            ),
        )


class DraftFilter(ScoreFilter):
    late = TickFilter(lambda rows: rows.exclude(facts__late=[]), label=_("With late facts"))
    amended = TickFilter(lambda rows: rows.filter(version__gt=1), label=_("Amended"))


def said_points(points: int) -> str:
    if points < 0:
        return f"−{-points}"
    return f"+{points}" if points else "0"


def lines_in_short(score: Any) -> str:
    """``E1 +8、M5 −2``; what was late with its month, what another line counts in brackets."""
    parts = []
    for line in score.lines:
        figure = f"{line['code']} {said_points(line['points'])}"
        if line["late"]:
            figure += f"（{line['late']}）"
        parts.append(figure)
    return "、".join(parts)


class DraftTable(Table):
    """``given``: ``county_month``, the month's key."""

    key = "draft_scores"
    title = _("Scores of the month")
    filters = DraftFilter
    order = "office__path"
    empty = _("Nobody fits.")
    columns = (
        Column(
            "code", _("Case code"), value="offender.code", sort="offender__code",
            link=lambda one: reverse(
                "scoring:month_score",
                args=[one.county_month.county.uid, one.month, one.pk],
            ),
        ),
        Column("name", _("Full name"), value="offender.user.name", sort="offender__user__name"),
        Column("office", _("Office"), value="office.name", sort="office__path"),
        Column("hours", _("Credit hours"), value=wording.study_hours, kind="number"),
        Column("lines", _("Lines"), value=lines_in_short, kind="long"),
        Column("total", _("Score"), sort="total", kind="number"),
        Column("band", _("Weather"), value=wording.band_of, show=wording.band_tag, sort="total"),
        Column("version", _("Version"), sort="version", kind="number"),
    )  # fmt: skip

    def rows(self) -> QuerySet[MonthScore]:
        """Without one's own."""
        seen = MonthScore.objects.current().visible_to(self.user).exclude(offender=self.user.pk)
        seen = seen.filter(county_month=self.given["county_month"])
        return seen.select_related("offender__user", "office", "county_month__county").defer(
            "offender__id_number", "offender__user__phone", "county_month__plain", "proposals"
        )

    def may_export(self) -> bool:
        """Only who may export everybody that the list shows."""
        seen = policies.roots(self.user, Permission.VIEW_SCORES)
        allowed = policies.roots(self.user, Permission.EXPORT_PEOPLE)
        return bool(seen) and all(any(path.startswith(a) for a in allowed) for path in seen)


def people_by_office(county_month: CountyMonth) -> dict[int, int]:
    rows = MonthScore.objects.current().filter(county_month=county_month).order_by()
    return dict(rows.values_list(F("office")).annotate(Count("pk")))
