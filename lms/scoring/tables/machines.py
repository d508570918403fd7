"""Machine accounts, and what was sent to other systems."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import Count, Max, Q, QuerySet
from django.template.loader import get_template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from lms.accounts.models import User
from lms.accounts.roles import Role
from lms.core import webhooks
from lms.core.clock import now
from lms.core.models import WebhookDelivery
from lms.core.tables import Column, Table
from lms.scoring.actions.endpoints import deliveries_of

COLOUR = {"waiting": "warn", "sent": "good", "failed": "bad"}


class MachineTable(Table):
    key = "machines"
    title = _("Machine accounts")
    order = "name"
    empty = _("No other system is connected.")
    columns = (
        Column("name", _("Name of the system"), sort="name",
               link=lambda one: reverse("scoring:machine", args=[one.pk])),
        Column("username", _("user name"), sort="username"),
        Column("organisation", _("organisation"), value="organisation.name"),
        Column("tokens", _("Tokens in use"), value="tokens_in_use", kind="number"),
        Column("until", _("Longest until"), value="longest_until"),
        Column("active", _("in use"), value="is_active"),
    )  # fmt: skip

    def rows(self) -> QuerySet[User]:
        visible: QuerySet[User] = User.objects.visible_to(self.user)
        valid = Q(api_tokens__expires_at__gt=now())
        return (
            visible.filter(role=Role.MACHINE)
            .select_related("organisation")
            .annotate(
                tokens_in_use=Count("api_tokens", filter=valid),
                longest_until=Max("api_tokens__expires_at", filter=valid),
            )
        )


class DeliveryFilter(django_filters.FilterSet):
    state = django_filters.ChoiceFilter(
        label=_("State"), choices=WebhookDelivery.State.choices, empty_label=_("all")
    )

    class Meta:
        model = WebhookDelivery
        fields: list[str] = []


def _kind(delivery: Any) -> Any:
    labels = {kind.name: kind.label for kind in webhooks.kinds()}
    return labels.get(delivery.event.kind, delivery.event.kind)


def _state(delivery: Any) -> Any:
    colour, label = COLOUR[delivery.state], delivery.get_state_display()
    return format_html('<span class="tag {}">{}</span>', colour, label)


def _again(delivery: Any) -> Any:
    if delivery.state == "waiting" or not delivery.endpoint.is_active:
        return "–"
    given = {"delivery": delivery}
    return get_template("scoring/machines_again.html").render(given, delivery.request)


class DeliveryTable(Table):
    """Without the person and what was said of them: whoever keeps the machine running sees that
    something was sent."""

    key = "deliveries"
    title = _("What was sent")
    filters = DeliveryFilter
    order = "-event__created_at"
    empty = _("Nothing has been sent yet.")
    columns = (
        Column("at", _("When"), value="event.created_at", sort="event__created_at"),
        Column("kind", _("News"), value=_kind),
        Column("state", _("State"), value="get_state_display", show=_state, sort="state"),
        Column("attempts", _("Attempts"), kind="number"),
        Column("status", _("Answer"), value=lambda one: one.status or one.answer or None),
        Column("next", _("Next attempt"),
               value=lambda one: one.next_try_at if one.state == "waiting" else None),
        Column("id", _("Id"), value=lambda one: str(one.event_id)),
        Column("again", _("Send once more"), show=_again, exported=False),
    )  # fmt: skip

    def rows(self) -> QuerySet[WebhookDelivery]:
        found = deliveries_of(self.user).filter(endpoint=self.given["endpoint"])
        return found

    @property
    def body(self) -> Any:
        for row in self.page.rows:
            row.request = self.request
        return super().body
