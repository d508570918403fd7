"""XML of strangers: no document types, no entities, a limit to depth and number; elements know
their line. Names come without name space, because every producer has another prefix. Pure."""

from __future__ import annotations

import html
from collections.abc import Callable, Iterator
from typing import cast
from xml.etree import ElementTree
from xml.sax import SAXException
from xml.sax.handler import ContentHandler
from xml.sax.xmlreader import AttributesImpl

import defusedxml.sax
from defusedxml import DefusedXmlException
from django.utils.translation import gettext as _

from exams.formats.safety import FileRefused, Text, decode_xml

MAX_DEPTH = 60
MAX_ELEMENTS = 500_000
VOID = {"br", "img", "hr", "col"}


class Unsound(FileRefused):
    """The XML is broken somewhere; nothing hostile."""


class Node(ElementTree.Element):
    """An element with the line on which it began."""

    line: int = 0

    def words(self, path: str = "") -> str:
        """All text below, without spaces at its ends; empty when ``path`` is not there."""
        node = self.find(path) if path else self
        return "" if node is None else "".join(node.itertext()).strip()


def parse(content: bytes, *, gb18030: bool = True) -> tuple[Node, Text]:
    """The root, and how the file was read. Raises `FileRefused`."""
    source = decode_xml(content, gb18030=gb18030)
    builder = _Builder()
    try:
        defusedxml.sax.parseString(_undeclared(source.text).encode(), builder, forbid_dtd=True)
    except DefusedXmlException as error:
        raise FileRefused(
            _("The file defines its own entities or document type; that is not accepted.")
        ) from error
    except SAXException as error:
        line = getattr(error, "getLineNumber", lambda: 0)() or 0
        raise Unsound(_("Line %(line)d: this is not sound XML.") % {"line": line}) from error
    return cast(Node, builder.root), source  # a document without a root is not sound


def _undeclared(text: str) -> str:
    """Without the declaration, whose encoding no longer holds; lines keep their numbers."""
    text = text.lstrip("\ufeff")
    start = len(text) - len(text.lstrip())
    if not text.startswith("<?xml", start) or "?>" not in text:
        return text
    end = text.index("?>") + 2
    return "\n" * text[:end].count("\n") + text[end:]


class _Builder(ContentHandler):
    def __init__(self) -> None:
        super().__init__()
        self.root: Node | None = None
        self._open: list[Node] = []
        self._count = 0

    def startElement(self, name: str, attrs: AttributesImpl) -> None:  # noqa: N802 - SAX's name
        self._count += 1
        if len(self._open) >= MAX_DEPTH or self._count > MAX_ELEMENTS:
            raise FileRefused(_("The file is nested too deeply or has too many elements."))
        node = Node(
            name.rpartition(":")[2],
            {
                key.rpartition(":")[2]: value
                for key, value in attrs.items()
                if not key.startswith("xmlns")
            },
        )
        node.line = int(self._locator.getLineNumber() or 0)  # type: ignore[attr-defined]
        if self._open:
            self._open[-1].append(node)
        else:
            self.root = node
        self._open.append(node)

    def endElement(self, name: str) -> None:  # noqa: N802 - SAX's name
        self._open.pop()

    def characters(self, content: str) -> None:
        node = self._open[-1]
        if len(node):
            node[-1].tail = (node[-1].tail or "") + content
        else:
            node.text = (node.text or "") + content


def inner(node: ElementTree.Element, replace: Callable[[Node], str | None] = lambda _: None) -> str:
    """What is inside an element, as HTML. ``replace`` may answer other markup for a child."""
    parts = [html.escape(node.text or "", quote=False)]
    for child in node:
        other = replace(child)  # type: ignore[arg-type]
        parts.append(_outer(child, replace) if other is None else other)
        parts.append(html.escape(child.tail or "", quote=False))
    return "".join(parts)


def _outer(node: ElementTree.Element, replace: Callable[[Node], str | None]) -> str:
    attributes = "".join(f' {key}="{html.escape(value)}"' for key, value in node.items())
    if node.tag in VOID:
        return f"<{node.tag}{attributes}>"
    return f"<{node.tag}{attributes}>{inner(node, replace)}</{node.tag}>"


def all_of(node: ElementTree.Element, *tags: str) -> Iterator[Node]:
    """Every element below with one of these names, in the order of the file."""
    return (one for one in node.iter() if one.tag in tags)  # type: ignore[misc]
