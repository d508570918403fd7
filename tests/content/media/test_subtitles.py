"""Subtitles: what is taken, what is refused with its place, what becomes of it."""

from __future__ import annotations

from typing import Any

import pytest

from content import filing
from content.media import subtitles
from content.media.refusals import Refusal
from content.models import Track
from lms.core.errors import Denied, Invalid
from tests.factories import content as make

GOOD = """WEBVTT

STYLE
::cue { background: url(http://example.invalid/x) }

1
00:00:01.000 --> 00:00:02.500 align:start
<b>您好</b>，欢迎。

00:00:02.700 --> 00:00:04.000
先请假，
再出门。

00:01:00.000 --> 00:01:02.000
第二段 &lt;b&gt;
"""


def test_only_times_and_words_are_kept() -> None:
    found = subtitles.read(GOOD.encode(), name="a.vtt", seconds=70)
    assert "STYLE" not in found.vtt
    assert "http" not in found.vtt
    assert "<b>" not in found.vtt
    assert "00:00:01.000 --> 00:00:02.500\n您好，欢迎。" in found.vtt


def test_words_become_paragraphs() -> None:
    found = subtitles.read(GOOD.encode(), name="a.vtt")
    assert found.words == "您好，欢迎。先请假，再出门。\n\n第二段 <b>"


def test_reading_twice_changes_nothing() -> None:
    once = subtitles.read(GOOD.encode(), name="a.vtt")
    assert subtitles.read(once.vtt.encode(), name="a.vtt") == once


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16"])
def test_encodings_of_chinese_editors(encoding: str) -> None:
    assert "先请假" in subtitles.read(GOOD.encode(encoding), name="a.vtt").words


def test_line_ends_of_windows() -> None:
    assert subtitles.read(GOOD.replace("\n", "\r\n").encode(), name="a.vtt").words


def test_srt_is_taken_as_well() -> None:
    srt = "1\n00:00:01,000 --> 00:00:02,500\n您好\n\n2\n00:00:03,000 --> 00:00:04,000\n再见\n"
    assert "00:00:03.000 --> 00:00:04.000\n再见" in subtitles.read(srt.encode(), name="a.srt").vtt


def cue(start: str, end: str, text: str = "您好") -> str:
    return f"{start} --> {end}\n{text}\n\n"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("", "empty"),
        ("   \n", "empty"),
        ("您好", "subtitles_format"),
        ("WEBVTT\n\n", "subtitles_none"),
        ("WEBVTT\n\n" + cue("00:01.000", "00:02.000", "<i></i>"), "subtitles_none"),
        ("WEBVTT\n\n" + cue("00:05.000", "00:02.000"), "subtitles_backwards"),
        ("WEBVTT\n\n" + cue("00:02.000", "00:02.000"), "subtitles_backwards"),
        (
            "WEBVTT\n\n" + cue("00:05.000", "00:06.000") + cue("00:01.000", "00:02.000"),
            "subtitles_order",
        ),
        ("WEBVTT\n\n" + cue("00:01", "00:02.000"), "subtitles_block"),
        ("WEBVTT\n\n" + cue("01:00:00.000", "01:00:02.000"), "subtitles_beyond"),
    ],
)
def test_refused(body: str, code: str) -> None:
    with pytest.raises(Refusal) as caught:
        subtitles.read(body.encode(), name="a.vtt", seconds=60)
    assert caught.value.code == code
    assert caught.value.sentence


def test_not_text() -> None:
    with pytest.raises(Refusal) as caught:
        subtitles.read(b"\x00\x01\x02\x00", name="a.vtt")
    assert caught.value.code == "subtitles_text"


def test_too_large() -> None:
    with pytest.raises(Refusal):
        subtitles.read(b"x" * (subtitles.MAX_BYTES + 1), name="a.vtt")


@pytest.fixture
def media(land: Any) -> Any:
    return make.media(organisation=land.county, subtitles=False)


def test_subtitles_stand_beside_the_film(media: Any, person: Any, land: Any) -> None:
    editor = person("editor", land.county)
    filing.add_subtitles(media=media, by=editor, raw=GOOD.encode(), name="a.vtt")
    assert media.has_subtitles()
    assert media.words().startswith("您好")


def test_new_ones_replace_old_ones(
    media: Any, person: Any, land: Any, django_capture_on_commit_callbacks: Any
) -> None:
    editor = person("editor", land.county)
    first = filing.add_subtitles(media=media, by=editor, raw=GOOD.encode(), name="a.vtt")
    old = first.file.path
    again = GOOD.replace("您好", "大家好").encode()
    with django_capture_on_commit_callbacks(execute=True):
        second = filing.add_subtitles(media=media, by=editor, raw=again, name="a.vtt")
    assert (first.pk, Track.objects.count()) == (second.pk, 1)
    assert "大家好" in second.file.read().decode()
    import pathlib

    assert not pathlib.Path(old).exists()


@pytest.mark.parametrize(("role", "place"), [("editor", "county2"), ("reviewer", "county")])
def test_only_editors_of_the_collection(
    media: Any, person: Any, land: Any, role: str, place: str
) -> None:
    with pytest.raises(Denied):
        filing.add_subtitles(
            media=media, by=person(role, getattr(land, place)), raw=GOOD.encode(), name="a.vtt"
        )


def test_refused_ones_leave_the_old_ones(media: Any, person: Any, land: Any) -> None:
    editor = person("editor", land.county)
    filing.add_subtitles(media=media, by=editor, raw=GOOD.encode(), name="a.vtt")
    with pytest.raises(Invalid):
        filing.add_subtitles(media=media, by=editor, raw=b"nothing", name="a.vtt")
    assert Track.objects.get().words.startswith("您好")


def test_chapters_are_no_subtitles(media: Any, person: Any, land: Any) -> None:
    editor = person("editor", land.county)
    filing.add_subtitles(media=media, by=editor, raw=GOOD.encode(), name="a.vtt", kind="chapters")
    assert not media.has_subtitles()
