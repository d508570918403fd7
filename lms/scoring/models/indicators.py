"""Three zeros (三零): re-offending, lost from supervision, breaches by staff; from records with a
source and a date. Corrections are new rows."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lms.core.clock import now
from lms.scoring import querysets


class IndicatorRecord(models.Model):
    """One case. ``replaces`` corrects an earlier row (``void``: that case was none). ``ended_on``:
    the day on which a person who was lost was found again. Append-only."""

    class Indicator(models.TextChoices):
        REOFFENCE = "reoffence", _("re-offending")
        ABSCONDED = "absconded", _("absconding from supervision")
        MISSED_INTAKE = "missed_intake", _("missed intake")
        MISCONDUCT = "misconduct", _("breach of law or discipline by staff")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    indicator = models.CharField(_("indicator"), max_length=16, choices=Indicator)
    organisation = models.ForeignKey(
        "accounts.Organisation", models.PROTECT, related_name="indicator_records",
        verbose_name=_("organisation"),
    )  # fmt: skip
    offender = models.ForeignKey(
        "accounts.Offender", models.PROTECT, null=True, blank=True, related_name="indicator_records"
    )
    on = models.DateField(_("day"))
    ended_on = models.DateField(_("ended on"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=120)
    note = models.TextField(_("what is known"), blank=True)
    void = models.BooleanField(default=False)
    replaces = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="replaced_by"
    )
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=now)

    objects = querysets.IndicatorQuerySet.as_manager()

    class Meta:
        ordering = ["-on", "-recorded_at"]
        indexes = [models.Index(fields=["indicator", "organisation", "on"])]
        constraints = [
            models.CheckConstraint(
                name="indicator_forward",
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("on")),
            ),
            models.CheckConstraint(
                name="indicator_void_replaces",
                condition=Q(void=False) | (Q(replaces__isnull=False) & ~Q(note="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator} {self.on}"
