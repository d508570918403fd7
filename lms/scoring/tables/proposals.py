"""Proposals, those to be decided first of all."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from lms.accounts import policies
from lms.accounts.permissions import Permission
from lms.core.tables import Column, Table
from lms.learning.filters import visible_offices as offices
from lms.scoring import board
from lms.scoring.models import MonthScore, Proposal

ALL = "all"
State = Proposal.State
STATES = [(code, label) for code, label in State.choices if code != State.OPEN]
COLOURS = {State.OPEN: "warn", State.ACCEPTED: "good", State.DECLINED: "", State.LAPSED: "off"}


class ProposalFilter(django_filters.FilterSet):
    """Without a state: those to be decided."""

    q = django_filters.CharFilter(label=_("Code or name"), method="look_for", max_length=60)
    office = django_filters.ModelChoiceFilter(
        field_name="offender__office", label=_("Office"), queryset=offices, empty_label=_("all")
    )
    kind = django_filters.ChoiceFilter(
        label=_("Kind"), choices=Proposal.Kind.choices, empty_label=_("all")
    )
    state = django_filters.ChoiceFilter(
        label=_("State"), choices=[*STATES, (ALL, _("all"))], method="in_state",
        empty_label=State.OPEN.label,
    )  # fmt: skip

    class Meta:
        model = Proposal
        fields: list[str] = []

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        found: QuerySet[Any] = super().filter_queryset(queryset)
        return found if self.form.cleaned_data.get("state") else found.filter(state=State.OPEN)

    def in_state(self, rows: QuerySet[Any], _name: str, state: str) -> QuerySet[Any]:
        return rows if state == ALL else rows.filter(state=state)

    def look_for(self, rows: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        return rows.filter(board.below(value.strip()))


def state_tag(proposal: Proposal) -> Any:
    colour = COLOURS[State(proposal.state)]
    return format_html('<span class="tag {}">{}</span>', colour, proposal.get_state_display())


class ProposalTable(Table):
    key = "proposals"
    title = _("Proposals")
    filters = ProposalFilter
    order = "-made_at"
    empty = _("Nothing is to be decided here.")
    columns = (
        Column(
            "name", _("Proposal"), sort="name",
            link=lambda one: reverse("scoring:proposal", args=[one.pk]),
        ),
        Column("kind", _("Kind"), value="get_kind_display", sort="kind"),
        Column("month", _("Month"), value="county_month.month", sort="county_month__month"),
        Column("code", _("Case code"), value="offender.code", sort="offender__code"),
        Column("person", _("Full name"), value="offender.user.name", sort="offender__user__name"),
        Column("office", _("Office"), value="offender.office.name", sort="offender__office__path"),
        Column("state", _("State"), value="get_state_display", show=state_tag, sort="state"),
        Column("made_at", _("Made"), sort="made_at"),
        Column("decided_by", _("Decided by"), value="decided_by.name"),
        Column("decided_at", _("Decided"), sort="decided_at"),
        Column("reason", _("Reason"), kind="long"),
    )  # fmt: skip

    def rows(self) -> QuerySet[Proposal]:
        found = Proposal.objects.looked_after_by(self.user, Permission.VIEW_SCORES)
        return found.select_related(
            "offender__user", "offender__office", "county_month", "decided_by"
        ).defer("county_month__plain", "offender__id_number", "offender__user__phone", "seen")

    def may_export(self) -> bool:
        """Only who may export everybody that the list shows."""
        seen = policies.roots(self.user, Permission.VIEW_SCORES)
        allowed = policies.roots(self.user, Permission.EXPORT_PEOPLE)
        return bool(seen) and all(any(path.startswith(a) for a in allowed) for path in seen)


def months_of(offender: Any, most: int = 12) -> list[MonthScore]:
    """The person's scores, the newest month first."""
    scores = MonthScore.objects.current().filter(offender=offender)
    return list(scores.defer("facts", "lines", "proposals").order_by("-month")[:most])
