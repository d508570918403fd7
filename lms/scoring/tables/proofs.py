"""Months with their signatures, and the people of one with what they scored."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import CharField, Count, Exists, F, Max, OuterRef, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from lms.core.tables import Column, Table
from lms.scoring import board, wording
from lms.scoring.models import CountyMonth, MonthScore, MonthSignature, WitnessCopy

STATES = {"final": "good", "posted": "good"}


def _state(month: Any) -> Any:
    label = month.get_state_display()
    return format_html('<span class="tag {}">{}</span>', STATES.get(month.state, "warn"), label)


def _receipt(month: Any) -> Any:
    if not month.signed:
        return "–"
    css, words = ("good", _now("receipted")) if month.received else ("bad", _now("not receipted"))
    return format_html('<span class="tag {}">{}</span>', css, words)


class MonthFilter(django_filters.FilterSet):
    month = django_filters.CharFilter(label=_("Month"), max_length=7)
    state = django_filters.ChoiceFilter(
        label=_("State"), choices=CountyMonth.State.choices, empty_label=_("all")
    )

    class Meta:
        model = CountyMonth
        fields: list[str] = []


class MonthTable(Table):
    key = "proofs"
    title = _("Proofs of months")
    filters = MonthFilter
    order = "-month"
    empty = _("No month has been closed yet.")
    columns = (
        Column("month", _("Month"), sort="month",
               link=lambda one: reverse("scoring:proof", args=[one.pk])),
        Column("county", _("County"), value="county.name", sort="county__path"),
        Column("state", _("State"), value="get_state_display", show=_state, sort="state"),
        Column("signed", _("Signatures"), kind="number"),
        Column("signed_at", _("Signed last")),
        Column("received", _("Receipt of the procuratorate"), show=_receipt),
    )  # fmt: skip

    def rows(self) -> QuerySet[CountyMonth]:
        seen = CountyMonth.objects.visible_to(self.user, "verify_months")
        missing = MonthSignature.objects.filter(county_month=OuterRef("pk")).annotate(
            about=Concat(
                F("county_month__month"), Value("#"), Cast("number", CharField()),
                output_field=CharField(),
            )
        )  # fmt: skip
        copies = WitnessCopy.objects.filter(
            kind="results", county=OuterRef("county_month__county"), about=OuterRef("about")
        )
        return (
            seen.select_related("county")
            .annotate(
                signed=Count("signatures"),
                signed_at=Max("signatures__signed_at"),
                received=~Exists(missing.filter(~Exists(copies))),
            )
            .defer("plain")
        )

    def may_export(self) -> bool:
        return True


class PersonFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label=_("Code or name"), method="look_for", max_length=60)
    band = django_filters.ChoiceFilter(
        label=_("Weather"), choices=wording.BANDS, empty_label=_("all")
    )

    class Meta:
        model = MonthScore
        fields: list[str] = []

    def look_for(self, rows: QuerySet[MonthScore], _name: str, value: str) -> QuerySet[MonthScore]:
        return rows.filter(board.below(value.strip()))


def _file(score: Any) -> Any:
    address = reverse("scoring:dossier", args=[score.offender_id])
    return format_html('<a href="{}" download>{}</a>', address, _now("Download"))


class PeopleTable(Table):
    key = "proofs_people"
    title = _("Scores of the month")
    filters = PersonFilter
    order = "offender__code"
    empty = _("Nobody fits these filters.")
    columns = (
        Column("code", _("Case code"), value="offender.code", sort="offender__code",
               link=lambda one: reverse("scoring:person_month",
                                        args=[one.offender_id, one.month])),
        Column("name", _("Full name"), value="offender.user.name", sort="offender__user__name"),
        Column("office", _("Office"), value="office.name", sort="office__path"),
        Column("total", _("Score"), sort="total", kind="number"),
        Column("band", _("Weather"), value=wording.band_of, show=wording.band_tag),
        Column("version", _("Version"), kind="number"),
        Column("file", _("File with proofs"), show=_file, exported=False),
    )  # fmt: skip

    def rows(self) -> QuerySet[MonthScore]:
        seen = MonthScore.objects.current().looked_after_by(self.user, "verify_months")
        found: QuerySet[MonthScore] = seen.filter(county_month=self.given["month"])
        return found.select_related("offender__user", "office").defer(
            "facts", "lines", "proposals", "offender__id_number", "offender__user__phone"
        )

    def may_export(self) -> bool:
        return bool(self.user.can("export_people"))
