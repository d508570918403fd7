"""The libraries: which index pages every branch has. Apps above content add theirs when ready.

Each library is an index page of its own kind below the branch of an organisation; what stands in it
names that kind in ``parent_page_types``.
"""

from __future__ import annotations

from typing import Any

_indexes: dict[str, type[Any]] = {}
_terms: list[tuple[str, str]] = [
    ("content", "knowledgepoint"),
    ("content", "riskpoint"),
    ("content", "speciality"),
    ("content", "post"),
]


def add(slug: str, index: type[Any]) -> None:
    """One more library; ``slug`` is its place below a branch."""
    _indexes[slug] = index


def indexes() -> dict[str, type[Any]]:
    """The kinds of index pages by slug: content's own first."""
    from content import models

    own = {
        "courses": models.CourseIndexPage,
        "teachers": models.TeacherIndexPage,
        "materials": models.MaterialIndexPage,
        "plans": models.PlanIndexPage,
        "tools": models.ToolIndexPage,
    }
    return {**own, **_indexes}


def add_terms(app: str, model: str) -> None:
    """One more word list that authors write in (content/tree.py)."""
    if (app, model) not in _terms:
        _terms.append((app, model))


def terms() -> list[tuple[str, str]]:
    """The word lists, as app and model."""
    return list(_terms)
