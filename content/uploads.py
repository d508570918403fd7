"""Receiving uploads: on the same disk as the media folder, limited, and told when the disk is full.

A file that cannot be kept still reaches the form, empty and with ``refused`` set: the form says why
(`content.media.probe.check_upload`, `content.documents.check`) instead of a page of errors.
"""

from __future__ import annotations

import errno
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.storage import FileSystemStorage
from django.core.files.uploadedfile import TemporaryUploadedFile, UploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler

from content.media.ffmpeg import NoSpace

FULL = (errno.ENOSPC, errno.EDQUOT)
AUTHORS = "/cms/"
OTHERS_BYTES = 64 * 1024 * 1024
"""Outside the CMS nothing that people upload is larger (rosters, question banks)."""


class RefusedFile(UploadedFile):
    """What is left of a file that could not be kept. ``size`` is what was sent."""

    def __init__(self, *, name: str, size: int, code: str, params: dict[str, Any]) -> None:
        super().__init__(BytesIO(), name, "application/octet-stream", size)
        self.file.refused, self.file.refused_params = code, params  # type: ignore[union-attr]
        self.refused, self.refused_params = code, params


class BoundedUploadHandler(TemporaryFileUploadHandler):
    """Writes to the data folder; stops writing at the limit or when the disk is full."""

    file: TemporaryUploadedFile

    def handle_raw_input(
        self,
        input_data: Any,
        META: Any,  # noqa: N803 - Django's name
        content_length: int,
        boundary: Any,
        encoding: Any = None,
    ) -> None:
        if content_length > self._limit * 2:  # not worth reading to its end
            raise RequestDataTooBig

    @property
    def _limit(self) -> int:
        path = self.request.path if self.request is not None else ""
        return settings.MAX_UPLOAD_BYTES if path.startswith(AUTHORS) else OTHERS_BYTES

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        self._refused: tuple[str, dict[str, Any]] | None = None
        self._sent = 0
        try:
            Path(settings.FILE_UPLOAD_TEMP_DIR).mkdir(parents=True, exist_ok=True)
            super().new_file(*args, **kwargs)
        except OSError as error:
            self._when_full(error)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self._sent += len(raw_data)
        if self._refused is None and self._sent > self._limit:
            self._give_up("too_big", limit=self._limit // 1024**2)
        if self._refused is None:
            try:
                super().receive_data_chunk(raw_data, start)
            except OSError as error:
                self._when_full(error)

    def _when_full(self, error: OSError) -> None:
        if error.errno not in FULL:
            raise error
        self._give_up("disk_full")

    def _give_up(self, code: str, **params: Any) -> None:
        self._refused = (code, params)
        with suppress(OSError, AttributeError):
            self.file.close()

    def file_complete(self, file_size: int) -> UploadedFile | None:
        if self._refused is None:
            try:
                self.file.flush()
            except OSError as error:
                self._when_full(error)
        if self._refused is not None:
            code, params = self._refused
            return RefusedFile(name=str(self.file_name), size=self._sent, code=code, params=params)
        return super().file_complete(file_size)


class MediaStorage(FileSystemStorage):
    """The media folder. A file that no longer fits leaves nothing behind and a clear sentence."""

    def _save(self, name: str, content: Any) -> str:
        try:
            return str(super()._save(name, content))  # type: ignore[misc]
        except OSError as error:
            if error.errno not in FULL:
                raise
            with suppress(OSError):
                Path(self.path(name)).unlink(missing_ok=True)
            raise NoSpace from error
