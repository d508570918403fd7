"""Receiving uploads: limits, a full disk, nothing left behind."""

from __future__ import annotations

import errno
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import RequestDataTooBig
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile
from django.test import RequestFactory

from content import documents, uploads
from content.media.ffmpeg import NoSpace
from content.media.probe import check_upload
from content.media.refusals import Refusal


@pytest.fixture(autouse=True)
def _folder(settings: Any, tmp_path: Path) -> None:
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path / "uploads"
    settings.FILE_UPLOAD_HANDLERS = ["content.uploads.BoundedUploadHandler"]


def posted(body: bytes, path: str = "/cms/media/video/add/", name: str = "a.mp4") -> Any:
    """The file of a form as a view gets it."""
    request = RequestFactory().post(path, {"file": SimpleUploadedFile(name, body)})
    return request.FILES["file"]


def left(settings: Any) -> list[Path]:
    return list(Path(settings.FILE_UPLOAD_TEMP_DIR).glob("*"))


def test_a_file_lies_on_the_disk_of_the_data(settings: Any) -> None:
    found = posted(b"x" * 100)
    assert Path(found.temporary_file_path()).parent == settings.FILE_UPLOAD_TEMP_DIR
    assert found.read() == b"x" * 100


@pytest.mark.parametrize(
    ("path", "limit"), [("/cms/media/video/add/", 1000), ("/people/roster/", 500)]
)
def test_too_large(settings: Any, monkeypatch: Any, path: str, limit: int) -> None:
    settings.MAX_UPLOAD_BYTES = 1000
    monkeypatch.setattr(uploads, "OTHERS_BYTES", 500)
    found = posted(b"x" * (limit + 1), path)
    assert (found.refused, found.size, found.read()) == ("too_big", limit + 1, b"")
    assert left(settings) == []


def test_the_form_says_why(settings: Any) -> None:
    settings.MAX_UPLOAD_BYTES = 1000
    with pytest.raises(Refusal) as caught:
        check_upload(posted(b"x" * 1500).file, "a.mp4")
    assert caught.value.code == "too_big"


def test_and_so_does_the_form_of_documents(settings: Any) -> None:
    from django.core.exceptions import ValidationError

    settings.MAX_UPLOAD_BYTES = 1000
    found = posted(b"x" * 1500, name="a.pdf")
    with pytest.raises(ValidationError):
        documents.check(found.file, "a.pdf", found.size)


def test_far_too_large_is_not_even_read(settings: Any) -> None:
    settings.MAX_UPLOAD_BYTES = 100
    with pytest.raises(RequestDataTooBig):
        posted(b"x" * 1000)


def full(*_args: Any, **_kwargs: Any) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


def test_a_full_disk_while_receiving(settings: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(TemporaryUploadedFile, "write", full, raising=False)
    found = posted(b"x" * 100)
    assert found.refused == "disk_full"
    assert left(settings) == []
    with pytest.raises(Refusal):
        check_upload(found.file, "a.mp4")


def test_a_full_disk_while_storing(settings: Any, monkeypatch: Any) -> None:
    storage = uploads.MediaStorage(location=settings.MEDIA_ROOT)
    real = uploads.FileSystemStorage._save

    def half(self: Any, name: str, content: Any) -> str:
        real(self, name, ContentFile(b"half"))
        full()
        return name

    monkeypatch.setattr(uploads.FileSystemStorage, "_save", half)
    with pytest.raises(NoSpace):
        storage.save("media/a.mp4", BytesIO(b"whole"))
    assert not (Path(settings.MEDIA_ROOT) / "media/a.mp4").exists()


def test_other_faults_are_not_hidden(monkeypatch: Any) -> None:
    def broken(*_args: Any, **_kwargs: Any) -> None:
        raise OSError(errno.EIO, "I/O error")

    monkeypatch.setattr(TemporaryUploadedFile, "write", broken, raising=False)
    with pytest.raises(OSError, match="I/O"):
        posted(b"x" * 100)
