from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from lms.accounts.models.offenders import Sex
from lms.accounts.querysets import TeamMemberQuerySet
from lms.core.months import today


class TeamMember(models.Model):
    """A member of an offender's correction team (矫正小组, 社区矫正法 §25); with an account they
    see the person by name and task, a guardian the person's study."""

    class Kind(models.TextChoices):
        OFFICER = "officer", _("officer of the justice office")
        SOCIAL_WORKER = "social_worker", _("social worker")
        GRID_WORKER = "grid_worker", _("grid worker")
        VILLAGE = "village", _("village or community")
        FAMILY = "family", _("family")
        GUARDIAN = "guardian", _("guardian")
        EMPLOYER = "employer", _("work or school")
        VOLUNTEER = "volunteer", _("volunteer")

    offender = models.ForeignKey("accounts.Offender", models.PROTECT, related_name="team")
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True,
        related_name="team_memberships",
        verbose_name=_("account"),
    )  # fmt: skip
    name = models.CharField(_("person's name"), max_length=60)
    sex = models.CharField(_("sex"), max_length=8, choices=Sex)
    kind = models.CharField(_("kind"), max_length=16, choices=Kind)
    task = models.CharField(_("task"), max_length=200, blank=True)
    starts_on = models.DateField(_("from"), default=today)
    ends_on = models.DateField(_("until"), null=True, blank=True)

    objects = TeamMemberQuerySet.as_manager()

    class Meta:
        ordering = ["kind", "name"]
        verbose_name = _("team member")
        verbose_name_plural = _("team members")
        indexes = [models.Index(fields=["member", "ends_on"])]

    def __str__(self) -> str:
        return self.name
