"""Lessons on film: slides are rendered by several processes while the rest is being written, then
each film goes the way of an upload. The qualities follow later, by the worker."""

from __future__ import annotations

import multiprocessing
import os
import tempfile
from collections.abc import Iterable
from concurrent.futures import Future, ProcessPoolExecutor
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol, Self

from django.conf import settings
from django.core.files import File

from content.filing import add_media, add_subtitles
from content.media import film, transcode
from content.models import Media
from lms.accounts.models import Organisation, User
from lms.config.demo.lessons import Course, Lesson
from lms.config.demo.render import render, script_of

SOURCE = "本平台制作"


class Cinema(Protocol):
    """Who makes films out of lessons; tests have a quicker one."""

    def begin(self, courses: Iterable[Course], lecturers: dict[str, str]) -> None:
        """Films of these courses will be wanted; ``lecturers`` are names by course."""

    def media(self, course: Course, lesson: Lesson, *, by: User, owner: Organisation) -> Media:
        """The film of a lesson, with subtitles, ready to be played."""


class Studio:
    """Renders with as many processes as there are processors; a context manager, because its
    workshop is a folder that goes when it is left."""

    def __init__(self) -> None:
        Path(settings.FILE_UPLOAD_TEMP_DIR).mkdir(parents=True, exist_ok=True)
        self._folder = tempfile.TemporaryDirectory(
            prefix="films-", dir=settings.FILE_UPLOAD_TEMP_DIR
        )
        # Not forked: the open database connection must not be shared.
        context = multiprocessing.get_context("spawn")
        self._pool = ProcessPoolExecutor(os.cpu_count() or 2, mp_context=context)
        self._films: dict[tuple[str, str], Future[film.Film]] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._pool.shutdown(wait=True, cancel_futures=True)
        self._folder.cleanup()

    def begin(self, courses: Iterable[Course], lecturers: dict[str, str]) -> None:
        for course in courses:
            for lesson in course.lessons:
                if lesson.kind == "video":
                    script = script_of(course, lesson, lecturers[course.slug])
                    path = str(self._path(course, lesson))
                    self._films[course.slug, lesson.slug] = self._pool.submit(render, script, path)

    def _path(self, course: Course, lesson: Lesson) -> Path:
        return Path(self._folder.name) / f"{course.slug}-{lesson.slug}.mp4"

    def media(self, course: Course, lesson: Lesson, *, by: User, owner: Organisation) -> Media:
        made = self._films[course.slug, lesson.slug].result()
        path = self._path(course, lesson)
        with path.open("rb") as file:
            media = add_media(
                by=by, organisation=owner, title=lesson.title, kind="video",
                file=File(file, name=path.name), **rights(course),
            )  # fmt: skip
        path.unlink()
        transcode.prepare_now(media)
        add_subtitles(media=media, by=by, raw=made.subtitles.encode(), name=f"{lesson.slug}.vtt")
        return media


def rights(course: Course) -> dict[str, Any]:
    """Who may fetch a file of this course, and where it comes from."""
    facts = course.facts
    return {
        "audience": facts["audience"],
        "juveniles_allowed": facts["juveniles_allowed"],
        "source": SOURCE,
        "licence": facts["licence"],
    }
