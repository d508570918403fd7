"""Which test was prescribed to whom, and until when."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from exams import querysets
from lms.core.clock import now


class Offer(models.Model):
    """A test that somebody has to sit: the monthly test of ``month``, or a stage test once
    (``month`` empty). Whoever had an offer and did not sit has missed it; others have not."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    paper = models.ForeignKey("exams.Paper", models.PROTECT, related_name="offers")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="exam_offers")
    month = models.CharField(_("month"), max_length=7, blank=True)
    plan = models.ForeignKey(
        "content.PlanTemplate", models.PROTECT, null=True, blank=True, related_name="+"
    )
    """The plan that prescribes it; empty when a person did."""
    due_on = models.DateField(_("due on"), null=True, blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    made_at = models.DateTimeField(default=now)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_reason = models.CharField(max_length=200, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    """Who withdrew it by hand: then no plan offers it again. Empty: the platform."""

    objects = querysets.OfferQuerySet.as_manager()

    class Meta:
        verbose_name = _("prescribed test")
        verbose_name_plural = _("prescribed tests")
        ordering = ["due_on", "made_at"]
        indexes = [models.Index(fields=["month", "paper"])]
        constraints = [
            models.UniqueConstraint(fields=["person", "paper", "month"], name="offer_once")
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.paper_id} {self.month}"
