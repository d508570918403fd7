"""The list of cases on their way."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cases.draft import from_json
from cases.models import CaseKind, Submission
from lms.core.months import today
from lms.core.tables import Column, Table


class SubmissionFilter(django_filters.FilterSet):
    state = django_filters.ChoiceFilter(
        choices=Submission.State.choices, label=_("State"), empty_label=_("all")
    )
    kind = django_filters.ChoiceFilter(
        choices=CaseKind.choices, label=_("Kind of case"), empty_label=_("all")
    )
    late = django_filters.ChoiceFilter(
        label=_("Due on"), choices=[("yes", _("only late ones"))], empty_label=_("all"),
        method="only_late",
    )  # fmt: skip

    class Meta:
        model = Submission
        fields: list[str] = []

    def only_late(self, rows: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        return rows.overdue(today()) if value else rows  # type: ignore[attr-defined]


def _title(row: Submission) -> str:
    """What its author calls it so far. A draft may still name somebody: whoever sees the list sees
    the case."""
    return from_json(row.draft).title or str(_("without a title"))


class SubmissionTable(Table):
    key, title, filters = "case-submissions", _("Cases on their way"), SubmissionFilter
    order = "-changed_at"
    empty = _("No case is on its way.")
    formats = ()
    columns = (
        Column(
            "title", _("Title"), value=_title, kind="long",
            link=lambda row: reverse("cases:desk_case", args=[row.pk]),
        ),
        Column("kind", _("Kind of case"), value="get_kind_display", sort="kind"),
        Column("state", _("State"), value="get_state_display", sort="state"),
        Column("due", _("Due on"), value=lambda row: row.due_on, sort="due_on"),
        Column("by", pgettext_lazy("case", "Handed in by"), value="organisation.name"),
        Column("author", _("Author"), value="made_by.name"),
        Column("changed", _("Last change"), value=lambda row: row.changed_at, sort="changed_at"),
    )  # fmt: skip

    def rows(self) -> QuerySet[Any]:
        return Submission.objects.visible_to(self.user).select_related("organisation", "made_by")

    def may_export(self) -> bool:
        """What is on its way leaves by no file."""
        return False
