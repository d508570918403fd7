"""Writing by program: draft, review, live, the same way as an editor and a reviewer in the CMS.

Every function checks the same rights as the CMS does and leaves the same history, so that what was
imported or seeded cannot be told from what people wrote."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import Page

from content import workflow
from content.models import (
    CoursePage,
    HomePage,
    LessonPage,
    MaterialPage,
    PlanCourse,
    PlanTemplate,
    PlanTool,
    TeacherPage,
    ToolPage,
)
from content.tree import ensure_home, index_of
from content.workflow import owner_of
from lms.accounts import policies
from lms.accounts.models import Organisation, User
from lms.accounts.permissions import Permission
from lms.core.errors import Denied, Invalid


def create_course(*, by: User, organisation: Organisation, title: str, **fields: Any) -> CoursePage:
    """A draft of a course in the library of ``organisation``. ``fields`` are those of `CoursePage`
    (``prerequisites`` and ``knowledge_points`` are lists)."""
    return _create_in_library(CoursePage, by, organisation, title=title, **fields)


def create_lesson(*, by: User, course: CoursePage, title: str, **fields: Any) -> LessonPage:
    """A draft of a lesson at the end of ``course``; ``fields`` are those of `LessonPage`."""
    return _create(LessonPage(), course, by, {"title": title, **fields})


def create_home(*, by: User, title: str, shown_to: str, **fields: Any) -> HomePage:
    """A draft of what one group of people is told at home; authors at the root of the tree may."""
    facts = {"title": title, "shown_to": shown_to, **fields}
    return _create(HomePage(), ensure_home(), by, facts)


def create_teacher(*, by: User, organisation: Organisation, name: str, **fields: Any) -> Any:
    return _create_in_library(TeacherPage, by, organisation, title=name, **fields)


def create_material(*, by: User, organisation: Organisation, title: str, **fields: Any) -> Any:
    return _create_in_library(MaterialPage, by, organisation, title=title, **fields)


def create_tool(*, by: User, organisation: Organisation, title: str, **fields: Any) -> ToolPage:
    """A draft of a questionnaire, scale or worksheet; streams as lists of (block, value)."""
    return _create_in_library(ToolPage, by, organisation, title=title, **fields)


def create_plan(
    *,
    by: User,
    organisation: Organisation,
    title: str,
    courses: Iterable[CoursePage] = (),
    tools: Iterable[ToolPage] = (),
    **fields: Any,
) -> PlanTemplate:
    """A draft of a plan template that prescribes ``courses`` and ``tools`` in this order."""
    fields["plan_courses"] = [PlanCourse(course=course) for course in courses]
    fields["plan_tools"] = [PlanTool(tool=tool) for tool in tools]
    return _create_in_library(PlanTemplate, by, organisation, title=title, **fields)


def revise(*, page: Any, by: User, **fields: Any) -> Any:
    """A new draft of a page with these fields changed; what is live stays. Returns the draft."""
    if not page.permissions_for_user(by).can_edit():
        raise Denied(_("You do not have the right to edit this page."), code="edit")
    draft = page.get_latest_revision_as_object()
    _fill(draft, fields)
    _save_draft(draft, by)
    return draft


def publish_reviewed(*, page: Any, editor: User, reviewer: User, comment: str = "") -> Any:
    """Submit the latest draft as ``editor`` and approve it as ``reviewer``; returns the live page.

    Raises `Invalid` with the list of what is missing, `Denied` when one of the two may not.
    """
    workflow.submit(page=page, by=editor)
    workflow.approve(page=page, by=reviewer, comment=comment)
    return page.specific_class.objects.get(pk=page.pk)


def place_draft(page: Any, *, by: User, organisation: Organisation) -> Any:
    """A filled page of any library as a draft in that of ``organisation``."""
    policies.require(by, Permission.AUTHOR_CONTENT, organisation)
    return _create(page, index_of(organisation, type(page)), by, {})


def _create_in_library(
    model: type[Any], by: User, organisation: Organisation, **fields: Any
) -> Any:
    policies.require(by, Permission.AUTHOR_CONTENT, organisation)
    return _create(model(), index_of(organisation, model), by, fields)


def _create(page: Any, parent: Page, by: User, fields: dict[str, Any]) -> Any:
    policies.require(by, Permission.AUTHOR_CONTENT, owner_of(parent))
    parent.refresh_from_db()
    if not parent.permissions_for_user(by).can_add_subpage():
        raise Denied(_("You do not have the right to add a page here."), code="add")
    page.live, page.owner = False, by
    with transaction.atomic():
        _fill(page, fields)
        try:
            parent.add_child(instance=page)
            page.save_revision(user=by, log_action="wagtail.create")
        except ValidationError as error:
            raise _as_invalid(error) from error
    return page


def _save_draft(draft: Any, by: User) -> None:
    try:
        draft.full_clean()
    except ValidationError as error:
        raise _as_invalid(error) from error
    draft.save_revision(user=by, log_action=True)


def _fill(page: Any, fields: dict[str, Any]) -> None:
    for name, value in fields.items():
        if not hasattr(type(page), name):
            raise TypeError(f"{type(page).__name__} has no field {name}")
        setattr(page, name, value)


def _as_invalid(error: ValidationError) -> Invalid:
    fields = error.message_dict if hasattr(error, "error_dict") else {"page": error.messages}
    return Invalid(" ".join(error.messages), code="page", fields=fields)
