"""Rich text of questions: a short list of elements, nothing that runs, nothing from elsewhere.

`clean` is idempotent, and text that it returns is *clean*: the form in which rich text is stored
and compared. Pictures are named by ``src`` (``sign.png``) and never fetched. Pure.
"""

from __future__ import annotations

import html
import re
from html.parser import HTMLParser

import nh3

TAGS = {
    "p", "br", "strong", "b", "em", "i", "u", "sub", "sup", "ul", "ol", "li",
    "table", "thead", "tbody", "tr", "th", "td", "img",
}  # fmt: skip
ATTRIBUTES = {
    "img": {"src", "alt", "width", "height"},
    "th": {"colspan", "rowspan"},
    "td": {"colspan", "rowspan"},
}
QUIET = {
    "span", "div", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "html", "body", "head",
    "font", "a", "section", "article", "center", "small", "big", "tfoot", "col", "colgroup",
    "caption", "label", "meta", "title", "o:p",
}  # fmt: skip
"""Elements whose words are kept and whose loss nobody misses."""
PICTURE_NAME = re.compile(r"[\w\-][\w\-. ]{0,95}\.(?:png|jpe?g|gif|webp)", re.IGNORECASE)
_SECTION = re.compile(r"<!\[[^>]*>?")
"""As word processors leave them; browsers show nothing there, and Python's parser may give up."""
_SPACES = re.compile(r"[ \t\n\r\f]+")
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
_BOXES = re.compile(r"<(/?)(?:div|blockquote|h[1-6]|section|article|pre)\b[^>]*>", re.IGNORECASE)
_BLOCKS = {"p", "br", "li", "tr", "ul", "ol", "table", "div", "blockquote", "h1", "h2", "h3", "h4"}


def clean(text: str) -> str:
    """``text`` (HTML) with nothing left in it but what is allowed; white space is one space."""
    text = _SPACES.sub(" ", without_controls(text))
    done = _once(text)
    for _turn in range(4):  # a parser's repair may need a second reading until it stands still
        again = _once(done)
        if again == done:
            break
        done = again
    return done


def _once(text: str) -> str:
    kept = nh3.clean(
        text,
        tags=TAGS,
        attributes=ATTRIBUTES,
        attribute_filter=_attribute,
        url_schemes=set(),
        link_rel=None,
    )
    return _SPACES.sub(" ", kept).strip(" ")


def _attribute(tag: str, name: str, value: str) -> str | None:
    if name == "src":
        return value if PICTURE_NAME.fullmatch(value) else None
    if name in ("width", "height", "colspan", "rowspan"):
        return value if value.isascii() and value.isdigit() and len(value) <= 4 else None
    return _SPACES.sub(" ", value).strip(" ")


def from_html(text: str) -> str:
    """HTML from elsewhere as clean rich text: boxes, headings and quotations become paragraphs."""
    boxed = _BOXES.sub(r"<\1p>", text)
    done = clean(boxed)
    return clean(done.replace("<p></p>", "").replace("<p> </p>", "")) if boxed != text else done


def is_clean(text: str) -> bool:
    return clean(text) == text


def from_plain(text: str) -> str:
    """Plain text as rich text: new lines become ``<br>``."""
    lines = [_SPACES.sub(" ", line).strip(" ") for line in without_controls(text).splitlines()]
    return clean("<br>".join(html.escape(line, quote=False) for line in lines).strip())


def is_plain(text: str) -> bool:
    """Whether rich text says no more than its words do."""
    return from_plain(words(text)) == text


def plain_line(text: str) -> str:
    """Plain text in one line, without control characters: how short plain fields are stored."""
    return " ".join(without_controls(text).split())


def plain_lines(text: str) -> str:
    """Plain text of several lines, each without spaces at its end."""
    text = without_controls(text).replace("\r\n", "\n").replace("\r", "\n")
    return "\n".join(line.rstrip() for line in text.split("\n")).strip()


def without_controls(text: str) -> str:
    return _CONTROLS.sub("", text)


class _Reader(HTMLParser):
    """Collects words, pictures and what `clean` would drop."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.pictures: list[tuple[str, str]] = []
        self.lost: dict[str, None] = {}
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("script", "style"):
            self._silent += 1
        if tag in _BLOCKS and (tag == "br" or self.parts):
            self.parts.append("\n")
        given = {name: value or "" for name, value in attrs}
        if tag == "img":
            self.pictures.append((given.get("src", ""), given.get("alt", "").strip()))
            self.parts.append(given.get("alt", ""))
        if tag not in TAGS and tag not in QUIET:
            self.lost[f"<{tag}>"] = None
        elif tag == "a" and given.get("href"):
            self.lost[f"<a href={given['href'][:80]}>"] = None

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if tag in ("script", "style"):
            self._silent = max(0, self._silent - 1)
        if tag in ("p", "tr", "li"):
            self.parts.append("\n")
        if tag in ("td", "th"):
            self.parts.append(" ")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.parts.append(_SPACES.sub(" ", data))


def _read(text: str) -> _Reader:
    reader = _Reader()
    reader.feed(_SECTION.sub("", text))
    reader.close()
    return reader


def words(text: str) -> str:
    """Rich text as plain text: a line per paragraph, pictures by their alternative text."""
    lines = ("".join(_read(text).parts)).split("\n")
    return "\n".join(line for one in lines if (line := one.strip(" \t\r\f")))


def pictures(text: str) -> list[tuple[str, str]]:
    """``(src, alt)`` of every picture."""
    return _read(text).pictures


def lost(text: str) -> list[str]:
    """Elements and links of ``text`` that `clean` takes away and a reader would miss."""
    return list(_read(text).lost)
