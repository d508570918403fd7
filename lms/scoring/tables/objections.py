"""The staff's list of objections: what is to be answered, to be decided, overdue."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lms.core.months import today
from lms.core.tables import Column, Table
from lms.learning.filters import TickFilter, visible_offices
from lms.learning.tables.ledger import TAG
from lms.scoring.models import Objection

State = Objection.State
COLOUR = {
    State.SENT: "warn", State.ANSWERED: "warn", State.ACCEPTED: "good", State.DECLINED: "off",
    State.WITHDRAWN: "off",
}  # fmt: skip


def overdue(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Past the deadline of whoever it waits for."""
    day = today()
    return rows.filter(
        Q(state=State.SENT, answer_due__lt=day)
        | Q(state__in=[State.SENT, State.ANSWERED], decide_due__lt=day)
    )


def waiting(rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows.filter(state__in=[State.SENT, State.ANSWERED])


def due(one: Any) -> Any:
    """The day by which it is somebody's turn; None when it is nobody's any more."""
    if one.state == State.SENT:
        return one.answer_due
    return one.decide_due if one.state == State.ANSWERED else None


def _due_tag(one: Any) -> Any:
    day = due(one)
    if day is None or day >= today():
        return day
    return format_html(TAG, "bad", _("%(day)s overdue") % {"day": day})


def about(one: Any) -> str:
    """The line's code, or what else it is about."""
    if one.study is not None:
        return _("uncounted study time")
    return str(one.line) or _("the whole score")


class ObjectionFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(
        label=gettext_lazy("Code or name"), method="of_person", max_length=60
    )
    state = django_filters.ChoiceFilter(
        choices=State.choices, label=gettext_lazy("State"), empty_label=gettext_lazy("all")
    )
    office = django_filters.ModelChoiceFilter(
        field_name="offender__office", label=gettext_lazy("Office"), queryset=visible_offices,
        empty_label=gettext_lazy("all"),
    )  # fmt: skip
    month = django_filters.CharFilter(
        field_name="score__month", label=gettext_lazy("Month"), max_length=7
    )
    waiting = TickFilter(waiting, label=gettext_lazy("To be done"))
    overdue = TickFilter(overdue, label=gettext_lazy("Overdue"))

    class Meta:
        model = Objection
        fields: list[str] = []

    def of_person(self, rows: Any, _name: str, text: str) -> Any:
        said = text.strip()
        return rows.filter(
            Q(offender__code__istartswith=said) | Q(offender__user__name__icontains=said)
        )


class ObjectionTable(Table):
    key = "objections"
    title = gettext_lazy("Objections")
    filters = ObjectionFilter
    order = "-sent_at"
    empty = gettext_lazy("No objections.")
    columns = (
        Column(
            "sent_at", gettext_lazy("Sent on"), sort="sent_at",
            link=lambda o: reverse("scoring:objection", args=[o.pk]),
        ),
        Column("code", gettext_lazy("Case code"), value="offender.code", sort="offender__code"),
        Column("name", gettext_lazy("Full name"), value="offender.user.name"),
        Column("office", gettext_lazy("Office"), value="offender.office.name"),
        Column("month", gettext_lazy("Month"), value="score.month", sort="score__month"),
        Column("about", gettext_lazy("About"), value=about),
        Column("due", gettext_lazy("Due on"), value=due, show=_due_tag, sort="decide_due"),
        Column(
            "state", gettext_lazy("State"), value="get_state_display", sort="state",
            show=lambda o: format_html(TAG, COLOUR[o.state], o.get_state_display()),
        ),
    )  # fmt: skip

    def rows(self) -> QuerySet[Any]:
        rows = Objection.objects.looked_after_by(self.user, "view_scores")
        rows = rows.select_related("offender__user", "offender__office", "score")
        found: QuerySet[Any] = rows.defer(
            "offender__id_number", "offender__user__phone", "score__facts", "score__lines",
            "score__proposals",
        )  # fmt: skip
        return found
