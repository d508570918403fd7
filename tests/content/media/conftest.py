"""Uploads as the CMS and programs put them into a collection."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.base import ContentFile, File

from content import filing
from content.models import Media


@pytest.fixture
def editor(land: Any, person: Any) -> Any:
    return person("editor", land.county)


@pytest.fixture
def upload(land: Any, editor: Any) -> Callable[..., Media]:
    """``upload(path)`` or ``upload(bytes, name)``: a medium that waits for the worker."""

    def put(content: Path | bytes, name: str = "", *, kind: str = "video") -> Media:
        body = content.read_bytes() if isinstance(content, Path) else content
        name = name or (content.name if isinstance(content, Path) else "film.mp4")
        return filing.add_media(
            by=editor,
            organisation=land.county,
            title="讲座",
            kind=kind,
            file=File(ContentFile(body), name=name),
        )

    return put


def files_left() -> list[str]:
    """Everything below the media folder, by relative name."""
    root = Path(settings.MEDIA_ROOT)
    return sorted(str(path.relative_to(root)) for path in root.rglob("*") if path.is_file())
