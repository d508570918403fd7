"""Plan templates: for whom, and what."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel, PageChooserPanel
from wagtail.models import Orderable

from content import facts as words
from content.facts import Facts
from content.models.courses import CoursePage
from content.models.pages import BasePage
from content.models.resources import Resource
from content.models.tools import ToolPage
from content.querysets import ResourceManager
from lms.accounts.models import CorrectionType, Level, OffenceCategory, Sex

Choices = list[tuple[str, Any]]


class CodesField(models.JSONField):
    """A list of codes, chosen by boxes. Empty means any."""

    def __init__(self, *args: Any, options: Callable[[], Choices] | None = None, **kwargs: Any):
        self.options = options or list
        kwargs.setdefault("default", list)
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)

    def formfield(self, **kwargs: Any) -> forms.Field:
        return forms.MultipleChoiceField(
            choices=self.options,
            required=False,
            label=str(self.verbose_name),
            help_text=str(_("Nothing chosen means any.")),
            widget=forms.CheckboxSelectMultiple,
        )

    def label_of(self, code: str) -> str:
        return str(dict(self.options()).get(code, code))

    def validate(self, value: Any, model_instance: Any) -> None:
        super().validate(value, model_instance)
        known = {code for code, label in self.options()}
        if not isinstance(value, list) or not set(value) <= known:
            raise ValidationError(_("Choose from the list."))


class PlanTemplate(Resource, BasePage):
    """For whom (all conditions must hold, an empty one always does) and what they get."""

    class Juveniles(models.TextChoices):
        ANY = "any", _("Juveniles and adults")
        ONLY = "only", _("Only under the juvenile regime")
        NOT = "not", _("Only adults")

    summary = models.CharField(_("summary"), max_length=300, blank=True)
    correction_types = CodesField(_("correction types"), options=lambda: CorrectionType.choices)
    stages = CodesField(_("stages"), options=lambda: words.STAGES)
    levels = CodesField(_("treatment levels"), options=lambda: Level.choices)
    offence_categories = CodesField(
        _("offence categories"), options=lambda: OffenceCategory.choices
    )
    juveniles = models.CharField(
        _("juveniles"), max_length=8, choices=Juveniles, default=Juveniles.NOT
    )
    sexes = CodesField(_("sex"), options=lambda: Sex.choices)
    needs = CodesField(_("needs, one of"), options=lambda: words.NEEDS)
    target_hours = models.DecimalField(
        _("credit hours a month"),
        max_digits=4,
        decimal_places=1,
        null=True,
        blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
        help_text=_("Left empty, the organisation's own target holds."),
    )
    days_to_finish = models.PositiveSmallIntegerField(
        _("days to finish"), default=90, validators=[MinValueValidator(1)]
    )

    objects = ResourceManager()
    conditions = ("correction_types", "stages", "levels", "offence_categories", "sexes")

    content_panels = [
        *BasePage.content_panels,
        FieldPanel("summary"),
        MultiFieldPanel(
            [
                *(FieldPanel(name) for name in conditions),
                FieldPanel("juveniles"),
                FieldPanel("needs"),
            ],
            heading=_("For whom"),
        ),
        MultiFieldPanel(
            [FieldPanel("target_hours"), FieldPanel("days_to_finish")], heading=_("What")
        ),
        InlinePanel("plan_courses", label=_("Course"), heading=_("Courses")),
        InlinePanel("plan_tools", label=_("Tool"), heading=_("Tools")),
        *Resource.resource_panels,
    ]
    parent_page_types = ["content.PlanIndexPage"]
    subpage_types: list[str] = []
    template = "content/plan_page.html"

    class Meta:
        verbose_name = _("plan template")
        verbose_name_plural = _("plan templates")

    @property
    def address(self) -> str:
        return reverse("content:resource", args=["plans", self.pk])

    def matches(self, facts: Facts) -> bool:
        """Whether the plan is meant for a person with these facts. Pure."""
        return (
            _allows(self.correction_types, facts.correction_type)
            and _allows(self.stages, facts.stage)
            and _allows(self.levels, facts.level)
            and _allows(self.offence_categories, facts.offence_category)
            and _allows(self.sexes, facts.sex)
            and (self.juveniles == self.Juveniles.ANY or self._juvenile_rule(facts.juvenile))
            and (not self.needs or bool(facts.needs & set(self.needs)))
        )

    def because(self, facts: Facts) -> list[str]:
        """The conditions of this plan that the person fulfils, as words: "intake", "theft", …"""
        said = []
        values = (
            facts.correction_type,
            facts.stage,
            facts.level,
            facts.offence_category,
            facts.sex,
        )
        for name, value in zip(self.conditions, values, strict=True):
            if value in getattr(self, name):
                said.append(self._label(name, value))
        if self.juveniles == self.Juveniles.ONLY and facts.juvenile:
            said.append(str(_("juvenile regime")))
        labels = dict(words.NEEDS)
        said += [str(labels[need]) for need in self.needs if need in facts.needs]
        return said

    def said_for_whom(self) -> str:
        """All conditions as words."""
        said = []
        for name in self.conditions:
            labels = [self._label(name, code) for code in getattr(self, name)]
            if labels:
                said.append("、".join(labels))
        said.append(str(self.get_juveniles_display()))
        needs = dict(words.NEEDS)
        if self.needs:
            said.append("、".join(str(needs.get(need, need)) for need in self.needs))
        return "；".join(said)

    def _label(self, condition: str, code: str) -> str:
        field: Any = self._meta.get_field(condition)
        return str(field.label_of(code))

    def _juvenile_rule(self, juvenile: bool) -> bool:
        return juvenile == (self.juveniles == self.Juveniles.ONLY)


def _allows(codes: list[str], value: str) -> bool:
    return not codes or value in codes


class PlanCourse(Orderable):
    """A course that a plan prescribes."""

    plan = ParentalKey(PlanTemplate, on_delete=models.CASCADE, related_name="plan_courses")
    course = models.ForeignKey(
        CoursePage, verbose_name=_("course"), on_delete=models.CASCADE, related_name="required_for"
    )
    days_to_finish = models.PositiveSmallIntegerField(_("days to finish"), null=True, blank=True)

    panels = [PageChooserPanel("course"), FieldPanel("days_to_finish")]

    class Meta(Orderable.Meta):
        verbose_name = _("course of a plan")
        verbose_name_plural = _("courses of a plan")

    def __str__(self) -> str:
        return str(self.course)


class PlanTool(Orderable):
    """A tool that a plan asks the person to fill in or use."""

    plan = ParentalKey(PlanTemplate, on_delete=models.CASCADE, related_name="plan_tools")
    tool = models.ForeignKey(
        ToolPage, verbose_name=_("tool"), on_delete=models.CASCADE, related_name="required_for"
    )

    panels = [PageChooserPanel("tool")]

    class Meta(Orderable.Meta):
        verbose_name = _("tool of a plan")
        verbose_name_plural = _("tools of a plan")

    def __str__(self) -> str:
        return str(self.tool)
