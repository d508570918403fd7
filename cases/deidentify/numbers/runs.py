"""Rows of digits with what stood between them: the pieces of which a number may be made.

A number never starts or ends inside a piece that was written without a break.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from cases.deidentify.folded import Break, Folded

HAN_DIGITS = dict(zip("零〇○一二三四五六七八九", "000123456789", strict=True)) | dict(
    zip("壹贰叁肆伍陆柒捌玖幺", "1234567891", strict=True)
)
LIKE_DIGITS = HAN_DIGITS | {"O": "0", "o": "0", "I": "1", "l": "1"}

_RUN = re.compile(r"[0-9](?:[-.·_]{0,2}[0-9])*")
_DISGUISED = re.compile(f"[0-9{''.join(LIKE_DIGITS)}](?:[-.·_]{{0,2}}[0-9{''.join(LIKE_DIGITS)}])*")
_HEADS = re.compile(r"\A\d{1,3}\.")
_NO_CUT = {"", "h", "+"}
_LETTERS = re.compile(r"[A-Za-z]")


@dataclass(slots=True)
class Run:
    """``digits[i]`` is at ``at[i]`` of the folding; ``joints[i]`` is what was before it, "" inside
    a piece: a break's letter (``h s l c``) and signs."""

    folded: Folded
    digits: str
    at: list[int]
    joints: list[str]
    disguised: bool
    taken: bytearray = field(default_factory=bytearray)
    starts: set[int] = field(default_factory=set)
    ends: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.taken = bytearray(len(self.digits))

    def edge(self, place: int) -> bool:
        """Whether a number may start or end before digit ``place``."""
        return place in (0, len(self.digits)) or self.joints[place] not in {"", "h"}

    def cut(self, place: int) -> None:
        """What was proven to be a number ends or starts here, glued as it is."""
        if 0 < place < len(self.digits) and not self.joints[place]:
            self.joints[place] = "+"

    def pieces(self, start: int, end: int) -> tuple[int, ...]:
        """The lengths of the pieces of ``digits[start:end]``; what nobody sees divides nothing."""
        cuts = [i for i in range(start + 1, end) if self.joints[i] not in _NO_CUT]
        return tuple(b - a for a, b in zip([start, *cuts], [*cuts, end], strict=True))

    def unbroken(self, start: int, end: int) -> bool:
        """Whether digits ``start`` to ``end`` are one piece."""
        return all(self.joints[i] in _NO_CUT for i in range(start + 1, end))

    def joined_by(self, start: int, end: int) -> set[str]:
        """All that stood between the pieces of ``digits[start:end]``."""
        return {j for j in self.joints[start + 1 : end] if j not in _NO_CUT}

    def alone(self, start: int, end: int) -> bool:
        """Whether nothing hangs on either side but numbers of their own; a number that has only
        spaces inside is alone in its line or cell as well."""
        inside = max(map(_rank, self.joints[start + 1 : end]), default=0)
        inside = max(inside, 2) if inside <= 2 else 4
        left = start in self.ends or start == 0 or _rank(self.joints[start]) > inside
        last = end == len(self.digits)
        return left and (last or end in self.starts or _rank(self.joints[end]) > inside)

    def take(self, start: int, end: int) -> None:
        """Digits ``start`` to ``end`` are a number; no other is looked for in them."""
        self.taken[start:end] = b"\1" * (end - start)
        self.starts.add(start)
        self.ends.add(end)

    def free(self, start: int, end: int) -> bool:
        return not any(self.taken[start:end])

    def letter_before(self, start: int) -> bool:
        """Whether a Latin letter is glued to the front."""
        place = self.at[start]
        return (
            place > 0
            and not self.folded.breaks[place]
            and bool(_LETTERS.match(self.folded.text[place - 1]))
        )

    def letter_after(self, end: int) -> bool:
        """Whether a Latin letter is glued to the back."""
        place = self.at[end - 1] + 1
        text = self.folded.text
        return (
            place < len(text)
            and not self.folded.breaks[place]
            and bool(_LETTERS.match(text[place]))
        )

    def following(self, end: int, count: int = 4) -> str:
        """The characters of the folding right after digit ``end - 1``; none where a line or a cell
        ends (a name that begins with 万 is no unit of what stands before it)."""
        place = self.at[end - 1] + 1
        if place < len(self.folded.text) and self.folded.breaks[place] >= Break.LINE:
            return ""
        return self.folded.text[place : place + count]

    def bounds(self, start: int, end: int) -> tuple[int, int]:
        """(start, end) in the folding of ``digits[start:end]``."""
        return self.at[start], self.at[end - 1] + 1

    def windows(self, head: re.Pattern[str], *lengths: int) -> Iterator[tuple[int, int]]:
        """All (start, end) between edges with one of ``lengths`` that begin as ``head`` (which
        takes no digit) and are still free."""
        size = len(self.digits)
        if size < min(lengths):
            return
        for match in head.finditer(self.digits):
            start = match.start()
            if not self.edge(start):
                continue
            for length in lengths:
                end = start + length
                if end <= size and self.edge(end) and self.free(start, end):
                    yield start, end


def _rank(joint: str) -> int:
    return max(map("hslc".find, joint), default=-1) + 1


_SIGN = {Break.NONE: "", Break.HIDDEN: "h", Break.SPACE: "s", Break.LINE: "l", Break.CELL: "c"}


def _run(folded: Folded, start: int, end: int) -> Run:
    digits: list[str] = []
    at: list[int] = []
    joints: list[str] = []
    signs, worst, kind = "", Break.NONE, ""
    for place in range(start, end):
        char = folded.text[place]
        worst = max(worst, folded.breaks[place])
        if char in "-.·_":
            signs += char
            continue
        now = "h" if char in HAN_DIGITS else "d"
        joint = _SIGN[worst] + signs
        joints.append(joint or ("+" if kind and now != kind and "h" in {now, kind} else ""))
        digits.append(LIKE_DIGITS.get(char, char))
        at.append(place)
        signs, worst, kind = "", Break.NONE, now
    joints[0] = ""
    text = "".join(digits)
    disguised = any(folded.text[p] in LIKE_DIGITS for p in at)
    return Run(folded, text, at, joints, disguised)


def runs(folded: Folded) -> list[Run]:
    """The rows of plain digits; “1. 138…” is a head and a number."""
    found: list[Run] = []
    for match in _RUN.finditer(folded.text):
        start, end = match.span()
        for dot in _HEADS.finditer(match[0]):
            if folded.breaks[match.start() + dot.end()] > Break.HIDDEN:
                start = match.start() + dot.end()
        if end - start >= 7:
            found.append(_run(folded, start, end))
    return found


def disguised_runs(folded: Folded) -> list[Run]:
    """The rows in which letters or Han numerals stand for digits."""
    found: list[Run] = []
    for match in _DISGUISED.finditer(folded.text):
        if len(match[0]) < 7 or match[0].isdigit():
            continue
        run = _run(folded, *match.span())
        if run.disguised:
            found.append(run)
    return found
