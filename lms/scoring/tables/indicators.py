"""The three zeros by place, and the cases behind them."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lms.accounts.models import Kind, Organisation
from lms.core.columns import Column
from lms.core.filters import FromDay, UntilDay
from lms.core.months import today
from lms.core.tables import Table
from lms.learning.filters import TickFilter
from lms.scoring.indicators import figures as indicators
from lms.scoring.models import IndicatorRecord


def _years() -> list[tuple[str, str]]:
    return [(str(year), str(year)) for year in indicators.years()]


class PlaceFilter(django_filters.FilterSet):
    year = django_filters.ChoiceFilter(
        choices=_years, label=gettext_lazy("Year"), method="as_is",
        empty_label=gettext_lazy("this year"),
    )  # fmt: skip
    kind = django_filters.ChoiceFilter(
        choices=[(one.value, one.label) for one in (Kind.COUNTY, Kind.JUSTICE_OFFICE)],
        label=gettext_lazy("By"), empty_label=gettext_lazy("all"),
    )  # fmt: skip

    class Meta:
        model = Organisation
        fields: list[str] = []

    def as_is(self, rows: Any, _name: str, _value: str) -> Any:
        return rows


class PlaceTable(Table):
    key = "indicators"
    title = gettext_lazy("Three zeros")
    filters = PlaceFilter
    order = "path"
    empty = gettext_lazy("No organisations.")
    columns = ()

    def rows(self) -> QuerySet[Organisation]:
        return indicators.places_of(self.user)  # type: ignore[no-any-return]

    @property
    def year(self) -> int:
        said = self.data.get("year", "")
        return int(said) if said in dict(_years()) else today().year

    @cached_property
    def figures(self) -> dict[str, indicators.Figures]:
        return indicators.by_place(self.user, self.year)

    @cached_property
    def shown_columns(self) -> list[Column]:
        return [
            Column("name", _("Organisation"), sort="path", show=lambda o: f"{o.indent}{o.name}"),
            *(column for name in indicators.ZEROS for column in self._columns_of(name)),
        ]

    def _columns_of(self, name: str) -> list[Column]:
        label = indicators.ZEROS[name][0]

        def of(place: Any) -> indicators.Figure:
            return self.figures.get(place.path, indicators.Figures())[name]

        found = [
            Column(f"{name}_count", label, value=lambda o: of(o).count, kind="number"),
            Column(f"{name}_rate", _("per hundred"), value=lambda o: of(o).rate, kind="number"),
            Column(
                f"{name}_days", _("days since last"), value=lambda o: of(o).days_since,
                kind="number",
            ),
        ]  # fmt: skip
        if name == "lost":
            still = Column("lost_open", _("open cases"), value=lambda o: of(o).open, kind="number")
            found.insert(1, still)
        return found


class CaseFilter(django_filters.FilterSet):
    indicator = django_filters.ChoiceFilter(
        choices=IndicatorRecord.Indicator.choices, label=gettext_lazy("Indicator"),
        empty_label=gettext_lazy("all"),
    )  # fmt: skip
    organisation = django_filters.ModelChoiceFilter(
        label=gettext_lazy("Organisation"), method="below", empty_label=gettext_lazy("all"),
        queryset=lambda request: indicators.places_of(request.user),
    )  # fmt: skip
    open = TickFilter(
        lambda rows: rows.filter(
            indicator__in=indicators.ZEROS["lost"][1], ended_on=None, replaced_by=None, void=False
        ),
        label=gettext_lazy("Not found yet"),
    )
    history = TickFilter(lambda rows: rows, label=gettext_lazy("Corrected rows, too"))
    since = FromDay("on", moment=False, label=gettext_lazy("From day"))
    until = UntilDay("on", moment=False, label=gettext_lazy("Until day"))

    class Meta:
        model = IndicatorRecord
        fields: list[str] = []

    def below(self, rows: QuerySet[Any], _name: str, place: Organisation) -> QuerySet[Any]:
        return rows.filter(organisation__path__startswith=place.path)

    def filter_queryset(self, queryset: Any) -> Any:
        found = super().filter_queryset(queryset)
        if self.form.cleaned_data.get("history"):
            return found
        return found.filter(Q(replaced_by=None) & Q(void=False))


def state_name(case: IndicatorRecord) -> str:
    if hasattr(case, "replaced_by"):
        return _("corrected")
    if case.void:
        return _("was none")
    if case.indicator in indicators.ZEROS["lost"][1]:
        return _("found again") if case.ended_on else _("not found yet")
    return _("stands")


def state_tag(case: IndicatorRecord) -> Any:
    off = hasattr(case, "replaced_by") or case.void
    lost = case.indicator in indicators.ZEROS["lost"][1] and not case.ended_on
    colour = "off" if off else "bad" if lost else ""
    return format_html('<span class="tag {}">{}</span>', colour, state_name(case))


class CaseTable(Table):
    key = "indicator_cases"
    title = gettext_lazy("Cases of the three zeros")
    filters = CaseFilter
    order = "-on"
    empty = gettext_lazy("No cases.")
    columns = (
        Column(
            "on", gettext_lazy("Day"), sort="on",
            link=lambda c: reverse("scoring:indicator", args=[c.pk]),
        ),
        Column("indicator", gettext_lazy("Indicator"), value="get_indicator_display",
               sort="indicator"),
        Column("organisation", gettext_lazy("Organisation"), value="organisation.name",
               sort="organisation__path"),
        Column("code", gettext_lazy("Case code"), value="offender.code"),
        Column("state", gettext_lazy("State"), value=state_name, show=state_tag),
        Column("ended_on", gettext_lazy("Ended on"), sort="ended_on"),
        Column("source", gettext_lazy("Source"), kind="long"),
        Column("by", gettext_lazy("Entered by"), value="recorded_by.name"),
        Column("recorded_at", gettext_lazy("Entered on"), sort="recorded_at"),
    )  # fmt: skip

    def rows(self) -> QuerySet[IndicatorRecord]:
        seen = IndicatorRecord.objects.visible_to(self.user).exclude(offender=self.user.pk)
        return seen.select_related(
            "organisation", "offender", "recorded_by", "replaced_by"
        ).defer("offender__id_number", "recorded_by__phone")  # fmt: skip
