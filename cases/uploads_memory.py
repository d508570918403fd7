"""Files of a form that must never lie on a disk as they are: kept in memory, and not many."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import InMemoryUploadedFile, UploadedFile
from django.core.files.uploadhandler import FileUploadHandler

from cases.accepted import MOST_BYTES

MOST_IN_FORM = MOST_BYTES + 1024**2
"""Bytes of all files of one form; without script a large file is sent by itself."""


class MemoryOnlyHandler(FileUploadHandler):
    """Raises `RequestDataTooBig` at once for a form that is announced larger, and stops keeping
    what is sent beyond."""

    def handle_raw_input(
        self,
        input_data: Any,
        META: Any,  # noqa: N803 - Django's name
        content_length: int,
        boundary: Any,
        encoding: Any = None,
    ) -> None:
        if content_length > MOST_IN_FORM:
            raise RequestDataTooBig
        self._all = 0

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self._file = BytesIO()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self._all += len(raw_data)
        if self._all > MOST_IN_FORM:
            raise RequestDataTooBig
        self._file.write(raw_data)

    def file_complete(self, file_size: int) -> UploadedFile:
        self._file.seek(0)
        return InMemoryUploadedFile(
            self._file, self.field_name, str(self.file_name), str(self.content_type), file_size,
            self.charset, self.content_type_extra,
        )  # fmt: skip
