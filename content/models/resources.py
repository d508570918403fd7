"""What every shared resource has: dimension, audience, owner, sharing, source, provenance."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel

from content.models.taxonomy import Audience, Dimension, Sharing


class Resource(models.Model):
    """Mixed into each page that a library holds. The owner is set from the branch it stands in.

    ``origin`` is the same for a resource and all its adopted copies, for ever.
    """

    dimension = models.CharField(
        _("dimension"), max_length=16, choices=Dimension, default=Dimension.EDUCATION
    )
    audience = models.CharField(
        _("for whom"), max_length=16, choices=Audience, default=Audience.OFFENDERS
    )
    juveniles_allowed = models.BooleanField(
        _("juveniles may see it"),
        default=False,
        help_text=_("Only what was made for, or checked for, people under the juvenile regime."),
    )
    owner_organisation = models.ForeignKey(
        "accounts.Organisation",
        verbose_name=_("owner"),
        on_delete=models.PROTECT,
        related_name="+",
        editable=False,
    )
    sharing = models.CharField(
        _("shared with"), max_length=16, choices=Sharing, default=Sharing.COUNTY
    )
    source = models.CharField(_("source"), max_length=200, blank=True)
    licence = models.CharField(_("licence"), max_length=100, blank=True)
    origin = models.UUIDField(_("origin"), default=uuid.uuid4, db_index=True, editable=False)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True, editable=False)
    withdrawn_reason = models.CharField(
        _("why it was withdrawn"), max_length=200, blank=True, editable=False
    )

    resource_panels = [
        MultiFieldPanel(
            [
                FieldPanel("dimension"),
                FieldPanel("audience"),
                FieldPanel("juveniles_allowed"),
                FieldPanel("sharing"),
                FieldPanel("source"),
                FieldPanel("licence"),
            ],
            heading=_("Resource"),
        )
    ]
    if TYPE_CHECKING:
        objects: Any

    kept_by_the_row: tuple[str, ...] = (
        "owner_organisation_id",
        "origin",
        "withdrawn_at",
        "withdrawn_reason",
    )
    """Facts about the resource itself: publishing an older revision never brings old ones back."""

    class Meta:
        abstract = True

    exclude_fields_in_copy = ["origin", "withdrawn_at", "withdrawn_reason"]

    def save(self, *args: Any, **kwargs: Any) -> None:
        """The branch a page stands in says who owns it."""
        if self.path and (owner := self.owning_organisation()):  # type: ignore[attr-defined]
            self.owner_organisation = owner
        super().save(*args, **kwargs)

    def with_content_json(self, content: Any) -> Any:
        page = super().with_content_json(content)  # type: ignore[misc]
        for name in self.kept_by_the_row:
            setattr(page, name, getattr(self, name))
        return page

    @property
    def is_withdrawn(self) -> bool:
        return self.withdrawn_at is not None
