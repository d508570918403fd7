from __future__ import annotations

from django.conf import settings
from django.db import models


class SavedView(models.Model):
    """The filters and sorting of a list that somebody gave a name, for themself alone."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="saved_views")
    table = models.CharField(max_length=60)
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=1000)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["owner", "table", "name"], name="saved_view_once")
        ]

    def __str__(self) -> str:
        return self.name
