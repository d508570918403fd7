"""What goes along with a case is made anew: no metadata, nothing that was replaced."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from PIL import Image as Picture
from pypdf import PdfReader

from cases.actions import reviewing
from cases.models import CasePage, Submission
from content import rules
from content.models import Document, Image
from lms.core.errors import Invalid
from tests.cases.way.told import NAME, original, picture


@pytest.fixture
def page(at_county: Submission, staff: Any) -> CasePage:
    original(at_county)
    picture(at_county)
    at_county.publish_text = True
    at_county.save()
    return reviewing.approve(by=staff.reviewer, submission=at_county)


def files_below(settings: Any) -> list[Path]:
    return [one for one in Path(settings.MEDIA_ROOT).rglob("*") if one.is_file()]


def test_the_full_text_says_what_stands_for_the_name(page: CasePage) -> None:
    document = page.attachments[0].value["document"]
    raw = document.file.open().read()
    text = "".join(one.extract_text() for one in PdfReader(io.BytesIO(raw)).pages)
    assert "林某" in text
    assert NAME not in text


def test_the_pdf_knows_neither_author_nor_tool(page: CasePage) -> None:
    raw = page.attachments[0].value["document"].file.open().read()
    about = dict(PdfReader(io.BytesIO(raw)).metadata or {})
    assert NAME not in str(about)
    assert not {"/Author", "/Creator"} & set(about)


def test_a_picture_is_its_pixels_alone(page: CasePage) -> None:
    image = page.body[1].value["image"]
    raw = image.file.open().read()
    assert NAME.encode() not in raw
    with Picture.open(io.BytesIO(raw)) as seen:
        assert not seen.getexif()
        assert "comment" not in seen.info
        assert Path(image.file.name).suffix == {"PNG": ".png", "JPEG": ".jpg"}[str(seen.format)]


def test_files_are_for_whom_the_case_is(page: CasePage, land: Any) -> None:
    for file in [page.attachments[0].value["document"], page.body[1].value["image"]]:
        assert file.audience == "staff"
        assert NAME not in f"{file.title}{file.file.name}"


def test_a_picture_that_was_not_chosen_stays_behind(at_county: Submission, staff: Any) -> None:
    file = picture(at_county)
    file.published = False
    file.save()
    page = reviewing.approve(by=staff.reviewer, submission=at_county)
    assert [one.block_type for one in page.body] == ["text"]
    assert not Image.objects.exists()


def test_a_refused_publication_leaves_nothing(
    at_county: Submission, staff: Any, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    original(at_county)
    at_county.publish_text = True
    at_county.save()

    def refuse(page: Any) -> None:
        raise Invalid("no", code="not_publishable")

    monkeypatch.setattr(rules, "require_publishable", refuse)
    with pytest.raises(Invalid):
        reviewing.approve(by=staff.reviewer, submission=at_county)
    assert files_below(settings) == []
    assert not Document.objects.exists()
    at_county.refresh_from_db()
    assert at_county.state == "county_review"
