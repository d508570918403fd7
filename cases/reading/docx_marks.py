"""Words that no page shows, in attributes of a DOCX: authors, names and descriptions of shapes,
bookmarks, form fields, field codes. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from cases.reading.document import PartKind
from cases.reading.markup import attribute, local
from cases.reading.reader import Found

_SHAPE = ("descr", "title", "name", "alt", "href")
_MARKS: dict[str, tuple[str, tuple[str, ...]]] = {
    **dict.fromkeys(
        ("docPr", "cNvPr", "shape", "rect", "imagedata", "textbox", "group", "roundrect", "oval"),
        ("alternative_text", _SHAPE),
    ),
    "bookmarkStart": ("bookmark", ("name",)),
    "hyperlink": ("link", ("tooltip", "anchor")),
    **dict.fromkeys(("alias", "tag", "statusText", "helpText", "default", "listEntry", "attr"),
                    ("control", ("val",))),
    "listItem": ("control", ("displayText", "value")),
    "tblCaption": ("alternative_text", ("val",)),
    "tblDescription": ("alternative_text", ("val",)),
}  # fmt: skip
_PROGRAM_NAME = re.compile(
    r"(?i)^(?:(?:图片|图像|文本框|直接连接符|矩形|组合|图表|对象|形状|picture|image|text ?box|"
    r"rectangle|group|chart|object|shape|straight connector|graphic|_x0000_[a-z]+)[\s_]*\d*"
    r"|_\w*|ole_link\d+|[01]|true|false|off|on)$"
)
_DULL_FIELD = re.compile(
    r"^\s*(?:PAGE|NUMPAGES|SECTIONPAGES|TOC|SEQ|REF|PAGEREF|NOTEREF|STYLEREF|DATE|TIME|FORM\w+|="
    r"|ADVANCE|EQ|PRINTDATE|CREATEDATE|SAVEDATE)\b[\x20-\x7f]*$"
)


def marks(root: Element) -> Iterator[tuple[PartKind, str, str]]:
    """Kind, label and text of each."""
    for one in root.iter():
        if author := attribute(one, "author"):
            yield PartKind.PROPERTY, "author", author
        label, keys = _MARKS.get(local(one), ("", ()))
        for key in keys:
            value = attribute(one, key)
            if value and not _PROGRAM_NAME.match(value):
                yield PartKind.ANNOTATION, label, value
        if local(one) == "textpath":
            yield PartKind.TEXT_BOX, "", attribute(one, "string")


def collect(root: Element, found: Found) -> None:
    for kind, label, text in marks(root):
        found.add_once(kind, label, text)


def field(code: str, found: Found) -> None:
    """A field's code, unless it only counts pages or the like."""
    if not _DULL_FIELD.match(code):
        found.add_once(PartKind.ANNOTATION, "field", code)
