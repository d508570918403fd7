"""Addresses of other systems that are told of news: entered with a secret, taken out of use."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from lms.accounts import policies
from lms.accounts.actions.checks import refused
from lms.accounts.models import User
from lms.accounts.permissions import Permission
from lms.accounts.roles import Role
from lms.core import audit, webhooks
from lms.core.errors import Conflict, Denied
from lms.core.models import WebhookDelivery, WebhookEndpoint
from lms.core.webhook_sending import check_url

KEEPERS = (Permission.MANAGE_ORGANISATIONS, Permission.MANAGE_SCHEMES)
"""Whoever keeps the platform, or the county's barometer."""


def paths_of(user: Any) -> list[str]:
    return sorted({path for right in KEEPERS for path in policies.roots(user, right)})


def endpoints_of(user: Any) -> QuerySet[WebhookEndpoint]:
    """Those of the machine accounts under one's organisations."""
    rows = WebhookEndpoint.objects.select_related("owner__organisation", "created_by")
    return rows.filter(policies.within(paths_of(user), "owner__organisation__path"))


def machines_of(user: Any) -> QuerySet[User]:
    """Machine accounts in use under one's organisations."""
    rows: QuerySet[User] = User.objects.filter(role=Role.MACHINE, is_active=True)
    return rows.filter(policies.within(paths_of(user), "organisation__path")).order_by("name")


def deliveries_of(user: Any) -> QuerySet[WebhookDelivery]:
    return WebhookDelivery.objects.filter(
        policies.within(paths_of(user), "endpoint__owner__organisation__path")
    ).select_related("event", "endpoint")


def add_endpoint(
    *, by: Any, owner: User, url: str, events: Iterable[str]
) -> tuple[WebhookEndpoint, str]:
    """Send ``owner``'s news of these kinds to ``url``; with the secret, which is shown once. Raises
    `Denied`, `Invalid` (address, kinds), `Conflict` (it is there already)."""
    _require(by, owner)
    if owner.role != Role.MACHINE or not owner.is_active:
        sentence = _("Choose a machine account that is in use.")
        raise refused("owner", sentence, code="no_machine")
    check_url(url)
    wanted = sorted(set(events))
    if not wanted or not set(wanted) <= {kind.name for kind in webhooks.kinds()}:
        raise refused("events", _("Choose which news is sent."), code="events")
    secret = secrets.token_urlsafe(32)
    try:
        with transaction.atomic():
            made = WebhookEndpoint.objects.create(
                owner=owner, url=url, secret=secret, events=wanted, created_by=by
            )
            audit.record(
                "webhooks.endpoint_added", actor=by, target=made, on_whom=owner,
                after={"events": wanted},
            )  # fmt: skip
            transaction.on_commit(webhooks.forget_wanted)
    except IntegrityError as error:
        raise Conflict(_("This account sends to this address already."), code="known") from error
    return made, secret


def end_endpoint(*, by: Any, endpoint: WebhookEndpoint) -> WebhookEndpoint:
    """Nothing more is sent there, not even what waits. Raises `Denied`, `Conflict`."""
    _require(by, endpoint.owner)
    with transaction.atomic():
        if not WebhookEndpoint.objects.filter(pk=endpoint.pk, is_active=True).update(
            is_active=False
        ):
            raise Conflict(_("This address is out of use already."), code="inactive")
        waiting = endpoint.deliveries.filter(state=WebhookDelivery.State.WAITING)
        waiting.update(state=WebhookDelivery.State.FAILED, answer="out of use")
        audit.record("webhooks.endpoint_ended", actor=by, target=endpoint, on_whom=endpoint.owner)
        transaction.on_commit(webhooks.forget_wanted)
    endpoint.is_active = False
    return endpoint


def send_once_more(*, by: Any, delivery: WebhookDelivery) -> WebhookDelivery:
    """`webhooks.replay` by somebody who keeps its endpoint."""
    _require(by, delivery.endpoint.owner)
    return webhooks.replay(by=by, delivery=delivery)


def _require(by: Any, owner: User) -> None:
    if not any(policies.can(by, right, owner) for right in KEEPERS):
        raise Denied(_("You do not have the right to do this."), code="needs_keeper")
