"""Verified study: one row of state per learner, sessions, evidence of what counted and what not."""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lms.core.clock import now
from lms.learning import querysets


class Reason(models.TextChoices):
    """Why seconds were not counted (contract.md, Beats): codes for clients, words for people."""

    PAUSED = "paused", _("You had paused.")
    HIDDEN = "hidden", _("The page was not in front of you.")
    GAP = "gap", _("We heard nothing from your device for more than 90 seconds.")
    TOO_SOON = "too_soon", _("Too soon after the last sign of life: counted with the next one.")
    REPEAT = "repeat", _("You had been credited for this part before.")
    SEEK = "seek", _("You jumped ahead to a part not yet watched.")
    STALLED = "stalled", _("The picture stood still.")
    IDLE = "idle", _("You had not read further for a while.")
    NO_PRESENCE = "no_presence", _("The question whether you were there was not passed.")
    SUPERSEDED = "superseded", _("You went on studying on another page or device.")
    CAPPED = "capped", _("More than may be counted in one day.")
    CLOSED_HOURS = "closed_hours", _("Outside study hours.")
    CLOCK = "clock", _("The clock of the platform was being set.")


class StudyClock(models.Model):
    """Everything that a beat needs, in one row per learner: read once, written once.

    ``state`` is `lms.learning.engine.Clock` as JSON; the other columns are its copies for queries.
    ``version`` makes the write conditional: whoever read an older row writes nothing.
    """

    learner = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.PROTECT, primary_key=True, related_name="study_clock"
    )
    version = models.PositiveBigIntegerField(default=0)
    session = models.UUIDField(null=True, blank=True)
    is_open = models.BooleanField(default=False)
    last_at = models.DateTimeField(null=True, blank=True)
    """When the last beat was accepted, or the session opened: also the sign of life for sign-in."""
    provisional_ms = models.PositiveBigIntegerField(default=0)
    lapses_at = models.DateTimeField(null=True, blank=True)
    """When provisional time of a closed session is forfeited unless a question is passed."""
    state: models.JSONField[Any, Any] = models.JSONField(default=dict)

    objects = querysets.StudyClockQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["last_at"], name="clock_open_idle", condition=Q(is_open=True)),
            models.Index(
                fields=["lapses_at"], name="clock_lapsing", condition=Q(lapses_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.learner_id} v{self.version}"


class StudySession(models.Model):
    """One sitting with one lesson. Its running state is in `StudyClock`; this row is its frame.

    ``lesson`` is a page id and not a foreign key: evidence outlives the page.
    """

    class State(models.TextChoices):
        OPEN = "open", _("open")
        CLOSED = "closed", _("closed")
        SUPERSEDED = "superseded", _("superseded")

    class End(models.TextChoices):
        BY_LEARNER = "learner", _("closed by the learner")
        BY_SERVER = "server", _("closed after 30 minutes without a sign of life")
        BY_OTHER = "other", _("a newer session took its place")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    learner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="study_sessions"
    )
    lesson = models.PositiveIntegerField()
    lesson_title = models.CharField(max_length=255)
    origin = models.UUIDField()
    kind = models.CharField(max_length=16)
    nominal_seconds = models.PositiveIntegerField()
    state = models.CharField(max_length=12, choices=State, default=State.OPEN)
    ended_by = models.CharField(max_length=8, choices=End, blank=True)
    opened_at = models.DateTimeField(default=now)
    closed_at = models.DateTimeField(null=True, blank=True)
    credited_seconds = models.PositiveIntegerField(default=0)
    """Posted to the ledger so far, also by passes after the session was closed."""
    beats = models.PositiveIntegerField(default=0)
    rhythm: models.JSONField[Any, Any] = models.JSONField(default=dict)
    """Figures of the beats' timing (count, mean, spread), for review signals."""
    closing: models.JSONField[Any, Any] = models.JSONField(default=dict)
    """What closing answered: closing twice answers the same."""
    device = models.ForeignKey(
        "learning.Device", models.PROTECT, null=True, blank=True, related_name="sessions"
    )
    address = models.GenericIPAddressField(null=True, blank=True)
    agent = models.CharField(max_length=200, blank=True)

    objects = querysets.StudySessionQuerySet.as_manager()

    class Meta:
        ordering = ["-opened_at"]
        indexes = [models.Index(fields=["learner", "-opened_at"])]

    def __str__(self) -> str:
        return f"{self.learner_id} {self.lesson_title} {self.opened_at:%Y-%m-%d %H:%M}"


class StudyInterval(models.Model):
    """A stretch of time that was studied and confirmed by a passed question. Append-only.

    Within one local day, session and lesson; no two of a learner overlap (exclusion constraint on
    PostgreSQL, a trigger on SQLite). ``parts`` are the covered parts of the lesson in milliseconds.
    """

    learner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="study_intervals"
    )
    session = models.ForeignKey(StudySession, models.PROTECT, related_name="intervals")
    lesson = models.PositiveIntegerField()
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField()
    milliseconds = models.PositiveBigIntegerField()
    parts: models.JSONField[Any, Any] = models.JSONField(default=list)
    challenge = models.ForeignKey(
        "learning.PresenceChallenge", models.PROTECT, null=True, related_name="intervals"
    )
    confirmation = models.ForeignKey(
        "learning.PresenceConfirmation", models.PROTECT, null=True, related_name="intervals"
    )
    entry = models.ForeignKey(
        "credits.CreditEntry", models.PROTECT, null=True, related_name="study_intervals"
    )
    """The ledger entry that holds these seconds; null for less than a second."""

    objects = querysets.EvidenceQuerySet.as_manager()

    class Meta:
        ordering = ["started_at"]
        indexes = [models.Index(fields=["learner", "started_at"])]
        constraints = [
            models.CheckConstraint(
                name="interval_forward", condition=Q(ended_at__gt=F("started_at"))
            )
        ]

    def __str__(self) -> str:
        return f"{self.learner_id} {self.started_at:%Y-%m-%d %H:%M:%S} {self.milliseconds} ms"


class UncountedInterval(models.Model):
    """Time that was not credited, and why. Append-only; may overlap what was counted within a run,
    since time left over in a run is known only at its end."""

    learner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="uncounted_intervals"
    )
    session = models.ForeignKey(StudySession, models.PROTECT, related_name="uncounted")
    lesson = models.PositiveIntegerField()
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField()
    milliseconds = models.PositiveBigIntegerField()
    reason = models.CharField(max_length=16, choices=Reason)

    objects = querysets.EvidenceQuerySet.as_manager()

    class Meta:
        ordering = ["started_at"]
        indexes = [models.Index(fields=["learner", "started_at"])]

    def __str__(self) -> str:
        return f"{self.learner_id} {self.started_at:%Y-%m-%d %H:%M:%S} {self.reason}"


class LessonProgress(models.Model):
    """How far a learner has seen a lesson (navigation and completion). What was *earned* with it is
    in `EarnedParts`. While a session is open the row of `StudyClock` is ahead of this one."""

    learner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="lesson_progress"
    )
    lesson = models.PositiveIntegerField()
    course = models.PositiveIntegerField(null=True, blank=True)
    position_ms = models.PositiveBigIntegerField(default=0)
    furthest_ms = models.PositiveBigIntegerField(default=0)
    covered_ms = models.PositiveBigIntegerField(default=0)
    version = models.PositiveIntegerField(default=0)
    """The lesson's study version when last studied: what came later is new to the learner."""
    credited_seconds = models.PositiveIntegerField(default=0)
    begun_at = models.DateTimeField(default=now)
    studied_at = models.DateTimeField(default=now)
    completed_at = models.DateTimeField(null=True, blank=True)

    objects = querysets.LessonProgressQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["learner", "lesson"], name="lesson_progress_once")
        ]
        indexes = [models.Index(fields=["lesson", "learner"])]

    def __str__(self) -> str:
        return f"{self.learner_id} {self.lesson}"


class EarnedParts(models.Model):
    """Which parts of a lesson a learner has been credited for, and when: ``[[from, to, day], …]``
    in milliseconds and local days. One row per origin: adopted copies share it (contract.md)."""

    learner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="earned_parts"
    )
    origin = models.UUIDField()
    parts: models.JSONField[Any, Any] = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["learner", "origin"], name="earned_parts_once")
        ]

    def __str__(self) -> str:
        return f"{self.learner_id} {self.origin}"
