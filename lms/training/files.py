"""Files that a page hands out: a sheet or a paper, named after what it shows and when."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

from django.http import FileResponse

from lms.core import exports
from lms.core.clock import now
from lms.core.months import local

PDF = "application/pdf"


def sheet(title: str, head: Sequence[str], rows: Iterable[Sequence[Any]]) -> FileResponse:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "sheet.xlsx"
        exports.write(path, title=title, head=head, rows=rows)
        return _file(path.open("rb"), title, "xlsx", exports.XLSX)


def paper(title: str, content: bytes) -> FileResponse:
    return _file(BytesIO(content), title, "pdf", PDF)


def _file(content: Any, title: str, kind: str, media_type: str) -> FileResponse:
    name = f"{title}-{local(now()):%Y%m%d-%H%M}.{kind}"
    return FileResponse(content, as_attachment=True, filename=name, content_type=media_type)
