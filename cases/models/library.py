"""The case library: what readers see of a case."""

from __future__ import annotations

from typing import Any

from django.core.validators import MinValueValidator
from django.db import models
from django.forms import CheckboxSelectMultiple, Textarea
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import StreamField

from cases.blocks import Attachments, Statutes, Timeline
from cases.cms.forms import CaseForm
from cases.querysets import CaseManager
from content import nominal, study
from content.blocks import Body, SelfChecks
from content.models.pages import BasePage, IndexPage
from content.models.resources import Resource
from content.models.taxonomy import Audience, Post, RiskPoint, Term
from content.study import SelfCheck, checks_in
from lms.core.crypto import EncryptedTextField


class CaseKind(models.TextChoices):
    """The four kinds (issue "The library")."""

    CORRECTIVE_EDUCATION = "corrective_education", _("Corrective-education case")
    EXEMPLARY = "exemplary", _("Exemplary case")
    WARNING = "warning", _("Warning case")
    LEGAL_EDUCATION = "legal_education", _("Legal-education case")


class UnitType(models.TextChoices):
    """Where somebody worked: the type alone, never the unit."""

    AGENCY = "agency", _("County corrections agency")
    JUSTICE_OFFICE = "justice_office", _("Justice office")
    COMMUNITY = "community", _("Village or community")
    SOCIAL_WORK = "social_work", _("Social-work organisation")
    POLICE = "police", _("Police")
    PRISON = "prison", _("Prison or detention house")
    COURT = "court", _("Court or procuratorate")
    HOSPITAL = "hospital", _("Hospital")
    OTHER = "other", _("Other unit")


class Level(models.TextChoices):
    """Which level of authority published it."""

    COUNTY = "county", _("county level")
    CITY = "city", _("city level")
    PROVINCE = "province", _("province level")
    NATION = "nation", _("national level")


class Offence(Term):
    """An offence with its article of the Criminal Law, as lists and boxes name it."""

    article = models.CharField(_("article of the Criminal Law"), max_length=60, blank=True)

    class Meta(Term.Meta):
        abstract = False
        verbose_name = _("offence")
        verbose_name_plural = _("offences")


class CaseIndexPage(IndexPage):
    subpage_types = ["cases.CasePage"]

    class Meta:
        verbose_name = _("case library")
        verbose_name_plural = _("case libraries")


@study.register
class CasePage(Resource, BasePage):
    """One case as it is read; keeps the promise of ``content.study``.

    A warning case comes from the procuratorate by its own way (cases/way.py) and is never edited in
    the CMS. The case number is not here: it is restricted (`CaseReference`).
    """

    kind = models.CharField(_("kind of case"), max_length=24, choices=CaseKind)
    audience = models.CharField(
        _("for whom"), max_length=16, choices=Audience, default=Audience.STAFF
    )
    summary = models.CharField(_("summary"), max_length=400, blank=True)
    body = StreamField(Body(), verbose_name=_("facts"), blank=True)
    timeline = StreamField(Timeline(), verbose_name=_("conduct and turning points"), blank=True)
    offences = ParentalManyToManyField(
        Offence, verbose_name=_("offences"), blank=True, related_name="cases"
    )
    statutes = StreamField(Statutes(), verbose_name=_("statutes"), blank=True)
    post = models.ForeignKey(
        Post, verbose_name=pgettext_lazy("duty", "post"), null=True, blank=True,
        on_delete=models.PROTECT, related_name="cases",
    )  # fmt: skip
    unit_type = models.CharField(_("type of unit"), max_length=16, choices=UnitType, blank=True)
    amount = models.DecimalField(
        _("amount in yuan"), max_digits=14, decimal_places=2, null=True, blank=True,
        validators=[MinValueValidator(0)],
    )  # fmt: skip
    sentence = models.CharField(_("sentence"), max_length=300, blank=True)
    risk_points = ParentalManyToManyField(
        RiskPoint, verbose_name=_("risk points"), blank=True, related_name="cases"
    )
    causes = models.TextField(_("causes"), blank=True, help_text=_("One per line."))
    lessons = models.TextField(_("lessons to learn"), blank=True, help_text=_("One per line."))
    measures = models.TextField(_("control measures"), blank=True, help_text=_("One per line."))
    discussion = models.TextField(
        _("discussion questions"), blank=True, help_text=_("One per line.")
    )
    checks = StreamField(SelfChecks(), verbose_name=_("self-check questions"), blank=True)
    attachments = StreamField(Attachments(), verbose_name=_("attachments"), blank=True)
    source_authority = models.CharField(_("source authority"), max_length=100, blank=True)
    level = models.CharField(
        _("level of the authority"), max_length=12, choices=Level, default=Level.COUNTY
    )
    year = models.PositiveSmallIntegerField(_("year of the decision"), null=True, blank=True)
    happened = models.CharField(_("when it happened"), max_length=60, blank=True)
    released_at = models.DateTimeField(null=True, blank=True, editable=False)
    """When a warning case came to the desks; empty for what was written in the CMS."""
    characters = models.PositiveIntegerField(default=0, editable=False)
    fixed_seconds = models.PositiveIntegerField(default=0, editable=False)
    nominal_seconds = models.PositiveIntegerField(default=60, editable=False)
    study_version = models.PositiveIntegerField(default=0, editable=False)
    fingerprint = models.CharField(max_length=64, blank=True, editable=False)

    objects = CaseManager()

    content_panels = [
        *BasePage.content_panels,
        FieldPanel("kind"),
        FieldPanel("summary", widget=Textarea(attrs={"rows": 3})),
        FieldPanel("body"),
        FieldPanel("timeline"),
        MultiFieldPanel(
            [
                FieldPanel("offences", widget=CheckboxSelectMultiple),
                FieldPanel("statutes"),
                FieldPanel("post"),
                FieldPanel("unit_type"),
                FieldPanel("amount"),
                FieldPanel("sentence"),
                FieldPanel("risk_points", widget=CheckboxSelectMultiple),
            ],
            heading=_("Offence and risk"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("causes"),
                FieldPanel("lessons"),
                FieldPanel("measures"),
                FieldPanel("discussion"),
            ],
            heading=_("What to learn from it"),
        ),
        FieldPanel("checks"),
        FieldPanel("attachments"),
        MultiFieldPanel(
            [
                FieldPanel("source_authority"),
                FieldPanel("level"),
                FieldPanel("year"),
                FieldPanel("happened"),
            ],
            heading=_("Where it comes from"),
        ),
        *Resource.resource_panels,
    ]
    base_form_class = CaseForm
    parent_page_types = ["cases.CaseIndexPage"]
    subpage_types: list[str] = []
    template = "cases/case_preview.html"
    kept_by_the_row = (*Resource.kept_by_the_row, "released_at", "study_version", "fingerprint")
    exclude_fields_in_copy = [
        *Resource.exclude_fields_in_copy, "released_at", "study_version", "fingerprint",
    ]  # fmt: skip

    class Meta:
        verbose_name = _("case")
        verbose_name_plural = _("cases")

    def save(self, *args: Any, **kwargs: Any) -> None:
        """The content says how long reading takes."""
        self.measure()
        super().save(*args, **kwargs)

    def measure(self) -> None:
        reading = self.reading()
        self.characters, self.fixed_seconds = reading.characters, reading.fixed_seconds
        self.nominal_seconds = reading.seconds_at(nominal.RATE)

    def reading(self) -> nominal.Reading:
        """All that is read: facts, events, statutes, lists (contract.md, Articles)."""
        plain = [self.summary, self.sentence, self.causes, self.lessons, self.measures]
        plain += [f"{one.value['when']}{one.value['what']}" for one in self.timeline]
        words = nominal.Reading(sum(nominal.characters(text) for text in plain))
        return words + nominal.of_stream(self.body) + nominal.of_stream(self.statutes)

    @property
    def is_warning(self) -> bool:
        return self.kind == CaseKind.WARNING

    @property
    def copies_follow(self) -> bool:
        """A warning case is nobody's to change (content/adopting.py): its copies take over what the
        owner published as it is, and go when it goes."""
        return self.is_warning

    @property
    def has_own_way(self) -> bool:
        """Whether it came by the procuratorate's way: the library's own withdrawal would leave the
        other half of the way behind (cases/actions/releasing.py)."""
        return self.is_warning and self.released_at is not None

    def permissions_for_user(self, user: Any) -> Any:
        from cases.cms.permissions import CaseTester

        return CaseTester(user, self)

    def get_context(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        """For the preview: the page as its reader will see it."""
        from cases.facing import face_of

        return {**super().get_context(request, *args, **kwargs), "face": face_of(self)}

    @property
    def said_amount(self) -> str:
        """The amount as it is written, without the number of fen where there are none."""
        return "" if self.amount is None else f"{self.amount:,.2f}".removesuffix(".00")

    @property
    def nominal_minutes(self) -> int:
        """For reading: whole minutes, at least one."""
        return max(1, round(self.nominal_seconds / 60))

    @staticmethod
    def points(text: str) -> list[str]:
        """The lines of a list field."""
        return [line.strip() for line in text.splitlines() if line.strip()]

    # The promise of content.study
    @property
    def study_id(self) -> int:
        return self.pk

    @property
    def study_kind(self) -> str:
        return "article"

    @property
    def study_seconds(self) -> int:
        return self.nominal_seconds

    def study_seconds_at(self, rate: int) -> int:
        """Nominal seconds for someone who reads ``rate`` characters a minute."""
        return nominal.Reading(self.characters, self.fixed_seconds).seconds_at(rate)

    @property
    def study_counts(self) -> bool:
        return True

    def self_checks(self) -> list[SelfCheck]:
        return [*checks_in(self.body), *checks_in(self.checks)]

    @property
    def address(self) -> str:
        return f"/cases/{self.pk}/"


class CaseReference(models.Model):
    """The number of the case at court or procuratorate: restricted, so it stands apart from what is
    read, copied, searched and exported (cases/references.py says who sees it)."""

    case = models.OneToOneField(
        CasePage, models.CASCADE, primary_key=True, related_name="reference"
    )
    number = EncryptedTextField(_("case number"))

    def __str__(self) -> str:
        return f"{self.case_id}"
