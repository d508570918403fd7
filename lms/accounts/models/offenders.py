"""The file of an offender under correction (社区矫正对象)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lms.accounts import identity
from lms.accounts.querysets import OffenderQuerySet
from lms.core.crypto import EncryptedTextField, keyed_hash
from lms.core.months import today


class CorrectionType(models.TextChoices):
    """社区矫正法 §2."""

    SURVEILLANCE = "surveillance", _("public surveillance")
    PROBATION = "probation", _("probation")
    PAROLE = "parole", _("parole")
    TEMP_OUTSIDE = "temp_outside", _("temporary service outside prison")


class Sex(models.TextChoices):
    MALE = "male", _("male")
    FEMALE = "female", _("female")


class Level(models.TextChoices):
    STRICT = "strict", _("strict")
    ORDINARY = "ordinary", _("ordinary")
    LENIENT = "lenient", _("lenient")


class Stage(models.TextChoices):
    BEFORE = "before", _("not yet begun")
    INTAKE = "intake", _("intake")
    ACTIVE = "active", _("in correction")
    RELEASE = "release", _("before release")
    ENDED = "ended", _("ended")


class RiskClass(models.TextChoices):
    LOW = "low", _("low")
    MEDIUM = "medium", _("medium")
    HIGH = "high", _("high")


class OffenceCategory(models.TextChoices):
    THEFT = "theft", _("theft")
    FRAUD = "fraud", _("fraud")
    DRIVING = "driving", _("dangerous driving")
    INJURY = "injury", _("intentional injury")
    TRAFFIC = "traffic", _("causing a traffic accident")
    GAMBLING = "gambling", _("gambling")
    DRUGS = "drugs", _("drugs")
    CYBER = "cyber", _("helping cybercrime")
    DUTY = "duty", _("duty crime")
    ECONOMIC = "economic", _("economic offence")
    DISORDER = "disorder", _("disturbing public order")
    OTHER = "other", _("other")


class Need(models.TextChoices):
    """What somebody needs help with; plans are chosen by it (``Offender.needs`` holds the
    codes)."""

    JOB = "job", _("Looking for work")
    SCHOOLING = "schooling", _("Little schooling")
    POVERTY = "poverty", _("In financial need")
    HEALTH = "health", _("Poor health")
    FAMILY = "family", _("Trouble in the family")
    MIND = "mind", _("Under mental strain")
    ADDICTION = "addiction", _("Addiction")
    HOUSING = "housing", _("No settled home")


class Offender(models.Model):
    """Profile of one offender. The primary key is the user's: learner, user and offender are one
    id.

    ``juvenile_regime`` is set at intake and sticky (社区矫正法 §58): it is never derived from
    today's age.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.PROTECT, primary_key=True, related_name="offender"
    )
    code = models.CharField(_("file code"), max_length=32, unique=True)
    office = models.ForeignKey(
        "accounts.Organisation",
        models.PROTECT,
        related_name="offenders",
        verbose_name=_("justice office"),
    )
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="caseload",
        verbose_name=_("officer"),
    )  # fmt: skip
    correction_type = models.CharField(_("correction type"), max_length=16, choices=CorrectionType)
    starts_on = models.DateField(_("correction begins"))
    ends_on = models.DateField(_("correction ends"))
    offence_category = models.CharField(
        _("offence category"), max_length=16, choices=OffenceCategory, default=OffenceCategory.OTHER
    )
    risk_class = models.CharField(
        _("risk class"), max_length=8, choices=RiskClass, default=RiskClass.MEDIUM
    )
    juvenile_regime = models.BooleanField(_("juvenile regime"), default=False)
    sex = models.CharField(_("sex"), max_length=8, choices=Sex)
    born_on = models.DateField(_("date of birth"))
    able_to_work = models.BooleanField(_("able to work"), default=True)
    health_exempt = models.BooleanField(_("exempt for health"), default=False)
    treatment_level = models.CharField(
        _("treatment level"), max_length=8, choices=Level, default=Level.STRICT
    )
    needs = models.JSONField(_("needs"), default=list, blank=True)
    id_number = EncryptedTextField(_("ID number"))
    id_hash = models.CharField(max_length=64, unique=True, editable=False)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)

    objects = OffenderQuerySet.as_manager()

    class Meta:
        verbose_name = _("offender")
        verbose_name_plural = _("offenders")
        ordering = ["code"]
        indexes = [
            models.Index(fields=["office", "ends_on"]),
            models.Index(fields=["officer"]),
            models.Index(fields=["ends_on"]),
        ]
        constraints = [
            models.CheckConstraint(name="offender_dates", condition=Q(ends_on__gte=F("starts_on"))),
            models.CheckConstraint(name="offender_born", condition=Q(born_on__lt=F("starts_on"))),
        ]

    def __str__(self) -> str:
        return self.code

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.id_hash = keyed_hash(identity.normal(self.id_number))
        super().save(*args, **kwargs)

    def clean(self) -> None:
        if problem := identity.problem(self.id_number, born_on=self.born_on, sex=self.sex):
            raise ValidationError({"id_number": problem})

    @property
    def audit_organisation_id(self) -> int:
        return self.office_id

    @property
    def masked_id_number(self) -> str:
        return identity.masked(self.id_number)

    def stage(self, on: date | None = None) -> str:
        """Intake, in correction, before release: from the dates and the office's lengths."""
        settings_here = self.office.settings()
        return stage_on(
            on or today(),
            self.starts_on,
            self.closed_on or self.ends_on,
            settings_here["intake_days"],
            settings_here["release_days"],
        )

    def stage_label(self) -> str:
        return str(Stage(self.stage()).label)

    def study_settings(self) -> Any:
        """The personal study settings that hold now (the newest row), or None."""
        return self.study_settings_history.first()


def stage_on(
    day: date, starts_on: date, ends_on: date, intake_days: int, release_days: int
) -> Stage:
    """domain.md §1: 入矫 the first ``intake_days``, 解矫 the last ``release_days``; a short term is
    release before it is intake no longer."""
    if day < starts_on:
        return Stage.BEFORE
    if day > ends_on:
        return Stage.ENDED
    if day > ends_on - timedelta(days=release_days):
        return Stage.RELEASE
    if day < starts_on + timedelta(days=intake_days):
        return Stage.INTAKE
    return Stage.ACTIVE


class RestrictedFlag(models.Model):
    """Something about a person that only few may look up, and every look-up is logged."""

    class Kind(models.TextChoices):
        MOBILITY = "mobility", _("works or lives elsewhere")
        HEALTH = "health", _("health")
        THREE_WITHOUT = "three_without", _("without home, work or family")
        MENTAL_ILLNESS = "mental_illness", _("mental illness")
        PRIOR_OFFENCE = "prior_offence", _("prior offences")
        RESTRAINING_ORDER = "restraining_order", _("restraining order")

    offender = models.ForeignKey(Offender, models.CASCADE, related_name="restricted_flags")
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    detail = EncryptedTextField(_("detail"), blank=True, default="")
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    set_on = models.DateField(default=today)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["offender", "kind"], name="restricted_flag_once")
        ]

    def __str__(self) -> str:
        return self.get_kind_display()
