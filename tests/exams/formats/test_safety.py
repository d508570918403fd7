"""Hostile files end in one clear refusal, and nothing of them is believed."""

from __future__ import annotations

import base64
import io
import struct
import zipfile

import pytest
from PIL import Image

from exams import formats
from exams.formats import FileRefused, safety
from tests.exams.formats.hand import declared, item, moodle, packed, said
from tests.exams.formats.test_qti import CHOICE, MANIFEST

GOOD = item(CHOICE, declared("A"))
LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE quiz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;">]><quiz><question type="essay"><name><text>&c;</text></name>'
    "</question></quiz>"
)
OUTSIDE = (
    '<?xml version="1.0"?><!DOCTYPE quiz [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    '<quiz><question type="essay"><questiontext><text>&x;</text></questiontext></question></quiz>'
)
SCRIPT = "<p>Why?</p><script>alert(1)</script>"
HANDLER = '<img src="a.png" alt="x" onerror="alert(1)">'
ADDRESS = '<a href=" java&#115;cript:alert(1)">x</a>'
TRUE_FALSE = (
    "<answer fraction='100'><text>true</text></answer>"
    "<answer fraction='0'><text>false</text></answer>"
)


def refused(content: bytes | str, words: str = "", format: str | None = None) -> None:
    data = content.encode() if isinstance(content, str) else content
    with pytest.raises(FileRefused, match=words or "."):
        formats.read(data, format)


@pytest.mark.parametrize("content", [LAUGHS, OUTSIDE])
def test_entities(content):
    refused(content, "entities")
    refused(content.encode("utf-16"), "entities")
    refused(packed({"imsmanifest.xml": MANIFEST, "a.xml": content, "b/b.xml": GOOD}), "entities")


@pytest.mark.parametrize("markup", [SCRIPT, HANDLER, ADDRESS])
def test_scripts(markup):
    refused(moodle("truefalse", TRUE_FALSE, markup), "script")
    refused(f"[html]{markup.replace('=', chr(92) + '=')} {{T}}", "script")


def test_scripts_in_items_and_in_other_files_of_a_package():
    refused(item("<p>a<script>x</script></p>" + CHOICE, declared("A")), "script")
    whole = {"imsmanifest.xml": MANIFEST, "a.xml": GOOD, "b/b.xml": GOOD}
    refused(packed({**whole, "x.html": SCRIPT}), "script")
    refused(packed({**whole, "x.svg": "<svg onload='x'/>"}), "script")
    refused(packed({**whole, "x.js": "x"}), "script")


def test_a_drawing_with_a_script_inside_a_quiz():
    drawing = base64.b64encode(b"<svg><script>x</script></svg>").decode()
    stem = "<img src='@@PLUGINFILE@@/a.svg' alt='x'>"
    text = moodle("truefalse", TRUE_FALSE, stem)
    file = f"<file name='a.svg' encoding='base64'>{drawing}</file></questiontext>"
    refused(text.replace("</questiontext>", file), "script")


def test_a_harmless_drawing_is_not_taken_and_it_is_said():
    drawing = base64.b64encode(b"<svg><rect/></svg>").decode()
    text = moodle("truefalse", TRUE_FALSE, "<img src='@@PLUGINFILE@@/a.svg' alt='x'>")
    file = f"<file name='a.svg' encoding='base64'>{drawing}</file></questiontext>"
    (found,) = formats.read(text.replace("</questiontext>", file).encode()).found
    assert "SVG" in said(found)
    assert found.question.pictures == {}


@pytest.mark.parametrize(
    "name", ["../../evil.xml", "/etc/evil.xml", "..\\evil.xml", "C:\\evil.xml", "a/../../b.xml"]
)
def test_zip_slip(name):
    refused(packed({"imsmanifest.xml": MANIFEST, name: GOOD}), "elsewhere")


def test_links_in_an_archive():
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w") as archive:
        info = zipfile.ZipInfo("a.xml")
        info.external_attr = 0o120777 << 16
        archive.writestr(info, "/etc/passwd")
    refused(memory.getvalue(), "elsewhere")


def declaring(size: int) -> bytes:
    """An archive whose only member says that it is so large."""
    content = bytearray(packed({"a.xml": GOOD}))
    for signature, place in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        start = content.index(signature)
        content[start + place : start + place + 4] = struct.pack("<I", size)
    return bytes(content)


def test_two_gigabytes_declared():
    refused(declaring(2 * 1024**3 - 1), "too large")


def test_a_member_that_is_larger_than_it_says():
    refused(declaring(3), "broken")


def test_a_bomb():
    refused(packed({"a.xml": b"0" * 20_000_000}), "too large")


def test_too_many_members():
    refused(packed({f"{number}.txt": "" for number in range(5001)}), "too many")


def test_a_name_twice():
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w") as archive:
        archive.writestr("a.xml", GOOD)
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("a.xml", "x")
    refused(memory.getvalue(), "twice")


@pytest.mark.parametrize("content", [b"PK\x03\x04broken", b"PK\x05\x06" + b"\x00" * 18])
def test_broken_or_empty_archives(content):
    refused(content)


def test_a_workbook_with_entities_or_macros():
    name = "xl/workbook.xml"
    refused(packed({name: LAUGHS}), "entities")
    refused(packed({name: "<workbook/>", "xl/vbaProject.bin": "x"}), "macros")
    refused(packed({name: "<workbook/>"}), "broken")


def test_nesting():
    refused("<quiz>" + "<a>" * 100 + "</a>" * 100 + "</quiz>", "nested")


@pytest.mark.parametrize("content", ["<quiz><question>", "<?xml version='1.0'?><quiz></a></quiz>"])
def test_unsound_xml(content):
    refused(content, "Line 1")


@pytest.mark.parametrize(
    "content", [b"", b"  \n", b"\x00\x01\x02{T}", b"hello", b"%PDF-1.7 {T}\xff"]
)
def test_what_is_no_file_of_questions(content):
    refused(content)


def test_other_formats_than_said():
    refused("A {T}", "format", "qti")
    refused(GOOD, "format", "moodle-xml")
    refused(GOOD, "format", "gift")
    refused(packed({"a.xml": GOOD}), "format", "xlsx")
    refused("A {T}", "not known", "csv")
    refused('{"question": "x", "options": ["a"]}', "recognised")


# --- encodings -------------------------------------------------------------------------------

CHINESE = "社区矫正对象应当遵守法律、行政法规。 {T}"


def test_gb18030_is_read_and_it_is_said_or_refused_on_wish():
    result = formats.read(CHINESE.encode("gb18030"))
    assert result.questions[0].stem == CHINESE[:-4]
    assert "GB18030" in result.problems[0].what
    with pytest.raises(FileRefused, match="save it as UTF-8"):
        formats.read(CHINESE.encode("gb18030"), gb18030=False)


@pytest.mark.parametrize("encoding", ["latin-1", "big5", "shift-jis", "utf-32"])
def test_wrong_encodings_are_not_guessed(encoding):
    words = {"latin-1": "Größe où é ñ ü {T}", "big5": "社區矯正對象應當遵守 {T}",
             "shift-jis": "これはテストです {T}",
             "utf-32": "abc {T}"}  # fmt: skip
    refused(words[encoding].encode(encoding))


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_marks_of_encodings_are_understood(encoding):
    assert formats.read(CHINESE.encode(encoding)).questions[0].stem == CHINESE[:-4]


def test_xml_is_read_as_it_declares():
    text = moodle("truefalse", TRUE_FALSE, "应当遵守法律").replace("UTF-8", "GBK")
    result = formats.read(text.encode("gb18030"))
    assert result.questions[0].stem == "应当遵守法律"
    refused(text.replace("GBK", "UTF-8").encode("gb18030"), "says that it is in UTF-8")
    refused(text.replace("GBK", "EBCDIC-US").encode(), "cannot be read")


# --- pictures --------------------------------------------------------------------------------


def test_pictures_are_looked_at():
    memory = io.BytesIO()
    Image.new("RGB", (2, 2)).save(memory, "PNG")
    assert safety.picture("a.png", memory.getvalue()) == ""
    assert safety.picture("a.jpg", memory.getvalue())
    assert safety.picture("a.png", memory.getvalue()[:30])
    assert safety.picture("a.mp3", b"ID3")


def test_a_picture_as_large_as_a_field_is_not_opened():
    memory = io.BytesIO()
    Image.new("1", (9000, 9000)).save(memory, "PNG")
    assert "far too large" in safety.picture("a.png", memory.getvalue())


def test_refusals_are_said_as_other_wrong_input_is():
    with pytest.raises(FileRefused) as caught:
        formats.read(b"")
    assert (caught.value.status, str(caught.value)) == (422, "The file is empty.")
