"""What a score proposes and a person decides (PIPL §24: nothing happens by itself)."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lms.core.clock import now
from lms.scoring import querysets


class Proposal(models.Model):
    """A level change, a commendation or a talk, with the rule and what it saw."""

    class Kind(models.TextChoices):
        LEVEL = "level", _("change of level")
        COMMENDATION = "commendation", _("commendation")
        TALK = "talk", _("talk of warning")

    class State(models.TextChoices):
        OPEN = "open", _("to be decided")
        ACCEPTED = "accepted", _("accepted")
        DECLINED = "declined", pgettext_lazy("proposal", "declined")
        LAPSED = "lapsed", _("lapsed: the score was amended")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    offender = models.ForeignKey("accounts.Offender", models.PROTECT, related_name="proposals")
    county_month = models.ForeignKey(
        "scoring.CountyMonth", models.PROTECT, related_name="all_proposals"
    )
    score = models.ForeignKey("scoring.MonthScore", models.PROTECT, related_name="+")
    rule = models.CharField(max_length=20)
    name = models.CharField(max_length=60)
    kind = models.CharField(max_length=12, choices=Kind)
    to = models.CharField(max_length=8, blank=True)
    seen = models.JSONField()
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    made_at = models.DateTimeField(default=now)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(blank=True)

    objects = querysets.OfOffenders.as_manager()

    class Meta:
        ordering = ["-made_at"]
        indexes = [models.Index(fields=["state", "-made_at"])]
        constraints = [
            models.UniqueConstraint(
                fields=["county_month", "offender", "rule"], name="proposal_once"
            ),
            models.CheckConstraint(
                name="proposal_decided_with_reason",
                condition=~Q(state__in=["accepted", "declined"])
                | (Q(decided_by__isnull=False) & ~Q(reason="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.offender_id}: {self.rule}"
