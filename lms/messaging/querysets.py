from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models

from lms.core.clock import now

if TYPE_CHECKING:
    from lms.messaging.models import Delivery, Message  # noqa: F401

MOST_ATTEMPTS = 6


class MessageQuerySet(models.QuerySet["Message"]):
    def visible_to(self, user: Any) -> MessageQuerySet:
        """One's own: nobody reads another person's messages."""
        return self.filter(recipient=user)

    def unread(self) -> MessageQuerySet:
        return self.filter(read_at=None)


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def due(self) -> DeliveryQuerySet:
        """Waiting, and their time to be tried (again) has come."""
        return self.filter(state="waiting", next_try_at__lte=now(), attempts__lt=MOST_ATTEMPTS)
