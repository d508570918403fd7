"""A story of a DOCX (body, header, note …): paragraphs, tables in place, and what hangs on runs.

Names of elements are compared without their name space, so the strict edition is read as well.
"""

from __future__ import annotations

from collections.abc import Callable
from xml.etree.ElementTree import Element

from cases.reading import docx_marks
from cases.reading.document import PartKind
from cases.reading.markup import attribute, below, local
from cases.reading.reader import Found

_BREAKS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_NO_TEXT = {"pPr", "rPr", "tblPr", "tcPr", "trPr", "tblGrid", "sectPr", "sdtPr", "sdtEndPr",
            "smartTagPr", "customXmlPr"}  # fmt: skip


class Story:
    """Reads one story into ``found``. ``kind``: of its paragraphs; tables in the main text are a
    kind of their own."""

    def __init__(self, found: Found, kind: PartKind) -> None:
        self.found = found
        self.kind = kind
        self._boxes: list[Element] = []
        self._code: list[str] = []
        self._on: dict[str, Callable[[Element], str]] = {
            "t": _text,
            "delText": _text,
            "sym": _symbol,
            "r": self._run,
            "del": self._deleted,
            "moveFrom": self._moved,
            "ins": self._inserted,
            "moveTo": self._inserted,
            "ruby": self._ruby,
            "instrText": self._field,
            "delInstrText": self._field,
            "fldChar": self._field_edge,
            "fldSimple": self._simple_field,
            "pict": self._drawing,
            "drawing": self._drawing,
            "object": self._drawing,
            "txbxContent": self._box,
            "AlternateContent": self._alternative,
        }

    def read(self, root: Element) -> None:
        """Paragraphs and tables in order, then the text boxes that hung on them."""
        docx_marks.collect(root, self.found)
        lines: list[str] = []
        for block in self._blocks(root):
            if local(block) == "tbl" and self.kind is PartKind.BODY:
                self._flush(lines)
                self.found.add(PartKind.TABLE, "", self.table(block))
            elif local(block) == "tbl":
                lines.append(self.table(block))
            else:
                lines.append(self.inline(block))
        self._flush(lines)
        self._end_field()
        for box in self._boxes:  # they may hold tables and further boxes
            Story(self.found, PartKind.TEXT_BOX).read(box)

    def _flush(self, lines: list[str]) -> None:
        self.found.add(self.kind, "", "\n".join(lines))
        lines.clear()

    # --- blocks ----------------------------------------------------------------------------

    def _blocks(self, element: Element) -> list[Element]:
        """Paragraphs and tables below, through whatever wraps them."""
        blocks = []
        for child in element:
            name = local(child)
            if name in ("p", "tbl"):
                blocks.append(child)
            elif name == "AlternateContent":
                blocks += self._blocks(self._chosen(child))
            elif name not in _NO_TEXT:
                blocks += self._blocks(child)
        return blocks

    def table(self, table: Element) -> str:
        """Rows on lines, cells between tabs; a table in a cell stands in it."""
        rows = []
        for row in _children(table, "tr"):
            text = "\t".join(self._cell(cell) for cell in _children(row, "tc"))
            if any(local(one) == "del" for one in _properties(row)):
                self.found.note("changes")
                self.found.add(PartKind.CHANGE, "deleted", text)
            else:
                rows.append(text)
        return "\n".join(rows)

    def _cell(self, cell: Element) -> str:
        lines = [
            self.table(block) if local(block) == "tbl" else self.inline(block).replace("\t", " ")
            for block in self._blocks(cell)
        ]
        return "\n".join(line for line in lines if line.strip())

    def inline(self, element: Element) -> str:
        """The text in a paragraph or a part of one, as if all changes were accepted."""
        said = []
        for child in element:
            name = local(child)
            if name in _BREAKS:
                said.append(_BREAKS[name])
            elif name in self._on:
                said.append(self._on[name](child))
            elif name not in _NO_TEXT:
                said.append(self.inline(child))
        return "".join(said)

    # --- runs ------------------------------------------------------------------------------

    def _run(self, run: Element) -> str:
        text = self.inline(run)
        if text.strip() and any(map(_hides, _properties(run))):
            self.found.note("hidden_text")
        return text

    def _inserted(self, element: Element) -> str:
        self.found.note("changes")
        return self.inline(element)

    def _deleted(self, element: Element) -> str:
        return self._gone(element, "deleted")

    def _moved(self, element: Element) -> str:
        return self._gone(element, "moved")

    def _gone(self, element: Element, label: str) -> str:
        self.found.note("changes")
        self.found.add(PartKind.CHANGE, label, self.inline(element))
        return ""

    def _ruby(self, element: Element) -> str:
        """What stands above the line is listed apart, so that it breaks no name in two."""
        for one in below(element, "rt"):
            self.found.add(PartKind.ANNOTATION, "ruby", self.inline(one))
        return "".join(self.inline(one) for one in element if local(one) == "rubyBase")

    def _field(self, element: Element) -> str:
        self._code.append(_text(element))  # one code may lie in many pieces
        return ""

    def _field_edge(self, element: Element) -> str:
        self._end_field()
        return ""

    def _end_field(self) -> None:
        docx_marks.field("".join(self._code), self.found)
        self._code.clear()

    def _simple_field(self, element: Element) -> str:
        docx_marks.field(attribute(element, "instr"), self.found)
        return self.inline(element)

    # --- drawings --------------------------------------------------------------------------

    def _drawing(self, element: Element) -> str:
        """Its boxes come after the story."""
        for one in element:
            if local(one) == "txbxContent":
                self._boxes.append(one)
            else:
                self._drawing(self._chosen(one) if local(one) == "AlternateContent" else one)
        return ""

    def _box(self, element: Element) -> str:
        self._boxes.append(element)
        return ""

    def _alternative(self, element: Element) -> str:
        return self.inline(self._chosen(element))

    def _chosen(self, element: Element) -> Element:
        """The same thing stands there for new and for old programs: one of them is read. The other
        is listed when it does not say the same."""
        variants = [one for one in element if local(one) in ("Choice", "Fallback")]
        if not variants:
            return element
        chosen = variants[0]
        for other in variants[1:]:
            if (text := _all_text(other)) not in _all_text(chosen):
                self.found.add(PartKind.TEXT_BOX, "", text)
        return chosen


def _properties(element: Element) -> list[Element]:
    """What is set for a run or a row."""
    return [one for child in element if local(child) in ("rPr", "trPr") for one in child]


def _children(element: Element, name: str) -> list[Element]:
    """Rows of a table or cells of a row, through whatever wraps them, but not of inner tables."""
    found = []
    for child in element:
        if local(child) == name:
            found.append(child)
        elif local(child) not in ("tbl", "tc", *_NO_TEXT):
            found += _children(child, name)
    return found


def _text(element: Element) -> str:
    return element.text or ""


def _all_text(element: Element) -> str:
    return "".join(_text(one) for one in below(element, "t", "delText"))


def _symbol(element: Element) -> str:
    """Characters of symbol fonts have no meaning of their own."""
    try:
        code = int(attribute(element, "char"), 16)
    except ValueError:
        return ""
    return "" if 0xF000 <= code <= 0xF0FF or code > 0x10FFFF else chr(code)


def _hides(style: Element) -> bool:
    off = attribute(style, "val") in ("0", "false", "off")
    return local(style) in ("vanish", "webHidden") and not off
