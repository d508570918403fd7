"""How long narration takes and when each line of subtitles is shown. Pure.

Read at an easy pace: slower than speech, so that slow readers can follow the subtitles.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

CHARACTERS_A_MINUTE = 78
SENTENCE_PAUSE = 0.5
PARAGRAPH_PAUSE = 1.0
SLIDE_PAUSE = 2.0  # to take in a new picture before the first line
LEAST_SECONDS = 6
CUE_CHARACTERS = 24
LINE_CHARACTERS = 18
_SENTENCE = re.compile(r"[^。！？；…]+[。！？；…]*[”’）》」』]*")
_CLAUSE = re.compile(r"[^，、：,—]+[，、：,—]*[”’）》」』]*")
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True)
class Cue:
    """One line of subtitles, in seconds from the beginning."""

    start: float
    end: float
    text: str


@dataclass(frozen=True)
class Span:
    """When a slide is shown, in whole seconds, and its cues."""

    start: int
    end: int
    cues: tuple[Cue, ...]

    @property
    def seconds(self) -> int:
        return self.end - self.start


def seconds_for(text: str) -> float:
    """How long reading ``text`` takes, pauses not counted."""
    return len(_SPACE.sub("", text)) * 60 / CHARACTERS_A_MINUTE


def spans(narrations: Iterable[Iterable[str]]) -> list[Span]:
    """A span for each slide; a slide's narration is a row of paragraphs."""
    found: list[Span] = []
    at = 0
    for paragraphs in narrations:
        cues, end = _cues(paragraphs, at + SLIDE_PAUSE)
        until = max(at + LEAST_SECONDS, math.ceil(end))
        found.append(Span(at, until, tuple(cues)))
        at = until
    return found


def _cues(paragraphs: Iterable[str], at: float) -> tuple[list[Cue], float]:
    cues: list[Cue] = []
    for paragraph in paragraphs:
        for sentence in sentences(paragraph):
            for piece in pieces(sentence):
                end = at + seconds_for(piece)
                cues.append(Cue(round(at, 3), round(end, 3), piece))
                at = end
            at += SENTENCE_PAUSE
        at += PARAGRAPH_PAUSE
    return cues, at


def sentences(paragraph: str) -> list[str]:
    text = _SPACE.sub(" ", paragraph).strip()
    return [found.strip() for found in _SENTENCE.findall(text) if found.strip()]


def pieces(sentence: str, limit: int = CUE_CHARACTERS) -> Iterator[str]:
    """A sentence in parts that fit under a picture, broken at commas where there are any."""
    part = ""
    for clause in _CLAUSE.findall(sentence) or [sentence]:
        if part and len(part) + len(clause) > limit:
            yield part
            part = ""
        part += clause
        while len(part) > limit:
            yield part[: limit // 2 + 1]
            part = part[limit // 2 + 1 :]
    if part:
        yield part


def webvtt(found: Iterable[Span]) -> str:
    """The subtitles as a WebVTT file."""
    lines = ["WEBVTT", ""]
    for number, cue in enumerate((cue for span in found for cue in span.cues), start=1):
        lines += [str(number), f"{_stamp(cue.start)} --> {_stamp(cue.end)}", _wrapped(cue.text), ""]
    return "\n".join(lines)


def _stamp(seconds: float) -> str:
    whole, milli = divmod(round(seconds * 1000), 1000)
    return f"{whole // 3600:02}:{whole // 60 % 60:02}:{whole % 60:02}.{milli:03}"


def _wrapped(text: str) -> str:
    """Two lines of about the same length; no line begins with a mark that closes."""
    text = text.replace("-->", "→").replace("<", "＜").replace("&", "＆")
    if len(text) <= LINE_CHARACTERS:
        return text
    middle = math.ceil(len(text) / 2)
    while middle < len(text) and text[middle] in "，。、；：！？”’）》」』":
        middle += 1
    return f"{text[:middle]}\n{text[middle:]}" if middle < len(text) else text
