"""The libraries: which index pages every branch has. Apps above content add theirs when ready.

Each library is an index page of its own kind below the branch of an organisation; what stands in it
names that kind in ``parent_page_types``.
"""

from __future__ import annotations

from typing import Any

_indexes: dict[str, type[Any]] = {}


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
