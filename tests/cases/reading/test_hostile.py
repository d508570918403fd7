"""Files that harm, deceive or swamp: a clear refusal within seconds, nothing left behind."""

from __future__ import annotations

import io
import os
import stat
import struct
import tempfile
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils.translation import override

from cases.reading import FileRefused, apart, read, read_file
from cases.reading.kinds import MAX_BYTES
from cases.reading.refusals import SENTENCES
from tests.cases.reading.files import (
    docx_body,
    docx_of,
    empty_pdf,
    paragraph,
    pdf_of,
    repacked,
    run,
    xlsx_of,
)


@pytest.fixture(autouse=True)
def _nothing_stays() -> Iterator[None]:
    """Nothing is left in the folder for temporary files, and no file takes long."""
    before, began = _temporary(), time.monotonic()
    yield
    assert _temporary() <= before
    assert time.monotonic() - began < 20


def _temporary() -> set[str]:
    """Those of the readers; others work on this machine as well."""
    folder = tempfile.gettempdir()
    return {one for one in os.listdir(folder) if one.startswith(("tmp", "tess", "magick", "pdf"))}


def _refused(content: bytes | Path, name: str = "案.docx") -> str:
    with pytest.raises(FileRefused) as refused:
        read(content, name)
    assert str(refused.value)
    return refused.value.code


def _zip(members: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return file.getvalue()


def test_an_empty_file_is_refused() -> None:
    assert _refused(b"") == "empty"
    assert _refused(b"\n \n", "案.txt") == "empty"


def test_a_file_of_a_gigabyte_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "big.docx"
    with path.open("wb") as file:
        file.truncate(1024**3)
    assert _refused(path) == "too_big"
    assert MAX_BYTES == 50 * 1024**2


def test_a_file_that_is_gone_is_refused(tmp_path: Path) -> None:
    assert _refused(tmp_path / "none.docx") == "missing"


def test_a_wrong_extension_is_refused() -> None:
    assert _refused(docx_of("x"), "案.pdf") == "misnamed"
    assert _refused(pdf_of("x"), "案.docx") == "misnamed"
    assert _refused(xlsx_of(["x"]), "案.docx") == "misnamed"
    assert _refused("文字".encode(), "案.pdf") == "misnamed"


@pytest.mark.parametrize("name", ["案.exe", "案.docx.exe", "案.html", "案.svg", "案.zip"])
def test_other_extensions_are_refused(name: str) -> None:
    assert _refused(docx_of("x"), name) == "extension"


def test_a_name_without_extension_is_refused() -> None:
    assert _refused(docx_of("x"), "案卷") == "no_extension"


def test_a_name_that_reads_backwards_is_read_as_it_is() -> None:
    assert _refused(docx_of("x"), "案\u202excod.exe") == "extension"


@pytest.mark.parametrize("name", ["a.docm", "a.xlsm"])
def test_extensions_of_macros_are_refused(name: str) -> None:
    assert _refused(docx_of("x"), name) == "macros"


@pytest.mark.parametrize("content", [b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0", b"GIF89a"])
def test_pictures_are_refused(content: bytes) -> None:
    assert _refused(content) == "picture"


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    assert _refused(repacked(docx_of("x"), {"word/big.xml": b" " * 15_000_000})) == "swollen"
    assert _refused(repacked(docx_of("x"), {"word/media/a.bmp": bytes(60_000_000)})) == "swollen"


def test_a_bomb_that_lies_about_its_size_is_refused() -> None:
    content = bytearray(repacked(docx_of("x"), {"word/big.xml": b"<a>" + b" " * 30_000_000}))
    at = content.rindex(b"word/big.xml") - 46  # its entry in the directory
    content[at + 24 : at + 28] = struct.pack("<I", 100)
    assert _refused(bytes(content)) in ("swollen", "broken")


def test_too_many_members_are_refused() -> None:
    members = {f"word/m{number}.txt": b"" for number in range(2001)}
    assert _refused(repacked(docx_of("x"), members)) == "nested"


def test_an_archive_that_is_cut_off_is_refused() -> None:
    content = docx_of("正文")
    assert _refused(content[: len(content) // 2]) == "cut_short"


def test_a_damaged_member_is_refused() -> None:
    content = bytearray(docx_of("正文"))
    at = content.index(b"word/document.xml") + 60
    content[at : at + 20] = bytes(20)
    assert _refused(bytes(content)) == "broken"


@pytest.mark.parametrize("name", ["../../etc/passwd", "/etc/passwd", "word\\..\\..\\x", "C:/x"])
def test_names_that_lead_out_are_refused(name: str) -> None:
    assert _refused(repacked(docx_of("x"), {name: b"x"})) == "leads_out"


def test_a_link_in_the_archive_is_refused() -> None:
    content = io.BytesIO(docx_of("x"))
    with zipfile.ZipFile(content, "a") as archive:
        link = zipfile.ZipInfo("word/link.xml")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
    assert _refused(content.getvalue()) == "leads_out"


def test_two_members_of_one_name_are_refused() -> None:
    content = io.BytesIO(docx_of("x"))
    with zipfile.ZipFile(content, "a") as archive:
        archive.writestr("WORD/document.xml", "<x/>")
    assert _refused(content.getvalue()) == "twice"


def test_an_archive_of_anything_is_refused() -> None:
    assert _refused(_zip({"a.txt": b"x"})) == "unknown"
    assert (
        _refused(_zip({"mimetype": b"application/vnd.oasis.opendocument.text"})) == "other_office"
    )
    assert _refused(_zip({"ppt/presentation.xml": b"x"})) == "other_office"


LAUGHS = b"""<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;&b;&b;">
<!ENTITY d "&c;&c;&c;&c;">]><a>&d;</a>"""


@pytest.mark.parametrize(
    "member", ["word/document.xml", "docProps/core.xml", "customXml/item1.xml"]
)
def test_a_billion_laughs_are_refused(member: str) -> None:
    assert _refused(repacked(docx_of("x"), {member: LAUGHS})) == "entities"


def test_entities_of_files_are_refused() -> None:
    outside = b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'
    assert _refused(repacked(docx_of("x"), {"word/document.xml": outside})) == "entities"
    assert _refused(repacked(xlsx_of(["x"]), {"xl/workbook.xml": outside}), "a.xlsx") == "entities"


def test_deep_nesting_is_refused() -> None:
    assert _refused(docx_body("<w:sdt>" * 50_000 + "</w:sdt>" * 50_000)) == "nested"
    deep = "<w:tbl><w:tr><w:tc>" * 60 + "</w:tc></w:tr></w:tbl>" * 60
    assert _refused(docx_body(deep)) == "nested"


def test_a_flood_of_elements_is_refused() -> None:
    words = "".join(paragraph(run(str(number))) for number in range(120_000))
    assert _refused(docx_body(words + "<w:p/>" * 900_000)) in ("nested", "swollen")


def test_ten_thousand_pages_are_refused() -> None:
    assert _refused(empty_pdf(10_000), "案.pdf") == "too_many_pages"


def test_too_much_text_is_refused() -> None:
    assert _refused(("文字" * 2_000_000).encode(), "案.txt") == "too_long"


def test_a_child_that_takes_too_long_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "SECONDS", 0.01)
    monkeypatch.setattr(apart, "SCAN_SECONDS", 0.01)
    assert _refused(docx_of("x")) == "too_slow"


def test_a_child_that_dies_is_a_broken_file() -> None:
    with pytest.raises(apart.Refusal) as refused:
        apart._understood(b"", -11)
    assert refused.value.code == "broken"
    with pytest.raises(apart.Refusal) as refused:
        apart._understood(b"", -24)
    assert refused.value.code == "too_slow"


def test_the_child_has_little_memory_and_writes_nothing() -> None:
    import subprocess
    import sys

    code = (
        "import os; from cases.reading import apart; apart.limit()\n"
        "try: bytearray(600 * 1024**2)\n"
        "except MemoryError: print('memory')\n"
        "import signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "try: os.write(os.open('/tmp/xinlu-child-writes', os.O_CREAT | os.O_WRONLY), b'x')\n"
        "except OSError: print('disk')"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    Path("/tmp/xinlu-child-writes").unlink(missing_ok=True)
    assert done.stdout.split() == ["memory", "disk"]


def test_the_child_gets_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "s")
    monkeypatch.setenv("FIELD_ENCRYPTION_KEY", "f")
    assert not {"SECRET_KEY", "FIELD_ENCRYPTION_KEY"} & set(apart._environment())


def test_a_stumbling_decoder_is_a_broken_file() -> None:
    answer = apart.main("{}", io.BytesIO(repacked(docx_of("x"), {"word/document.xml": b"<x/>"})))
    assert '"broken"' in answer


def test_every_refusal_has_a_sentence_in_both_languages() -> None:
    for code, sentence in SENTENCES.items():
        with override("en"):
            english = str(sentence)
        with override("zh-hans"):
            assert str(sentence) != english, code


def test_a_file_on_the_disk_is_read_under_its_name(tmp_path: Path) -> None:
    path = tmp_path / "案.docx"
    path.write_bytes(docx_of("正文"))
    assert read_file(path).main_text == "正文"
