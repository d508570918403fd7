"""Teachers and teaching materials."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.forms import CheckboxSelectMultiple, TextInput
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import StreamField

from content.blocks import Body
from content.cms.page_forms import TeacherForm
from content.models.pages import BasePage
from content.models.resources import Resource
from content.models.taxonomy import KnowledgePoint, Speciality
from content.querysets import ResourceManager, TeacherManager


class TeacherPage(Resource, BasePage):
    """A teacher of the pool; ``title`` is the name."""

    account = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("account"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="teacher_pages",
    )
    photo = models.ForeignKey(
        "content.Image",
        verbose_name=_("photo"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    post = models.CharField(_("post"), max_length=100, blank=True)
    unit = models.CharField(_("unit"), max_length=100, blank=True)
    about = models.TextField(_("about"), blank=True)
    accreditation = models.CharField(_("accreditation"), max_length=100, blank=True)
    accredited_until = models.DateField(_("accredited until"), null=True, blank=True)
    specialities = ParentalManyToManyField(
        Speciality, verbose_name=_("specialities"), blank=True, related_name="teachers"
    )
    jurisdictions = ParentalManyToManyField(
        "accounts.Organisation",
        verbose_name=_("teaches in"),
        blank=True,
        limit_choices_to={"kind__in": ["county", "city", "province"]},
        related_name="teachers",
    )
    timetable = models.TextField(
        _("timetable"),
        blank=True,
        help_text=_("For example: Tuesdays 14:00–16:00, by appointment."),
    )

    objects = TeacherManager()

    content_panels = [
        FieldPanel(
            "title",
            heading=_("Name"),
            classname="title",
            help_text=_("As everybody will read it."),
            widget=TextInput(attrs={"placeholder": _("Name")}),
        ),
        MultiFieldPanel(
            [
                FieldPanel("photo"),
                FieldPanel("post"),
                FieldPanel("unit"),
                FieldPanel("about"),
                FieldPanel("account"),
            ],
            heading=_("Person"),
        ),
        MultiFieldPanel(
            [FieldPanel("accreditation"), FieldPanel("accredited_until")],
            heading=_("Accreditation"),
        ),
        FieldPanel("specialities", widget=CheckboxSelectMultiple),
        FieldPanel("jurisdictions"),
        FieldPanel("timetable"),
        *Resource.resource_panels,
    ]
    base_form_class = TeacherForm
    parent_page_types = ["content.TeacherIndexPage"]
    subpage_types: list[str] = []
    template = "content/teacher_page.html"

    class Meta:
        verbose_name = _("teacher")
        verbose_name_plural = _("teachers")

    @property
    def address(self) -> str:
        return reverse("content:teacher", args=[self.pk])

    def is_accredited(self, on: date) -> bool:
        """Whether the accreditation holds on that day."""
        return bool(self.accreditation) and (
            self.accredited_until is None or self.accredited_until >= on
        )


class MaterialPage(Resource, BasePage):
    """Teaching material: something to read, show or hand out."""

    class Kind(models.TextChoices):
        TEXTBOOK = "textbook", _("Textbook")
        LEAFLET = "leaflet", _("Leaflet")
        SLIDES = "slides", _("Slides")
        VIDEO = "video", _("Video")
        AUDIO = "audio", _("Audio")
        GUIDE = "guide", _("Teaching guide")

    kind = models.CharField(_("kind"), max_length=16, choices=Kind, default=Kind.TEXTBOOK)
    summary = models.CharField(_("summary"), max_length=300, blank=True)
    author = models.CharField(_("author"), max_length=100, blank=True)
    year = models.PositiveSmallIntegerField(_("year"), null=True, blank=True)
    body = StreamField(Body(), verbose_name=_("body"), blank=True)
    document = models.ForeignKey(
        "content.Document",
        verbose_name=_("file"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="materials",
    )
    knowledge_points = ParentalManyToManyField(
        KnowledgePoint, verbose_name=_("knowledge points"), blank=True, related_name="materials"
    )

    objects = ResourceManager()

    content_panels = [
        *BasePage.content_panels,
        FieldPanel("kind"),
        FieldPanel("summary"),
        FieldPanel("author"),
        FieldPanel("year"),
        FieldPanel("body"),
        FieldPanel("document"),
        FieldPanel("knowledge_points", widget=CheckboxSelectMultiple),
        *Resource.resource_panels,
    ]
    parent_page_types = ["content.MaterialIndexPage"]
    subpage_types: list[str] = []
    template = "content/material_page.html"

    class Meta:
        verbose_name = _("teaching material")
        verbose_name_plural = _("teaching materials")

    @property
    def address(self) -> str:
        return reverse("content:material", args=[self.pk])
