"""Schemes as a county keeps them: drafts are edited, schemes in force only succeeded."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from lms.core.clock import now
from lms.scoring import querysets
from lms.scoring.rules.scheme import Scheme as Rules
from lms.scoring.rules.scheme import load


class SchemeDraft(models.Model):
    """One draft per organisation, edited until it is put in force. ``plain`` may still have
    problems (`rules.check`)."""

    organisation = models.OneToOneField(
        "accounts.Organisation", models.PROTECT, primary_key=True, related_name="scheme_draft"
    )
    plain = models.JSONField()
    edited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    edited_at = models.DateTimeField(default=now)

    def __str__(self) -> str:
        return f"{self.organisation_id} (draft)"


class Scheme(models.Model):
    """A scheme in force from ``first_month`` on, until its successor's. Never changed or deleted.

    An organisation without one inherits from above; the root inherits the default that is shipped.
    """

    organisation = models.ForeignKey(
        "accounts.Organisation", models.PROTECT, related_name="schemes"
    )
    version = models.PositiveIntegerField()
    first_month = models.CharField(_("in force from"), max_length=7)
    plain = models.JSONField()
    digest = models.CharField(max_length=64)
    reason = models.TextField(_("reason"))
    enforced_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    enforced_at = models.DateTimeField(default=now)

    objects = querysets.SchemeQuerySet.as_manager()

    class Meta:
        ordering = ["-first_month"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "version"], name="scheme_version_once"),
            models.UniqueConstraint(
                fields=["organisation", "first_month"], name="scheme_month_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plain['name']} v{self.version}"

    @property
    def rules(self) -> Rules:
        return load(self.plain)
