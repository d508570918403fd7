"""The audit log: who, when, from where, what, on whom, before and after, and whether it worked."""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from lms.core.clock import now


class AuditQuerySet(models.QuerySet["AuditEntry"]):
    def visible_to(self, user: Any) -> AuditQuerySet:
        """Lines of the organisations over which ``user`` may read the log. Lines of nobody's
        organisation (a sign-in under a name that does not exist) belong to the top of the tree."""
        places = user.organisations_under("view_audit")
        seen = Q(organisation_id__in=places.values("pk"))
        if places.filter(depth=1).exists():
            seen |= Q(organisation_id=None)
        return self.filter(seen)


class AuditEntry(models.Model):
    """One line. Append-only by triggers; only the nightly purge removes lines past their time.

    ``organisation`` is that of the person concerned (else the actor's), so that a prosecutor sees
    the lines of their jurisdiction. Values in ``before`` and ``after`` are codes and numbers;
    personal data is never copied into the log.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    at = models.DateTimeField(default=now, db_index=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.DO_NOTHING, null=True, blank=True, related_name="+"
    )
    actor_name = models.CharField(max_length=150, blank=True)
    address = models.GenericIPAddressField(null=True, blank=True)
    request_id = models.CharField(max_length=64, blank=True)
    verb = models.CharField(max_length=80, db_index=True)
    target_type = models.CharField(max_length=80, blank=True)
    target_id = models.CharField(max_length=64, blank=True)
    on_whom = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.DO_NOTHING, null=True, blank=True, related_name="+"
    )
    organisation_id = models.PositiveBigIntegerField(null=True, blank=True, db_index=True)
    before = models.JSONField(null=True, blank=True)
    after = models.JSONField(null=True, blank=True)
    reason = models.TextField(blank=True)
    success = models.BooleanField(default=True)
    expires_at = models.DateTimeField(db_index=True)

    objects = AuditQuerySet.as_manager()

    class Meta:
        ordering = ["-at"]
        verbose_name_plural = "audit entries"
        indexes = [models.Index(fields=["on_whom", "-at"]), models.Index(fields=["actor", "-at"])]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.verb}"
