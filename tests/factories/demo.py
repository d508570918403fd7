"""Films of the demo without rendering them: as long, with the same subtitles, nothing in them."""

from __future__ import annotations

from collections.abc import Iterable

from django.core.files.base import ContentFile

from content.filing import add_subtitles
from content.media import film, pacing
from content.models import Media
from content.tree import ensure_collection
from lms.accounts.models import Organisation, User
from lms.config.demo.lessons import Course, Lesson
from lms.config.demo.render import script_of


class QuickCinema:
    """A cinema for tests: media that are ready at once."""

    def begin(self, courses: Iterable[Course], lecturers: dict[str, str]) -> None:
        self.lecturers = lecturers

    def deliver(self, *, by: User, owner: Organisation) -> None:
        self.by, self.owner = by, owner

    def media(self, course: Course, lesson: Lesson) -> Media:
        by, owner = self.by, self.owner
        spans = film.timetable(script_of(course, lesson, self.lecturers[course.slug]))
        made = Media(
            title=lesson.title, type="video", state="ready", duration=spans[-1].end, size=6_000_000,
            collection=ensure_collection(owner), uploaded_by_user=by,
        )  # fmt: skip
        made.save()
        made.file.save(f"{lesson.slug}.mp4", ContentFile(b"\x00\x00\x00\x18ftypmp42"), save=False)
        Media.objects.filter(pk=made.pk).update(file=made.file.name)
        made.refresh_from_db()
        raw = pacing.webvtt(spans).encode()
        add_subtitles(media=made, by=by, raw=raw, name=f"{lesson.slug}.vtt")
        return made
