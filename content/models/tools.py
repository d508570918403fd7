"""The toolkit: questionnaires, scored scales, worksheets."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import StreamField

from content import scales
from content.blocks import BandBlock, Body, ItemBlock
from content.blocks.scale import ChoiceBlock
from content.models.pages import BasePage
from content.models.resources import Resource
from content.querysets import ResourceManager


class ToolPage(Resource, BasePage):
    """Something to fill in or to print. What people answered is kept by ``learning``."""

    class Kind(models.TextChoices):
        QUESTIONNAIRE = "questionnaire", _("Questionnaire")
        SCALE = "scale", _("Scored scale")
        WORKSHEET = "worksheet", _("Worksheet")

    kind = models.CharField(_("kind"), max_length=16, choices=Kind, default=Kind.QUESTIONNAIRE)
    summary = models.CharField(_("summary"), max_length=300, blank=True)
    body = StreamField(Body(), verbose_name=_("introduction"), blank=True)
    document = models.ForeignKey(
        "content.Document",
        verbose_name=_("worksheet to print"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="tools",
    )
    items = StreamField([("item", ItemBlock())], verbose_name=_("questions"), blank=True)
    common_choices = StreamField(
        [("choice", ChoiceBlock())],
        verbose_name=_("common answers"),
        blank=True,
        help_text=_("For all questions that have no answers of their own."),
    )
    bands = StreamField([("band", BandBlock())], verbose_name=_("results"), blank=True)
    shows_result = models.BooleanField(
        _("the person sees the result"),
        default=True,
        help_text=_("If not, only the officer sees it."),
    )
    repeat_days = models.PositiveSmallIntegerField(
        _("may be filled in again after days"), default=30
    )

    objects = ResourceManager()

    content_panels = [
        *BasePage.content_panels,
        FieldPanel("kind"),
        FieldPanel("summary"),
        FieldPanel("body"),
        FieldPanel("document"),
        MultiFieldPanel(
            [FieldPanel("items"), FieldPanel("common_choices"), FieldPanel("bands")],
            heading=_("Questions and results"),
        ),
        FieldPanel("shows_result"),
        FieldPanel("repeat_days"),
        *Resource.resource_panels,
    ]
    parent_page_types = ["content.ToolIndexPage"]
    subpage_types: list[str] = []
    template = "content/tool_page.html"

    class Meta:
        verbose_name = _("tool")
        verbose_name_plural = _("tools")

    def scale(self) -> scales.Scale:
        """The questions and results as the pure module knows them."""
        common = _choices(child.value for child in self.common_choices)
        return scales.Scale(
            items=tuple(_item(str(child.id), child.value, common) for child in self.items),
            bands=tuple(
                scales.Band(
                    lowest=child.value["lowest"],
                    highest=child.value["highest"],
                    label=child.value["label"],
                    advice=child.value["advice"] or "",
                    alarm=bool(child.value["alarm"]),
                )
                for child in self.bands
            ),
        )

    def problems(self) -> list[str]:
        """Why this tool may not be published; empty when it may."""
        if self.kind == self.Kind.WORKSHEET:
            return [] if self.document else [str(_("A worksheet needs its file."))]
        found = [] if self.items else [str(_("Add at least one question."))]
        if self.kind == self.Kind.SCALE and not self.bands:
            found.append(str(_("A scored scale needs results.")))
        return found + scales.problems_of(self.scale())

    @property
    def address(self) -> str:
        return f"/tools/{self.pk}/"


def _choices(values: Any) -> tuple[scales.Choice, ...]:
    return tuple(
        scales.Choice(id=str(number), label=value["label"], points=value["points"] or 0)
        for number, value in enumerate(values)
    )


def _item(name: str, value: Any, common: tuple[scales.Choice, ...]) -> scales.Item:
    own = _choices(value["choices"]) if value["kind"] == "choice" else ()
    return scales.Item(
        id=name,
        prompt=value["prompt"],
        choices=(own or common) if value["kind"] == "choice" else (),
        subscale=value["subscale"] or "",
        reverse=bool(value["reverse"]),
        alarm_from=value["alarm_from"],
    )
