"""News for other systems: written in the transaction that it tells of, delivered with a signature.

Apps name their kinds with ``register`` and call ``emit`` where the thing happens. Who gets it: the
endpoints in use that want the kind and whose machine account holds the kind's permission over the
person. Where there is no endpoint nothing is written, and for half a minute nothing is asked.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.core.cache import cache
from django.db import transaction
from django.utils.translation import gettext as _

from lms.core import audit
from lms.core.clock import now
from lms.core.errors import Conflict
from lms.core.models import WebhookDelivery, WebhookEndpoint, WebhookEvent

logger = logging.getLogger(__name__)
State = WebhookDelivery.State
AGAIN = (1, 5, 30, 120, 720)
"""Minutes after each attempt that failed; then it has failed."""
KEPT = timedelta(days=90)
"""How long news that was taken, or failed, can be looked up and sent again."""
LEASE = timedelta(minutes=2)
WANTED, REMEMBERED = "webhooks:wanted", 30
PER_RUN = 500


@dataclass(frozen=True)
class Kind:
    name: str
    label: Any
    permission: str


_kinds: dict[str, Kind] = {}


def register(name: str, label: Any, *, permission: str) -> None:
    """A kind of news; ``permission``: what a machine account needs over a person to hear of it."""
    _kinds[name] = Kind(name, label, permission)


def kinds() -> list[Kind]:
    return list(_kinds.values())


def wanted(kind: str) -> bool:
    """Whether any endpoint wants ``kind``. Remembered for half a minute: posting credit must not
    ask the database each time."""
    known = _with_cache(lambda: cache.get(WANTED))
    if known is None:
        rows = WebhookEndpoint.objects.filter(is_active=True).values_list("events", flat=True)
        known = sorted({name for events in rows for name in events})
        _with_cache(lambda: cache.set(WANTED, known, REMEMBERED))
    return kind in known


def forget_wanted() -> None:
    """After an endpoint was changed; other processes notice within half a minute."""
    _with_cache(lambda: cache.delete(WANTED))


def _with_cache(act: Callable[[], Any]) -> Any:
    """None when the cache cannot be reached: credit is posted all the same."""
    try:
        return act()
    except Exception:
        logger.warning("the cache cannot be reached")
        return None


def emit(kind: str, payload: dict[str, Any], person: Any = None) -> WebhookEvent | None:
    """Write one piece of news for whoever wants it and may have it; None when nobody does. Call it
    inside the transaction of what it tells. ``person``: a user, or a profile with a ``user``."""
    return next(iter(emit_many(kind, [(payload, person)])), None)


def emit_many(kind: str, news: Iterable[tuple[dict[str, Any], Any]]) -> list[WebhookEvent]:
    """The same for many (payload, person) at once, in a few queries; the events written."""
    endpoints = _endpoints(kind) if wanted(kind) else []
    if not endpoints:
        return []
    events, deliveries = [], []
    for payload, person in news:
        ways = [one for one in endpoints if may_see(one.owner, kind, person)]
        if ways:
            whom = getattr(person, "user", person)
            event = WebhookEvent(kind=kind, person=whom, payload=payload)
            events.append(event)
            deliveries += [WebhookDelivery(event=event, endpoint=one) for one in ways]
    if events:
        WebhookEvent.objects.bulk_create(events)
        WebhookDelivery.objects.bulk_create(deliveries)
        transaction.on_commit(_tell_worker)
    return events


def _endpoints(kind: str) -> list[WebhookEndpoint]:
    rows = WebhookEndpoint.objects.filter(is_active=True, owner__is_active=True)
    return [one for one in rows.select_related("owner") if kind in one.events]


def may_see(owner: Any, kind: str, person: Any) -> bool:
    if kind not in _kinds:
        return False
    return bool(owner.can(_kinds[kind].permission, person))


def _tell_worker() -> None:
    """The rows are the truth; beat sends what the broker has lost."""
    from lms.core.tasks import send_webhooks

    try:
        send_webhooks.delay()
    except Exception:
        logger.warning("broker unreachable; news will be sent by beat")


# delivering


def body_of(event: WebhookEvent) -> bytes:
    """What is sent, byte for byte the same at each attempt."""
    said = {
        "id": str(event.pk),
        "kind": event.kind,
        "created_at": event.created_at.isoformat(),
        "data": event.payload,
    }
    return json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def deliver_due() -> int:
    """Send what is due, the oldest first; how many were taken. An endpoint that has failed once is
    left alone until the next run: one that hangs must not hold up the others."""
    due = WebhookDelivery.objects.filter(
        state=State.WAITING, next_try_at__lte=now(), endpoint__is_active=True
    ).order_by("next_try_at")
    taken, silent = 0, set[Any]()
    for pk, endpoint in list(due.values_list("pk", "endpoint")[:PER_RUN]):
        if endpoint in silent:
            continue
        delivery = _hold(pk)
        if delivery is None:
            continue
        if _deliver(delivery):
            taken += 1
        else:
            silent.add(endpoint)
    return taken


def _hold(pk: Any) -> WebhookDelivery | None:
    """This delivery for this process alone, for the time that an attempt may take."""
    held = WebhookDelivery.objects.filter(pk=pk, state=State.WAITING, next_try_at__lte=now())
    if not held.update(next_try_at=now() + LEASE):
        return None
    return WebhookDelivery.objects.select_related("event", "endpoint__owner").get(pk=pk)


def _deliver(delivery: WebhookDelivery) -> bool:
    from lms.core.webhook_sending import Answer, send

    endpoint, event = delivery.endpoint, delivery.event
    if not may_see(endpoint.owner, event.kind, event.person):
        answer = Answer(None, "no longer allowed")  # the account lost the right since
        delivery.attempts = len(AGAIN)
    else:
        answer = send(endpoint, event, body_of(event))
    delivery.attempts += 1
    delivery.status, delivery.answer = answer.status, answer.said[:200]
    if answer.taken:
        delivery.state, delivery.sent_at = State.SENT, now()
    elif delivery.attempts > len(AGAIN):
        delivery.state = State.FAILED
    else:
        delivery.next_try_at = now() + timedelta(minutes=AGAIN[delivery.attempts - 1])
    delivery.save(update_fields=["attempts", "status", "answer", "state", "sent_at", "next_try_at"])
    facts = {"delivery": str(delivery.pk), "attempt": delivery.attempts, "status": answer.status}
    logger.info("news sent", extra={**facts, "state": str(delivery.state), "said": answer.said})
    return answer.taken


def replay(*, by: Any, delivery: WebhookDelivery) -> WebhookDelivery:
    """Send once more what was taken or has failed; the receiver knows it by its id. Raises
    `Conflict` while it is on its way or its endpoint is out of use."""
    with transaction.atomic():
        row = WebhookDelivery.objects.select_for_update(of=("self",)).select_related("endpoint")
        found = row.get(pk=delivery.pk)
        if found.state == State.WAITING:
            raise Conflict(_("This news is on its way already."), code="waiting")
        if not found.endpoint.is_active:
            raise Conflict(_("This address is out of use."), code="inactive")
        found.state, found.attempts, found.next_try_at = State.WAITING, 0, now()
        found.save(update_fields=["state", "attempts", "next_try_at"])
        audit.record("webhooks.replayed", actor=by, target=found)
        transaction.on_commit(_tell_worker)
    return found


def purge() -> int:
    """Remove news that is over since long; how many."""
    old = WebhookEvent.objects.filter(created_at__lt=now() - KEPT)
    _rows, by_kind = old.exclude(deliveries__state=State.WAITING).delete()
    return by_kind.get(WebhookEvent._meta.label, 0)
