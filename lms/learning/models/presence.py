"""Questions that show that somebody is there, and what staff may confirm in their place."""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lms.core.clock import now


class PresenceChallenge(models.Model):
    """One question put to one learner, once. ``right`` never leaves the server.

    A second attempt is another row with ``attempt`` 2 and ``first`` pointing to the one before.
    """

    class Source(models.TextChoices):
        SELF_CHECK = "self_check", _("self-check of the lesson")
        PLAIN = "plain", _("plain question")
        ARITHMETIC = "arithmetic", _("small sum")

    class Outcome(models.TextChoices):
        OPEN = "open", _("open")
        PASSED = "passed", _("passed")
        WRONG = "wrong", _("wrong")
        EXPIRED = "expired", _("expired")
        DROPPED = "dropped", _("no longer needed")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    learner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="presence_challenges"
    )
    session = models.ForeignKey("learning.StudySession", models.PROTECT, related_name="challenges")
    source = models.CharField(max_length=12, choices=Source)
    question = models.CharField(max_length=80)
    """Which question of its source: not put to the same learner again soon."""
    prompt = models.TextField()
    options: models.JSONField[Any, Any] = models.JSONField()
    """``[{"id", "label"}, …]`` in the order in which they were shown."""
    right = models.CharField(max_length=40)
    when_due = models.BooleanField(default=False)
    attempt = models.PositiveSmallIntegerField(default=1)
    first = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="second")
    asked_at = models.DateTimeField(default=now)
    answered_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(max_length=40, blank=True)
    outcome = models.CharField(max_length=8, choices=Outcome, default=Outcome.OPEN)

    class Meta:
        ordering = ["-asked_at"]
        indexes = [models.Index(fields=["learner", "-asked_at"])]
        constraints = [
            models.UniqueConstraint(
                name="presence_one_open", fields=["learner"], condition=Q(outcome="open")
            )
        ]

    def __str__(self) -> str:
        return f"{self.learner_id} {self.asked_at:%Y-%m-%d %H:%M} {self.outcome}"


class PresenceConfirmation(models.Model):
    """A staff member (or a face check by a provider) says that this person is there. Append-only.

    It counts as a passed question and lifts the stop of the day after three failed ones.
    """

    class Means(models.TextChoices):
        STAFF = "staff", _("confirmed by staff")
        FACE = "face", _("face check")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    learner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="presence_confirmations"
    )
    means = models.CharField(max_length=8, choices=Means, default=Means.STAFF)
    provider = models.CharField(max_length=60, blank=True)
    reason = models.TextField(_("reason"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=now)

    class Meta:
        ordering = ["-at"]
        indexes = [models.Index(fields=["learner", "-at"])]

    def __str__(self) -> str:
        return f"{self.learner_id} {self.at:%Y-%m-%d %H:%M}"
