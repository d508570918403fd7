"""The ledger's tables. Entries are never changed or deleted: triggers refuse it (migration
0002)."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lms.core.clock import now
from lms.credits import querysets
from lms.credits.chain import GENESIS

CREDIT_HOUR = 2700
"""Seconds in one credit hour (学时): 45 minutes."""


class Kind(models.TextChoices):
    STUDY = "study", _("online study")
    CLASS = "class", _("group class")
    PUBLIC_BENEFIT = "public_benefit", _("public-benefit activity")
    EXTERNAL = "external", _("external training")
    CORRECTION = "correction", _("correction by staff")
    REVERSAL = "reversal", _("reversal")


class CreditEntry(models.Model):
    """One credited interval of one learner, or the reversal of one.

    ``seconds`` are whole seconds, negative only in a reversal; ``month`` is the local month in
    which they were studied. ``lesson`` is a page id and not a foreign key: the evidence outlives
    the page.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    learner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="credit_entries"
    )
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=16, choices=Kind)
    seconds = models.IntegerField()
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField()
    month = models.CharField(max_length=7)
    lesson = models.PositiveIntegerField(null=True, blank=True)
    lesson_title = models.CharField(max_length=255, blank=True)
    source = models.CharField(max_length=120, unique=True)
    rule_version = models.CharField(max_length=32)
    reverses = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="reversed_by"
    )
    posted_at = models.DateTimeField(default=now)
    prev_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    objects = querysets.CreditEntryQuerySet.as_manager()

    class Meta:
        ordering = ["learner", "number"]
        indexes = [models.Index(fields=["learner", "month"])]
        constraints = [
            models.UniqueConstraint(fields=["learner", "number"], name="entry_number_once"),
            models.CheckConstraint(
                name="entry_sign",
                condition=Q(kind=Kind.REVERSAL, seconds__lt=0, reverses__isnull=False)
                | (~Q(kind=Kind.REVERSAL) & Q(seconds__gt=0, reverses__isnull=True)),
            ),
            models.CheckConstraint(
                name="entry_interval_forward", condition=Q(ended_at__gt=F("started_at"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.learner_id} #{self.number}: {self.seconds} s"

    @property
    def credit_hours(self) -> float:
        return self.seconds / CREDIT_HOUR


class ChainHead(models.Model):
    """The last entry of each learner's chain; the row that writers lock, so numbers have no
    gaps."""

    learner = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.PROTECT, primary_key=True, related_name="chain_head"
    )
    number = models.PositiveIntegerField(default=0)
    hash = models.CharField(max_length=64, default=GENESIS)

    def __str__(self) -> str:
        return f"{self.learner_id} #{self.number}"


class MonthTotal(models.Model):
    """Seconds per learner, local month and kind: kept beside the ledger, rebuilt from it at any
    time.

    A reversal lowers the total of the kind that it reverses.
    """

    learner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="month_totals"
    )
    month = models.CharField(max_length=7)
    kind = models.CharField(max_length=16, choices=Kind)
    seconds = models.IntegerField(default=0)

    objects = querysets.MonthTotalQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["learner", "month", "kind"], name="month_total_once"),
            models.CheckConstraint(name="month_total_not_negative", condition=Q(seconds__gte=0)),
        ]
        indexes = [
            models.Index(fields=["month", "learner"], include=["seconds"], name="total_by_month")
        ]

    def __str__(self) -> str:
        return f"{self.learner_id} {self.month} {self.kind}: {self.seconds} s"


class Correction(models.Model):
    """What an officer asks to correct, and what a second person decided. Posted only when approved.

    With ``entry``: reverse it and, where ``seconds`` > 0, post that many in its place. Without: add
    ``seconds`` for the interval given (time that was studied and not counted).
    """

    class State(models.TextChoices):
        PROPOSED = "proposed", _("waiting for a second person")
        APPROVED = "approved", _("approved")
        DECLINED = "declined", _("declined")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    learner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="credit_corrections"
    )
    entry = models.ForeignKey(
        CreditEntry, models.PROTECT, null=True, blank=True, related_name="corrections"
    )
    seconds = models.PositiveIntegerField()
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField()
    reason = models.TextField()
    state = models.CharField(max_length=16, choices=State, default=State.PROPOSED)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(default=now)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    decision_reason = models.TextField(blank=True)

    objects = querysets.CorrectionQuerySet.as_manager()

    class Meta:
        ordering = ["-proposed_at"]
        constraints = [
            models.CheckConstraint(
                name="correction_second_person",
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("proposed_by")),
            ),
            models.UniqueConstraint(
                name="correction_one_open_per_entry",
                fields=["entry"],
                condition=Q(state="proposed", entry__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.learner_id}: {self.seconds} s ({self.state})"
