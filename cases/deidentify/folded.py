"""A text as it is matched: half-width, without the breaks that only split a word or a number.

Every folding keeps the way back, so that what is found in it is told in code points of the text
that was given. Nothing here decides whether two pieces belong together: a folding says where it
removed a break, and the one who matches judges.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property, lru_cache


class Break(IntEnum):
    """What stood before a character and is gone from the folding; the larger divides more."""

    NONE = 0
    HIDDEN = 1
    """Soft hyphen, zero-width character, variation selector: nobody sees it."""
    SPACE = 2
    LINE = 3
    """An end of line: a wrapped line, a paragraph or a row of a table."""
    CELL = 4
    """A tab or a drawn line: the next cell of a table."""


_CELLS = dict.fromkeys("\t\x07|｜¦│┃║┆┊", Break.CELL)
_LINES = dict.fromkeys("\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029", Break.LINE)
_DASHES = dict.fromkeys("‐‑‒–—―−－﹣﹘ー", "-")
_DOTS = dict.fromkeys("・•‧∙⋅●･", "·") | {"．": ".", "﹒": "."}
_HIDDEN_MARKS = {0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x3164, 0xFFA0}


@lru_cache(maxsize=65536)
def break_of(char: str) -> Break:
    """Whether ``char`` is a break, and which."""
    if char in _CELLS:
        return Break.CELL
    if char in _LINES:
        return Break.LINE
    category = unicodedata.category(char)
    if category == "Zs" or char == "\x1f":
        return Break.SPACE
    hidden = category in {"Cf", "Cc"} or 0xFE00 <= ord(char) <= 0xFE0F
    return Break.HIDDEN if hidden or ord(char) in _HIDDEN_MARKS else Break.NONE


@lru_cache(maxsize=65536)
def plain_of(char: str) -> str:
    """``char`` as it is compared: full-width forms, other scripts' digits, dashes and dots made
    one. Numbers in circles and raised numbers stay what they are: they are never part of one."""
    if char in _DASHES:
        return "-"
    if char in _DOTS:
        return _DOTS[char]
    category = unicodedata.category(char)
    if category == "Nd":
        return str(unicodedata.digit(char))
    if category == "No":
        return char
    same = unicodedata.normalize("NFKC", char)
    if len(same) == 1 or (same.isascii() and same.isalpha()):
        return same
    return char


def is_han(char: str) -> bool:
    """Whether ``char`` is a Han character (〇 as well)."""
    return (
        "\u4e00" <= char <= "\u9fff"
        or "\u3400" <= char <= "\u4dbf"
        or char == "〇"
        or "\U00020000" <= char <= "\U0003ffff"
    )


@dataclass(frozen=True, slots=True)
class Folded:
    """``text`` is matched; ``starts[i]`` is where ``text[i]`` stands in ``original``; ``breaks[i]``
    is the greatest break that was removed directly before ``text[i]``."""

    original: str
    text: str
    starts: tuple[int, ...]
    breaks: tuple[Break, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """(start, end) in the original of ``text[start:end]``, which is not empty."""
        if not 0 <= start < end <= len(self.text):
            raise ValueError(f"no span {start}..{end} in {len(self.text)} characters")
        return self.starts[start], self.starts[end - 1] + 1

    def source(self, start: int, end: int) -> str:
        """The original's characters of ``text[start:end]``, breaks and all."""
        first, last = self.span(start, end)
        return self.original[first:last]

    def divided(self, start: int, end: int) -> Break:
        """The greatest break that was removed inside ``text[start:end]``."""
        return max(self.breaks[start + 1 : end], default=Break.NONE)

    def at(self, offset: int) -> int:
        """Where ``original[offset]`` (or what follows it, when it was removed) is in ``text``."""
        low, high = 0, len(self.starts)
        while low < high:
            middle = (low + high) // 2
            if self.starts[middle] < offset:
                low = middle + 1
            else:
                high = middle
        return low


_KEPT = {Break.SPACE: " ", Break.LINE: "\n", Break.CELL: "\t"}


def _fold(original: str, *, keep: str) -> Folded:
    """``keep`` is "none", "all" (one sign for each row of breaks) or "words" (see `soft`)."""
    text: list[str] = []
    starts: list[int] = []
    breaks: list[Break] = []
    pending, at, lines = Break.NONE, 0, 0
    for offset, char in enumerate(original):
        gap = break_of(char)
        if gap:
            if gap > Break.HIDDEN and pending <= Break.HIDDEN:
                at = offset
            lines += char in "\n\u2029"
            pending = max(pending, gap)
            continue
        same = plain_of(char)
        if pending > Break.HIDDEN and _stays(keep, pending, lines, text[-1:], same):
            text.append(_KEPT[pending])
            starts.append(at)
            breaks.append(Break.NONE)
            pending = Break.NONE
        for piece in same:
            text.append(piece)
            starts.append(offset)
            breaks.append(pending)
            pending = Break.NONE
        lines = 0
    return Folded(original, "".join(text), tuple(starts), tuple(breaks))


def _stays(keep: str, gap: Break, lines: int, before: list[str], after: str) -> bool:
    if keep == "none":
        return False
    if keep == "all" or not before:
        return True
    if gap is Break.CELL or lines > 1:
        return True
    return not (is_han(before[0]) and is_han(after[0]))


def tight(text: str) -> Folded:
    """Without any break: for digits and identifiers. ``breaks`` tells where two cells or lines
    were joined; whoever matches accepts a joint only when the result proves itself."""
    return _fold(text, keep="none")


def soft(text: str) -> Folded:
    """Without spaces and single ends of line between two Han characters (a name that is spread
    out or wrapped), and without what nobody sees. Cells, empty lines and the spaces of Latin words
    stay, each row of breaks as one sign: ``\\t``, ``\\n`` or a space."""
    return _fold(text, keep="words")


def spaced(text: str) -> Folded:
    """With all breaks that can be seen, each row of them as one sign."""
    return _fold(text, keep="all")


@dataclass(frozen=True)
class Reading:
    """One text in all its foldings, each made once, for those who look for different things."""

    text: str

    @cached_property
    def tight(self) -> Folded:
        return tight(self.text)

    @cached_property
    def soft(self) -> Folded:
        return soft(self.text)

    @cached_property
    def spaced(self) -> Folded:
        return spaced(self.text)


def fold(text: str) -> Reading:
    """The foldings of ``text``."""
    return Reading(text)
