"""Who may fetch a page, a picture, a document."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from content import gate
from content.views import FOLDERS
from tests.factories import content as make


@pytest.fixture
def lesson(land: Any) -> Any:
    """A published lesson with a picture and a document."""
    image, document = make.image(organisation=land.county), make.document(organisation=land.county)
    body = [
        make.text(),
        ("picture", {"image": image, "alt": "", "caption": ""}),
        ("download", {"document": document, "label": ""}),
    ]
    page = make.lesson(make.course(land.county), body=body)
    page.image, page.paper = image, document
    return page


def picture_of(lesson: Any) -> str:
    return f"/media/{lesson.image.file.name}"


def test_a_learner_sees_the_pictures_of_the_lesson(
    lesson: Any, land: Any, offender: Any, at_desk: Any
) -> None:
    answer = at_desk(offender(land.office)).get(picture_of(lesson))
    assert answer.status_code == 200
    assert answer["Content-Type"] == "image/png"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert answer["Cache-Control"].startswith("private")


def test_and_their_resized_copies(lesson: Any, land: Any, offender: Any, at_desk: Any) -> None:
    small = lesson.image.get_rendition("width-100")
    assert small.file.name.startswith("images/")
    assert at_desk(offender(land.office)).get(f"/media/{small.file.name}").status_code == 200


def test_others_do_not(lesson: Any, land: Any, offender: Any, at_desk: Any) -> None:
    assert at_desk(offender(land.office3)).get(picture_of(lesson)).status_code == 404
    assert Client().get(picture_of(lesson)).status_code == 302


@pytest.mark.parametrize("name", ["images/none.png", "original_images/none.png"])
def test_what_is_not_there(land: Any, person: Any, at_desk: Any, name: str) -> None:
    assert at_desk("editor", land.county).get(f"/media/{name}").status_code == 404


@pytest.mark.parametrize(
    "path", ["/media/images/../../secret_key", "/media/tracks/zh.vtt", "/media/media/lecture.mp4"]
)
def test_no_other_folder_is_open(land: Any, at_desk: Any, path: str) -> None:
    assert set(FOLDERS) == {"images", "original_images"}
    assert at_desk("editor", land.county).get(path).status_code == 404


def test_nginx_sends_pictures(
    lesson: Any, land: Any, offender: Any, at_desk: Any, settings: Any
) -> None:
    settings.MEDIA_ACCEL = True
    answer = at_desk(offender(land.office)).get(picture_of(lesson))
    assert answer["X-Accel-Redirect"] == f"/protected/{lesson.image.file.name}"


def test_documents_go_to_signed_addresses(
    lesson: Any, land: Any, offender: Any, at_desk: Any
) -> None:
    client = at_desk(offender(land.office))
    answer = client.get(lesson.paper.url)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/media/s/")
    assert answer["Location"].endswith(".txt")
    assert client.get(answer["Location"]).status_code == 200


def test_documents_of_others(lesson: Any, land: Any, offender: Any, at_desk: Any) -> None:
    assert at_desk(offender(land.office3)).get(lesson.paper.url).status_code == 404
    assert Client().get(lesson.paper.url)["Location"].startswith("/sign-in/")


@pytest.mark.parametrize(
    ("fields", "juvenile", "seen"),
    [
        ({"audience": "staff"}, False, False),
        ({"juveniles_allowed": False}, True, False),
        ({"juveniles_allowed": False}, False, True),
    ],
)
def test_a_file_has_an_audience_of_its_own(
    land: Any, offender: Any, fields: Any, juvenile: bool, seen: bool
) -> None:
    document = make.document(organisation=land.county, **fields)
    course = make.course(land.county, juveniles_allowed=True)
    make.lesson(course, body=[make.text(), ("download", {"document": document, "label": ""})])
    assert gate.may_fetch(offender(land.office, juvenile=juvenile), document) is seen


def test_a_draft_shows_its_files_to_nobody_but_authors(
    land: Any, offender: Any, person: Any
) -> None:
    media = make.media(organisation=land.county)
    make.video_lesson(make.course(land.county), media=media, live=False)
    assert not gate.may_fetch(offender(land.office), media)
    assert gate.may_fetch(person("editor", land.county), media)
    assert not gate.may_fetch(person("editor", land.county2), media)


def test_an_answer_is_remembered(
    lesson: Any, land: Any, offender: Any, django_assert_num_queries: Any
) -> None:
    learner = offender(land.office)
    assert gate.may_fetch(learner, lesson.image)
    with django_assert_num_queries(0):
        assert gate.may_fetch(learner, lesson.image)
    cache.clear()
    learner.is_active = False
    assert not gate.may_fetch(learner, lesson.image)


def test_wagtails_addresses_lead_to_ours(
    lesson: Any, land: Any, offender: Any, at_desk: Any
) -> None:
    client = at_desk(offender(land.office))
    assert client.get(lesson.url)["Location"] == f"/lessons/{lesson.pk}/"
    assert at_desk(offender(land.office3)).get(lesson.url).status_code == 404
    assert Client().get(lesson.url)["Location"].startswith("/sign-in/")
