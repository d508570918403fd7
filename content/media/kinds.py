"""Kinds of files by their first bytes, never by what a name or a browser claims.

Each kind names the one demuxer that may open it: ffmpeg's own guessing would follow playlists and
lists of files to other files and hosts.
"""

from __future__ import annotations

from dataclasses import dataclass

HEAD_BYTES = 4096


@dataclass(frozen=True)
class Kind:
    name: str
    demuxer: str
    extensions: frozenset[str]


MP4 = Kind("MP4", "mov,mp4,m4a,3gp,3g2,mj2", frozenset({"mp4", "m4v", "mov", "m4a", "3gp"}))
MATROSKA = Kind("Matroska / WebM", "matroska,webm", frozenset({"mkv", "webm", "mka"}))
AVI = Kind("AVI", "avi", frozenset({"avi"}))
MPEG_TS = Kind("MPEG-TS", "mpegts", frozenset({"ts", "mts", "m2ts"}))
MPEG_PS = Kind("MPEG", "mpeg", frozenset({"mpg", "mpeg", "vob"}))
WINDOWS = Kind("Windows Media", "asf", frozenset({"wmv", "wma", "asf"}))
FLASH = Kind("FLV", "flv", frozenset({"flv"}))
OGG = Kind("Ogg", "ogg", frozenset({"ogg", "oga", "ogv", "opus"}))
WAVE = Kind("WAV", "wav", frozenset({"wav"}))
FLAC = Kind("FLAC", "flac", frozenset({"flac"}))
MP3 = Kind("MP3", "mp3", frozenset({"mp3"}))
ADTS = Kind("AAC", "aac", frozenset({"aac"}))
AIFF = Kind("AIFF", "aiff", frozenset({"aif", "aiff"}))
AMR = Kind("AMR", "amr", frozenset({"amr"}))

KINDS = (
    MP4, MATROSKA, AVI, MPEG_TS, MPEG_PS, WINDOWS, FLASH, OGG, WAVE, FLAC, MP3, ADTS, AIFF, AMR,
)  # fmt: skip
EXTENSIONS = frozenset().union(*(kind.extensions for kind in KINDS))
VIDEO_EXTENSIONS = [
    "mp4", "m4v", "mov", "3gp", "mkv", "webm", "avi", "ts", "mts", "mpg", "mpeg", "wmv", "flv",
    "ogv",
]  # fmt: skip
AUDIO_EXTENSIONS = [
    "mp3", "m4a", "aac", "wav", "ogg", "oga", "opus", "flac", "wma", "aif", "aiff", "amr", "mka",
]  # fmt: skip
_ASF = bytes.fromhex("3026b2758e66cf11a6d900aa0062ce6c")
_PLAYLISTS = (b"#EXTM3U", b"ffconcat", b"<?xml", b"<MPD", b"<smil", b"[playlist]", b"v=0")


def is_playlist(head: bytes) -> bool:
    """A list that would make a player open other files or addresses."""
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    return text.startswith(_PLAYLISTS) or b"#EXT-X-" in head[:1024]


def kind_of(head: bytes) -> Kind | None:
    """The kind that the first bytes of a file show, or None for what is not video or audio."""
    if head[4:8] in (b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip"):
        return MP4
    for magic, kind in (
        (b"\x1aE\xdf\xa3", MATROSKA),
        (b"\x00\x00\x01\xba", MPEG_PS),
        (b"\x00\x00\x01\xb3", MPEG_PS),
        (_ASF, WINDOWS),
        (b"FLV\x01", FLASH),
        (b"OggS", OGG),
        (b"fLaC", FLAC),
        (b"#!AMR", AMR),
    ):
        if head.startswith(magic):
            return kind
    if head[:4] in (b"RIFF", b"RF64"):
        return {b"AVI ": AVI, b"WAVE": WAVE}.get(head[8:12])
    if head[:4] == b"FORM" and head[8:12] in (b"AIFF", b"AIFC"):
        return AIFF
    return _stream_kind(head)


def _stream_kind(head: bytes) -> Kind | None:
    """Formats without a file header: packets that repeat."""
    for size, first in ((188, 0), (192, 4)):
        marks = head[first : first + size * 5 : size]
        if len(marks) == 5 and set(marks) == {0x47}:
            return MPEG_TS
    if head.startswith(b"ID3"):
        return MP3
    if len(head) > 2 and head[0] == 0xFF and head[1] & 0xF6 == 0xF0:
        return ADTS
    if len(head) > 2 and head[0] == 0xFF and head[1] & 0xE6 == 0xE2 and head[2] & 0xF0 != 0xF0:
        return MP3
    return None
