from __future__ import annotations

import pytest

from cases.reading import FileRefused, read

TEXT = "被告人张三，男。\r\n经审理查明，2018年3月。"


def _refused(content: bytes, name: str = "案.txt") -> str:
    with pytest.raises(FileRefused) as refused:
        read(content, name)
    return refused.value.code


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "gb18030"])
def test_the_encodings_that_are_met(encoding: str) -> None:
    document = read(TEXT.encode(encoding), "案.txt")
    assert document.main_text == TEXT.replace("\r", "")


def test_gb18030_is_said() -> None:
    assert read(TEXT.encode("gb18030"), "案.txt").notes
    assert not read(TEXT.encode(), "案.txt").notes


def test_form_feeds_count_pages() -> None:
    assert read("一\f二\f三".encode(), "案.txt").pages == 3


def test_binary_is_refused() -> None:
    assert _refused(b"\x00\x01\x02\x03" * 100) == "not_text"
    assert _refused(bytes(range(1, 32)) * 20) == "not_text"


def test_bytes_in_no_encoding_are_refused() -> None:
    assert _refused(b"\xff\xfe" + b"\x01\xd8" * 9) == "encoding"
    assert _refused("Привет, мир, как дела".encode("koi8-r")) == "encoding"


@pytest.mark.parametrize(
    "markup",
    [
        "<!DOCTYPE html><p>x", "<html><body>x", "\n <HTML>x", "\ufeff<html>x", "<script>x</script>",
        "MIME-Version: 1.0\nContent-Type: multipart/related",
    ],
)  # fmt: skip
def test_a_web_page_is_refused(markup: str) -> None:
    assert _refused(markup.encode()) == "web_page"
    assert _refused(markup.encode(), "案.docx") == "web_page"


def test_a_web_page_in_two_bytes_a_character_is_refused() -> None:
    assert _refused("<html><body>x".encode("utf-16")) == "web_page"


def test_a_drawing_with_a_script_is_refused() -> None:
    drawing = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
    for name in ("案.txt", "案.pdf", "案.docx"):
        assert _refused(drawing, name) == "script"
    assert _refused(b'<?xml version="1.0"?><svg onload="x()"/>') == "script"


def test_a_drawing_is_a_picture() -> None:
    assert _refused(b"<svg/>") == "picture"


@pytest.mark.parametrize(
    "head", [b"{\\rtf1\\ansi", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 99]
)
@pytest.mark.parametrize("name", ["案.doc", "案.docx", "案.txt"])
def test_old_word_says_what_to_do(head: bytes, name: str) -> None:
    assert _refused(head, name) == "old_word"


def test_office_files_with_a_password_are_refused() -> None:
    content = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le")
    assert _refused(content, "案.docx") == "encrypted"
