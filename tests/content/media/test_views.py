"""Media files by the web server: whose address, how much at once, nginx, fresh addresses."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client, RequestFactory

from content.media import serve, views
from content.media.answer import MOST_BYTES
from content.models import Media
from tests.factories import content as make

SIZE = MOST_BYTES + 100


def with_file(media: Media, size: int = SIZE) -> Media:
    """Give a medium what the worker would have made."""
    folder = f"library/{media.uid}/1"
    path = Path(settings.MEDIA_ROOT) / folder / "file.mp4"
    path.parent.mkdir(parents=True)
    path.write_bytes(b"x" * size)
    media.renditions = {"folder": folder, "file": {"name": "file.mp4", "size": size}}
    media.save()
    return media


@pytest.fixture
def lesson(land: Any) -> Any:
    """A published video lesson of the county for offenders."""
    page = make.video_lesson(make.course(land.county))
    with_file(page.media)
    return page


@pytest.fixture
def learner(land: Any, offender: Any) -> Any:
    return offender(land.office)


def address(lesson: Any, user: Any) -> str:
    return serve.sign(Media.objects.get(pk=lesson.media_id), user)


def test_an_address_is_the_permission(lesson: Any, learner: Any) -> None:
    response = Client().get(address(lesson, learner), headers={"range": "bytes=0-9"})
    assert (response.status_code, response.content) == (206, b"x" * 10)


def test_ones_own_session_may_use_it(lesson: Any, learner: Any, at_desk: Any) -> None:
    response = at_desk(learner).get(address(lesson, learner), headers={"range": "bytes=0-"})
    assert (response.status_code, len(response.content)) == (206, MOST_BYTES)


def test_somebody_else_who_is_signed_in_cannot(
    lesson: Any, learner: Any, land: Any, offender: Any, at_desk: Any
) -> None:
    other = at_desk(offender(land.office))
    assert other.get(address(lesson, learner)).status_code == 404


def test_after_its_time(lesson: Any, learner: Any, at: Any) -> None:
    from datetime import timedelta

    from lms.core.clock import now

    link = address(lesson, learner)
    at(now() + timedelta(hours=serve.VALID_HOURS + 2))
    assert Client().get(link).status_code == 410


def test_within_an_hour_the_address_stays_the_same(lesson: Any, learner: Any, at: Any) -> None:
    from datetime import UTC, datetime

    at(datetime(2026, 5, 1, 8, 1, tzinfo=UTC))
    first = address(lesson, learner)
    at(datetime(2026, 5, 1, 8, 58, tzinfo=UTC))
    assert address(lesson, learner) == first


def test_head(lesson: Any, learner: Any) -> None:
    response = Client().head(address(lesson, learner))
    assert (response.status_code, response.content) == (200, b"")
    assert response["Content-Length"] == str(SIZE)


def test_other_methods(lesson: Any, learner: Any) -> None:
    assert Client(enforce_csrf_checks=True).post(address(lesson, learner)).status_code == 405


def test_a_whole_large_file_goes_to_one_client_at_a_time(lesson: Any, learner: Any) -> None:
    link = address(lesson, learner)
    first = Client().get(link)
    assert Client().get(link).status_code == 503
    assert len(b"".join(first.streaming_content)) == SIZE
    third = Client().get(link)
    assert third.status_code == 200
    third.close()


def test_a_client_that_goes_away_frees_the_place(lesson: Any, learner: Any) -> None:
    Client().get(address(lesson, learner)).close()
    assert views._one_at_a_time.acquire(blocking=False)
    views._one_at_a_time.release()


def test_nginx_sends_it(lesson: Any, learner: Any, settings: Any) -> None:
    settings.MEDIA_ACCEL = True
    response = Client().get(address(lesson, learner), headers={"range": "bytes=0-9"})
    assert response["X-Accel-Redirect"].startswith("/protected/library/")
    assert response.content == b""
    assert response["Content-Type"] == "video/mp4"
    assert "Content-Range" not in response.headers


def test_a_player_gets_fresh_addresses(lesson: Any, learner: Any, at_desk: Any) -> None:
    uid = Media.objects.get(pk=lesson.media_id).uid
    answer = at_desk(learner).get(f"/media/{uid}/addresses").json()
    assert answer["file"].endswith("/file.mp4")
    assert [track["language"] for track in answer["tracks"]] == ["zh-Hans"]


@pytest.mark.parametrize("path", ["addresses", ""])
def test_not_for_those_who_may_not_see_the_lesson(
    lesson: Any, land: Any, offender: Any, at_desk: Any, path: str
) -> None:
    uid = Media.objects.get(pk=lesson.media_id).uid
    stranger = at_desk(offender(land.office3))
    assert stranger.get(f"/media/{uid}/{path}").status_code == 404
    assert Client().get(f"/media/{uid}/{path}").status_code == 302


def test_the_lasting_address_leads_to_the_file(lesson: Any, learner: Any, at_desk: Any) -> None:
    media = Media.objects.get(pk=lesson.media_id)
    response = at_desk(learner).get(media.url)
    assert response["Location"] == serve.sign(media, learner)


def test_another_origin_only_where_there_is_a_media_server(settings: Any) -> None:
    request = RequestFactory().get("/", headers={"host": "learn.example:8000"})
    settings.ALLOWED_HOSTS = ["*"]
    settings.MEDIA_PORT = 8001
    assert serve.base(request) == "http://learn.example:8001"
    assert serve.csp_sources(request)["media-src"] == ["http://learn.example:8001"]
    settings.MEDIA_ACCEL = True
    assert (serve.base(request), serve.csp_sources(request)) == ("", {})


def test_sources_name_everything_a_player_needs(lesson: Any, learner: Any) -> None:
    media = Media.objects.get(pk=lesson.media_id)
    media.renditions |= {
        "hls": {"name": "master.m3u8", "size": 9},
        "rungs": [{"height": 360, "size": 5}],
        "audio": {"name": "audio.m4a", "size": 3},
    }
    found = serve.sources(media, learner)
    assert (found.rungs, found.audio_bytes, found.first_bytes) == (((360, 5),), 3, 5)
    assert found.hls.endswith("/master.m3u8")
    assert not found.prefers_file
