"""Subtitles: WebVTT (or SRT) as people upload it, checked and written anew. Pure.

What reaches a browser is our own clean WebVTT: times and words, nothing else of the upload.
"""

from __future__ import annotations

import html
import io
import re
from dataclasses import dataclass
from typing import Any

import webvtt

from content.media.refusals import Refusal

MAX_BYTES = 2 * 1024 * 1024
MAX_CUES = 20_000
BEYOND = 5.0
"""Seconds by which the last line may outlast the film: editors round up."""
PARAGRAPH_GAP = 1.4
"""A silence of as many seconds begins a new paragraph of the transcript."""
_TAG = re.compile(r"<[^>]*>")


@dataclass(frozen=True)
class Subtitles:
    """``vtt`` is the file to serve, ``words`` what is said, in paragraphs."""

    vtt: str
    words: str
    end: float


def read(raw: bytes, *, name: str, seconds: float = 0) -> Subtitles:
    """Check a subtitle file; ``seconds`` is how long the film lasts, 0 if that is not known yet.
    Raises `Refusal` with the place that is wrong."""
    if not raw.strip():
        raise Refusal("empty")
    if len(raw) > MAX_BYTES:
        raise Refusal("too_big", limit=MAX_BYTES // 1024**2)
    cues = _cues(_decoded(raw), name)
    _check(cues, seconds)
    lines = ["WEBVTT", ""]
    for cue in cues:
        lines += [f"{cue.start} --> {cue.end}", _safe(cue.text), ""]
    return Subtitles("\n".join(lines), words_of(cues), _seconds(cues[-1].end_time))


def _decoded(raw: bytes) -> str:
    """Chinese editors on Windows save GB 18030 or UTF-16 as often as UTF-8."""
    encodings = ["utf-8-sig", "gb18030"]
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    for encoding in encodings:
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text.replace("\r\n", "\n").replace("\r", "\n")
    raise Refusal("subtitles_text")


def _cues(text: str, name: str) -> list[Any]:
    try:
        if name.lower().endswith(".srt"):
            found = webvtt.from_buffer(io.StringIO(text), "srt")
        else:
            found = webvtt.from_string(text, strict=True)
    except webvtt.errors.MalformedCaptionError as error:
        block = str(error).removeprefix("Invalid cue block ")
        raise Refusal("subtitles_block", block=block[:80]) from error
    except (webvtt.errors.MalformedFileError, ValueError, IndexError) as error:
        raise Refusal("subtitles_format") from error
    cues = [cue for cue in found.captions if _safe(cue.text).strip()]
    if not cues:
        raise Refusal("subtitles_none")
    if len(cues) > MAX_CUES:
        raise Refusal("subtitles_many", limit=MAX_CUES)
    return cues


def _check(cues: list[Any], seconds: float) -> None:
    before = -1.0
    for number, cue in enumerate(cues, start=1):
        place = {"number": number, "time": cue.start}
        start = _seconds(cue.start_time)
        if _seconds(cue.end_time) <= start:
            raise Refusal("subtitles_backwards", **place)
        if start < before:
            raise Refusal("subtitles_order", **place)
        before = start
    if seconds and _seconds(cues[-1].end_time) > seconds + BEYOND:
        raise Refusal("subtitles_beyond", time=cues[-1].end)


def _seconds(stamp: Any) -> float:
    hours, minutes, seconds, thousandths = stamp.to_tuple()
    return float(hours * 3600 + minutes * 60 + seconds + thousandths / 1000)


def _safe(text: str) -> str:
    """The words without markup; no line that could be taken for a time or a new block."""
    plain = html.unescape(_TAG.sub("", text)).replace("-->", "→")
    lines = [line.strip() for line in plain.splitlines() if line.strip()]
    return "\n".join(lines).replace("&", "&amp;").replace("<", "&lt;")


def words_of(cues: list[Any]) -> str:
    """What is said, a new paragraph after each longer silence."""
    paragraphs: list[str] = []
    end = -PARAGRAPH_GAP
    for cue in cues:
        text = html.unescape(_safe(cue.text)).replace("\n", "")
        if not paragraphs or _seconds(cue.start_time) - end >= PARAGRAPH_GAP:
            paragraphs.append("")
        joint = " " if paragraphs[-1][-1:].isascii() and text[:1].isascii() else ""
        paragraphs[-1] += f"{joint if paragraphs[-1] else ''}{text}"
        end = _seconds(cue.end_time)
    return "\n\n".join(paragraphs)
