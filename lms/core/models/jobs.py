"""Long work as rows: the truth about what was asked for, what runs and what came of it."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from lms.core.clock import now

LEASE = timedelta(seconds=90)
"""How long a worker holds a job without a sign of life; each progress report renews it."""
MOST_ATTEMPTS = 5


class JobQuerySet(models.QuerySet["Job"]):
    def unfinished(self) -> JobQuerySet:
        return self.filter(state__in=[Job.State.QUEUED, Job.State.RUNNING])

    def finished(self) -> JobQuerySet:
        return self.exclude(state__in=[Job.State.QUEUED, Job.State.RUNNING])

    def lapsed(self) -> JobQuerySet:
        """Wanted, and nobody is at it: to be sent again."""
        return self.unfinished().filter(Q(lease_until=None) | Q(lease_until__lt=now()))

    def visible_to(self, user: Any) -> JobQuerySet:
        """One's own; with the right to see jobs also the platform's and those of the people under
        one's organisations."""
        seen = Q(created_by=user)
        if user.can("view_jobs"):
            people: Any = get_user_model()._default_manager
            seen |= Q(created_by=None)
            seen |= Q(created_by__in=people.visible_to(user, "view_jobs").values("pk"))
        return self.filter(seen)


class Job(models.Model):
    class State(models.TextChoices):
        QUEUED = "queued", pgettext_lazy("job", "waiting")
        RUNNING = "running", pgettext_lazy("job", "running")
        DONE = "done", pgettext_lazy("job", "done")
        FAILED = "failed", pgettext_lazy("job", "failed")
        CANCELLED = "cancelled", pgettext_lazy("job", "cancelled")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=80)
    key = models.CharField(max_length=160, unique=True, null=True, blank=True)
    payload = models.JSONField(default=dict)
    state = models.CharField(max_length=12, choices=State, default=State.QUEUED)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    note = models.CharField(max_length=300, blank=True)
    result = models.JSONField(default=dict)
    result_name = models.CharField(max_length=160, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    lease_until = models.DateTimeField(null=True, blank=True)
    lease_holder = models.CharField(max_length=64, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="jobs"
    )
    created_at = models.DateTimeField(default=now)
    started_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        indexes = [
            models.Index(fields=["state", "lease_until"]),
            models.Index(fields=["created_by", "-created_at"]),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"

    @property
    def is_over(self) -> bool:
        return self.state in (self.State.DONE, self.State.FAILED, self.State.CANCELLED)

    def shows_content_to(self, user: Any) -> bool:
        """Whether ``user`` may read what went in and came out: the file, the refused rows. Whoever
        keeps the machine running sees that a job runs, not the people in it."""
        return self.created_by_id is None or self.created_by_id == user.pk

    @property
    def percent(self) -> int:
        if self.state == self.State.DONE:
            return 100
        return min(99, self.done * 100 // self.total) if self.total else 0

    @property
    def label(self) -> str:
        from lms.core.jobs import label_of

        return label_of(self.kind)


class JobError(models.Model):
    """One thing in the input that a job refused: where, what, why."""

    job = models.ForeignKey(Job, models.CASCADE, related_name="errors")
    line = models.PositiveIntegerField(null=True, blank=True)
    column = models.CharField(max_length=60, blank=True)
    value = models.CharField(max_length=200, blank=True)
    problem = models.CharField(max_length=300)

    class Meta:
        ordering = ["line", "pk"]

    def __str__(self) -> str:
        return f"{self.line}: {self.problem}"
