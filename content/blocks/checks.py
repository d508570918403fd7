"""Self-check questions: part of a lesson, and the first source of presence questions."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

MIN_OPTIONS = 4
"""A presence question shows at least four options (contract.md, Presence)."""
MAX_OPTIONS = 6


class OptionBlock(blocks.StructBlock):
    text = blocks.CharBlock(label=_("Answer"), max_length=120)
    right = blocks.BooleanBlock(label=_("This one is right"), required=False)

    class Meta:
        icon = "list-ul"
        label = _("Option")


class SelfCheckBlock(blocks.StructBlock):
    """A question with four to six different options of which exactly one is right."""

    prompt = blocks.CharBlock(label=_("Question"), max_length=200)
    options = blocks.ListBlock(
        OptionBlock(), label=_("Options"), min_num=MIN_OPTIONS, max_num=MAX_OPTIONS
    )
    explanation = blocks.TextBlock(
        label=_("Explanation"), rows=2, required=False, help_text=_("Shown after the answer.")
    )

    class Meta:
        icon = "help"
        label = _("Self-check question")
        template = "content/blocks/self_check.html"
        description = _("A question about the lesson: at least four options, exactly one right.")
        preview_value = {
            "prompt": "外出办事要离开本县，第一步做什么？",
            "options": [
                {"text": "先向司法所请假", "right": True},
                {"text": "出门以后再打电话", "right": False},
                {"text": "请家里人代为说明", "right": False},
                {"text": "当天回来就不用说", "right": False},
            ],
            "explanation": "离开所居住的市、县，要先得到批准。",
        }

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        problems = [] if self.is_deferred_validation else faults(cleaned)
        if problems:
            raise blocks.StructBlockValidationError(
                block_errors={"options": ValidationError(problems)}
            )
        return cleaned


def faults(value: Any) -> list[Any]:
    """What is wrong with a self-check's options; empty when nothing is."""
    options = list(value["options"])
    texts = [option["text"].strip() for option in options]
    found: list[Any] = []
    if len(options) < MIN_OPTIONS:
        found.append(_("Give at least %(number)d options.") % {"number": MIN_OPTIONS})
    if sum(1 for option in options if option["right"]) != 1:
        found.append(_("Mark exactly one option as right."))
    if len(set(texts)) != len(texts):
        found.append(_("Two options say the same."))
    return found


class SelfChecks(blocks.StreamBlock):
    """The questions at the end of a lesson."""

    self_check = SelfCheckBlock()

    class Meta:
        label = _("Self-check questions")
