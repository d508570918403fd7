"""The archive as a file: members with their hashes, a manifest that is signed, nothing else.

Reading trusts nothing: names that lead elsewhere, members that the manifest does not know, a wrong
hash or signature, a file that ends too soon: each is a `Refused` before anything is written.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO, Any

from lms.core import crypto

FORMAT = 1
MANIFEST, SIGNATURE = "manifest.json", "manifest.sig"
PURPOSE = b"xinlu backup manifest 1"
CHUNK = 1 << 20
LARGEST_MANIFEST = 256 << 20
FOLDERS = {"media": "MEDIA_ROOT", "originals": "CASE_ORIGINALS"}
"""Folders of files and the settings that say where they lie. Originals lie there encrypted."""


class Refused(Exception):
    """The archive is not read in; the sentence says why."""


class Draft:
    """An archive that is being written. Members appear in the manifest when they are complete."""

    def __init__(self, target: zipfile.ZipFile, **facts: Any) -> None:
        self._target = target
        self.members: dict[str, list[Any]] = {}
        self.manifest = {"format": FORMAT, **facts, "members": self.members}

    @contextmanager
    def member(self, name: str, *, packed: bool) -> Iterator[_Hashing]:
        """Write one member; ``packed`` for text, not for films, which are packed already."""
        info = zipfile.ZipInfo(name)
        info.compress_type = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
        info.external_attr = 0o600 << 16
        with self._target.open(info, "w", force_zip64=True) as sink:
            hashing = _Hashing(sink)
            yield hashing
        self.members[name] = [hashing.size, hashing.digest()]

    def close(self) -> None:
        """Write the manifest and sign it."""
        body = json.dumps(self.manifest, ensure_ascii=False, indent=1).encode()
        self._target.writestr(MANIFEST, body, zipfile.ZIP_DEFLATED)
        self._target.writestr(SIGNATURE, _signature(body, None))


@contextmanager
def create(path: Path, **facts: Any) -> Iterator[Draft]:
    """A new archive at ``path``: whole or not at all. ``facts`` go into the manifest.

    Raises FileExistsError where there is one: a backup is never written over.
    """
    if path.exists():
        raise FileExistsError(path)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with open(draft, "xb", opener=_private) as file:
            with zipfile.ZipFile(file, "w", compresslevel=3) as target:
                made = Draft(target, **facts)
                yield made
                made.close()
            file.flush()
            os.fsync(file.fileno())
        draft.rename(path)
    finally:
        draft.unlink(missing_ok=True)


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


class _Hashing:
    """Passes bytes on and keeps count."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file, self._hash, self.size = file, hashlib.sha256(), 0

    def write(self, data: bytes) -> None:
        self._file.write(data)
        self._count(data)

    def read(self, size: int = CHUNK) -> bytes:
        data = self._file.read(size)
        self._count(data)
        return data

    def digest(self) -> str:
        return self._hash.hexdigest()

    def _count(self, data: bytes) -> None:
        self._hash.update(data)
        self.size += len(data)


class Archive:
    """An archive that is read. `check` first: until then its manifest is a claim."""

    def __init__(self, path: Path) -> None:
        try:
            self._zip = zipfile.ZipFile(path)
            self._body = self._whole(MANIFEST, LARGEST_MANIFEST)
            self.manifest: dict[str, Any] = json.loads(self._body)
            self.members = {name: tuple(kept) for name, kept in self.manifest["members"].items()}
            self.keys = str(self.manifest["field_keys"])
        except FileNotFoundError as error:
            raise Refused(f"There is no file {path}.") from error
        except (
            OSError,
            zipfile.BadZipFile,
            KeyError,
            TypeError,
            AttributeError,
            ValueError,
        ) as bad:
            raise Refused(f"{path} is not a whole backup of this platform ({bad}).") from bad
        if self.manifest.get("format") != FORMAT:
            raise Refused(f"{path} has a form that this version does not know.")

    def close(self) -> None:
        self._zip.close()

    def fits(self, keys: str) -> bool:
        """Whether these field keys read its encrypted columns and find by the same hashes."""
        return crypto.covers(keys, self.keys)

    def check(self, keys: str) -> None:
        """Every name, the signature and every hash. Raises `Refused`."""
        self._check_signature(keys)
        self._check_names()
        for name in self.members:
            for _data in self.chunks(name):
                pass

    def chunks(self, name: str) -> Iterator[bytes]:
        """The content of a member, piece by piece; raises `Refused` at the end if it is not what
        the manifest says, and at once when there is more than it says."""
        size, digest = self.members[name]
        try:
            with self._zip.open(name) as file:
                hashing = _Hashing(file)
                while data := hashing.read():
                    if hashing.size > size:
                        break
                    yield data
        except (OSError, zipfile.BadZipFile, zlib.error, EOFError) as bad:
            raise Refused(f"{name} in the backup is damaged ({bad}).") from bad
        if (hashing.size, hashing.digest()) != (size, digest):
            raise Refused(f"{name} in the backup is not what was backed up.")

    def lines(self, name: str) -> Iterator[bytes]:
        """The lines of a member, with `chunks`' checks."""
        rest = b""
        for data in self.chunks(name):
            *whole, rest = (rest + data).split(b"\n")
            yield from whole
        if rest:
            yield rest

    def _whole(self, name: str, limit: int) -> bytes:
        with self._zip.open(name) as file:
            data = file.read(limit + 1)
        if len(data) > limit:
            raise ValueError(f"{name} is too large")
        return data

    def _check_signature(self, keys: str) -> None:
        try:
            found = self._whole(SIGNATURE, 1000)
        except (KeyError, OSError, zipfile.BadZipFile, ValueError) as error:
            raise Refused("The backup is not signed.") from error
        if not hmac.compare_digest(found, _signature(self._body, keys)):
            raise Refused("The backup was altered, or not signed with this key.")

    def _check_names(self) -> None:
        names = [info.filename for info in self._zip.infolist()]
        if sorted(names) != sorted([*self.members, MANIFEST, SIGNATURE]):
            raise Refused("The backup holds other files than its manifest names.")
        for name in self.members:
            if not is_plain(name):
                raise Refused(f"The backup names a file outside its folders: {name!r}.")


def is_plain(name: str) -> bool:
    """A relative path below ``rows/`` or one of `FOLDERS` that leads nowhere else on any system."""
    path = PurePosixPath(name)
    if str(path) != name or "\\" in name or "\0" in name or ":" in path.parts[0]:
        return False
    if path.is_absolute() or any(part in ("", ".", "..") for part in path.parts):
        return False
    return path.parts[0] in ("rows", *FOLDERS) and len(path.parts) > 1


def _signature(body: bytes, keys: str | None) -> bytes:
    return hmac.new(crypto.derived(PURPOSE, keys), body, hashlib.sha256).hexdigest().encode()
