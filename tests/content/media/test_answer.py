"""What a request for a media file is answered."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from content.media.answer import MOST_BYTES, Answer, Asked, answer, span_of
from content.media.tokens import Pass, seal

ORIGIN = "http://learn.example:8000"
SIZE = 3 * MOST_BYTES


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "media"
    (root / "library/a/360").mkdir(parents=True)
    (root / "library/a/file.mp4").write_bytes(b"0123456789" * (SIZE // 10) + b"x" * (SIZE % 10))
    (root / "library/a/master.m3u8").write_text("#EXTM3U")
    (root / "library/a/360/00000.m4s").write_bytes(b"segment")
    (root / "library/a/page.html").write_text("<script>")
    (root / "library/b").mkdir()
    (root / "library/b/file.mp4").write_bytes(b"secret")
    (root / "tracks").mkdir()
    (root / "tracks/zh.vtt").write_text("WEBVTT")
    (tmp_path / "outside.mp4").write_bytes(b"secret")
    (root / "library/a/link.mp4").symlink_to(tmp_path / "outside.mp4")
    os.utime(root / "library/a/file.mp4", (1_700_000_000, 1_700_000_000))
    return root


def ask(
    root: Path,
    name: str = "file.mp4",
    *,
    scope: str = "library/a/",
    method: str = "GET",
    at: float = 0,
    until: int = 1000,
    token: str = "",
    **headers: str,
) -> Answer:
    token = token or seal(Pass(scope, "u1", until, ORIGIN), "key")
    sent = {key.replace("_", "-"): value for key, value in headers.items()}
    return answer(Asked(method, token, name, sent), root=root, secrets=["key"], at=at)


def test_the_whole_file(root: Path) -> None:
    found = ask(root)
    assert (found.status, found.start, found.end, found.user) == (200, 0, SIZE, "u1")
    assert found.headers["Content-Length"] == str(SIZE)
    assert found.headers["Accept-Ranges"] == "bytes"


def test_a_range_is_at_most_a_megabyte(root: Path) -> None:
    found = ask(root, range="bytes=10-")
    assert (found.status, found.start, found.end) == (206, 10, 10 + MOST_BYTES)
    assert found.headers["Content-Range"] == f"bytes 10-{9 + MOST_BYTES}/{SIZE}"
    assert found.headers["Content-Length"] == str(MOST_BYTES)


@pytest.mark.parametrize(
    ("header", "span"),
    [
        ("bytes=0-0", (0, 1)),
        ("bytes=5-9", (5, 10)),
        ("bytes=-4", (96, 100)),
        ("bytes=-400", (0, 100)),
        ("bytes=90-400", (90, 100)),
        ("bytes=100-", (0, 0)),
        ("bytes=-0", (0, 0)),
        ("bytes=0-1,5-6", None),
        ("bytes=9-5", None),
        ("bytes=-", None),
        ("bytes=a-b", None),
        ("pages=0-1", None),
        (None, None),
    ],
)
def test_spans(header: str | None, span: tuple[int, int] | None) -> None:
    assert span_of(header, 100) == span


def test_beyond_the_end(root: Path) -> None:
    found = ask(root, range=f"bytes={SIZE}-")
    assert (found.status, found.path) == (416, None)
    assert found.headers["Content-Range"] == f"bytes */{SIZE}"


def test_several_ranges_get_the_whole_file(root: Path) -> None:
    assert ask(root, range="bytes=0-1,5-6").status == 200


def test_head_sends_nothing(root: Path) -> None:
    found = ask(root, method="HEAD")
    assert (found.status, found.path) == (200, None)
    assert found.headers["Content-Length"] == str(SIZE)


@pytest.mark.parametrize("name", ["ETag", "Last-Modified"])
def test_if_range_of_the_same_file(root: Path, name: str) -> None:
    mark = ask(root).headers[name]
    assert ask(root, range="bytes=0-1", if_range=mark).status == 206


@pytest.mark.parametrize("mark", ['"other"', "Mon, 01 Jan 2001 00:00:00 GMT", 'W/"x"'])
def test_if_range_of_another_file_starts_anew(root: Path, mark: str) -> None:
    assert ask(root, range="bytes=0-1", if_range=mark).status == 200


def test_what_the_browser_has_is_not_sent_again(root: Path) -> None:
    headers = ask(root).headers
    assert ask(root, if_none_match=headers["ETag"]).status == 304
    assert ask(root, if_none_match='"other"').status == 200
    assert ask(root, if_modified_since=headers["Last-Modified"]).status == 304
    assert ask(root, if_modified_since="nonsense").status == 200


def test_it_is_kept_no_longer_than_the_address_lives(root: Path) -> None:
    assert ask(root, at=900).headers["Cache-Control"] == "private, max-age=100"


def test_after_its_time(root: Path) -> None:
    assert ask(root, at=1000).status == 410


@pytest.mark.parametrize("token", ["", "x", "a.b", "." * 9, "%00"])
def test_no_token(root: Path, token: str) -> None:
    found = ask(root, token=token or "none")
    assert (found.status, found.path) == (404, None)


@pytest.mark.parametrize("name", ["360/00000.m4s", "master.m3u8"])
def test_a_folder_covers_what_is_in_it(root: Path, name: str) -> None:
    assert ask(root, name).status == 200


@pytest.mark.parametrize(
    "name",
    [
        "../b/file.mp4",
        "360/../../b/file.mp4",
        "/etc/passwd",
        "..",
        ".",
        "",
        "360/",
        "360",
        "%2e%2e/b/file.mp4",
        "..%2fb/file.mp4",
        "360\\..\\..\\b\\file.mp4",
        "file.mp4\x00.jpg",
        "link.mp4",
        ".hidden",
        "missing.mp4",
    ],
)
def test_nothing_outside_the_folder(root: Path, name: str) -> None:
    found = ask(root, name)
    assert (found.status, found.path) == (404, None)


def test_a_file_covers_only_itself(root: Path) -> None:
    for name in ("file.vtt", "请假规定.vtt"):  # under whatever name the reader is to keep it
        assert ask(root, name, scope="tracks/zh.vtt").path == root / "tracks/zh.vtt"
    for name in ("file.html", "../zh.vtt", "a/zh.vtt", "zh"):
        assert ask(root, name, scope="tracks/zh.vtt").status == 404


def test_a_token_for_another_folder(root: Path) -> None:
    assert ask(root, "360/00000.m4s", scope="library/b/").status == 404


def test_other_methods(root: Path) -> None:
    for method in ("POST", "PUT", "DELETE"):
        assert ask(root, method=method).status == 405


def test_only_the_pages_origin_may_read_it(root: Path) -> None:
    headers = ask(root, range="bytes=0-1").headers
    assert headers["Access-Control-Allow-Origin"] == ORIGIN
    assert "Content-Range" in headers["Access-Control-Expose-Headers"]
    assert headers["Vary"] == "Origin"


def test_preflight(root: Path) -> None:
    found = ask(root, method="OPTIONS")
    assert (found.status, found.headers["Access-Control-Allow-Origin"]) == (204, ORIGIN)
    assert "Range" in found.headers["Access-Control-Allow-Headers"]
    assert ask(root, method="OPTIONS", token="none").status == 404


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("file.mp4", "video/mp4"),
        ("master.m3u8", "application/vnd.apple.mpegurl"),
        ("page.html", "application/octet-stream"),
    ],
)
def test_nothing_runs_as_a_page(root: Path, name: str, kind: str) -> None:
    headers = ask(root, name).headers
    assert headers["Content-Type"] == kind
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in headers["Content-Security-Policy"]
    assert ("Content-Disposition" in headers) is (kind == "application/octet-stream")
