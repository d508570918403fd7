"""Files that are refused at upload, each with its reason."""

from __future__ import annotations

import zipfile
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError

from content import documents


def office(*names: str) -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return file.getvalue()


def check(name: str, body: bytes) -> None:
    documents.check(BytesIO(body), name, len(body))


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("empty.pdf", b""),
        ("program.exe", b"MZ"),
        ("noending", b"text"),
        ("disguised.pdf", b"<html>"),
        ("broken.pdf", b"%PDF-1.7 nothing more"),
        ("disguised.docx", b"not a zip"),
        ("wrong.docx", office("xl/workbook.xml")),
        ("macros.docx", office("word/document.xml", "word/vbaProject.bin")),
        ("binary.txt", b"\xff\xfe\x00\x00\x80"),
    ],
)
def test_refused(name: str, body: bytes) -> None:
    with pytest.raises(ValidationError):
        check(name, body)


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("plain.txt", "请假".encode()),
        ("old.txt", "请假".encode("gb18030")),
        ("paper.docx", office("[Content_Types].xml", "word/document.xml")),
    ],
)
def test_accepted(name: str, body: bytes) -> None:
    check(name, body)


def test_too_large() -> None:
    with pytest.raises(ValidationError):
        documents.check(BytesIO(b"x"), "a.txt", documents.MAX_BYTES + 1)


def test_a_bomb_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents, "MAX_UNPACKED_BYTES", 1)
    with pytest.raises(ValidationError):
        check("bomb.docx", office("word/document.xml", "word/more.xml"))


def test_what_cannot_be_read_counts_as_nothing() -> None:
    assert documents.measure(BytesIO(b"%PDF-1.7 broken"), "a.pdf") == documents.Measure()
