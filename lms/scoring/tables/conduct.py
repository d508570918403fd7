"""The list of conduct records."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lms.accounts.permissions import Permission
from lms.core.filters import FromDay, UntilDay
from lms.core.tables import Column, Table
from lms.learning.filters import visible_offices
from lms.scoring.conduct import words
from lms.scoring.models import ConductRecord
from lms.scoring.models.conduct import KIND_CHOICES


class ConductFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label=_("Code or name"), method="of_person", max_length=60)
    office = django_filters.ModelChoiceFilter(
        field_name="offender__office", label=_("Office"), queryset=visible_offices,
        empty_label=_("all"),
    )  # fmt: skip
    kind = django_filters.ChoiceFilter(
        choices=KIND_CHOICES, label=_("What happened"), empty_label=_("all")
    )
    state = django_filters.ChoiceFilter(
        choices=words.STATES, label=_("State"), method="in_state", empty_label=_("all")
    )
    origin = django_filters.ChoiceFilter(
        choices=ConductRecord.Origin.choices, label=_("Came by"), empty_label=_("all")
    )
    month = django_filters.CharFilter(
        field_name="counts_in", label=_("Counts in (like 2026-10)"), max_length=7
    )
    since = FromDay("on", moment=False, label=_("From day"))
    until = UntilDay("on", moment=False, label=_("Until day"))

    class Meta:
        model = ConductRecord
        fields: list[str] = []

    def of_person(self, rows: QuerySet[Any], _name: str, text: str) -> QuerySet[Any]:
        said = text.strip()
        return rows.filter(
            Q(offender__code__istartswith=said) | Q(offender__user__name__icontains=said)
        )

    def in_state(self, rows: Any, _name: str, state: str) -> Any:
        if state == words.WAITING:
            return rows.waiting()
        if state == words.CANCELLED:
            return rows.filter(is_undone=True)
        if state == words.REFUSED:
            return rows.filter(decision__accepted=False, is_undone=False)
        counted = Q(needs_second=False) | Q(decision__accepted=True)
        return rows.filter(counted, is_undone=False)


class ConductTable(Table):
    key = "conduct"
    title = _("Conduct records")
    filters = ConductFilter
    order = "-recorded_at"
    empty = _("No records.")
    columns = (
        Column("on", _("Day"), sort="on", link=lambda r: reverse("scoring:conduct", args=[r.pk])),
        Column("kind", _("What happened"), value=words.kind_name, sort="kind"),
        Column("code", _("Case code"), value="offender.code", sort="offender__code"),
        Column(
            "name", _("Full name"), value="offender.user.name", sort="offender__user__name",
            link=lambda r: reverse("scoring:person_conduct", args=[r.offender_id]),
        ),
        Column("office", _("Office"), value="offender.office.name"),
        Column("state", _("State"), value=words.state_name, show=words.state_tag),
        Column("hours", _("Hours"), kind="number", sort="hours"),
        Column("counts_in", _("Counts in"), sort="counts_in"),
        Column("is_late", _("Late"), sort="is_late"),
        Column("origin", _("Came by"), value="get_origin_display", sort="origin"),
        Column("key", _("Outside key"), value="outside_key"),
        Column("by", _("Entered by"), value="recorded_by.name"),
        Column("recorded_at", _("Entered on"), sort="recorded_at"),
    )  # fmt: skip

    def rows(self) -> QuerySet[ConductRecord]:
        return ConductRecord.objects.visible_to(self.user).exclude(offender=self.user.pk).told()

    def may_export(self) -> bool:
        return bool(self.user.can(Permission.EXPORT_PEOPLE))
