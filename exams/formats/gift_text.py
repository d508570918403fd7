"""GIFT's small print: escapes, text formats, and a file cut into questions. Pure."""

from __future__ import annotations

import html as markup
import re
from dataclasses import dataclass, field

from markdown_it import MarkdownIt

from exams.bank import rich_text
from exams.formats import formulas

_ESCAPED = {"\\": "\ufdd0", ":": "\ufdd1", "#": "\ufdd2", "=": "\ufdd3", "{": "\ufdd4",
            "}": "\ufdd5", "~": "\ufdd6", "n": "\ufdd7"}  # fmt: skip
_PLAIN = {mark: "\n" if char == "n" else char for char, mark in _ESCAPED.items()}
_FORMAT = re.compile(r"\s*\[(html|moodle|plain|markdown)\]", re.IGNORECASE)
_MARKUP = re.compile(
    r"</?(?:p|br|b|i|u|em|strong|sub|sup|ul|ol|li|table|thead|tbody|tr|th|td|img|span|div|h[1-6]|a"
    r"|pre|code|blockquote|font|hr|iframe|audio|video|object|embed|math|svg)\b[^<>]*>"
    r"|&(?:[a-z]{2,8}|#\d{2,6});",
    re.IGNORECASE,
)
_SPECIAL = re.compile(r"\s*(?:%|//|\$CATEGORY:)", re.IGNORECASE)
"""Beginnings of a line that GIFT takes for something else than words."""
_markdown = MarkdownIt("commonmark", {"html": False}).enable("table")


def hide(text: str) -> str:
    """Escaped characters become marks that nothing else is taken for."""
    text = re.sub("[\ufdd0-\ufdd7]", "", text)
    return re.sub(r"\\([\\:#={}~n])", lambda match: _ESCAPED[match[1]], text)


def show(text: str) -> str:
    """The marks of `hide` as the characters that they stand for."""
    return "".join(_PLAIN.get(char, char) for char in text)


def escape(text: str) -> str:
    """Text as it stands in a GIFT file."""
    return re.sub(r"([\\:#={}~])", r"\\\1", text).replace("\n", "\\n")


@dataclass
class Block:
    """One question's lines: ``text`` without comments, ``comments`` without their strokes."""

    line: int
    text: str = ""
    comments: list[str] = field(default_factory=list)


def blocks(text: str) -> list[Block]:
    """A file cut at its blank lines. Comments above a question belong to it."""
    found: list[Block] = []
    block = Block(0)
    for number, line in enumerate([*text.split("\n"), ""], start=1):
        stripped = line.strip()
        if not stripped:
            if block.text:
                found.append(block)
            block = Block(0)
        elif stripped.startswith("//"):
            block.comments.append(stripped[2:].strip())
        else:
            block.line = block.line or number
            block.text += ("\n" if block.text else "") + line.rstrip()
    return found


def rich(text: str, *, standard: str = "moodle") -> tuple[str, list[str]]:
    """Hidden text with an optional ``[format]`` in front as clean rich text, and what was lost.

    ``moodle`` (also where nothing is said): HTML where there is some, else plain words; line
    breaks of the file are spaces, ``\\n`` is a line break."""
    match = _FORMAT.match(text)
    kind = match[1].lower() if match else standard
    body = text[match.end() :] if match else text
    body = show(body.replace("\n", "\n" if kind == "markdown" else " "))
    if kind == "markdown":
        body = _markdown.render(body)
        return rich_text.from_html(body), rich_text.lost(body)
    if kind == "html" or (kind == "moodle" and _MARKUP.search(body)):
        body = body if kind == "html" else body.strip().replace("\n", "<br>")
        lost: list[str] = []
        body = _without_pictures(formulas.in_html(body, lost), lost)
        return rich_text.from_html(body), [*lost, *rich_text.lost(body)]
    return rich_text.from_plain(body), []


def _without_pictures(html: str, lost: list[str]) -> str:
    """Pictures are not in a GIFT file: their words in their place, where they have any."""

    def words(match: re.Match[str]) -> str:
        source, alt = (rich_text.pictures(match[0]) or [("", "")])[0]
        if not alt:
            return match[0]  # refused, because it is not there
        lost.append(source[:80])
        return f"[{markup.escape(alt)}]"

    return re.sub(r"<img\b[^<>]*>", words, html, flags=re.IGNORECASE)


def named_format(text: str) -> str:
    """The format that a question's text names; its answers are in it too."""
    match = _FORMAT.match(text)
    return match[1].lower() if match else "moodle"


def written(html: str, *, plainly: bool = True, standard: str = "moodle") -> str:
    """Clean rich text as GIFT text that reads back as the same, in plain words where that goes.
    ``standard``: the format of the question in which it stands."""
    words = rich_text.words(html)
    said = escape(words)
    if plainly and not _SPECIAL.match(words) and rich(hide(said), standard=standard)[0] == html:
        return said
    return "[html]" + escape(html)
