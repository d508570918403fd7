"""What a person has to study in a month, what excuses them, and what they answered in a tool."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lms.core.clock import now
from lms.core.crypto import EncryptedTextField
from lms.learning import querysets


class Exemption(models.Model):
    """Days in which a person need not study (domain.md §2). Ended early, never deleted."""

    class Kind(models.TextChoices):
        ILLNESS = "illness", _("illness")
        PREGNANCY = "pregnancy", _("pregnancy or nursing")
        CUSTODY = "custody", _("custody")
        LEAVE = "leave", _("approved leave")
        OTHER = "other", _("other reason")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    offender = models.ForeignKey(
        "accounts.Offender", models.PROTECT, related_name="exemptions", verbose_name=_("offender")
    )
    kind = models.CharField(_("kind"), max_length=16, choices=Kind)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"))
    reason = models.TextField(_("reason"))
    granted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    granted_at = models.DateTimeField(default=now)
    cancelled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancel_reason = models.TextField(blank=True)

    objects = querysets.ExemptionQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_on"]
        indexes = [models.Index(fields=["offender", "starts_on"])]
        constraints = [
            models.CheckConstraint(
                name="exemption_forward", condition=Q(ends_on__gte=F("starts_on"))
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.starts_on} – {self.ends_on}"


class MonthTarget(models.Model):
    """Seconds a person has to study in a month: a pre-aggregate for lists, rebuilt each night and
    whenever an exemption, plan or profile changes. `lms.learning.targets` is the rule."""

    learner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="month_targets"
    )
    month = models.CharField(max_length=7)
    seconds = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["learner", "month"], name="month_target_once")
        ]
        indexes = [
            models.Index(fields=["month", "learner"], include=["seconds"], name="target_by_month")
        ]

    def __str__(self) -> str:
        return f"{self.learner_id} {self.month}: {self.seconds} s"


class ToolResult(models.Model):
    """What a person answered in a questionnaire or scale, and what it came to.

    Answers are health data: encrypted, shown to the officers of the person only, each look logged.
    The tool's title and total stay readable when the tool is changed or withdrawn.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    learner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="tool_results"
    )
    tool = models.ForeignKey(
        "wagtailcore.Page", models.SET_NULL, null=True, related_name="+", db_constraint=True
    )
    tool_title = models.CharField(max_length=255)
    answers = EncryptedTextField()
    total = models.IntegerField(null=True, blank=True)
    band = models.CharField(max_length=120, blank=True)
    alarm = models.BooleanField(default=False)
    submitted_at = models.DateTimeField(default=now)
    seen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    seen_at = models.DateTimeField(null=True, blank=True)

    objects = querysets.ToolResultQuerySet.as_manager()

    class Meta:
        ordering = ["-submitted_at"]
        indexes = [models.Index(fields=["learner", "-submitted_at"])]

    def __str__(self) -> str:
        return f"{self.tool_title} {self.submitted_at:%Y-%m-%d}"
