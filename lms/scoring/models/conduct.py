"""Conduct records (表现记录): what happened, entered by officers or brought in from outside.

Append-only: a wrong record is cancelled by a new one with a reason. A heavy one (``needs_second``)
counts when a second person has confirmed it.
"""

from __future__ import annotations

import uuid

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lms.accounts.models.offenders import Stage
from lms.core.clock import now
from lms.scoring import querysets
from lms.scoring.rules.kinds import KINDS, RECORDED

KIND_CHOICES = [(code, KINDS[code].label) for code in RECORDED]


class ConductRecord(models.Model):
    """One fact. ``counts_in``: the month whose score it enters: that of ``on``, or, when that one
    was locked already (``is_late``), the month that was open when it was recorded.

    ``same_as``: the record of the same fact that this penalty stands beside (one fact counts once);
    ``same_item``: the same for an item without records (M2). ``outside_key``: the record's key in
    the system it came from; a county has each once.
    """

    class Origin(models.TextChoices):
        OFFICER = "officer", _("entered by an officer")
        IMPORT = "import", _("imported from a file")
        API = "api", _("sent by another system")
        ACTIVITY = "activity", _("from an activity on the platform")
        OBJECTION = "objection", _("from an accepted objection")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    offender = models.ForeignKey(
        "accounts.Offender", models.PROTECT, related_name="conduct", verbose_name=_("offender")
    )
    county = models.ForeignKey("accounts.Organisation", models.PROTECT, related_name="+")
    kind = models.CharField(_("what happened"), max_length=24, choices=KIND_CHOICES)
    on = models.DateField(_("day"))
    hours = models.DecimalField(
        _("hours"), max_digits=5, decimal_places=2, null=True, blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(24)],
    )  # fmt: skip
    stage = models.CharField(_("stage"), max_length=8, blank=True, choices=Stage)
    note = models.TextField(_("what is known"), blank=True)
    same_as = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="penalties",
        verbose_name=_("for the same fact"),
    )  # fmt: skip
    same_item = models.CharField(max_length=8, blank=True)
    origin = models.CharField(max_length=10, choices=Origin, default=Origin.OFFICER)
    outside_key = models.CharField(_("outside key"), max_length=80, blank=True)
    needs_second = models.BooleanField(default=False)
    counts_in = models.CharField(max_length=7)
    is_late = models.BooleanField(default=False)
    cancels = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="cancellations"
    )
    """The record that this one cancels. One that was refused by the second person does not hinder
    the next."""
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=now)

    objects = querysets.ConductQuerySet.as_manager()

    class Meta:
        verbose_name = _("conduct record")
        verbose_name_plural = _("conduct records")
        ordering = ["-on", "-recorded_at"]
        indexes = [
            models.Index(fields=["offender", "counts_in"]),
            models.Index(fields=["county", "counts_in"]),
            models.Index(fields=["county", "-recorded_at"]),
        ]
        constraints = [
            models.UniqueConstraint(
                name="conduct_outside_key_once",
                fields=["county", "outside_key"],
                condition=~Q(outside_key=""),
            ),
            models.CheckConstraint(
                name="conduct_cancel_has_reason", condition=Q(cancels__isnull=True) | ~Q(note="")
            ),
            models.CheckConstraint(
                name="conduct_hours", condition=Q(hours__isnull=True) | Q(hours__gt=0)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.on}"

    @property
    def audit_organisation_id(self) -> int:
        return self.county_id


class ConductDecision(models.Model):
    """What a second person decided about a heavy record. Once, never by who recorded it."""

    record = models.OneToOneField(
        ConductRecord, models.PROTECT, primary_key=True, related_name="decision"
    )
    accepted = models.BooleanField()
    reason = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=now)

    class Meta:
        constraints = [
            models.CheckConstraint(name="conduct_second_person", condition=~Q(by=F("recorded_by")))
        ]

    def __str__(self) -> str:
        return f"{self.record_id}: {self.accepted}"
