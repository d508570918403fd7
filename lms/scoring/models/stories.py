"""Exemplary stories (正面典型): written from the record of somebody who has agreed to it."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lms.core.clock import now
from lms.scoring import querysets


class StoryConsent(models.Model):
    """What a person was asked and answered, and the page that came of it. A consent can be taken
    back at any time; the page then goes offline (PIPL §15)."""

    class State(models.TextChoices):
        ASKED = "asked", _("asked")
        AGREED = "agreed", _("agreed")
        DECLINED = "declined", pgettext_lazy("consent", "declined")
        WITHDRAWN = "withdrawn", pgettext_lazy("consent", "taken back")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    offender = models.ForeignKey("accounts.Offender", models.PROTECT, related_name="stories")
    county = models.ForeignKey("accounts.Organisation", models.PROTECT, related_name="+")
    why = models.CharField(_("why this person"), max_length=300)
    state = models.CharField(max_length=10, choices=State, default=State.ASKED)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=now)
    answered_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    page = models.ForeignKey(
        "content.MaterialPage", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = querysets.OfOffenders.as_manager()

    class Meta:
        ordering = ["-asked_at"]
        constraints = [
            models.UniqueConstraint(
                name="story_one_open", fields=["offender"], condition=Q(state="asked")
            )
        ]

    def __str__(self) -> str:
        return f"{self.pk}: {self.state}"
