"""What is to be looked at: review signals, results of tools, kiosks."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lms.accounts.permissions import Permission
from lms.core.tables import Column, Table
from lms.learning.filters import SECRET, PersonFilter, TickFilter
from lms.learning.models import ReviewSignal, ToolResult
from lms.learning.tables.ledger import TAG
from lms.learning.tables.people import address

COLOUR = {"open": "bad", "harmless": "good", "talked": "", "fraud": "warn"}


class SignalFilter(PersonFilter):
    state = django_filters.ChoiceFilter(
        choices=ReviewSignal.State.choices, label=gettext_lazy("Outcome"),
        empty_label=gettext_lazy("all"),
    )  # fmt: skip
    kind = django_filters.ChoiceFilter(
        choices=ReviewSignal.Kind.choices, label=gettext_lazy("Kind"),
        empty_label=gettext_lazy("all"),
    )  # fmt: skip

    class Meta:
        model = ReviewSignal
        fields: list[str] = []


class SignalTable(Table):
    key = "signals"
    title = gettext_lazy("Review signals")
    filters = SignalFilter
    order = "-raised_at"
    empty = gettext_lazy("Nothing to review.")
    columns = (
        Column(
            "raised_at", gettext_lazy("Raised on"), sort="raised_at",
            link=lambda s: reverse("learning:signal", args=[s.pk]),
        ),
        Column("kind", gettext_lazy("What was noticed"), value="get_kind_display", sort="kind"),
        Column("code", gettext_lazy("Case code"), value="learner.offender.code"),
        Column(
            "name", gettext_lazy("Full name"), value="learner.name", sort="learner__name",
            link=lambda s: address(s.learner),
        ),
        Column("office", gettext_lazy("Office"), value="learner.offender.office.name"),
        Column(
            "state", gettext_lazy("Outcome"), value="get_state_display", sort="state",
            show=lambda s: format_html(TAG, COLOUR[s.state], s.get_state_display()),
        ),
        Column("reason", gettext_lazy("Reason"), value="outcome_reason", kind="long"),
        Column("by", gettext_lazy("Decided by"), value="decided_by.name"),
    )  # fmt: skip

    def rows(self) -> QuerySet[ReviewSignal]:
        seen = ReviewSignal.objects.visible_to(self.user)
        return seen.select_related("learner__offender__office", "decided_by").defer(
            *SECRET, "decided_by__phone"
        )

    def may_export(self) -> bool:
        return bool(self.user.can(Permission.EXPORT_PEOPLE))


class ToolResultFilter(PersonFilter):
    alarm = TickFilter(lambda rows: rows.filter(alarm=True), label=gettext_lazy("Alarms"))
    unseen = TickFilter(lambda rows: rows.filter(seen_at=None), label=gettext_lazy("Not opened"))

    class Meta:
        model = ToolResult
        fields: list[str] = []


def _alarm(result: Any) -> Any:
    return format_html(TAG, "bad", _("alarm")) if result.alarm else "–"


class ToolResultTable(Table):
    """Without what was answered and what it came to: those are seen one by one, each look
    logged."""

    key = "tool_results"
    title = gettext_lazy("Results of tools")
    filters = ToolResultFilter
    order = "-submitted_at"
    empty = gettext_lazy("No results.")
    columns = (
        Column(
            "submitted_at", gettext_lazy("Handed in"), sort="submitted_at",
            link=lambda r: reverse("learning:tool_answers", args=[r.pk]),
        ),
        Column("tool", gettext_lazy("Tool"), value="tool_title", sort="tool_title"),
        Column("code", gettext_lazy("Case code"), value="learner.offender.code"),
        Column(
            "name", gettext_lazy("Full name"), value="learner.name", sort="learner__name",
            link=lambda r: address(r.learner),
        ),
        Column("office", gettext_lazy("Office"), value="learner.offender.office.name"),
        Column("alarm", gettext_lazy("Alarm"), show=_alarm),
        Column("seen_at", gettext_lazy("First opened"), sort="seen_at"),
        Column("seen_by", gettext_lazy("Opened by"), value="seen_by.name"),
    )  # fmt: skip

    def rows(self) -> QuerySet[ToolResult]:
        seen = ToolResult.objects.visible_to(self.user).exclude(learner=self.user)
        return seen.select_related("learner__offender__office", "seen_by").defer(
            *SECRET, "seen_by__phone", "answers"
        )

    def may_export(self) -> bool:
        return False
