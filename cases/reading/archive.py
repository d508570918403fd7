"""Office files are archives, and archives can harm: looked at before anything is unpacked.

Everything is read in memory and to a limit; no name from a file becomes a path. Pure.
"""

from __future__ import annotations

import io
import stat
import zipfile
import zlib

from cases.reading.refusals import Refusal

MAX_MEMBERS = 2000
MAX_MARKUP_BYTES = 20 * 1024 * 1024
MAX_MEMBER_BYTES = 50 * 1024 * 1024
MAX_UNPACKED_BYTES = 200 * 1024 * 1024
MAX_RATIO = 200
"""Times that markup above a megabyte may grow; a long document seldom passes 40."""
MARKUP = (".xml", ".rels", ".vml")
_BROKEN = (
    zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError,
    NotImplementedError,
)  # fmt: skip


class Archive:
    """A zip file whose members were checked. Raises `Refusal`."""

    def __init__(self, content: bytes) -> None:
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(content))
            members = self._zip.infolist()
        except _BROKEN as error:
            has_end = b"PK\x05\x06" in content[-65_557:]
            raise Refusal("broken" if has_end else "cut_short") from error
        _check_members(members)
        self._left = MAX_UNPACKED_BYTES
        self._members = {one.filename: one for one in members if not one.is_dir()}

    @property
    def names(self) -> list[str]:
        return list(self._members)

    def __contains__(self, name: str) -> bool:
        return name in self._members

    def read(self, name: str) -> bytes:
        """The bytes of a member, however large it says to be. Raises `KeyError`, `Refusal`."""
        member = self._members[name]
        limit = MAX_MARKUP_BYTES if name.lower().endswith(MARKUP) else MAX_MEMBER_BYTES
        try:
            with self._zip.open(member) as file:
                data = file.read(min(limit, self._left) + 1)
        except _BROKEN as error:
            raise Refusal("broken") from error
        self._left -= len(data)
        if len(data) > limit or self._left < 0:
            raise Refusal("swollen")
        return data


def _check_members(members: list[zipfile.ZipInfo]) -> None:
    if len(members) > MAX_MEMBERS:
        raise Refusal("nested")
    folded = {one.filename.lower() for one in members}
    if len(folded) < len(members):
        raise Refusal("twice")
    if sum(one.file_size for one in members) > MAX_UNPACKED_BYTES:
        raise Refusal("swollen")
    for one in members:
        _check_member(one)


def _check_member(one: zipfile.ZipInfo) -> None:
    if _leads_out(one.orig_filename) or stat.S_ISLNK(one.external_attr >> 16):
        raise Refusal("leads_out")
    if one.flag_bits & 1:
        raise Refusal("encrypted")
    if one.file_size > MAX_MEMBER_BYTES:
        raise Refusal("swollen")
    if one.filename.lower().endswith(MARKUP):
        grows = one.file_size > MAX_RATIO * max(1, one.compress_size)
        if one.file_size > MAX_MARKUP_BYTES or (grows and one.file_size > 1024 * 1024):
            raise Refusal("swollen")


def _leads_out(name: str) -> bool:
    parts = name.replace("\\", "/").split("/")
    return ".." in parts or name[:1] in ("/", "\\") or ":" in parts[0] or "\x00" in name
