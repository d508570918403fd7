"""Video and audio in the CMS."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile

from content.media import transcode, work
from content.media.transcode import PREPARE
from content.models import Media
from lms.core import jobs
from lms.core.models import AuditEntry, Job
from tests.factories import content as make
from tests.factories import films

VTT = b"WEBVTT\n\n00:01.000 --> 00:02.000\n\xe6\x82\xa8\xe5\xa5\xbd\n"


@pytest.fixture
def desk(land: Any, at_desk: Any) -> Any:
    return at_desk("editor", land.county)


def form(body: bytes, name: str = "film.mp4", **fields: Any) -> dict[str, Any]:
    return {
        "title": "讲座",
        "file": SimpleUploadedFile(name, body),
        "audience": "both",
        "juveniles_allowed": "on",
        "subtitles_waived_reason": "",
        "source": "",
        "licence": "",
        "tags": "",
        **fields,
    }


def upload(desk: Any, body: bytes, name: str = "film.mp4", **headers: str) -> Any:
    return desk.post("/cms/media/video/add/", form(body, name), headers=headers)


def test_from_the_form_to_the_film(desk: Any, land: Any) -> None:
    assert upload(desk, films.film().read_bytes()).status_code == 302
    media = Media.objects.get()
    assert media.collection.name.startswith("云和县")
    jobs.run_now(Job.objects.get(key=work.key_of(PREPARE, media)))
    state = desk.get(f"/cms/media/{media.pk}/state/").json()
    assert (state["state"], state["label"]) == ("ready", "可以使用，其他清晰度正在生成")
    shown = desk.get(f"/cms/media/edit/{media.pk}/").content.decode()
    assert "<video" in shown
    assert "0:04" in shown


def test_an_upload_by_script_is_told_where_to_go(desk: Any) -> None:
    answer = upload(desk, films.film().read_bytes(), **{"X-Requested-With": "XMLHttpRequest"})
    assert answer.json() == {"to": "/cms/media/"}


@pytest.mark.parametrize(
    ("body", "name", "said"),
    [
        (b"MZ" + b"\0" * 100, "film.mp4", "这都不是视频或音频文件"),
        (b"#EXTM3U\nfile:///etc/passwd", "film.mp4", "播放列表"),
        (b"x", "film.exe", "不接受"),
    ],
)
def test_refused_with_a_reason(desk: Any, body: bytes, name: str, said: str) -> None:
    answer = upload(desk, body, name)
    assert said in answer.content.decode()
    assert not Media.objects.exists()
    assert not [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]


def test_progress_is_shown_while_it_is_processed(desk: Any) -> None:
    upload(desk, films.film().read_bytes())
    media = Media.objects.get()
    Job.objects.filter(key=work.key_of(PREPARE, media)).update(
        state="running", done=40, total=100, note="正在转换"
    )
    state = desk.get(f"/cms/media/{media.pk}/state/").json()
    assert (state["busy"], state["percent"], state["note"]) == (True, 40, "正在转换")
    assert 'value="40"' in desk.get(f"/cms/media/edit/{media.pk}/").content.decode()
    assert 'value="40"' in desk.get("/cms/media/").content.decode()


def test_not_for_others(desk: Any, land: Any, at_desk: Any) -> None:
    upload(desk, films.film().read_bytes())
    media = Media.objects.get()
    other = at_desk("editor", land.county2)
    assert other.get(f"/cms/media/{media.pk}/state/").status_code == 403
    for what in ("again", "subtitles"):
        assert other.post(f"/cms/media/{media.pk}/{what}/").status_code == 403


def test_a_failed_job_is_tried_again(desk: Any) -> None:
    upload(desk, films.film().read_bytes())
    media = Media.objects.get()
    job = Job.objects.get(key=work.key_of(PREPARE, media))
    Job.objects.filter(pk=job.pk).update(state="failed", note="磁盘空间不足")
    state = desk.get(f"/cms/media/{media.pk}/state/").json()
    assert (state["again"], state["problem"]) == (True, "磁盘空间不足")
    desk.post(f"/cms/media/{media.pk}/again/")
    job.refresh_from_db()
    assert job.state == "queued"
    assert AuditEntry.objects.filter(verb="media.tried_again").exists()


def test_a_refused_file_needs_another(desk: Any) -> None:
    upload(desk, films.sound_as_mp4().read_bytes())
    media = Media.objects.get()
    jobs.run_now(Job.objects.get(key=work.key_of(PREPARE, media)))
    state = desk.get(f"/cms/media/{media.pk}/state/").json()
    assert (state["state"], state["again"]) == ("refused", False)
    assert state["problem"] in desk.get(f"/cms/media/edit/{media.pk}/").content.decode()
    assert desk.post(f"/cms/media/{media.pk}/again/").status_code == 409


def test_another_file_is_put_in_its_place(desk: Any) -> None:
    upload(desk, films.film().read_bytes())
    media = transcode.prepare_now(Media.objects.get())
    before = media.intake
    answer = desk.post(f"/cms/media/edit/{media.pk}/", form(films.film(seconds=6).read_bytes()))
    assert answer.status_code == 302
    media.refresh_from_db()
    assert (media.state, media.is_ready, media.intake != before) == ("new", True, True)


def test_subtitles(desk: Any, land: Any) -> None:
    media = make.media(organisation=land.county, subtitles=False)
    path = f"/cms/media/{media.pk}/subtitles/"
    data = {"file": SimpleUploadedFile("a.vtt", VTT), "kind": "subtitles", "language": "zh-Hans"}
    desk.post(path, data)
    track = media.tracks.get()
    assert (track.words, track.label) == ("您好", "中文")
    desk.post(f"{path}{track.pk}/remove/")
    assert not media.tracks.exists()


def test_subtitles_that_are_wrong_say_where(desk: Any, land: Any) -> None:
    media = make.media(organisation=land.county, subtitles=False)
    bad = SimpleUploadedFile("a.vtt", VTT.replace(b"00:02.000", b"00:00.500"))
    data = {"file": bad, "kind": "subtitles", "language": "zh-Hans"}
    answer = desk.post(f"/cms/media/{media.pk}/subtitles/", data, follow=True)
    assert "第 1 条" in answer.content.decode()
    assert not media.tracks.exists()


def test_the_lesson_shows_the_state_of_its_film(desk: Any, land: Any) -> None:
    media = make.media(organisation=land.county, subtitles=False, state="processing")
    lesson = make.video_lesson(make.course(land.county), media=media, live=False)
    shown = desk.get(f"/cms/pages/{lesson.pk}/edit/").content.decode()
    assert f"/cms/media/{media.pk}/state/" in shown
    assert "没有字幕" in shown


def test_a_word_that_is_no_kind(desk: Any) -> None:
    assert desk.get("/cms/media/media/add/")["Location"] == "/cms/media/video/add/"
