"""The written notice to each person, and objections (异议) to it."""

from __future__ import annotations

import secrets
import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lms.core.clock import now
from lms.scoring import querysets


def new_check_code() -> str:
    """What a notice's QR code carries: enough to find it, nothing to guess."""
    return secrets.token_urlsafe(18)


class Notice(models.Model):
    """The notice of one version of a score. Its PDF is rendered when somebody asks for it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    score = models.OneToOneField("scoring.MonthScore", models.PROTECT, related_name="notice")
    offender = models.ForeignKey("accounts.Offender", models.PROTECT, related_name="notices")
    number = models.CharField(max_length=40, unique=True)
    check_code = models.CharField(max_length=24, unique=True, default=new_check_code)
    given_at = models.DateTimeField(default=now)
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-given_at"]
        indexes = [models.Index(fields=["offender", "-given_at"])]

    def __str__(self) -> str:
        return self.number


class Objection(models.Model):
    """An objection to one line of a score (``line``), to all of it (``line`` empty), or to study
    time that was not counted (``study``: the interval). The office answers, the county decides."""

    class State(models.TextChoices):
        SENT = "sent", _("to be answered by the office")
        ANSWERED = "answered", _("to be decided by the county")
        ACCEPTED = "accepted", _("accepted")
        DECLINED = "declined", pgettext_lazy("objection", "declined")
        WITHDRAWN = "withdrawn", _("withdrawn")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    offender = models.ForeignKey("accounts.Offender", models.PROTECT, related_name="objections")
    score = models.ForeignKey("scoring.MonthScore", models.PROTECT, related_name="objections")
    line = models.CharField(max_length=8, blank=True)
    study = models.JSONField(null=True, blank=True)
    """{"started_at", "ended_at", "seconds", "reason"} of an uncounted interval."""
    text = models.TextField(_("objection"))
    state = models.CharField(max_length=10, choices=State, default=State.SENT)
    sent_at = models.DateTimeField(default=now)
    answer_due = models.DateField()
    decide_due = models.DateField()
    amended = models.ForeignKey(
        "scoring.MonthScore", models.PROTECT, null=True, blank=True, related_name="+"
    )
    """The version that an accepted objection led to."""

    objects = querysets.OfOffenders.as_manager()

    class Meta:
        ordering = ["-sent_at"]
        indexes = [models.Index(fields=["state", "decide_due"])]
        constraints = [
            models.UniqueConstraint(
                name="objection_one_open_per_line",
                fields=["score", "line"],
                condition=Q(state__in=["sent", "answered"], study__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"{self.offender_id} {self.line}: {self.state}"


class ObjectionStep(models.Model):
    """What was said and decided, one row each. Append-only."""

    class Kind(models.TextChoices):
        SENT = "sent", _("made")
        ANSWERED = "answered", _("answered by the office")
        ACCEPTED = "accepted", _("accepted by the county")
        DECLINED = "declined", _("declined by the county")
        WITHDRAWN = "withdrawn", _("withdrawn")

    objection = models.ForeignKey(Objection, models.PROTECT, related_name="steps")
    kind = models.CharField(max_length=10, choices=Kind)
    text = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    offender = models.ForeignKey("accounts.Offender", models.PROTECT, related_name="+")
    at = models.DateTimeField(default=now)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["objection", "kind"], name="objection_step_once"),
            models.CheckConstraint(
                name="objection_not_own_judge",
                condition=Q(kind__in=["sent", "withdrawn"]) | ~Q(by=F("offender")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.objection_id}: {self.kind}"
