from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from lms.accounts.querysets import StaffQuerySet


class StaffMember(models.Model):
    """The profile of somebody who works in corrections: post (岗位), unit, since when."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.PROTECT, primary_key=True, related_name="staff_member"
    )
    post = models.CharField(_("post in the unit"), max_length=60)
    unit = models.ForeignKey(
        "accounts.Organisation", models.PROTECT, related_name="staff", verbose_name=_("unit")
    )
    hired_on = models.DateField(_("hired on"), null=True, blank=True)
    left_on = models.DateField(_("left on"), null=True, blank=True)

    objects = StaffQuerySet.as_manager()

    class Meta:
        verbose_name = _("staff member")
        verbose_name_plural = _("staff members")

    def __str__(self) -> str:
        return str(self.user)

    @property
    def audit_organisation_id(self) -> int:
        return self.unit_id
