"""What can be studied: the promise a page keeps so that ``learning`` can count its seconds.

A lesson keeps it; so do cases, and later packages. ``learning`` knows no other kind of it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable
from uuid import UUID

from django.utils.translation import gettext as _

from lms.core.errors import NotVisible

if TYPE_CHECKING:
    from content.models import CoursePage, LessonPage


@dataclass(frozen=True)
class SelfCheck:
    """A question about what was studied. ``right`` never leaves the server before the answer."""

    id: str
    prompt: str
    options: tuple[tuple[str, str], ...]
    right: str
    explanation: str = ""


@runtime_checkable
class Studyable(Protocol):
    """A page that can be studied for credit."""

    title: str

    @property
    def study_id(self) -> int: ...

    @property
    def study_kind(self) -> str:
        """``video``, ``audio``, ``article`` or ``document``."""

    @property
    def study_seconds(self) -> int:
        """Nominal seconds: the length of media; reading time at 400 characters a minute."""

    def study_seconds_at(self, rate: int) -> int:
        """Nominal seconds for someone who reads ``rate`` characters a minute."""

    @property
    def study_version(self) -> int:
        """Counts published changes of what is studied, from 1; 0 before the first."""

    @property
    def study_counts(self) -> bool:
        """Whether time studied here is credited."""

    @property
    def origin(self) -> UUID:
        """The same for a page and its adopted copies: they share one earned set."""

    @property
    def audience(self) -> str: ...

    def self_checks(self) -> list[SelfCheck]: ...


_models: list[type[Any]] = []


def register(model: type[Any]) -> type[Any]:
    """Class decorator: pages of this model keep the promise. Its manager has
    ``visible_to(user)``."""
    if model not in _models:
        _models.append(model)
    return model


def _kinds() -> list[type[Any]]:
    from content.models import LessonPage

    return [LessonPage, *_models]


def studyable(page_id: int, user: Any = None) -> Any:
    """The page with that id that can be studied; with ``user`` only when that person may see it.

    Raises `NotVisible` otherwise. A lesson takes one query.
    """
    for model in _kinds():
        pages = model.objects.visible_to(user) if user is not None else model.objects.offered()
        if model is _kinds()[0]:
            pages = pages.select_related("course", "media")
        if page := pages.filter(pk=page_id).first():
            return page
    raise NotVisible(_("This lesson does not exist or is not meant for you."))


def lessons_of(course: CoursePage) -> list[LessonPage]:
    """The published lessons of a course in the order of the tree. One query."""
    return list(course.lessons.filter(live=True).order_by("path").select_related("media"))


def checks_in(stream: Iterable[Any]) -> list[SelfCheck]:
    """The self-check questions among the blocks of a stream."""
    return [
        check_of(str(child.id), child.value) for child in stream if child.block_type == "self_check"
    ]


def check_of(name: str, value: Any) -> SelfCheck:
    """A self-check from its block value; option ids are letters in the author's order."""
    options = [option for option in value["options"] if option["text"].strip()]
    letters = "abcdefgh"
    right = next((letters[n] for n, option in enumerate(options) if option["right"]), "")
    return SelfCheck(
        id=name,
        prompt=value["prompt"],
        options=tuple((letters[n], option["text"]) for n, option in enumerate(options)),
        right=right,
        explanation=value.get("explanation") or "",
    )
