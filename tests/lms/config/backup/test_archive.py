"""The archive trusts nothing that it reads: damaged, altered, foreign and hostile files."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import stat
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from lms.config.backup import archive
from lms.config.backup.archive import Archive, Refused
from lms.core import crypto

Change = Callable[[dict[str, bytes]], None]


def key(name: str = "k1") -> str:
    return f"{name}:{base64.b64encode(os.urandom(32)).decode()}"


@pytest.fixture
def keys(settings: Any) -> str:
    settings.FIELD_ENCRYPTION_KEY = key()
    return settings.FIELD_ENCRYPTION_KEY


@pytest.fixture
def made(keys: str, tmp_path: Path) -> Path:
    """A small archive: two rows and a film of three megabytes."""
    path = tmp_path / "made.zip"
    write(path)
    return path


def write(path: Path, members: dict[str, bytes] | None = None) -> None:
    contents = members or {"rows/a.jsonl": b'[1,"x"]\n[2,null]\n', "media/a/film.mp4": FILM}
    with archive.create(path, field_keys=crypto.fingerprint()) as draft:
        for name, content in contents.items():
            with draft.member(name, packed=name.startswith("rows/")) as sink:
                sink.write(content)


FILM = os.urandom(3 << 20)


def checked(path: Path, keys: str) -> Archive:
    opened = Archive(path)
    opened.check(keys)
    return opened


def altered(path: Path, change: Change) -> Path:
    """The archive with other contents, each zip entry valid in itself."""
    with zipfile.ZipFile(path) as source:
        members = {info.filename: source.read(info) for info in source.infolist()}
    change(members)
    target = path.with_name("altered.zip")
    with zipfile.ZipFile(target, "w") as fresh:
        for name, content in members.items():
            fresh.writestr(name, content)
    return target


def sign_again(members: dict[str, bytes], change: Callable[[dict[str, Any]], None]) -> None:
    """What somebody could do who has the key."""
    manifest = json.loads(members["manifest.json"])
    change(manifest)
    members["manifest.json"] = json.dumps(manifest).encode()
    members["manifest.sig"] = archive._signature(members["manifest.json"], None)


def test_what_was_written_is_read(made: Path, keys: str) -> None:
    opened = checked(made, keys)
    assert list(opened.lines("rows/a.jsonl")) == [b'[1,"x"]', b"[2,null]"]
    assert b"".join(opened.chunks("media/a/film.mp4")) == FILM


def test_lines_longer_than_a_piece_are_read_whole(keys: str, tmp_path: Path) -> None:
    long = b"[" + b"1" * (archive.CHUNK * 2) + b"]"
    write(tmp_path / "a.zip", {"rows/a.jsonl": long + b"\n[2]\n"})
    assert list(checked(tmp_path / "a.zip", keys).lines("rows/a.jsonl")) == [long, b"[2]"]


def test_only_its_owner_may_read_it(made: Path) -> None:
    assert stat.S_IMODE(made.stat().st_mode) == 0o600


def test_the_key_is_not_in_it(made: Path, keys: str) -> None:
    secret = keys.partition(":")[2].encode()
    with zipfile.ZipFile(made) as opened:
        contents = b"".join(opened.read(info) for info in opened.infolist())
    assert secret not in contents
    assert base64.b64decode(secret) not in contents


def test_a_backup_is_never_written_over(made: Path) -> None:
    before = made.read_bytes()
    with pytest.raises(FileExistsError):
        write(made)
    assert made.read_bytes() == before


def test_an_interrupted_backup_leaves_nothing(keys: str, tmp_path: Path) -> None:
    def fails() -> None:
        with archive.create(tmp_path / "a.zip", field_keys="") as draft:
            with draft.member("rows/a.jsonl", packed=True) as sink:
                sink.write(b"[1]\n")
            raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        fails()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("length", [0, 1, 100, 2_000_000, -1, -30])
def test_a_file_that_ends_too_soon_is_refused(made: Path, keys: str, length: int) -> None:
    short = made.with_name("short.zip")
    short.write_bytes(made.read_bytes()[:length])
    with pytest.raises(Refused, match="not a whole backup"):
        checked(short, keys)


def test_another_file_is_refused(tmp_path: Path, keys: str) -> None:
    (tmp_path / "a.zip").write_text("not a zip")
    with pytest.raises(Refused, match="not a whole backup"):
        Archive(tmp_path / "a.zip")
    with pytest.raises(Refused, match="There is no file"):
        Archive(tmp_path / "missing.zip")


def test_a_zip_of_something_else_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as other:
        other.writestr("photo.jpg", b"x")
    with pytest.raises(Refused, match="not a whole backup"):
        Archive(tmp_path / "a.zip")


@pytest.mark.parametrize("body", [b"[]", b"null", b"{}", b'{"members": 1}', b"\xff", b"{"])
def test_a_manifest_that_is_none_is_refused(made: Path, body: bytes) -> None:
    with pytest.raises(Refused):
        Archive(altered(made, lambda m: m.update({"manifest.json": body})))


def test_a_form_of_later_days_is_refused(made: Path) -> None:
    newer = altered(made, lambda m: sign_again(m, lambda manifest: manifest.update(format=2)))
    with pytest.raises(Refused, match="does not know"):
        Archive(newer)


def test_one_flipped_bit_is_noticed(made: Path, keys: str) -> None:
    data = bytearray(made.read_bytes())
    data[len(data) // 2] ^= 1
    made.write_bytes(data)
    with pytest.raises(Refused, match=r"media/a/film\.mp4"):
        checked(made, keys)


@pytest.mark.parametrize("content", [b"[1]\n", b'[1,"y"]\n[2,null]\n', b'[1,"x"]\n[2,null]\n[3]\n'])
def test_altered_rows_are_noticed(made: Path, keys: str, content: bytes) -> None:
    changed = altered(made, lambda m: m.update({"rows/a.jsonl": content}))
    with pytest.raises(Refused, match="not what was backed up"):
        checked(changed, keys)


def test_altered_rows_with_a_manifest_to_match_are_noticed(made: Path, keys: str) -> None:
    def change(members: dict[str, bytes]) -> None:
        forged = b'[1,"y"]\n'
        manifest = json.loads(members["manifest.json"])
        manifest["members"]["rows/a.jsonl"] = [len(forged), hashlib.sha256(forged).hexdigest()]
        members["rows/a.jsonl"] = forged
        members["manifest.json"] = json.dumps(manifest).encode()

    with pytest.raises(Refused, match="altered"):
        checked(altered(made, change), keys)


def test_without_a_signature_it_is_refused(made: Path, keys: str) -> None:
    with pytest.raises(Refused, match="not signed"):
        checked(altered(made, lambda m: m.pop("manifest.sig") and None), keys)


def test_members_that_the_manifest_does_not_know_are_refused(made: Path, keys: str) -> None:
    more = altered(made, lambda m: m.update({"media/b": b"x"}))
    with pytest.raises(Refused, match="other files"):
        checked(more, keys)
    fewer = altered(made, lambda m: m.pop("media/a/film.mp4") and None)
    with pytest.raises(Refused, match="other files"):
        checked(fewer, keys)


def test_the_same_name_twice_is_refused(made: Path, keys: str) -> None:
    with pytest.warns(UserWarning, match="Duplicate"), zipfile.ZipFile(made, "a") as opened:
        opened.writestr("rows/a.jsonl", b"[9]\n")
    with pytest.raises(Refused, match="other files"):
        checked(made, keys)


@pytest.mark.parametrize(
    "name",
    [
        "media/../../etc/passwd", "/etc/passwd", "media/./a", "media//a", "rows", "media/",
        "other/a", "media/a\\..\\b", "C:/a", "../a", "media/a\0b", "",
    ],
)  # fmt: skip
def test_names_that_lead_elsewhere_are_refused(keys: str, tmp_path: Path, name: str) -> None:
    """Also when somebody who has the key wrote them."""
    assert not archive.is_plain(name)


def test_a_name_that_leads_elsewhere_is_refused_by_check(keys: str, tmp_path: Path) -> None:
    write(tmp_path / "a.zip", {"media/../../x": b"x"})
    with pytest.raises(Refused, match="outside its folders"):
        checked(tmp_path / "a.zip", keys)


@pytest.mark.parametrize(
    "name", ["rows/core_job.jsonl", "media/课件/第一课.mp4", "media/a b/c'd", "originals/a/0000"]
)
def test_names_of_ours_are_plain(name: str) -> None:
    assert archive.is_plain(name)


def test_more_than_the_manifest_says_is_not_read_to_its_end(keys: str, tmp_path: Path) -> None:
    """A small entry that unpacks to much more stops at the size that was signed."""
    write(tmp_path / "a.zip", {"rows/a.jsonl": b"[1]\n"})
    bomb = altered(tmp_path / "a.zip", lambda m: m.update({"rows/a.jsonl": b"0" * (50 << 20)}))
    pieces = Archive(bomb).chunks("rows/a.jsonl")
    with pytest.raises(Refused, match="not what was backed up"):
        next(pieces)


def test_another_key_does_not_open_it(made: Path) -> None:
    assert not Archive(made).fits(key())
    with pytest.raises(Refused, match="not signed with this key"):
        checked(made, key())


def test_newer_keys_in_front_still_fit(made: Path, keys: str) -> None:
    assert Archive(made).fits(f"{key('k2')},{keys}")
    checked(made, f"{key('k2')},{keys}")


def test_the_oldest_key_must_stay_the_oldest(made: Path, keys: str) -> None:
    assert not Archive(made).fits(f"{keys},{key('k0')}")
