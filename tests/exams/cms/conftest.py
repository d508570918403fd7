"""Authors and reviewers at their desks, and questions as they write them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from exams.bank import columns, plain
from exams.models import Question
from tests.content.conftest import at_desk, land, offender, person
from tests.factories import exams as make

__all__ = ["at_desk", "land", "offender", "person"]


def drafted(by: Any, organisation: Any, kind: str = plain.SINGLE, **fields: Any) -> Question:
    """A question that ``by`` has drafted for ``organisation``; nobody has read it yet."""
    form = make.body(kind, **fields)
    made = Question(owner_organisation=organisation, made_by=by, live=False)
    columns.take(made, form)
    made.save()
    made.save_revision(user=by)
    return made


@pytest.fixture
def editor(land: Any, person: Callable[..., Any]) -> Any:
    return person("editor", land.county)


@pytest.fixture
def desk(editor: Any, at_desk: Callable[..., Any]) -> Any:
    return at_desk(editor)


@pytest.fixture
def draft(land: Any, editor: Any) -> Question:
    return drafted(editor, land.county)


@pytest.fixture
def stranger(land: Any, at_desk: Callable[..., Any]) -> Any:
    """The browser of an author of another county."""
    return at_desk("editor", land.county2)
