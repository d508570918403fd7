"""Signed months, and the procuratorate's own copies that bear witness against a re-written past."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from lms.core.clock import now
from lms.core.crypto import EncryptedTextField


class SigningKey(models.Model):
    """An Ed25519 key of the platform. ``id`` begins the SHA-256 of the public key (16 hex). A
    retired key signs no more and verifies for ever; its private half is wiped."""

    id = models.CharField(primary_key=True, max_length=16)
    public = models.CharField(max_length=44)
    private = EncryptedTextField(blank=True, default="")
    created_at = models.DateTimeField(default=now)
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return self.id


class MonthSignature(models.Model):
    """The signature of a county's month when it became final; one more after each reopening.

    ``payload`` is the signed text itself: canonical JSON (docs/verifying.md). Append-only.
    """

    county_month = models.ForeignKey(
        "scoring.CountyMonth", models.PROTECT, related_name="signatures"
    )
    number = models.PositiveSmallIntegerField()
    payload = models.TextField()
    key = models.ForeignKey(SigningKey, models.PROTECT, related_name="+")
    signature = models.CharField(max_length=88)
    signed_at = models.DateTimeField(default=now)

    class Meta:
        ordering = ["county_month", "number"]
        constraints = [
            models.UniqueConstraint(fields=["county_month", "number"], name="month_signature_once")
        ]

    def __str__(self) -> str:
        return f"{self.county_month_id} #{self.number}"


class WitnessKey(models.Model):
    """The public half of a procuratorate's key. The private half is kept where the procuratorate
    says (``XINLU_WITNESS_DIR``), never in this database."""

    id = models.CharField(primary_key=True, max_length=16)
    procuratorate = models.ForeignKey(
        "accounts.Organisation", models.PROTECT, related_name="witness_keys"
    )
    public = models.CharField(max_length=44)
    created_at = models.DateTimeField(default=now)
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return self.id


class WitnessCopy(models.Model):
    """What a procuratorate received and receipted: the ledger heads of a day, or the results of a
    month. Append-only; also written to the export file of the witness."""

    class Kind(models.TextChoices):
        HEADS = "heads", _("ledger heads of a day")
        RESULTS = "results", _("results of a month")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    procuratorate = models.ForeignKey(
        "accounts.Organisation", models.PROTECT, related_name="witness_copies"
    )
    county = models.ForeignKey("accounts.Organisation", models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=Kind)
    about = models.CharField(max_length=16)
    """The day (``2026-11-25``) or the month and signature (``2026-10#1``)."""
    number = models.PositiveIntegerField()
    content = models.TextField()
    prev_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)
    key = models.ForeignKey(WitnessKey, models.PROTECT, related_name="+")
    receipt = models.CharField(max_length=88)
    received_at = models.DateTimeField(default=now)

    class Meta:
        ordering = ["procuratorate", "number"]
        constraints = [
            models.UniqueConstraint(fields=["procuratorate", "number"], name="witness_number_once"),
            models.UniqueConstraint(
                fields=["procuratorate", "county", "kind", "about"], name="witness_about_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.procuratorate_id} #{self.number}"
