from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lms.accounts.querysets import RoleGrantQuerySet
from lms.accounts.roles import Role
from lms.core.months import today


class RoleGrant(models.Model):
    """A role that a person holds in an organisation, from a day, until a day. Ended, never deleted.

    ``deputy_for`` names the grant that this one stands in for while its holder is away.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="role_grants")
    organisation = models.ForeignKey(
        "accounts.Organisation", models.PROTECT, related_name="role_grants",
        verbose_name=_("organisation"),
    )  # fmt: skip
    role = models.CharField(_("role"), max_length=16, choices=Role)
    starts_on = models.DateField(_("from"), default=today)
    ends_on = models.DateField(_("until"), null=True, blank=True)
    deputy_for = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="deputies"
    )
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = RoleGrantQuerySet.as_manager()

    class Meta:
        verbose_name = _("role")
        verbose_name_plural = _("roles")
        ordering = ["-starts_on"]
        indexes = [models.Index(fields=["role", "organisation"])]
        constraints = [
            models.CheckConstraint(
                name="grant_forward",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
            ),
            models.UniqueConstraint(
                name="grant_open_once",
                fields=["user", "organisation", "role"],
                condition=Q(ends_on__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.role} {self.organisation_id}"
