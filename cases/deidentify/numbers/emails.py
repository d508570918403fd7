"""E-mail addresses, full-width, broken, or spelled out as “xx at 163 点 com”."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cases.deidentify.folded import Break
from cases.deidentify.numbers.found import Found
from cases.deidentify.numbers.labels import Label
from cases.deidentify.numbers.page import Page
from cases.deidentify.spans import Kind

_TOPS = (
    "com|cn|net|org|gov|edu|info|top|xyz|me|io|vip|cc|tv|hk|tw|mo|jp|uk|us|de|fr|ru|kr|sg|club|"
    "work|site|tech|online|email|asia|biz|mobi|pro|name|ltd|group|red|ink|link|pub|wang|ren|fun"
)
_HOSTS = (
    r"(?:vip\.)?(?:163|126|qq|sina|sohu|gmail|outlook|hotmail|foxmail|139|aliyun|21cn|icloud|live|msn|"
    r"yahoo|wo|188|tom|eyou|263)\.com(?:\.cn)?|189\.cn|sina\.cn|yeah\.net|yahoo\.com\.cn|wo\.cn|263\.net"
)
_HOST = re.compile(rf"(?:{_HOSTS})", re.IGNORECASE)
_DOMAIN = re.compile(r"(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,40})\.){1,5}[A-Za-z]{2,12}")
_TOP = re.compile(rf"\.(?:{_TOPS})\Z", re.IGNORECASE)
_LOCAL = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._%+-'")
_WORDS = re.compile(
    r"(?:qq|e-?mail|mail|mailto|tel|phone|mobile|wx|wechat|vx|fax|id|to|from|cc|at|is|me|or|and)\Z",
    re.IGNORECASE,
)
_SPELLED = re.compile(
    r"(?<![A-Za-z0-9._-])([A-Za-z0-9][A-Za-z0-9_.+-]{1,40}?)\s?"
    r"(?:[@#]|\(at\)|\[at\]|<at>|\bat\b|艾特|小老鼠|圈a|\(a\)|\[@\])\s?"
    r"([A-Za-z0-9-]{2,30})\s?(?:点|\.|\bdot\b|\(dot\)|\[dot\]|\(点\))\s?(?:com|cn|net|org|gov|edu)"
    r"(?:\s?(?:点|\.|\bdot\b)\s?(?:cn|com)(?![A-Za-z0-9]))?(?![A-Za-z0-9])",
    re.IGNORECASE | re.ASCII,
)


def find(page: Page) -> Iterator[Found]:
    folded = page.tight
    at = folded.text.find("@")
    while at >= 0:
        end = _domain_end(page, at + 1)
        start = _local_start(page, at) if end else at
        if end and start < at:
            broken = folded.divided(start, end) > Break.HIDDEN
            reason = "email-broken" if broken else "email"
            yield page.found(start, end, Kind.EMAIL, 0.95 if broken else 1.0, reason)
        at = folded.text.find("@", at + 1)
    spaced = page.reading.spaced
    for match in _SPELLED.finditer(spaced.text):
        first, last = spaced.span(*match.span())
        yield Found(first, last, Kind.EMAIL, 0.8, "email-spelled")


def _domain_end(page: Page, start: int) -> int:
    """Where the domain ends that begins at ``start``; 0 when there is none."""
    text, breaks = page.tight.text, page.tight.breaks
    known = _HOST.match(text, start)
    if known is not None:
        end = known.end()
        if end == len(text) or breaks[end] or not (text[end].isascii() and text[end].isalnum()):
            return end
    match = _DOMAIN.match(text, start, start + 120)
    if match is None:
        return 0
    for end in range(start + 4, match.end()):
        if breaks[end] <= Break.HIDDEN or "." in text[end - 1 : end + 1]:
            continue
        if _TOP.search(text, start, end):
            return end
    end = match.end()
    whole = _TOP.search(text, start, end) or not any(breaks[start + 1 : end])
    return end if whole else 0


def _local_start(page: Page, at: int) -> int:
    """Where the name before ``@`` starts; pieces before a break belong to it as long as they
    cannot be something else."""
    text, breaks = page.tight.text, page.tight.breaks
    start, pieces = at, 0
    best = at
    while start > 0 and at - start < 64 and text[start - 1] in _LOCAL:
        start -= 1
        head = start == 0 or text[start - 1] not in _LOCAL
        if not (head or breaks[start] > Break.HIDDEN):
            continue
        piece = text[start:best]
        if best < at and not _belongs(page, start, best, pieces):
            break
        if _WORDS.match(piece) and best < at:
            break
        best, pieces = start, pieces + 1
    while best < at and text[best] in ".-'+%":
        best += 1
    return best


def _belongs(page: Page, start: int, end: int, pieces: int) -> bool:
    """Whether what is before the break at ``end`` is the beginning of the name after it."""
    piece = page.tight.text[start:end]
    gap, name = page.tight.breaks[end], page.tight.text[end]
    if not name.isdigit() and re.fullmatch(r"-?\d[\d.+-]*", piece):
        return False
    if page.labels.governing(start, 24) is Label.EMAIL:
        return True
    if gap is Break.SPACE and piece.isalpha() and len(piece) > 2:
        return pieces <= 1
    return pieces <= 3 or len(piece) <= 2
