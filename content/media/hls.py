"""Playlists of the ladder: what ffmpeg wrote is measured, and listed for the player. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from content.media.renditions import MOST_BYTES

MASTER = "master.m3u8"
INDEX = "index.m3u8"
_SEGMENT = re.compile(r"#EXTINF:([\d.]+),[^\n]*\n([^#\n]+)")


class Unusable(Exception):
    """A quality that does not keep the promise: a segment is too large, or there are none."""


@dataclass(frozen=True)
class Quality:
    """One finished rung. ``size`` is in bytes, rates in bits a second."""

    side: int
    width: int
    height: int
    size: int
    peak: int
    average: int
    codecs: str


def measure(folder: Path, *, side: int, width: int, height: int) -> Quality:
    """What stands in ``folder``. Raises `Unusable`."""
    index = folder / INDEX
    found = _SEGMENT.findall(index.read_text()) if index.exists() else []
    sizes = [(float(seconds), (folder / name).stat().st_size) for seconds, name in found]
    if not sizes or not index.read_text().rstrip().endswith("#EXT-X-ENDLIST"):
        raise Unusable("no segments")
    if max(size for _seconds, size in sizes) > MOST_BYTES:
        raise Unusable("a segment is larger than a megabyte")
    total = sum(size for _seconds, size in sizes)
    length = sum(seconds for seconds, _size in sizes)
    init = (folder / "init.mp4").read_bytes()
    return Quality(
        side=side,
        width=_scaled(width, height, side)[0],
        height=_scaled(width, height, side)[1],
        size=total + len(init) + index.stat().st_size,
        peak=int(max(size * 8 / max(seconds, 0.5) for seconds, size in sizes)),
        average=int(total * 8 / length),
        codecs=codecs_of(init),
    )


def _scaled(width: int, height: int, side: int) -> tuple[int, int]:
    """The picture with ``side`` as its short side, in even numbers as the encoder wants them."""
    factor = side / min(width, height)
    return round(width * factor / 2) * 2, round(height * factor / 2) * 2


def codecs_of(init: bytes) -> str:
    """The codecs of an init segment as a player wants them named (RFC 6381)."""
    at = init.find(b"avcC")
    if at < 0:
        raise Unusable("no H.264")
    names = [f"avc1.{init[at + 5 : at + 8].hex()}"]
    if b"mp4a" in init:
        names.append("mp4a.40.2")
    return ",".join(names)


def master(qualities: Iterable[Quality]) -> str:
    """The list of all qualities, the smallest first: players begin with it (saves data)."""
    lines = ["#EXTM3U", "#EXT-X-VERSION:7", "#EXT-X-INDEPENDENT-SEGMENTS"]
    for one in sorted(qualities, key=lambda quality: quality.side):
        lines += [
            f"#EXT-X-STREAM-INF:BANDWIDTH={one.peak},AVERAGE-BANDWIDTH={one.average},"
            f'RESOLUTION={one.width}x{one.height},CODECS="{one.codecs}"',
            f"{one.side}/{INDEX}",
        ]
    return "\n".join(lines) + "\n"
