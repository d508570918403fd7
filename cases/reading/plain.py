"""Plain text in the encodings that are met: UTF-8, UTF-16, GB18030. Pure. Raises `Refusal`."""

from __future__ import annotations

import re

from cases.reading.document import PartKind
from cases.reading.reader import Found
from cases.reading.refusals import Refusal

_BINARY = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f]")


def read(content: bytes) -> Found:
    found = Found()
    text = _decoded(content, found)
    if "\x00" in text or len(_BINARY.findall(text)) > len(text) / 500:
        raise Refusal("not_text")
    found.pages = text.rstrip("\f\n").count("\f") + 1
    found.add(PartKind.BODY, "", text.replace("\f", "\n"))
    return found


def _decoded(content: bytes, found: Found) -> str:
    try:
        if content.startswith((b"\xff\xfe", b"\xfe\xff")):
            return content.decode("utf-16")
        if (even := _without_mark(content)) is not None:
            return even
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = _chinese(content)
        found.note("gb18030")
        return text


def _without_mark(content: bytes) -> str | None:
    """UTF-16 without its mark: line ends and digits leave every second byte empty."""
    head = content[: 4096 // 2 * 2]
    for encoding, side in (("utf-16-le", 1), ("utf-16-be", 0)):
        empty, other = head[side::2].count(0), head[1 - side :: 2].count(0)
        if empty and not other and len(content) % 2 == 0:
            text = content.decode(encoding)
            everyday = sum(_is_everyday(one) for one in text[:2000])
            return text if everyday >= 0.95 * len(text[:2000]) else None
    return None


def _chinese(content: bytes) -> str:
    """GB18030 reads nearly any bytes as something, so it must also look like everyday Chinese."""
    try:
        text = content.decode("gb18030")
    except UnicodeDecodeError as error:
        raise Refusal("not_text" if b"\x00" in content else "encoding") from error
    foreign = [one for one in text if not one.isascii()]
    if sum(map(_is_everyday, foreign)) < 0.95 * len(foreign):
        raise Refusal("not_text" if b"\x00" in content else "encoding")
    return text


def _is_everyday(character: str) -> bool:
    if character.isascii():
        return character.isprintable() or character in "\r\n\t\f"
    try:
        return len(character.encode("gb2312")) == 2
    except UnicodeEncodeError:
        return False
