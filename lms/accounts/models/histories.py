"""Append-only histories of an offender: level, office, personal study settings.

``by`` is empty where the platform itself wrote the row (the import command, demo data).
"""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from lms.accounts.models.offenders import Level
from lms.core.clock import now
from lms.core.months import today


class LevelChange(models.Model):
    offender = models.ForeignKey("accounts.Offender", models.PROTECT, related_name="level_changes")
    before = models.CharField(max_length=8, choices=Level, blank=True)
    level = models.CharField(max_length=8, choices=Level)
    on = models.DateField(default=today)
    reason = models.TextField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField(default=now)

    class Meta:
        ordering = ["-on", "-at"]

    def __str__(self) -> str:
        return f"{self.before} → {self.level}"


class OfficeMove(models.Model):
    offender = models.ForeignKey("accounts.Offender", models.PROTECT, related_name="office_moves")
    before = models.ForeignKey(
        "accounts.Organisation", models.PROTECT, null=True, blank=True, related_name="+"
    )
    office = models.ForeignKey("accounts.Organisation", models.PROTECT, related_name="+")
    on = models.DateField(default=today)
    reason = models.TextField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField(default=now)

    class Meta:
        ordering = ["-on", "-at"]

    def __str__(self) -> str:
        return f"{self.before_id} → {self.office_id}"


class StudySettings(models.Model):
    """What an officer set for one person, with a reason; the newest row holds. Empty: the
    county's."""

    RATES = [
        (400, _("usual: 400 characters a minute")),
        (250, _("slow: 250")),
        (150, _("very slow: 150")),
    ]

    offender = models.ForeignKey(
        "accounts.Offender", models.PROTECT, related_name="study_settings_history"
    )
    reading_rate = models.PositiveSmallIntegerField(_("reading rate"), choices=RATES, default=400)
    answer_seconds = models.PositiveSmallIntegerField(
        _("seconds to answer"),
        default=60,
        validators=[MinValueValidator(60), MaxValueValidator(600)],
    )
    opens = models.TimeField(_("study opens"), null=True, blank=True)
    closes = models.TimeField(_("study closes"), null=True, blank=True)
    daily_cap_hours = models.DecimalField(
        _("credit hours a day at most"), max_digits=4, decimal_places=2, null=True, blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(24)],
    )  # fmt: skip
    large_type = models.BooleanField(_("large type"), default=False)
    reason = models.TextField(_("reason"))
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    set_at = models.DateTimeField(default=now)

    class Meta:
        ordering = ["-set_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="study_settings_answer",
                condition=models.Q(answer_seconds__gte=60, answer_seconds__lte=600),
            ),
            models.CheckConstraint(
                name="study_settings_rate", condition=models.Q(reading_rate__in=[400, 250, 150])
            ),
        ]

    def __str__(self) -> str:
        return f"{self.offender_id} {self.set_at:%Y-%m-%d}"
