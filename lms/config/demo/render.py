"""What another process does to make a film: pictures and packets only, no database, no Django."""

from __future__ import annotations

import os
from pathlib import Path

from content.media import film
from content.media.slides import Slide
from lms.config.demo.lessons import Course, Lesson


def script_of(course: Course, lesson: Lesson, lecturer: str) -> film.Script:
    """A slide for each section, its paragraphs read with it."""
    slides = tuple(
        Slide(
            heading=section.title,
            lines=tuple(section.bullets),
            quote=" ".join(section.quotes),
            narration=tuple(section.paragraphs),
        )
        for section in lesson.sections
    )
    return film.Script(
        title=lesson.title,
        course=course.facts["title"],
        slides=slides,
        lecturer=lecturer,
        tone=course.facts["dimension"],
    )


def render(script: film.Script, path: str) -> film.Film:
    """Write the film to ``path``, gently to whatever else runs."""
    os.nice(5)
    return film.render(script, Path(path))
