"""From an upload to something that plays: the jobs, with real files and the real ffmpeg."""

from __future__ import annotations

import errno
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from content.media import ffmpeg, hls, shelf, tidy, transcode, work
from content.media.ffmpeg import NoSpace
from content.media.ladder import LADDER
from content.media.probe import examine
from content.media.transcode import PREPARE
from content.models import Media
from lms.core import jobs
from lms.core.errors import Invalid
from lms.core.models import Job
from lms.messaging.models import Message
from tests.content.media.conftest import files_left
from tests.factories import content as make
from tests.factories import films


def job_of(media: Media, kind: str = PREPARE) -> Job:
    return Job.objects.get(key=work.key_of(kind, media))


def folder_of(media: Media) -> Path:
    return Path(settings.MEDIA_ROOT) / media.renditions["folder"]


@pytest.fixture
def ready(upload: Any) -> Media:
    return transcode.prepare_now(upload(films.film()))


def test_an_upload_waits_for_the_worker(upload: Any) -> None:
    media = upload(films.film())
    assert (media.state, media.is_ready, job_of(media).state) == ("new", False, "queued")


def test_it_plays_before_the_ladder_is_there(ready: Media) -> None:
    assert (ready.state, round(ready.duration), ready.width, ready.height) == ("ready", 4, 640, 360)
    assert set(ready.renditions) == {"folder", "file", "audio"}
    assert job_of(ready, LADDER).state == "queued"


def test_the_plain_file_is_remuxed_for_the_web(ready: Media) -> None:
    plain = (folder_of(ready) / "file.mp4").read_bytes()
    assert plain.index(b"moov") < plain.index(b"mdat")


def test_upload_and_plain_file_are_one_on_disk(ready: Media) -> None:
    assert (folder_of(ready) / "file.mp4").samefile(ready.file.path)


def test_the_poster_is_a_picture(ready: Media) -> None:
    assert Path(ready.poster.path).read_bytes().startswith(b"\xff\xd8")


def test_the_sound_alone_is_small(ready: Media) -> None:
    sound = examine(folder_of(ready) / "audio.m4a", name="a.m4a", wanted="audio", limit=10**9)
    assert (sound.has_picture, sound.channels, round(sound.duration)) == (False, 1, 4)


def test_silence_is_not_offered_for_listening(upload: Any) -> None:
    assert "audio" not in transcode.prepare_now(upload(films.silent_film())).renditions


@pytest.mark.parametrize("kind", ["audio", "video"])
def test_what_no_browser_plays_is_encoded(upload: Any, kind: str) -> None:
    media = transcode.prepare_now(upload(films.old_film(), kind=kind))
    name = media.renditions["file"]["name"]
    found = examine(folder_of(media) / name, name=name, wanted=kind, limit=10**9)
    assert (found.video_codec, found.audio_codec) == ("h264" if kind == "video" else "", "aac")


def test_audio(upload: Any) -> None:
    media = transcode.prepare_now(upload(films.sound(), kind="audio"))
    assert media.renditions["file"] == media.renditions["audio"]
    assert (round(media.duration), bool(media.poster)) == (4, False)
    assert not Job.objects.filter(kind=LADDER).exists()


def test_the_ladder_never_grows_beyond_the_upload(upload: Any) -> None:
    media = transcode.prepare_now(upload(films.film(size="854x480")))
    jobs.run_now(job_of(media, LADDER))
    media.refresh_from_db()
    assert [rung["height"] for rung in media.renditions["rungs"]] == [360, 480]


def test_all_qualities_of_a_large_film(upload: Any) -> None:
    media = transcode.prepare_now(upload(films.film(size="1280x720", seconds=6)))
    jobs.run_now(job_of(media, LADDER))
    folder = folder_of(media)
    master = (folder / "master.m3u8").read_text()
    assert [f"{rung}/index.m3u8" in master for rung in (360, 480, 720)] == [True] * 3
    assert 'RESOLUTION=1280x720,CODECS="avc1.' in master
    sizes = [path.stat().st_size for path in folder.rglob("*.m4s")]
    assert len(sizes) >= 6
    assert max(sizes) <= 1024 * 1024


def test_qualities_come_from_the_upload_not_from_a_small_copy(
    upload: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    media = transcode.prepare_now(upload(films.old_film("1280x720")))
    begun: list[str] = []
    real = ffmpeg.run

    def run(arguments: Any, **kwargs: Any) -> str:
        begun.extend(one for one in arguments if str(one).startswith("file:"))
        return real(arguments, **kwargs)

    monkeypatch.setattr(ffmpeg, "run", run)
    jobs.run_now(job_of(media, LADDER))
    assert len(begun) == 3
    assert {Path(one).suffix for one in begun} == {".avi"}


def test_an_upright_film_keeps_its_shape(upload: Any) -> None:
    media = transcode.prepare_now(upload(films.film(size="480x854")))
    jobs.run_now(job_of(media, LADDER))
    assert "RESOLUTION=360x640" in (folder_of(media) / "master.m3u8").read_text()


def test_the_ladder_of_a_slide_film_copies_its_pictures(ready: Media) -> None:
    jobs.run_now(job_of(ready, LADDER))
    init = (folder_of(ready) / "360" / "init.mp4").read_bytes()
    assert hls.codecs_of(init).endswith("mp4a.40.2")
    ready.refresh_from_db()
    assert ready.renditions["hls"]["name"] == "master.m3u8"


REFUSED = {
    "exe": (b"MZ\x90\x00" + b"\x00" * 200, "program.mp4"),
    "html": (b"<!DOCTYPE html><script>alert(1)</script>", "page.mp4"),
    "empty": (b"", "film.mp4"),
    "playlist of a file": (films.playlist("file:///etc/passwd"), "list.mp4"),
    "playlist of an address": (films.playlist("http://169.254.169.254/"), "list.m4v"),
    "ffconcat": (b"ffconcat version 1.0\nfile /etc/passwd\n", "list.mp4"),
    "other kind": (films.sound().read_bytes(), "talk.mp4"),
    "sound file": (films.sound().read_bytes(), "talk.mp3"),
    "no extension": (films.film().read_bytes(), "film"),
    "cut off": (films.cut_film(), "film.mp4"),
}


@pytest.mark.parametrize("name", list(REFUSED))
def test_refused_at_once(upload: Any, name: str) -> None:
    with pytest.raises(Invalid) as caught:
        upload(*REFUSED[name])
    assert any("\u4e00" <= sign <= "\u9fff" for sign in str(caught.value))
    assert (files_left(), Media.objects.count(), Job.objects.count()) == ([], 0, 0)


def test_a_huge_file_is_refused_at_once(upload: Any, settings: Any) -> None:
    settings.MAX_UPLOAD_BYTES = 1000
    with pytest.raises(Invalid):
        upload(films.film())
    assert files_left() == []


INSIDE = {
    "sound in a video form": (films.sound_as_mp4, "talk.mp4"),
    "shorter than a second": (films.blink, "blink.mp4"),
    "noise": (films.scrambled_film, "film.mp4"),
}


@pytest.mark.parametrize("name", list(INSIDE))
def test_refused_by_the_worker(
    upload: Any, editor: Any, name: str, django_capture_on_commit_callbacks: Any
) -> None:
    made, called = INSIDE[name]
    media = upload(made(), called)
    with django_capture_on_commit_callbacks(execute=True), pytest.raises(Invalid):
        transcode.prepare_now(media)
    media.refresh_from_db()
    assert (media.state, bool(media.file), files_left()) == ("refused", False, [])
    assert any("\u4e00" <= sign <= "\u9fff" for sign in media.problem)
    assert Message.objects.get(recipient=editor).body == media.problem
    assert job_of(media).errors.get().problem == media.problem


def test_an_absurd_size_in_the_header_is_refused(tmp_path: Path) -> None:
    from content.media.probe import MAX_SIDE
    from content.media.refusals import Refusal

    path = films.made("wide.mp4", *films.PICTURE, *films.H264, size=f"{MAX_SIDE + 2}x64", seconds=1)
    with pytest.raises(Refusal) as caught:
        examine(path, name="wide.mp4", wanted="video", limit=10**9)
    assert caught.value.code == "too_large_picture"


def replace(media: Media, body: bytes, name: str = "film.mp4") -> None:
    """Another file, put in the way wagtailmedia does: the old upload is deleted first."""
    from django.core.files.base import ContentFile

    media.file.storage.delete(media.file.name)
    media.file = ContentFile(body, name=name)
    media.save()


def test_a_new_file_takes_the_place_of_the_old(
    ready: Media, django_capture_on_commit_callbacks: Any
) -> None:
    before = ready.renditions["folder"]
    replace(ready, films.film(seconds=6).read_bytes())
    assert ready.is_ready  # the old one plays on
    transcode.prepare_now(ready)
    assert (round(ready.duration), ready.renditions["folder"] != before) == (6, True)


def test_a_bad_new_file_leaves_the_old_one_in_use(
    ready: Media, django_capture_on_commit_callbacks: Any
) -> None:
    before = ready.renditions
    replace(ready, films.sound_as_mp4().read_bytes())
    with django_capture_on_commit_callbacks(execute=True):
        jobs.run_now(job_of(ready))
    ready.refresh_from_db()
    assert (ready.state, ready.renditions, bool(ready.problem)) == ("ready", before, True)
    assert (folder_of(ready) / "file.mp4").samefile(ready.file.path)
    replace(ready, films.film().read_bytes())  # and the link may go without harm
    assert (folder_of(ready) / "file.mp4").exists()


class Killed(BaseException):
    """As good as a SIGKILL: no handler of ours runs on."""


def killed_after(count: int, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Let ffmpeg run ``count`` times, then die; the names of what was begun."""
    begun: list[str] = []
    real = ffmpeg.run

    def run(arguments: Any, **kwargs: Any) -> str:
        if len(begun) == count:
            raise Killed
        begun.append(Path(arguments[-1]).parent.name + "/" + Path(arguments[-1]).name)
        return real(arguments, **kwargs)

    monkeypatch.setattr(ffmpeg, "run", run)
    return begun


def lapse(job: Job) -> None:
    Job.objects.filter(pk=job.pk).update(lease_until="2020-01-01T00:00:00Z")


@pytest.mark.parametrize("count", [0, 1, 2, 3])
def test_a_killed_worker_goes_on_where_it_was(
    upload: Any, monkeypatch: pytest.MonkeyPatch, count: int
) -> None:
    media = upload(films.film())
    with monkeypatch.context() as patch:
        killed_after(count, patch)
        with pytest.raises(Killed):
            jobs.run_now(job_of(media))
    lapse(job_of(media))
    made = [name for name in files_left() if name.startswith("library/")]
    again = killed_after(99, monkeypatch)
    jobs.run_now(job_of(media))
    media.refresh_from_db()
    assert (media.state, len(again)) == ("ready", [4, 3, 2, 2][count])
    assert not [name for name in files_left() if ".draft-" in name]
    assert set(made) <= set(files_left())


def test_a_killed_ladder_keeps_finished_qualities(
    upload: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    media = transcode.prepare_now(upload(films.film(size="854x480")))
    with monkeypatch.context() as patch:
        killed_after(1, patch)
        with pytest.raises(Killed):
            jobs.run_now(job_of(media, LADDER))
    media.refresh_from_db()
    assert [rung["height"] for rung in media.renditions["rungs"]] == [360]
    lapse(job_of(media, LADDER))
    again = killed_after(99, monkeypatch)
    jobs.run_now(job_of(media, LADDER))
    assert len(again) == 1
    assert not list(folder_of(media).glob("*.draft-*"))


def test_running_twice_changes_nothing(ready: Media) -> None:
    before = files_left()
    Job.objects.filter(kind=PREPARE).update(state="queued", lease_until=None)
    jobs.run_now(job_of(ready))
    assert files_left() == before


def test_a_full_disk_loses_nothing(upload: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    media = upload(films.film())

    def full(bytes_wanted: int) -> None:
        raise NoSpace

    with monkeypatch.context() as patch:
        patch.setattr(shelf, "need_room", full)
        jobs.run_now(job_of(media))
    assert job_of(media).state == "failed"
    assert Path(media.file.path).exists()
    tidy.resume_media()
    jobs.run_now(job_of(media))
    media.refresh_from_db()
    assert media.state == "ready"


def test_an_upload_without_a_job_is_taken_up(upload: Any) -> None:
    media = upload(films.film())
    Job.objects.all().delete()
    tidy.resume_media()
    assert job_of(media).state == "queued"


def test_ffmpeg_says_when_the_disk_is_full(tmp_path: Path) -> None:
    full = Path("/dev/full")
    if not full.exists():
        pytest.skip("no /dev/full on this system")
    arguments = ["-f", "lavfi", "-i", "sine=duration=600", "-f", "wav", str(full)]
    with pytest.raises(NoSpace):
        ffmpeg.run(arguments)
    assert errno.ENOSPC == 28


def test_a_lost_lease_ends_ffmpeg() -> None:
    def lost(done: float) -> None:
        raise jobs.LeaseLost

    arguments = ["-re", "-f", "lavfi", "-i", "testsrc2=duration=600", "-f", "null", "-"]
    with pytest.raises(jobs.LeaseLost):
        ffmpeg.run(arguments, report=lost)


def test_deleting_a_medium_leaves_nothing(
    ready: Media, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        ready.delete()
    assert files_left() == []
    assert not Job.objects.unfinished().exists()


def test_a_deleted_medium_is_nobodys_work(upload: Any) -> None:
    media = upload(films.film())
    job = job_of(media)
    Media.objects.filter(pk=media.pk).delete()
    Job.objects.filter(pk=job.pk).update(state="queued")
    assert jobs.run_now(job).state == "done"


def test_the_time_of_lessons_follows_the_file(land: Any, upload: Any) -> None:
    media = upload(films.film())
    lesson = make.video_lesson(make.course(land.county), media=media, live=False)
    transcode.prepare_now(media)
    lesson.refresh_from_db()
    assert lesson.nominal_seconds == 4


def age(path: Path) -> None:
    import os

    os.utime(path, (0, 0))


def test_what_nobody_needs_leaves_the_disk(ready: Media, settings: Any, tmp_path: Path) -> None:
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path / "uploads"
    root = Path(settings.MEDIA_ROOT)
    old = [
        root / "media/orphan.mp4",
        root / f"library/{ready.uid}/000000000000/x",
        tmp_path / "uploads/a.upload",
    ]
    for path in old:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x")
        age(path)
        age(path.parent)
    kept = set(files_left()) - {str(path.relative_to(root)) for path in old[:2]}
    tidy.tidy_media()
    assert not any(path.exists() for path in old)
    assert set(files_left()) == kept
