"""Zip archives that people bring: looked at before anything is unpacked.

Everything is read in memory and to a limit, no name from a file becomes a path, nothing lands on a
disk. Pure: a refusal is a code, the words are those of the readers (cases/reading, exams/formats).
"""

from __future__ import annotations

import io
import stat
import zipfile
import zlib
from dataclasses import dataclass

MB = 1024 * 1024
_BROKEN = (
    zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError,
    NotImplementedError,
)  # fmt: skip
_END = 65_557
"""Bytes at the end of a whole archive in which its directory's end stands."""


class BadArchive(Exception):
    """``code``: ``broken``, ``cut_short``, ``many`` (members), ``twice`` (a name), ``leads_out``,
    ``encrypted``, ``swollen``; ``name`` of the member, where it is one's fault."""

    def __init__(self, code: str, name: str = "") -> None:
        super().__init__(code)
        self.code, self.name = code, name


@dataclass(frozen=True)
class Limits:
    """Bytes unless said otherwise. ``ratio``: times that a member above a megabyte may grow;
    ``grows``: only members with these endings are held to it, and to ``grown``; none means all."""

    members: int
    member: int
    unpacked: int
    ratio: int
    grows: tuple[str, ...] = ()
    grown: int = 0

    def of(self, name: str) -> int:
        """The most that the member of that name may have."""
        return self.grown if self.grown and self._is_held(name) else self.member

    def refuses(self, one: zipfile.ZipInfo) -> bool:
        """Whether a member says itself that it is too large."""
        too_fast = one.file_size > self.ratio * max(1, one.compress_size)
        held = self._is_held(one.filename) and too_fast and one.file_size > MB
        return held or one.file_size > self.of(one.filename)

    def _is_held(self, name: str) -> bool:
        return not self.grows or name.lower().endswith(self.grows)


class Archive:
    """A zip file whose members were checked. Raises `BadArchive`."""

    def __init__(self, content: bytes, limits: Limits, *, folded: bool = False) -> None:
        """``folded``: names that differ in case alone are the same."""
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(content))
            members = self._zip.infolist()
        except _BROKEN as error:
            raise BadArchive(
                "broken" if b"PK\x05\x06" in content[-_END:] else "cut_short"
            ) from error
        _check(members, limits, folded)
        self._limits, self._left = limits, limits.unpacked
        self._members = {one.filename: one for one in members if not one.is_dir()}

    @property
    def names(self) -> list[str]:
        return list(self._members)

    def __contains__(self, name: str) -> bool:
        return name in self._members

    def read(self, name: str) -> bytes:
        """The bytes of a member, however large it says to be. Raises `KeyError`, `BadArchive`."""
        member, limit = self._members[name], self._limits.of(name)
        try:
            with self._zip.open(member) as file:
                data = file.read(min(limit, self._left) + 1)
        except _BROKEN as error:
            raise BadArchive("broken", name) from error
        self._left -= len(data)
        if len(data) > limit or self._left < 0:
            raise BadArchive("swollen", name)
        return data


def _check(members: list[zipfile.ZipInfo], limits: Limits, folded: bool) -> None:
    if len(members) > limits.members:
        raise BadArchive("many")
    names = {one.filename.lower() if folded else one.filename for one in members}
    if len(names) < len(members):
        raise BadArchive("twice")
    for one in members:
        if _leads_out(one.orig_filename) or stat.S_ISLNK(one.external_attr >> 16):
            raise BadArchive("leads_out", one.orig_filename)
        if one.flag_bits & 1:
            raise BadArchive("encrypted", one.filename)
        if limits.refuses(one):
            raise BadArchive("swollen", one.filename)
    if sum(one.file_size for one in members) > limits.unpacked:
        raise BadArchive("swollen")


def _leads_out(name: str) -> bool:
    parts = name.replace("\\", "/").split("/")
    return ".." in parts or name[:1] in ("/", "\\") or ":" in parts[0] or "\x00" in name
