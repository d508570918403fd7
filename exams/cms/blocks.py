"""The body of a question as blocks of a form: one shape for each kind.

Nothing is required here: a draft may be half done. What is wrong is said by exams/bank/check.py.
``markup``: rich text as HTML in a text field, for what the editor cannot hold (tables).
"""

from __future__ import annotations

from functools import cache
from typing import Any

from django import forms
from django.templatetags.static import static
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail import blocks
from wagtail.admin.telepath import register
from wagtail.blocks.struct_block import BlockGroup, StructBlockAdapter
from wagtail.rich_text import RichText

from exams.bank import plain
from exams.bank.check import MAX_LINE, MAX_OPTIONS, MAX_PARTS, MAX_RICH

FEATURES = ["bold", "italic", "underline", "superscript", "subscript", "ol", "ul", "image"]
"""What exams/bank/rich_text.py lets through and the editor can make."""


class Mark(blocks.FieldBlock):
    """What the platform knows a row by. Kept with the row, never shown (content/cms.css hides
    it)."""

    def __init__(self, **kwargs: Any) -> None:
        self.field = forms.CharField(required=False, max_length=120, widget=forms.HiddenInput)
        super().__init__(**kwargs)

    class Meta:
        default = ""
        label = " "
        form_classname = "question-mark"


class Body(blocks.StructBlock):
    """The outermost block of the form."""

    class Meta:
        form_classname = "question-body"


class BodyAdapter(StructBlockAdapter):
    js_constructor = "exams.cms.Body"

    @property
    def media(self) -> forms.Media:
        return super().media + forms.Media(js=[static("exams/cms.js")])


register(BodyAdapter(), Body)


def _rich(markup: bool, label: Any, **kwargs: Any) -> blocks.Block:
    if markup:
        return blocks.TextBlock(label=label, required=False, rows=2, max_length=MAX_RICH, **kwargs)
    return blocks.RichTextBlock(
        label=label, required=False, features=FEATURES, search_index=False, **kwargs
    )


def _struct(fields: list[tuple[str, blocks.Block]], **meta: Any) -> blocks.StructBlock:
    return blocks.StructBlock(fields, required=False, **meta)


def _choice(markup: bool, multiple: bool) -> list[tuple[str, blocks.Block]]:
    option = _struct(
        [
            ("mark", Mark()),
            ("text", _rich(markup, _("Text"))),
            ("right", blocks.BooleanBlock(label=_("This one is right"), required=False)),
            ("feedback", _rich(markup, _("Said to whoever chose it"))),
        ],
        label=_("Option"),
        label_format="{text}",
        form_layout=BlockGroup(["mark", "text", "right"], settings=["feedback"]),
    )
    options = blocks.ListBlock(option, label=_("Options"), max_num=MAX_OPTIONS, required=False)
    fields = [("options", options), ("shuffle", _box(_("Options may be shuffled")))]
    if multiple:
        fields.append(("rule", _rule()))
    return fields


def _box(label: Any, **kwargs: Any) -> blocks.Block:
    return blocks.BooleanBlock(label=label, required=False, default=True, **kwargs)


def _rule() -> blocks.Block:
    return blocks.ChoiceBlock(
        label=_("How points are given"),
        choices=[
            (plain.ALL, _("All points for all right options, otherwise none")),
            (plain.PARTIAL, _("A share for each right option, less a share for each wrong one")),
        ],
        default=plain.ALL,
    )


def _truth(markup: bool) -> list[tuple[str, blocks.Block]]:
    choices = [("true", _("True")), ("false", _("False")), ("", _("not decided yet"))]
    words = _struct(
        [
            ("true_text", _rich(markup, _("Other words for “true”"))),
            ("true_feedback", _rich(markup, _("Said to whoever chose “true”"))),
            ("false_text", _rich(markup, _("Other words for “false”"))),
            ("false_feedback", _rich(markup, _("Said to whoever chose “false”"))),
        ],
        label=_("Other words and feedback"),
        label_format="",
        collapsed=True,
    )
    truth = blocks.ChoiceBlock(
        label=_("The sentence is"), choices=choices, required=False, widget=forms.RadioSelect
    )
    return [("truth", truth), ("words", words)]


def _fill(markup: bool) -> list[tuple[str, blocks.Block]]:
    row = _struct(
        [
            (
                "answers",
                blocks.TextBlock(
                    label=_("Right answers, one a line"), required=False, rows=2, max_length=3000
                ),
            ),
            (
                "tolerance",
                blocks.DecimalBlock(
                    label=_("Tolerance"),
                    required=False,
                    min_value=0,
                    help_text=_("Only for numbers: how far off an answer may be. Else empty."),
                ),
            ),
            ("ignore_case", _box(_("Capital and small letters are the same"))),
            ("ignore_width", _box(_("Full-width and half-width are the same"))),
            ("ignore_script", _box(_("Simplified and traditional characters are the same"))),
        ],
        label=_("Blank"),
        label_format="{answers}",
        form_layout=BlockGroup(
            ["answers", "tolerance"], settings=["ignore_case", "ignore_width", "ignore_script"]
        ),
    )
    listed = blocks.ListBlock(
        row,
        label=_("Blanks"),
        required=False,
        max_num=99,
        help_text=_("In the order of {{1}}, {{2}} … in the text."),
    )
    return [("blanks", listed)]


def _matching(markup: bool) -> list[tuple[str, blocks.Block]]:
    pair = _struct(
        [("left", _rich(markup, _("Left side"))), ("right", _rich(markup, _("Right side")))],
        label=_("Pair"),
    )
    more = _rich(markup, _("A right side without a left one"))
    return [
        ("pairs", blocks.ListBlock(pair, label=_("Pairs"), max_num=MAX_OPTIONS, required=False)),
        (
            "distractors",
            blocks.ListBlock(
                more,
                label=_("More right sides, which belong to none"),
                max_num=MAX_OPTIONS,
                default=[],
                required=False,
            ),
        ),
    ]


def _ordering(markup: bool) -> list[tuple[str, blocks.Block]]:
    return [
        (
            "items",
            blocks.ListBlock(
                _rich(markup, pgettext_lazy("to be put in order", "Item")),
                label=_("Items in the right order"),
                max_num=MAX_OPTIONS,
                required=False,
            ),
        )
    ]


def _short(markup: bool) -> list[tuple[str, blocks.Block]]:
    criterion = _struct(
        [
            ("text", blocks.CharBlock(label=_("What is looked for"), required=False,
                                      max_length=MAX_LINE)),
            ("points", blocks.DecimalBlock(label=_("Points"), required=False, min_value=0)),
        ],
        label=_("Criterion"),
    )  # fmt: skip
    return [
        (
            "model_answer",
            blocks.TextBlock(
                label=_("Model answer"), required=False, rows=3, max_length=MAX_RICH
            ),
        ),
        (
            "rubric",
            blocks.ListBlock(
                criterion,
                label=_("Rubric"),
                default=[],
                required=False,
                help_text=_("The points add up to the score of the question."),
            ),
        ),
        (
            "max_characters",
            blocks.IntegerBlock(
                label=_("At most so many characters"), required=False, min_value=1,
                max_value=MAX_RICH,
            ),
        ),
    ]  # fmt: skip


def _case(markup: bool) -> list[tuple[str, blocks.Block]]:
    parts = [
        (kind, _struct(_part(kind, markup), label=label, icon="help", label_format="{stem}"))
        for kind, label in KIND_LABELS.items()
        if kind != plain.CASE
    ]
    stream = blocks.StreamBlock(
        parts, label=_("Questions of the case"), required=False, max_num=MAX_PARTS
    )
    return [("parts", stream)]


def _part(kind: str, markup: bool) -> list[tuple[str, blocks.Block]]:
    score = blocks.DecimalBlock(
        label=pgettext_lazy("exam", "Score"), required=False, min_value=0, default=1
    )
    return [("key", Mark()), *_fields(kind, markup), ("score", score)]


def _fields(kind: str, markup: bool) -> list[tuple[str, blocks.Block]]:
    notes = {
        plain.FILL: _("Write {{1}}, {{2}} … where something has to be filled in."),
        plain.CASE: _("The story that all questions of the case are about."),
    }
    stem = _rich(markup, _("Question text"), help_text=notes.get(kind, ""))
    explanation = _rich(markup, _("Explanation"))
    return [("stem", stem), *_KINDS[kind](markup), ("explanation", explanation)]


KIND_LABELS = {
    plain.SINGLE: _("single choice"),
    plain.MULTIPLE: _("multiple choice"),
    plain.TRUE_FALSE: _("true or false"),
    plain.FILL: _("fill in"),
    plain.MATCHING: _("matching"),
    plain.ORDERING: _("ordering"),
    plain.SHORT: _("short answer"),
    plain.CASE: _("case analysis"),
}
_KINDS: dict[str, Any] = {
    plain.SINGLE: lambda markup: _choice(markup, multiple=False),
    plain.MULTIPLE: lambda markup: _choice(markup, multiple=True),
    plain.TRUE_FALSE: _truth,
    plain.FILL: _fill,
    plain.MATCHING: _matching,
    plain.ORDERING: _ordering,
    plain.SHORT: _short,
    plain.CASE: _case,
}


@cache
def body_block(kind: str, *, markup: bool = False) -> blocks.StructBlock:
    """The body of a question of this kind."""
    block = Body(_fields(kind, markup), required=False)
    block.set_name("body")
    return block


def to_value(block: blocks.Block, value: Any) -> Any:
    """Dicts, lists and tuples (exams/cms/converting.py) as a value of the block."""
    if isinstance(block, blocks.StructBlock):
        return block.normalize(
            {name: to_value(block.child_blocks[name], one) for name, one in value.items()}
        )
    if isinstance(block, blocks.ListBlock):
        return block.normalize([to_value(block.child_block, one) for one in value])
    if isinstance(block, blocks.StreamBlock):
        rows = [(kind, to_value(block.child_blocks[kind], one)) for kind, one in value]
        return blocks.StreamValue(block, rows)
    return block.normalize(value)


def unwrapped(value: Any) -> Any:
    """A value of a block as dicts, lists and tuples; rich text as its source."""
    if isinstance(value, blocks.StructValue):
        return {name: unwrapped(one) for name, one in value.items()}
    if isinstance(value, blocks.StreamValue):
        return [(child.block_type, unwrapped(child.value)) for child in value]
    if isinstance(value, blocks.list_block.ListValue):
        return [unwrapped(one) for one in value]
    if isinstance(value, RichText):
        return value.source or ""
    return value
