"""Who took over whose resource, when, from which version."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, Revision


class AdoptionQuerySet(models.QuerySet["Adoption"]):
    def of(self, page: Page) -> AdoptionQuerySet:
        """Adoptions of this original."""
        return self.filter(original=page)

    def in_use(self) -> AdoptionQuerySet:
        return self.filter(copy__isnull=False, copy__live=True)

    def waiting(self) -> AdoptionQuerySet:
        """The original has changed since, and the adopter has not looked at it yet."""
        return self.filter(changed_at__isnull=False, original__isnull=False)


class Adoption(models.Model):
    """One adopted copy. Kept when the original or the copy goes: it is the provenance."""

    original = models.ForeignKey(
        Page, null=True, on_delete=models.SET_NULL, related_name="adoptions"
    )
    original_title = models.CharField(_("title of the original"), max_length=255)
    original_owner = models.ForeignKey(
        "accounts.Organisation", on_delete=models.PROTECT, related_name="+"
    )
    original_revision = models.ForeignKey(
        Revision, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    copy = models.OneToOneField(
        Page, null=True, on_delete=models.SET_NULL, related_name="adopted_from"
    )
    adopter = models.ForeignKey("accounts.Organisation", on_delete=models.PROTECT, related_name="+")
    adopted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    adopted_at = models.DateTimeField(_("adopted at"))
    changed_at = models.DateTimeField(_("the original has changed"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("the original was withdrawn"), null=True, blank=True)
    withdrawn_reason = models.CharField(max_length=200, blank=True)

    objects = AdoptionQuerySet.as_manager()

    class Meta:
        verbose_name = _("adoption")
        verbose_name_plural = _("adoptions")
        ordering = ["-adopted_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.original_title} → {self.adopter}"

    @property
    def has_changed(self) -> bool:
        return self.changed_at is not None
