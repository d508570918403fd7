"""Everybody's score of one month."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lms.accounts import policies
from lms.accounts.models import Level, Organisation
from lms.accounts.permissions import Permission
from lms.core.months import Month
from lms.core.tables import Column, Table
from lms.scoring import board, wording
from lms.scoring.models import MonthScore


def offices(request: Any) -> list[tuple[int, str]]:
    """The offices to choose from: those of the board's figures, when the page has them already."""
    if (known := getattr(request, "board_offices", None)) is not None:
        return list(known)
    paths = policies.roots(request.user, Permission.VIEW_SCORES)
    rows = Organisation.objects.offices().filter(policies.within(paths))
    return list(rows.values_list("pk", "name"))


class ScoreFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label=_("Code or name"), method="look_for", max_length=60)
    office = django_filters.ChoiceFilter(label=_("Office"), empty_label=_("all"))
    band = django_filters.ChoiceFilter(
        label=_("Weather"), choices=wording.BANDS, empty_label=_("all")
    )
    level = django_filters.ChoiceFilter(
        label=_("Level"), field_name="offender__treatment_level", choices=Level.choices,
        empty_label=_("all"),
    )  # fmt: skip

    class Meta:
        model = MonthScore
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters["office"].extra["choices"] = offices(self.request)

    def look_for(self, rows: QuerySet[MonthScore], _name: str, value: str) -> QuerySet[MonthScore]:
        return rows.filter(board.below(value.strip()))


class ScoreTable(Table):
    key = "month_scores"
    title = _("Scores of the month")
    filters = ScoreFilter
    order = "offender__code"
    empty = _("Nobody fits these filters.")
    columns = (
        Column(
            "code", _("Case code"), value="offender.code", sort="offender__code",
            link=lambda one: reverse("learning:person", args=[one.offender_id]),
        ),
        Column("name", _("Full name"), value="offender.user.name", sort="offender__user__name"),
        Column("office", _("Office"), value="office.name", sort="office__path"),
        Column("level", _("Level"), value="offender.get_treatment_level_display"),
        Column("hours", _("Credit hours"), value=wording.study_hours, kind="number"),
        Column("given", _("Given"), value=wording.points_given, kind="number"),
        Column("taken", _("Taken"), value=wording.points_taken, kind="number"),
        Column("total", _("Score"), sort="total", kind="number"),
        Column("before", _("Month before"), value="before", sort="before", kind="number"),
        Column("band", _("Weather"), value=wording.band_of, show=wording.band_tag, sort="total"),
        Column("version", _("Version"), kind="number"),
    )  # fmt: skip

    def rows(self) -> QuerySet[MonthScore]:
        month = self.given["month"]
        scores = board.scores_of(self.user, month)
        if county := self.given.get("county"):
            scores = scores.filter(county_month__county=county)
        return board.with_before(scores, Month.parse(month))

    def may_export(self) -> bool:
        """Only who may export everybody that the list shows."""
        seen = policies.roots(self.user, Permission.VIEW_SCORES)
        allowed = policies.roots(self.user, Permission.EXPORT_PEOPLE)
        return bool(seen) and all(any(path.startswith(a) for a in allowed) for path in seen)
