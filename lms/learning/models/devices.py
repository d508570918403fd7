"""Devices that learners study on, registered kiosks, and signals for a person to review."""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from lms.core.clock import now
from lms.learning import querysets


class Device(models.Model):
    """A browser, known by the hash of a random cookie. A kiosk of an office is shared by design and
    raises no signal."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    token_hash = models.CharField(max_length=64, unique=True)
    agent = models.CharField(max_length=200, blank=True)
    first_seen_at = models.DateTimeField(default=now)
    last_seen_at = models.DateTimeField(default=now)
    kiosk_of = models.ForeignKey(
        "accounts.Organisation", models.PROTECT, null=True, blank=True, related_name="kiosks",
        verbose_name=_("kiosk of"),
    )  # fmt: skip
    kiosk_label = models.CharField(_("where it stands"), max_length=80, blank=True)
    registered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["-last_seen_at"]

    def __str__(self) -> str:
        return self.kiosk_label or str(self.pk)[:8]


class ReviewSignal(models.Model):
    """Something that a person should look at. It never punishes by itself (domain.md §0.3).

    ``key`` keeps one fact from being raised twice; ``evidence`` holds figures and ids, no names.
    """

    class Kind(models.TextChoices):
        SHARED_DEVICE = "shared_device", _("one device, several learners")
        MACHINE_TIMING = "machine_timing", _("timing as regular as a machine's")
        FAST_ANSWERS = "fast_answers", _("answers faster than anyone can read")
        TWO_PLACES = "two_places", _("study from two places at once")
        ALWAYS_RIGHT = "always_right", _("never a wrong first answer")

    class State(models.TextChoices):
        OPEN = "open", _("to be reviewed")
        HARMLESS = "harmless", _("harmless")
        TALKED = "talked", _("talked to the person")
        FRAUD = "fraud", _("study was not the person's own")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.CharField(max_length=160, unique=True)
    learner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="review_signals"
    )
    kind = models.CharField(_("kind"), max_length=16, choices=Kind)
    evidence: models.JSONField[Any, Any] = models.JSONField(default=dict)
    raised_at = models.DateTimeField(default=now)
    state = models.CharField(_("outcome"), max_length=12, choices=State, default=State.OPEN)
    outcome_reason = models.TextField(_("reason"), blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = querysets.ReviewSignalQuerySet.as_manager()

    class Meta:
        ordering = ["-raised_at"]
        indexes = [
            models.Index(fields=["learner", "-raised_at"]),
            models.Index(fields=["state", "-raised_at"]),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.learner_id}"
