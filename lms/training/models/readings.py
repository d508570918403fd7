"""Required reading of cases: the rule, who has to read, what was answered and signed."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lms.core.clock import now
from lms.training import querysets


class ReadingRule(models.Model):
    """Of a county: which warning cases which posts have to read, and by when (issue "From upload to
    every desk": risk point × post × organisation). An empty condition means any."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(
        "accounts.Organisation", models.PROTECT, related_name="reading_rules",
        verbose_name=_("whose people"),
    )  # fmt: skip
    """Its people and those of all below it."""
    name = models.CharField(_("name"), max_length=100)
    risk_points = models.ManyToManyField(
        "content.RiskPoint", verbose_name=_("risk points"), blank=True, related_name="+"
    )
    posts = models.ManyToManyField(
        "content.Post", verbose_name=_("posts"), blank=True, related_name="+"
    )
    days = models.PositiveSmallIntegerField(
        _("days to read"), default=7, validators=[MinValueValidator(1), MaxValueValidator(180)]
    )
    is_active = models.BooleanField(_("in use"), default=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=now)

    objects = querysets.RuleQuerySet.as_manager()

    class Meta:
        verbose_name = _("reading rule")
        verbose_name_plural = _("reading rules")
        ordering = ["organisation__path", "name"]

    def __str__(self) -> str:
        return self.name


class RequiredReading(models.Model):
    """One case that one staff member has to read, answer and sign for.

    A case that was changed is asked for anew (`case_version`); what was signed before stays in
    `Acknowledgement`.
    """

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("reading", "open")
        DONE = "done", pgettext_lazy("reading", "done")
        WITHDRAWN = "withdrawn", pgettext_lazy("reading", "case withdrawn")
        ENDED = "ended", pgettext_lazy("reading", "no longer in service here")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="required_readings"
    )
    case = models.ForeignKey("cases.CasePage", models.PROTECT, related_name="required_readings")
    rule = models.ForeignKey(
        ReadingRule, models.SET_NULL, null=True, blank=True, related_name="readings"
    )
    because: models.JSONField[Any, Any] = models.JSONField(default=list)
    """Why: pairs of what kind of reason (`rule`, `post`, `risks`, `revised`) and its name."""
    post = models.ForeignKey(
        "content.Post", models.PROTECT, null=True, blank=True, related_name="+"
    )
    """The post as it was recognised on the day it was given."""
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    case_version = models.PositiveIntegerField(default=0)
    """The study version of the case that has to be read."""
    assigned_at = models.DateTimeField(default=now)
    """When it was given, or asked for anew."""
    due_on = models.DateField(_("due on"))
    read_at = models.DateTimeField(null=True, blank=True)
    """When it was read to the end for its nominal time (verified study)."""
    passed_at = models.DateTimeField(null=True, blank=True)
    """When the last self-check was answered rightly."""
    acknowledged_at = models.DateTimeField(null=True, blank=True)

    objects = querysets.ReadingQuerySet.as_manager()

    class Meta:
        verbose_name = _("required reading")
        verbose_name_plural = _("required readings")
        ordering = ["due_on", "assigned_at"]
        constraints = [
            models.UniqueConstraint(fields=["person", "case"], name="reading_once"),
            models.CheckConstraint(
                name="reading_done_when_signed",
                condition=~Q(state="done") | Q(acknowledged_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["case", "state"]),
            models.Index(fields=["state", "due_on"]),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.case_id} {self.state}"

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN

    def is_overdue(self, day: date) -> bool:
        return self.is_open and self.due_on < day

    @property
    def is_asked_anew(self) -> bool:
        """The case was changed after it had been given."""
        return any(kind == "revised" for kind, _name in self.because)

    @property
    def step(self) -> str:
        """What comes next: ``read``, ``answer``, ``sign``; or ``done``."""
        if self.acknowledged_at:
            return "done"
        if not self.read_at:
            return "read"
        return "sign" if self.passed_at else "answer"


class CheckAnswer(models.Model):
    """An answer to a self-check of a case. Append-only: every try stays."""

    reading = models.ForeignKey(RequiredReading, models.PROTECT, related_name="answers")
    check_id = models.CharField(max_length=64)
    chosen = models.CharField(max_length=1)
    is_right = models.BooleanField()
    case_version = models.PositiveIntegerField()
    at = models.DateTimeField(default=now)

    class Meta:
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["reading", "check_id"])]

    def __str__(self) -> str:
        return f"{self.reading_id} {self.check_id} {self.chosen}"


class Acknowledgement(models.Model):
    """The signature “I have studied this” (我已学习). Append-only.

    ``digest`` is the SHA-256 of person, case, version, fingerprint, statement and time
    (lms/training/signing.py), so that it can be recomputed by anybody.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reading = models.ForeignKey(RequiredReading, models.PROTECT, related_name="acknowledgements")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    case = models.ForeignKey("cases.CasePage", models.PROTECT, related_name="+")
    case_version = models.PositiveIntegerField()
    fingerprint = models.CharField(max_length=64)
    statement = models.CharField(max_length=300)
    signed_name = models.CharField(max_length=60)
    verified_seconds = models.PositiveIntegerField()
    at = models.DateTimeField(default=now)
    address = models.GenericIPAddressField(null=True, blank=True)
    agent = models.CharField(max_length=200, blank=True)
    digest = models.CharField(max_length=64)

    class Meta:
        ordering = ["at"]
        constraints = [
            models.UniqueConstraint(fields=["reading", "case_version"], name="signed_once")
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.case_id} v{self.case_version}"
