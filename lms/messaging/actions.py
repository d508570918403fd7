"""Saying something to somebody, once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from lms.core import jobs
from lms.core.clock import now
from lms.core.errors import NotVisible
from lms.messaging.models import Delivery, Message
from lms.messaging.providers import NoAddress, ProviderDown, providers
from lms.messaging.querysets import MOST_ATTEMPTS

RETRY_MINUTES = (1, 5, 30, 120, 720)


def send(
    *, to: Any, subject: str, body: str, key: str, link: str = "", channels: Iterable[str] = ()
) -> Message:
    """Give ``to`` an in-site message and queue it for ``channels``. The same ``key`` again returns
    the message there is and sends nothing."""
    with transaction.atomic():
        message, created = Message.objects.get_or_create(
            key=key,
            defaults={"recipient": to, "subject": subject[:120], "body": body, "link": link},
        )
        wanted = [name for name in channels if name in providers()] if created else []
        if wanted:
            Delivery.objects.bulk_create(Delivery(message=message, channel=c) for c in wanted)
            jobs.enqueue("messaging.deliver", key=f"deliver:{message.pk}", payload={})
    return message


@dataclass(frozen=True, kw_only=True)
class Note:
    """One message of many: `send` by `send_many`."""

    to: Any
    subject: str
    body: str
    key: str
    link: str = ""
    channels: tuple[str, ...] = ()


def send_many(notes: Iterable[Note]) -> int:
    """`send` for some hundreds at once, in a handful of queries; returns how many were new."""
    wanted = {note.key: note for note in notes}
    with transaction.atomic():
        known = set(Message.objects.filter(key__in=wanted).values_list("key", flat=True))
        fresh = [note for key, note in wanted.items() if key not in known]
        messages = Message.objects.bulk_create(
            Message(recipient=n.to, subject=n.subject[:120], body=n.body, link=n.link, key=n.key)
            for n in fresh
        )
        deliveries = Delivery.objects.bulk_create(
            Delivery(message=message, channel=channel)
            for message, note in zip(messages, fresh, strict=True)
            for channel in note.channels
            if channel in providers()
        )
        if deliveries:
            jobs.enqueue("messaging.deliver", key=f"deliver:{messages[0].pk}")
    return len(fresh)


def mark_read(*, by: Any, message_id: Any) -> Message:
    """Note that ``by`` has read their message. Raises `NotVisible` when it is not theirs."""
    message = Message.objects.visible_to(by).filter(pk=message_id).first()
    if message is None:
        raise NotVisible(_("There is no such message."), code="message")
    if message.read_at is None:
        message.read_at = now()
        message.save(update_fields=["read_at"])
    return message


def mark_all_read(*, by: Any) -> int:
    return Message.objects.visible_to(by).unread().update(read_at=now())


def deliver(delivery: Delivery) -> Delivery:
    """Try one delivery. What the provider says is kept; a provider that is down is tried again
    after 1, 5, 30, 120 and 720 minutes."""
    provider = providers().get(delivery.channel)
    message = delivery.message
    delivery.attempts += 1
    try:
        if provider is None:
            raise NoAddress
        delivery.answer = provider.send(
            to=message.recipient,
            subject=message.subject,
            body=message.body,
            key=f"{message.key}:{delivery.channel}",
        )[:200]
        logged = provider.logged_only
        delivery.state = Delivery.State.LOGGED if logged else Delivery.State.SENT
        delivery.sent_at = now()
    except NoAddress:
        delivery.state, delivery.answer = Delivery.State.FAILED, "no address"
    except ProviderDown as error:
        delivery.answer = str(error)[:200]
        if delivery.attempts >= MOST_ATTEMPTS:
            delivery.state = Delivery.State.FAILED
        else:
            wait = RETRY_MINUTES[min(delivery.attempts, len(RETRY_MINUTES)) - 1]
            delivery.next_try_at = now() + timedelta(minutes=wait)
    delivery.save()
    return delivery
