"""Clean rich text as elements of a QTI item. Pure."""

from __future__ import annotations

from collections.abc import Callable
from html.parser import HTMLParser
from xml.etree.ElementTree import Element, SubElement

from exams.bank.plain import BLANK


class _Tree(HTMLParser):
    """Clean rich text as elements below ``parent``; blanks become what ``gap`` makes."""

    def __init__(self, parent: Element, name: str, gap: Callable[[int], Element] | None) -> None:
        super().__init__(convert_charrefs=True)
        self._open = [parent]
        self._name, self._gap = name, gap

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {key: value or "" for key, value in attrs}
        if "src" in values:
            values["src"] = f"../pictures/{self._name}/{values['src']}"
        node = SubElement(self._open[-1], tag, values)
        if tag not in ("br", "img"):
            self._open.append(node)

    def handle_endtag(self, tag: str) -> None:
        if tag not in ("br", "img") and len(self._open) > 1:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        if self._gap is None:
            self._add(data)
            return
        for place, part in enumerate(BLANK.split(data)):
            if place % 2:
                self._open[-1].append(self._gap(int(part)))
            else:
                self._add(part)

    def _add(self, text: str) -> None:
        node = self._open[-1]
        if len(node):
            node[-1].tail = (node[-1].tail or "") + text
        else:
            node.text = (node.text or "") + text


def fill_tree(
    parent: Element, html: str, name: str, gap: Callable[[int], Element] | None = None
) -> None:
    tree = _Tree(parent, name, gap)
    tree.feed(html)
    tree.close()
