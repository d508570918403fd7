"""Whose alias an alias is, where the text says so: 张三（绰号“三哥”）, “三哥”（即张三）."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from cases.deidentify.folded import tight
from cases.deidentify.identities import looks_like_alias
from cases.deidentify.lexicon import words

Mention = tuple[int, int, str]
"""Where a person is mentioned in the text, and the reason why that is one."""

_QUOTES = {"“": "”", '"': '"', "‘": "’", "「": "」", "『": "』", "＂": "＂"}
_NEAR = 14
"""At most so many signs stand between a name and what is said to be its bearer's alias."""
_MEANS = re.compile("[”\"'」』＂][（(，,]?(?:真名叫?|本名|实名|就是|即|是指|系|也就是)?")


def said_owners(text: str, mentions: Sequence[Mention]) -> Iterator[tuple[str, str]]:
    """Every alias among ``mentions`` (in the order of the text), with whose it is; "" when the text
    does not say."""
    for at, (start, end, reason) in enumerate(mentions):
        surface = text[start:end]
        if at and _is_called(text[mentions[at - 1][1] : start]):
            yield surface, text[mentions[at - 1][0] : mentions[at - 1][1]]
            continue
        if reason != "alias" and not (_is_quoted(text, start, end) and _is_odd(surface)):
            continue
        owner = ""
        if at + 1 < len(mentions) and _MEANS.fullmatch(_tight(text[end : mentions[at + 1][0]])):
            owner = text[mentions[at + 1][0] : mentions[at + 1][1]]
        yield surface, "" if _is_odd(owner) else owner


def _tight(piece: str) -> str:
    return tight(piece).text


def _is_odd(surface: str) -> bool:
    return looks_like_alias(_tight(surface))


def _is_quoted(text: str, start: int, end: int) -> bool:
    closing = _QUOTES.get(text[start - 1 : start])
    return closing is not None and text[end : end + 1] == closing


def _is_called(between: str) -> bool:
    """Whether what stands between two mentions says that the second is an alias of the first."""
    if len(between) > 4 * _NEAR:
        return False
    said = _tight(between)
    if len(said) > _NEAR or set(said) & set("。；;、") or "\n" in between.strip():
        return False
    return any(mark in said for mark in words().alias_marks)
