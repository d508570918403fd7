"""Files that prove something: evidence, photographs of paper, pictures with an objection."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from lms.core.clock import now


class Attachment(models.Model):
    """One stored file, encrypted on disk (lms/scoring/evidence/attaching.py). ``about`` is the id
    of what it belongs to. Whoever may see that may see the file."""

    class Kind(models.TextChoices):
        CONDUCT = "conduct", _("conduct record")
        REFLECTION = "reflection", _("reflection report")
        HELP = "help", _("request")
        OBJECTION = "objection", _("objection")
        INDICATOR = "indicator", _("indicator")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=12, choices=Kind)
    about = models.UUIDField()
    offender = models.ForeignKey(
        "accounts.Offender", models.PROTECT, null=True, blank=True, related_name="+"
    )
    name = models.CharField(max_length=120)
    content_type = models.CharField(max_length=40)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(default=now)

    class Meta:
        ordering = ["uploaded_at", "pk"]
        indexes = [models.Index(fields=["about"])]

    def __str__(self) -> str:
        return self.name
