"""Blocks of reading matter."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock
from wagtailmedia.blocks import AudioChooserBlock, VideoChooserBlock

from content.blocks.checks import SelfCheckBlock

FEATURES = ["h2", "h3", "bold", "italic", "ol", "ul", "hr", "link", "document-link"]


class Text(blocks.RichTextBlock):
    """Running text with headings, lists and links within the platform."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("features", FEATURES)
        super().__init__(**kwargs)

    class Meta:
        icon = "pilcrow"
        label = _("Text")
        template = "content/blocks/text.html"
        description = _("Paragraphs, headings, lists and links.")
        preview_value = (
            "<h2>外出请假</h2><p>离开所居住的市、县，要先向司法所请假，得到批准才可以出门。</p>"
        )


class Picture(blocks.StructBlock):
    """A picture with the text that stands for it; a picture without such text is refused."""

    image = ImageChooserBlock(label=_("Picture"))
    alt = blocks.CharBlock(
        label=_("Alternative text"),
        max_length=255,
        required=False,
        help_text=_("What the picture shows here. Left empty, the picture's own text is used."),
    )
    caption = blocks.CharBlock(label=_("Picture caption"), max_length=200, required=False)

    class Meta:
        icon = "image"
        label = _("Picture")
        template = "content/blocks/picture.html"
        preview_template = "content/blocks/preview_picture.html"
        description = _("A picture with alternative text and, on wish, a caption.")

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        image = cleaned["image"]
        if image is None or self.is_deferred_validation:  # a draft may be unfinished
            return cleaned
        if not (cleaned["alt"].strip() or image.description.strip()):
            raise blocks.StructBlockValidationError(
                block_errors={
                    "alt": ValidationError(_("Say what the picture shows: it has no text yet."))
                }
            )
        return cleaned


class Callout(blocks.StructBlock):
    """A short passage that must not be missed."""

    tone = blocks.ChoiceBlock(
        label=_("Tone"),
        choices=[
            ("remember", _("Remember")),
            ("careful", _("Be careful")),
            ("do", _("Do it like this")),
            ("ask", _("Where to get help")),
        ],
        default="remember",
    )
    title = blocks.CharBlock(label=_("Title"), max_length=60, required=False)
    text = blocks.RichTextBlock(label=_("Text"), features=["bold", "ol", "ul", "link"])

    class Meta:
        icon = "warning"
        label = _("Callout")
        template = "content/blocks/callout.html"
        description = _(
            "A box that draws the eye: remember, be careful, do it like this, get help."
        )
        preview_value = {
            "tone": "careful",
            "title": "不要自己决定",
            "text": "<p>没有批准就离开，会被记录，也可能受到处罚。</p>",
        }


class Statute(blocks.StructBlock):
    """What a law says, with its name and article."""

    law = blocks.CharBlock(label=_("Law"), max_length=100)
    article = blocks.CharBlock(label=_("Article of the law"), max_length=30)
    text = blocks.TextBlock(label=_("Text"), rows=3)
    plainly = blocks.TextBlock(
        label=_("In plain words"),
        rows=2,
        required=False,
        help_text=_("What it means in daily life."),
    )

    class Meta:
        icon = "openquote"
        label = _("Statute")
        template = "content/blocks/statute.html"
        description = _("A quotation from a law with name and article, and its plain meaning.")
        preview_value = {
            "law": "社区矫正法",
            "article": "第二十七条",
            "text": "社区矫正对象离开所居住的市、县或者迁居，应当报经社区矫正机构批准。",
            "plainly": "出门到外地之前，先问司法所。",
        }


class Table(TypedTableBlock):
    """A table of text and numbers with headed columns."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            [
                ("text", blocks.CharBlock(label=_("Text"), required=False)),
                ("number", blocks.FloatBlock(label=_("Number"), required=False)),
            ],
            **kwargs,
        )

    class Meta:
        icon = "table"
        label = _("Table")
        template = "content/blocks/table.html"
        preview_template = "content/blocks/preview_table.html"
        description = _("A table with a heading for each column.")


class Video(VideoChooserBlock):
    class Meta:
        icon = "media"
        label = _("Video")
        template = "content/blocks/video.html"
        preview_template = "content/blocks/preview_video.html"
        description = _("A video inside the text; it counts with its own length.")


class Audio(AudioChooserBlock):
    class Meta:
        icon = "media"
        label = _("Audio")
        template = "content/blocks/audio.html"
        preview_template = "content/blocks/preview_audio.html"
        description = _("A recording inside the text; it counts with its own length.")


class EmbeddedDocument(blocks.StructBlock):
    """A document that is part of what has to be read."""

    document = DocumentChooserBlock(label=_("Document"))
    note = blocks.CharBlock(label=_("Note"), max_length=200, required=False)

    class Meta:
        icon = "doc-full"
        label = _("Document")
        template = "content/blocks/document.html"
        preview_template = "content/blocks/preview_document.html"
        description = _("A document to read; its reading time counts.")


class Download(blocks.StructBlock):
    """A file to take along; it is not part of the reading time."""

    document = DocumentChooserBlock(label=_("File"))
    label = blocks.CharBlock(label=_("Text of the button"), max_length=60, required=False)

    class Meta:
        icon = "download"
        label = _("Download")
        template = "content/blocks/download.html"
        preview_template = "content/blocks/preview_download.html"
        description = _("A file to take along. Its reading time does not count.")


BODY_BLOCKS: list[tuple[str, blocks.Block]] = [
    ("text", Text()),
    ("picture", Picture()),
    ("callout", Callout()),
    ("statute", Statute()),
    ("table", Table()),
    ("video", Video()),
    ("audio", Audio()),
    ("document", EmbeddedDocument()),
    ("self_check", SelfCheckBlock()),
    ("download", Download()),
]


class Body(blocks.StreamBlock):
    """The body of a page."""

    def __init__(self, local_blocks: Any = None, **kwargs: Any) -> None:
        super().__init__(local_blocks or BODY_BLOCKS, **kwargs)

    @cached_property
    def names(self) -> list[str]:
        return list(self.child_blocks)
