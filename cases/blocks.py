"""Blocks of a case: what happened when, and where it could still have gone another way."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from content.blocks.body import Download, Statute


class EventBlock(blocks.StructBlock):
    """One event of a case. A turning point may ask what the reader would have done."""

    when = blocks.CharBlock(label=_("When"), max_length=40, help_text=_("As people say it."))
    what = blocks.TextBlock(label=_("What happened"), rows=2, max_length=400)
    turning = blocks.BooleanBlock(
        label=_("Turning point"),
        required=False,
        help_text=_("Here it could still have gone another way."),
    )
    question = blocks.CharBlock(
        label=_("What would you have done?"), max_length=200, required=False
    )
    thoughts = blocks.ListBlock(
        blocks.CharBlock(max_length=160), label=_("Possible answers"), required=False, default=[]
    )
    hint = blocks.TextBlock(label=_("What to think of"), rows=2, required=False, max_length=400)

    class Meta:
        icon = "history"
        label = _("Event")
        template = "cases/blocks/event.html"
        description = _("What happened when; a turning point asks what one would have done.")
        preview_value = {
            "when": "2021年3月",
            "what": "服刑人员家属送来两条香烟，说只是“一点心意”。",
            "turning": True,
            "question": "如果是您，您会怎么做？",
            "thoughts": ["当面退回并登记上交", "收下，以后再还", "让家人代收"],
            "hint": "第一次收下，往往就没有第二次拒绝。",
        }


class Timeline(blocks.StreamBlock):
    """What happened, in order."""

    event = EventBlock()

    class Meta:
        label = _("Timeline")


class Statutes(blocks.StreamBlock):
    """What the law says about it."""

    statute = Statute()

    class Meta:
        label = _("Statutes")


class Attachments(blocks.StreamBlock):
    """Files to take along. They carry no names and no hidden data (cases/reading/rebuild.py)."""

    download = Download()

    class Meta:
        label = _("Attachments")
