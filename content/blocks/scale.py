"""Blocks that build a questionnaire or a scale (content/scales.py says how it is scored)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail import blocks


class ChoiceBlock(blocks.StructBlock):
    label = blocks.CharBlock(label=_("Answer"), max_length=80)
    points = blocks.IntegerBlock(label=_("Points"), default=0, min_value=-100, max_value=100)

    class Meta:
        icon = "list-ul"
        label = _("Answer")


class ItemBlock(blocks.StructBlock):
    """One question of a tool."""

    kind = blocks.ChoiceBlock(
        label=_("Kind"),
        choices=[("choice", _("One answer with points")), ("text", _("Free text, no points"))],
        default="choice",
    )
    prompt = blocks.CharBlock(label=_("Question"), max_length=200)
    choices = blocks.ListBlock(
        ChoiceBlock(),
        label=_("Answers"),
        min_num=0,
        default=[],
        help_text=_("Left empty, the tool's common answers are used."),
    )
    subscale = blocks.CharBlock(
        label=_("Part"),
        max_length=40,
        required=False,
        help_text=_("Points are also added per part."),
    )
    reverse = blocks.BooleanBlock(label=_("Counted the other way round"), required=False)
    alarm_from = blocks.IntegerBlock(
        label=_("Alarm from this many points"),
        required=False,
        help_text=_("An answer with as many points or more is shown to the officer at once."),
    )

    class Meta:
        icon = "help"
        label = _("Question")
        template = "content/blocks/item.html"
        description = _("One question with its answers and points.")
        preview_value = {
            "kind": "choice",
            "prompt": "最近两周，我睡得好。",
            "choices": [{"label": "几乎没有", "points": 0}, {"label": "几乎每天", "points": 3}],
        }


class BandBlock(blocks.StructBlock):
    """A range of total points and what it means."""

    lowest = blocks.IntegerBlock(label=_("From points"))
    highest = blocks.IntegerBlock(label=_("To points"))
    label = blocks.CharBlock(label=_("Meaning"), max_length=60)
    advice = blocks.TextBlock(label=_("Advice to the person"), rows=2, required=False)
    alarm = blocks.BooleanBlock(label=_("Tell the officer at once"), required=False)

    class Meta:
        icon = "order"
        label = _("Result")
        template = "content/blocks/band.html"
        description = _(
            "A range of points, what it means, and whether the officer is told at once."
        )
        preview_value = {
            "lowest": 0,
            "highest": 4,
            "label": "平稳",
            "advice": "继续保持。",
            "alarm": False,
        }
