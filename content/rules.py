"""What must be true before something is published, and what is wrong when it is not."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from content import reviewed
from content.blocks.checks import faults
from content.models import CoursePage, LessonPage, Media, PlanTemplate, ToolPage
from lms.core.errors import Invalid

STREAMS = ("body", "checks")
Says = Callable[[Any], Iterable[str]]
"""Sentences about a page as it stands in the object."""
_problems: dict[type[Any], Says] = {}
_doubts: dict[type[Any], Says] = {}


def register(model: type[Any], *, problems: Says, doubts: Says | None = None) -> None:
    """Rules of an app above content for its pages: what keeps one from being published
    (``problems``), and what a reviewer may let pass with a written comment alone (``doubts``)."""
    _problems[model] = problems
    if doubts is not None:
        _doubts[model] = doubts


def doubts_about(page: Any) -> list[str]:
    """Why approving this page takes a written comment; empty when it takes none."""
    says = _doubts.get(type(page))
    return list(dict.fromkeys(says(page))) if says else []


def require_comment(page: Any, comment: str) -> None:
    """Raises `Invalid` when there are doubts and nobody has written why it is published."""
    if not comment.strip() and (found := doubts_about(page)):
        raise Invalid(
            _("Approve this with a comment that says why it may be published: %(doubts)s")
            % {"doubts": " ".join(found)},
            code="comment",
            fields={"comment": found},
        )


def problems_with(page: Any) -> list[str]:
    """Every reason, as a sentence, why this page (as it stands in the object) may not be
    published."""
    found = list(_form_problems(page))
    if getattr(page, "is_withdrawn", False):
        found.append(_("This resource was withdrawn. Offer it again first."))
    for name in STREAMS:
        found += _stream_problems(getattr(page, name, None) or ())
    if isinstance(page, LessonPage):
        found += _lesson_problems(page)
    if isinstance(page, CoursePage):
        found += _course_problems(page)
    if isinstance(page, ToolPage):
        found += page.problems()
    if isinstance(page, PlanTemplate):
        found += _plan_problems(page)
    found += reviewed.problems(page)
    if says := _problems.get(type(page)):
        found += says(page)
    return list(dict.fromkeys(found))


def require_publishable(page: Any) -> None:
    """Raises `Invalid` that lists all problems."""
    if found := problems_with(page):
        raise Invalid(
            _("“%(title)s” cannot be published yet: %(problems)s")
            % {"title": page.title, "problems": " ".join(found)},
            code="not_publishable",
            fields={"page": found},
        )


def _form_problems(page: Any) -> Iterator[str]:
    try:
        page.clean()
    except ValidationError as error:
        yield from error.messages


def _stream_problems(stream: Iterable[Any]) -> Iterator[str]:
    for child in stream:
        value = child.value
        if child.block_type == "picture" and not _has_words(value):
            yield _("A picture has no alternative text.")
        elif child.block_type == "self_check":
            yield from (f"{value['prompt']}: {fault}" for fault in faults(value))
        elif child.block_type in ("video", "audio"):
            yield from _media_problems(value)


def _has_words(value: Any) -> bool:
    image = value["image"]
    return bool((value["alt"] or "").strip() or (image and image.description.strip()))


def _media_problems(media: Media | None) -> Iterator[str]:
    if media is None:
        yield _("The video or audio is missing.")
        return
    name = {"title": media.title}
    if media.state == "refused":
        yield _("“%(title)s” was refused: %(problem)s") % {**name, "problem": media.problem}
    elif not media.is_ready:
        yield _("“%(title)s” is still being processed.") % name
    if not media.has_subtitles():
        yield _("“%(title)s” has no subtitles and nobody has said why it needs none.") % name


def _lesson_problems(lesson: LessonPage) -> Iterator[str]:
    if lesson.kind in (LessonPage.Kind.VIDEO, LessonPage.Kind.AUDIO):
        yield from _media_problems(lesson.media)
        if lesson.media and lesson.media.type != lesson.kind:
            yield _("The kind of the lesson does not fit its file.")
    elif lesson.kind == LessonPage.Kind.DOCUMENT:
        if lesson.document is None:
            yield _("The document is missing.")
    elif not len(lesson.body):
        yield _("The lesson has no text.")


def _course_problems(course: CoursePage) -> Iterator[str]:
    for requirement in course.requirements.all():
        try:
            requirement.clean()
        except ValidationError as error:
            yield from error.messages


def _plan_problems(plan: PlanTemplate) -> Iterator[str]:
    """A juvenile is never prescribed what was not made for juveniles."""
    entries = plan.plan_courses.all()
    if not entries and not plan.plan_tools.all():
        yield _("The plan prescribes nothing.")
    if plan.juveniles == PlanTemplate.Juveniles.NOT:
        return
    for entry in entries:
        if not entry.course.juveniles_allowed:
            yield _("“%(title)s” is not meant for juveniles.") % {"title": entry.course.title}
