"""The tree of organisations: province → city → county agency → justice office, and what is
attached."""

from __future__ import annotations

import uuid
from datetime import time
from decimal import Decimal
from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from treebeard.mp_tree import MP_Node

from lms.accounts.querysets import OrganisationManager

DEFAULTS: dict[str, Any] = {
    "study_opens": time(6),
    "study_closes": time(22),
    "daily_cap_hours": Decimal(8),
    "monthly_target_hours": Decimal(8),
    "intake_days": 91,
    "release_days": 30,
}
"""[D] of domain.md §0.4, §1 and contract.md "Limits"; each level of the tree may set its own.
``study_closes`` equal to ``study_opens`` means the whole day."""


class Kind(models.TextChoices):
    PROVINCE = "province", _("province")
    CITY = "city", _("city")
    COUNTY = "county", _("county agency")
    JUSTICE_OFFICE = "justice_office", _("justice office")
    TOWN = "town", _("town")
    VILLAGE = "village", _("village station")
    GRID = "grid", _("grid")
    PROCURATORATE = "procuratorate", _("procuratorate")
    TRAINING_PROVIDER = "training_provider", _("training provider")


ATTACHED = {Kind.PROCURATORATE, Kind.TRAINING_PROVIDER}


class Organisation(MP_Node):
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    name = models.CharField(_("name"), max_length=80)
    code = models.CharField(
        _("administrative division code"),
        max_length=12,
        blank=True,
        validators=[RegexValidator(r"^\d{6}(\d{3})?(\d{3})?$", _("6, 9 or 12 digits."))],
    )
    study_opens = models.TimeField(_("study opens"), null=True, blank=True)
    study_closes = models.TimeField(_("study closes"), null=True, blank=True)
    daily_cap_hours = models.DecimalField(
        _("credit hours a day at most"), max_digits=4, decimal_places=2, null=True, blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(24)],
    )  # fmt: skip
    monthly_target_hours = models.DecimalField(
        _("credit hours a month"), max_digits=5, decimal_places=2, null=True, blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(200)],
    )  # fmt: skip
    intake_days = models.PositiveSmallIntegerField(_("days of intake"), null=True, blank=True)
    release_days = models.PositiveSmallIntegerField(_("days of release"), null=True, blank=True)
    phone = models.CharField(_("telephone of the office"), max_length=20, blank=True)
    is_active = models.BooleanField(_("in use"), default=True)

    objects = OrganisationManager()

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        indexes = [models.Index(fields=["kind"])]

    def __str__(self) -> str:
        return self.name

    def county(self) -> Organisation | None:
        """The county agency it stands under (itself, when it is one)."""
        if self.kind == Kind.COUNTY:
            return self
        return self.get_ancestors().filter(kind=Kind.COUNTY).last()

    def jurisdiction(self) -> Organisation:
        """Whom its people look after: a procuratorate looks after the level it is attached to."""
        return (self.get_parent() or self) if self.kind in ATTACHED else self

    @property
    def indent(self) -> str:
        """Wide spaces, by which a list shows the tree."""
        return "\u3000" * (self.depth - 1)

    def covers(self, other: Organisation) -> bool:
        return other.path.startswith(self.path)

    def setting(self, name: str) -> Any:
        """A study setting: its own, else that of the nearest level above, else the default."""
        return self.settings()[name]

    def settings(self) -> dict[str, Any]:
        """All study settings as they hold here. One query, kept on the object."""
        if not hasattr(self, "_settings"):
            found = dict(DEFAULTS)
            for level in [*self.get_ancestors(), self]:
                for name in DEFAULTS:
                    if (value := getattr(level, name)) is not None:
                        found[name] = value
            self.know_settings(found)
        return self._settings

    def know_settings(self, settings: dict[str, Any]) -> None:
        """Whoever has read them beside those of other organisations spares a query."""
        self._settings = settings
