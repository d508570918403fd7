"""Nominal time: characters ÷ 400 a minute + 12 s a picture, at least 60 s (contract.md)."""

from __future__ import annotations

from io import BytesIO
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content import nominal
from content.models import LessonPage
from content.nominal import Reading
from tests.factories import content as make


def test_characters_leave_out_white_space() -> None:
    assert nominal.characters("先 请假\n再　出门") == 6


def test_least_time_is_a_minute() -> None:
    assert Reading(10).seconds_at(400) == 60


def test_four_hundred_characters_are_a_minute() -> None:
    assert Reading(800).seconds_at(400) == 120


def test_slow_readers_get_more() -> None:
    assert Reading(1500, 12).seconds_at(150) == 612


@given(st.integers(0, 10**6), st.integers(0, 10**4))
def test_a_slower_rate_never_shortens(characters: int, fixed: int) -> None:
    reading = Reading(characters, fixed)
    assert reading.seconds_at(150) >= reading.seconds_at(250) >= reading.seconds_at(400) >= 60


def test_blank_pages_count_twenty_seconds() -> None:
    document = SimpleNamespace(characters=0, pages_without_text=6, reviewed_seconds=None)
    assert nominal.of_document(document).seconds_at(400) == 120


def test_a_reviewed_value_replaces_blank_pages() -> None:
    document = SimpleNamespace(characters=400, pages_without_text=6, reviewed_seconds=30)
    assert nominal.of_document(document).seconds_at(400) == 90


def test_a_lesson_measures_its_text(land: SimpleNamespace) -> None:
    lesson = make.lesson(make.course(land.county))
    assert (lesson.nominal_seconds, lesson.study_seconds_at(150)) == (126, 336)


def test_pictures_count_twelve_seconds(land: SimpleNamespace) -> None:
    picture = ("picture", {"image": make.image(), "alt": "山路", "caption": ""})
    lesson = make.lesson(make.course(land.county), body=[make.text(), picture, picture])
    assert lesson.nominal_seconds == 150


def test_questions_and_downloads_do_not_count(land: SimpleNamespace) -> None:
    extra = [("download", {"document": make.document(), "label": ""}), ("self_check", make.check())]
    lesson = make.lesson(make.course(land.county), body=[make.text(), *extra])
    assert lesson.nominal_seconds == 126


def test_media_lasts_as_long_as_it_lasts(land: SimpleNamespace) -> None:
    lesson = make.video_lesson(make.course(land.county), media=make.media(seconds=45.8))
    assert (lesson.nominal_seconds, lesson.study_seconds_at(150)) == (45, 45)


def test_media_measured_anew_changes_its_lessons(land: SimpleNamespace) -> None:
    lesson = make.video_lesson(make.course(land.county))
    lesson.media.duration = 2400
    lesson.media.save()
    lesson.refresh_from_db()
    assert (lesson.nominal_seconds, lesson.study_version) == (2400, 2)


def test_a_document_lesson_reads_its_file(land: SimpleNamespace) -> None:
    lesson = make.lesson(
        make.course(land.county), kind="document", body=[], document=make.document()
    )
    assert lesson.nominal_seconds == 126


def test_a_pdf_page_without_text_is_counted() -> None:
    from fpdf import FPDF

    from content.documents import measure

    pdf = FPDF()
    pdf.set_font("helvetica", size=12)
    pdf.add_page()
    pdf.cell(text="Ask before you leave the county")
    pdf.add_page()
    found = measure(BytesIO(bytes(pdf.output())), "a.pdf")
    assert (found.pages, found.pages_without_text, found.characters) == (2, 1, 26)


@pytest.mark.parametrize("kind", ["video", "audio"])
def test_a_media_lesson_without_file_has_no_time(kind: str) -> None:
    assert nominal.of_lesson(LessonPage(kind=kind)).seconds_at(400) == 1
