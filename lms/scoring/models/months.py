"""A month of a county on its way from frozen facts to final, and the scores in it."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lms.core.clock import now
from lms.scoring import querysets
from lms.scoring.rules.scheme import Scheme as Rules
from lms.scoring.rules.scheme import load


class CountyMonth(models.Model):
    """One county's month. The row exists from the lock on; a month without a row is open."""

    class State(models.TextChoices):
        FREEZING = "freezing", _("being frozen")
        DRAFT = "draft", _("to be reviewed by the offices")
        REVIEWED = "reviewed", _("to be approved by the county")
        APPROVED = "approved", _("approved")
        POSTED = "posted", _("posted")
        FINAL = "final", _("final")

    county = models.ForeignKey("accounts.Organisation", models.PROTECT, related_name="score_months")
    month = models.CharField(max_length=7)
    state = models.CharField(max_length=10, choices=State, default=State.FREEZING)
    scheme = models.ForeignKey(
        "scoring.Scheme", models.PROTECT, null=True, blank=True, related_name="+"
    )
    """Empty: the default that is shipped; ``plain`` holds it in either case."""
    plain = models.JSONField()
    digest = models.CharField(max_length=64)
    frozen_at = models.DateTimeField(default=now)
    review_due = models.DateField()
    approve_due = models.DateField()
    post_due = models.DateField()
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    approved_at = models.DateTimeField(null=True, blank=True)
    posted_on = models.DateField(null=True, blank=True)
    posted_until = models.DateField(null=True, blank=True)
    """The last working day of the posting: until its end an objection may be made."""
    visible_until = models.DateField(null=True, blank=True)
    final_at = models.DateTimeField(null=True, blank=True)
    reopened = models.PositiveSmallIntegerField(default=0)

    objects = querysets.CountyMonthQuerySet.as_manager()

    class Meta:
        ordering = ["-month", "county"]
        constraints = [
            models.UniqueConstraint(fields=["county", "month"], name="county_month_once")
        ]

    def __str__(self) -> str:
        return f"{self.county_id} {self.month}: {self.state}"

    @property
    def rules(self) -> Rules:
        return load(self.plain)


class OfficeMonth(models.Model):
    """One office's review of its draft."""

    county_month = models.ForeignKey(CountyMonth, models.PROTECT, related_name="offices")
    office = models.ForeignKey("accounts.Organisation", models.PROTECT, related_name="+")
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    reviewed_at = models.DateTimeField(null=True, blank=True)
    returned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    returned_reason = models.TextField(blank=True)

    class Meta:
        ordering = ["office__path"]
        constraints = [
            models.UniqueConstraint(fields=["county_month", "office"], name="office_month_once")
        ]

    def __str__(self) -> str:
        return f"{self.county_month_id} {self.office_id}"


class MonthScore(models.Model):
    """One person's score of a month, one row per version: the frozen facts and what they came to.

    Append-only but for ``is_current``. ``rules.assess`` gives ``lines``, ``total``, ``band`` and
    ``proposals`` back from ``facts`` and the month's scheme at any time. ``total`` is empty while a
    fact freezes the score.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    county_month = models.ForeignKey(CountyMonth, models.PROTECT, related_name="scores")
    offender = models.ForeignKey("accounts.Offender", models.PROTECT, related_name="scores")
    month = models.CharField(max_length=7)
    office = models.ForeignKey("accounts.Organisation", models.PROTECT, related_name="+")
    version = models.PositiveSmallIntegerField(default=1)
    is_current = models.BooleanField(default=True)
    juvenile = models.BooleanField()
    facts = models.JSONField()
    facts_hash = models.CharField(max_length=64)
    lines = models.JSONField()
    total = models.SmallIntegerField(null=True, blank=True)
    band = models.CharField(max_length=10)
    proposals = models.JSONField(default=list)
    reason = models.TextField(blank=True)
    """Why there is another version."""
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    made_at = models.DateTimeField(default=now)

    objects = querysets.MonthScoreQuerySet.as_manager()

    class Meta:
        ordering = ["offender", "month", "version"]
        indexes = [
            models.Index(fields=["offender", "month"]),
            models.Index(fields=["county_month", "office", "total"]),
            models.Index(fields=["county_month", "made_at"]),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["county_month", "offender", "version"], name="score_version_once"
            ),
            models.UniqueConstraint(
                fields=["county_month", "offender"],
                condition=Q(is_current=True),
                name="score_one_current",
            ),
            models.CheckConstraint(
                name="score_frozen_without_total",
                condition=Q(band="frozen", total__isnull=True)
                | (~Q(band="frozen") & Q(total__isnull=False)),
            ),
            models.CheckConstraint(
                name="score_amended_with_reason", condition=Q(version=1) | ~Q(reason="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.offender_id} {self.month} v{self.version}: {self.total}"

    @property
    def is_frozen(self) -> bool:
        return self.total is None


class MonthReopening(models.Model):
    """By whose decision a final month was opened again. Append-only; one row each time."""

    class Authority(models.TextChoices):
        COURT = "court", _("court")
        PROCURATORATE = "procuratorate", _("procuratorate")
        COUNTY = "county", _("county agency")

    county_month = models.ForeignKey(CountyMonth, models.PROTECT, related_name="reopenings")
    number = models.PositiveSmallIntegerField()
    authority = models.CharField(_("decided by"), max_length=16, choices=Authority)
    document = models.CharField(_("number of the decision"), max_length=80)
    decided_on = models.DateField(_("day of the decision"))
    text = models.TextField(_("what was decided"))
    reason = models.TextField(_("reason"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=now)

    class Meta:
        ordering = ["county_month", "number"]
        constraints = [
            models.UniqueConstraint(fields=["county_month", "number"], name="reopening_once"),
            models.CheckConstraint(
                name="reopening_said",
                condition=~Q(document="") & ~Q(text="") & ~Q(reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.county_month_id} #{self.number}: {self.document}"


class WorkingDayOverride(models.Model):
    """What is said of one day beside the published calendar: a holiday, or a day that is worked
    (`lms.scoring.closing.working_days`). For years that are not published yet, and for storms."""

    day = models.DateField(_("day"), unique=True)
    is_working = models.BooleanField(_("working day"))
    note = models.CharField(_("why"), max_length=120)
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    set_at = models.DateTimeField(default=now)

    class Meta:
        ordering = ["day"]

    def __str__(self) -> str:
        return f"{self.day}: {self.is_working}"
