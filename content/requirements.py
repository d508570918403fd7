"""What completing a course may take besides its lessons: kinds that higher apps register.

Authors choose from `choices`; ``learning/completion.py`` asks the registered check. So ``exams``
can offer "paper passed" and ``training`` "case acknowledged" without this app knowing them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class RequirementKind:
    """One kind. ``met(user, target)`` says whether that person has done it; ``describe(target)`` is
    the sentence a learner reads; ``problem(target)`` is what is wrong with the author's target,
    ``unsuitable(target, course)`` why it does not fit that course. ``targets()``: what the person
    who is signed in may choose, with the words for it."""

    code: str
    label: str | Promise
    met: Callable[[Any, str], bool]
    describe: Callable[[str], str]
    problem: Callable[[str], str | Promise | None] = lambda target: None
    unsuitable: Callable[[str, Any], str | Promise | None] = lambda target, course: None
    targets: Callable[[], Iterable[tuple[str, str]]] | None = None


_kinds: dict[str, RequirementKind] = {}


def register(kind: RequirementKind) -> None:
    """Offer a kind; a second registration of the same code replaces the first."""
    _kinds[kind.code] = kind


def kind_of(code: str) -> RequirementKind | None:
    return _kinds.get(code)


def choices() -> list[tuple[str, str | Promise]]:
    """What an author can choose from."""
    return [(kind.code, kind.label) for kind in _kinds.values()]


def label_of(code: str) -> str | Promise:
    kind = _kinds.get(code)
    return kind.label if kind else code


def targets() -> list[tuple[str, list[tuple[str, str]]]]:
    """What an author can choose of each kind: (its label, targets with their words)."""
    return [(str(kind.label), list(kind.targets())) for kind in _kinds.values() if kind.targets]


def problem_with(code: str, target: str, course: Any = None) -> str | Promise | None:
    """What is wrong with an author's choice (for ``course``); None when nothing is."""
    kind = _kinds.get(code)
    if kind is None:
        return _("This kind of requirement does not exist.")
    found = kind.problem(target)
    return found if found or course is None else kind.unsuitable(target, course)


def unmet(course: Any, user: Any) -> list[str]:
    """The sentences of those requirements of ``course`` that ``user`` has not met."""
    return unmet_among([(one.kind, one.target) for one in course.requirements.all()], user)


def unmet_among(wanted: Iterable[tuple[str, str]], user: Any) -> list[str]:
    """The same for requirements as pairs of kind and target.

    A kind that no app registers any more counts as unmet: nobody completes a course by an omission.
    """
    missing = []
    for code, target in wanted:
        kind = _kinds.get(code)
        if kind is None:
            missing.append(str(code))
        elif not kind.met(user, target):
            missing.append(kind.describe(target))
    return missing
