"""Lessons on film: slides are rendered by several processes while the rest is being written, then
each film goes the way of an upload. The qualities follow later, by the worker."""

from __future__ import annotations

import multiprocessing
import os
import tempfile
from collections.abc import Iterable
from concurrent.futures import Future, ProcessPoolExecutor, ThreadPoolExecutor
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol, Self
from uuid import UUID

from django.conf import settings
from django.core.files import File
from django.db import connection

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

    def deliver(self, *, by: User, owner: Organisation) -> None:
        """From now on finished films may be handed in by an editor of ``owner``."""

    def media(self, course: Course, lesson: Lesson) -> Media:
        """The film of a lesson, with subtitles, ready to be played."""


class Studio:
    """Renders in as many processes as there are processors, and hands in in as many threads; a
    context manager, because its workshop is a folder that goes when it is left."""

    def __init__(self) -> None:
        Path(settings.FILE_UPLOAD_TEMP_DIR).mkdir(parents=True, exist_ok=True)
        self._folder = tempfile.TemporaryDirectory(
            prefix="films-", dir=settings.FILE_UPLOAD_TEMP_DIR
        )
        hands = os.cpu_count() or 2
        # Not forked: the open database connection must not be shared.
        self._renderers = ProcessPoolExecutor(
            hands, mp_context=multiprocessing.get_context("spawn")
        )
        self._porters = ThreadPoolExecutor(hands)
        self._lessons: dict[tuple[str, str], tuple[Course, Lesson]] = {}
        self._films: dict[tuple[str, str], Future[film.Film]] = {}
        self._media: dict[tuple[str, str], Future[Media]] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._porters.shutdown(wait=False, cancel_futures=True)
        self._renderers.shutdown(wait=True, cancel_futures=True)
        self._porters.shutdown(wait=True)
        self._folder.cleanup()

    def begin(self, courses: Iterable[Course], lecturers: dict[str, str]) -> None:
        for course in courses:
            for lesson in course.lessons:
                if lesson.kind == "video":
                    name = (course.slug, lesson.slug)
                    script = script_of(course, lesson, lecturers[course.slug])
                    path = str(self._path(course, lesson))
                    self._lessons[name] = (course, lesson)
                    self._films[name] = self._renderers.submit(render, script, path)

    def deliver(self, *, by: User, owner: Organisation) -> None:
        for name, (course, lesson) in self._lessons.items():
            self._media[name] = self._porters.submit(self._hand_in, course, lesson, by.pk, owner.pk)

    def media(self, course: Course, lesson: Lesson) -> Media:
        return self._media[course.slug, lesson.slug].result()

    def _path(self, course: Course, lesson: Lesson) -> Path:
        return Path(self._folder.name) / f"{course.slug}-{lesson.slug}.mp4"

    def _hand_in(self, course: Course, lesson: Lesson, editor: UUID, owner: int) -> Media:
        """As an editor's upload: examined, made playable, given its subtitles."""
        try:
            made = self._films[course.slug, lesson.slug].result()
            by, path = User.objects.get(pk=editor), self._path(course, lesson)
            with path.open("rb") as file:
                media = add_media(
                    by=by, organisation=Organisation.objects.get(pk=owner), title=lesson.title,
                    kind="video", file=File(file, name=path.name), **_rights(course),
                )  # fmt: skip
            path.unlink()
            transcode.prepare_now(media)
            raw = made.subtitles.encode()
            add_subtitles(media=media, by=by, raw=raw, name=f"{lesson.slug}.vtt")
            return media
        finally:
            connection.close()


def _rights(course: Course) -> dict[str, Any]:
    """Who may fetch a film of this course, and where it comes from."""
    facts = course.facts
    return {
        "audience": facts["audience"],
        "juveniles_allowed": facts["juveniles_allowed"],
        "source": SOURCE,
        "licence": facts["licence"],
    }
