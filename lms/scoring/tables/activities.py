"""The staff's lists of activities: classes, public-benefit activities, reports, requests,
alerts."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from lms.accounts import policies
from lms.accounts.models import Kind
from lms.accounts.permissions import Permission
from lms.core.tables import Column, Table
from lms.scoring.models import CrisisAlert, GroupClass, HelpRequest, Reflection, ServiceEvent

Rows = QuerySet[Any]
UNREAD = ("offender__id_number", "offender__needs", "offender__user__phone")
COLOURS = {
    "sent": "warn", "returned": "bad", "accepted": "good", "agreed": "good", "declined": "off",
    "done": "off", "open": "warn", "closed": "good", "cancelled": "off", "at_it": "good",
}  # fmt: skip
HELD = [("open", _("open")), ("closed", _("closed")), ("cancelled", _("cancelled"))]
REQUESTS = [("sent", _("waits for an answer")), *HelpRequest.State.choices[1:]]
ALERTS = [("open", _("nobody is at it")), ("at_it", _("somebody is at it"))]


def tag(state: str, words: Any) -> Any:
    return format_html('<span class="tag {}">{}</span>', COLOURS.get(state, ""), words)


def held_state(row: Any) -> str:
    if row.cancelled_at:
        return "cancelled"
    return "closed" if row.closed_at else "open"


def offices(request: Any) -> Any:
    mine = policies.organisations(request.user, Permission.RECORD_CONDUCT)
    return mine.filter(kind=Kind.JUSTICE_OFFICE).order_by("path")


class HeldFilter(django_filters.FilterSet):
    """For what an organisation holds."""

    q = django_filters.CharFilter(label=_("Words"), field_name="title", lookup_expr="icontains",
                                  max_length=60)  # fmt: skip
    state = django_filters.ChoiceFilter(
        label=_("State"), choices=HELD, method="in_state", empty_label=_("all")
    )

    def in_state(self, rows: Rows, _name: str, state: str) -> Rows:
        if state == "cancelled":
            return rows.exclude(cancelled_at=None)
        return rows.filter(cancelled_at=None, closed_at__isnull=state == "open")


class SentFilter(django_filters.FilterSet):
    """For what offenders send."""

    q = django_filters.CharFilter(label=_("Code or name"), method="of_person", max_length=60)
    office = django_filters.ModelChoiceFilter(
        field_name="offender__office", label=_("Office"), queryset=offices, empty_label=_("all")
    )

    def of_person(self, rows: Rows, _name: str, text: str) -> Rows:
        said = text.strip()
        return rows.filter(
            Q(offender__code__istartswith=said) | Q(offender__user__name__icontains=said)
        )


class ReportsFilter(SentFilter):
    state = django_filters.ChoiceFilter(
        label=_("State"), choices=Reflection.State.choices, empty_label=_("all")
    )


class RequestsFilter(SentFilter):
    kind = django_filters.ChoiceFilter(
        label=_("What for"), choices=HelpRequest.Kind.choices, empty_label=_("all")
    )
    state = django_filters.ChoiceFilter(label=_("State"), choices=REQUESTS, empty_label=_("all"))


class AlertsFilter(SentFilter):
    state = django_filters.ChoiceFilter(
        label=_("State"), choices=ALERTS, method="in_state", empty_label=_("all")
    )

    def in_state(self, rows: Rows, _name: str, state: str) -> Rows:
        return rows.filter(acknowledged_at__isnull=state == "open")


class ActivityTable(Table):
    right = Permission.RECORD_CONDUCT

    def may_export(self) -> bool:
        """Only who may export everybody that the list shows."""
        seen = policies.roots(self.user, self.right)
        allowed = policies.roots(self.user, Permission.EXPORT_PEOPLE)
        return bool(seen) and all(any(path.startswith(a) for a in allowed) for path in seen)

    def of_people(self, rows: Rows) -> Rows:
        people = rows.select_related("offender__user", "offender__office")
        return people.defer(*UNREAD)


def _held(name: str) -> tuple[Column, ...]:
    return (
        Column(
            "title", _("What"), sort="title", kind="long",
            link=lambda one: reverse(f"scoring:{name}", args=[one.pk]),
        ),
        Column("organisation", _("Held by"), value="organisation.name", sort="organisation__path"),
        Column("place", _("Where it takes place")),
        Column("starts_at", _("Begins"), sort="starts_at"),
    )  # fmt: skip


_STATE = Column(
    "state", _("State"), value=lambda one: dict(HELD)[held_state(one)],
    show=lambda one: tag(held_state(one), dict(HELD)[held_state(one)]),
)  # fmt: skip


class ClassesTable(ActivityTable):
    key, title, order = "group_classes", _("Group classes"), "-starts_at"
    filters = HeldFilter
    empty = _("There is no class yet.")
    columns = (
        *_held("class_roster"),
        Column("people", _("Called"), kind="number"),
        Column("there", _("Were there"), kind="number"),
        _STATE,
    )

    def rows(self) -> QuerySet[GroupClass]:
        there = Count("roster", filter=Q(roster__state="present"))
        rows: QuerySet[GroupClass] = GroupClass.objects.visible_to(self.user)
        return rows.select_related("organisation").annotate(people=Count("roster"), there=there)


class EventsTable(ActivityTable):
    key, title, order = "service_events", _("Public-benefit activities"), "-starts_at"
    filters = HeldFilter
    empty = _("There is no activity yet.")
    columns = (
        *_held("service_event"),
        Column("hours", _("Hours"), kind="number"),
        Column("taken", _("Signed up"), kind="number"),
        Column("places", _("Places"), kind="number"),
        _STATE,
    )

    def rows(self) -> QuerySet[ServiceEvent]:
        taken = Count("signups", filter=Q(signups__withdrawn_at=None))
        rows: QuerySet[ServiceEvent] = ServiceEvent.objects.visible_to(self.user)
        return rows.select_related("organisation").annotate(taken=taken)


def _sent(name: str) -> tuple[Column, ...]:
    return (
        Column("code", _("Case code"), value="offender.code", sort="offender__code"),
        Column(
            "name", _("Full name"), value="offender.user.name", sort="offender__user__name",
            link=lambda one: reverse(f"scoring:{name}", args=[one.pk]),
        ),
        Column("office", _("Office"), value="offender.office.name", sort="offender__office__path"),
    )  # fmt: skip


class ReportsTable(ActivityTable):
    key, title, order = "reflections", _("Reflection reports"), "-sent_at"
    filters = ReportsFilter
    empty = _("No report waits.")
    columns = (
        *_sent("report"),
        Column("form", _("How"), value="get_form_display", sort="form"),
        Column("sent_at", _("Sent"), sort="sent_at"),
        Column(
            "state",
            _("State"),
            value="get_state_display",
            sort="state",
            show=lambda one: tag(one.state, one.get_state_display()),
        ),
        Column("decided_by", _("Decided by"), value="decided_by.name"),
    )

    def rows(self) -> QuerySet[Reflection]:
        mine = Reflection.objects.looked_after_by(self.user, self.right).defer("text")
        return self.of_people(mine).select_related("decided_by").defer("text", *UNREAD)


class RequestsTable(ActivityTable):
    key, title, order = "help_requests", _("Requests"), "-sent_at"
    filters = RequestsFilter
    empty = _("No request waits.")
    columns = (
        *_sent("help_request"),
        Column("kind", _("What for"), value="get_kind_display", sort="kind"),
        Column("sent_at", _("Sent"), sort="sent_at"),
        Column("meets_at", _("Appointment"), sort="meets_at"),
        Column(
            "state",
            _("State"),
            value="state_words",
            sort="state",
            show=lambda one: tag(one.state, one.state_words),
        ),
        Column("decided_by", _("Answered by"), value="decided_by.name"),
    )

    def rows(self) -> QuerySet[HelpRequest]:
        mine = HelpRequest.objects.looked_after_by(self.user, self.right)
        return self.of_people(mine).select_related("decided_by").defer("text", *UNREAD)


def _at_it(row: CrisisAlert) -> Any:
    if row.acknowledged_by is None:
        return tag("open", _now("nobody is at it"))
    return tag("at_it", row.acknowledged_by.name)


class AlertsTable(ActivityTable):
    key, title, order = "crisis_alerts", _("Alerts"), "-raised_at"
    right = Permission.VIEW_TOOL_RESULTS
    filters = AlertsFilter
    empty = _("There is no alert.")
    columns = (
        *_sent("alert"),
        Column("raised_at", _("Raised"), sort="raised_at"),
        Column("acknowledged_at", _("Taken up"), sort="acknowledged_at"),
        Column("at_it", _("Who is at it"), value="acknowledged_by.name", show=_at_it),
        Column("outcome", _("What was done"), value=lambda one: bool(one.outcome)),
    )

    def rows(self) -> QuerySet[CrisisAlert]:
        mine = CrisisAlert.objects.looked_after_by(self.user, self.right)
        return self.of_people(mine).select_related("acknowledged_by")
