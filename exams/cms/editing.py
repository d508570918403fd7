"""Rich text of a question in the CMS's editor: clean HTML ↔ what Draftail keeps.

The editor names pictures by their row, the bank by their content. It knows no tables and no sizes
of pictures; a question that has them is edited as HTML (`fits`).
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Mapping
from functools import cache

from wagtail.admin.rich_text.converters.contentstate import ContentstateConverter

from exams.bank import plain, rich_text
from exams.bank.plain import Question
from exams.cms.blocks import FEATURES

_IMG = re.compile(r"<img\b[^>]*>")
_EMBED = re.compile(r"<embed\b[^>]*/?>(?:</embed>)?")
_ATTRIBUTE = re.compile(r'([\w-]+)="([^"]*)"')
_KEYS = re.compile(r' data-block-key="[^"]*"')
_SAME = {"b": "strong", "i": "em"}
_BOLD = re.compile(r"<(/?)(b|i)>")
_EMPTY = re.compile(r"<p>(?:\s|<br/?>)*</p>")
_ONE = re.compile(r"<p>((?:(?!</?(?:p|ul|ol|li|img)\b).)*)</p>", re.DOTALL)
_BESIDE = re.compile(r"<table|<img\b[^>]*\b(?:width|height)=")


def fits(question: Question, known: Iterable[str]) -> bool:
    """Whether the editor can hold every text of a question. ``known``: names of pictures that are
    there."""
    there = set(known)
    return all(
        not _BESIDE.search(text) and {name for name, _alt in rich_text.pictures(text)} <= there
        for text in plain.rich_fields(question)
    )


def to_editor(text: str, ids: Mapping[str, int]) -> str:
    """Clean rich text as Wagtail keeps it; ``ids``: name of a picture → its row."""

    def embed(hit: re.Match[str]) -> str:
        given = dict(_ATTRIBUTE.findall(hit[0]))
        row = ids.get(html.unescape(given.get("src", "")), 0)
        alt = given.get("alt", "")
        return f'<embed embedtype="image" format="fullwidth" id="{row}" alt="{alt}"/>'

    return _IMG.sub(embed, text)


def from_editor(text: str, names: Mapping[int, str]) -> str:
    """What the editor kept as clean rich text; ``names``: row of a picture → its name. A text of
    one paragraph is kept without its paragraph."""

    def img(hit: re.Match[str]) -> str:
        given = dict(_ATTRIBUTE.findall(hit[0]))
        name = names.get(_number(given.get("id", "")), "")
        return f'<img src="{html.escape(name)}" alt="{given.get("alt", "")}">'

    text = _KEYS.sub("", _EMBED.sub(img, text))
    text = rich_text.clean(_BOLD.sub(lambda hit: f"<{hit[1]}{_SAME[hit[2]]}>", text))
    text = _EMPTY.sub("", text).strip()
    alone = _ONE.fullmatch(text)
    return rich_text.clean(alone[1]) if alone else text


def rows_named(texts: Iterable[str]) -> set[int]:
    """The rows of all pictures that texts of the editor name."""
    found = (dict(_ATTRIBUTE.findall(tag)) for text in texts for tag in _EMBED.findall(text))
    return {_number(given.get("id", "")) for given in found} - {0}


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 12 else 0


@cache
def _converter() -> ContentstateConverter:
    return ContentstateConverter(FEATURES)


def untouched(text: str, ids: Mapping[str, int], names: Mapping[int, str]) -> str:
    """What comes back from the editor when nobody changes ``text``."""
    sent = _converter().from_database_format(to_editor(text, ids))
    return from_editor(_converter().to_database_format(sent), names)
