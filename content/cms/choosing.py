"""What an author may point to: pages of the own organisations and what others share with them."""

from __future__ import annotations

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q

from content.models import (
    BranchPage,
    CoursePage,
    HomePage,
    LessonPage,
    MaterialPage,
    PlanTemplate,
    TeacherPage,
    ToolPage,
)
from content.models.pages import IndexPage
from lms.accounts import policies
from lms.accounts.permissions import Permission

RESOURCES = (CoursePage, LessonPage, MaterialPage, PlanTemplate, TeacherPage, ToolPage)


def own_branches(user: Any) -> list[str]:
    """Tree paths of the topmost branches that ``user`` writes for."""
    roots = policies.roots(user, Permission.AUTHOR_CONTENT)
    return list(
        BranchPage.objects.filter(organisation__path__in=roots).values_list("path", flat=True)
    )


def own(user: Any) -> Q:
    """Pages, drafts included, of the organisations that ``user`` writes for."""
    condition = Q(pk__in=[])
    for path in own_branches(user):
        condition |= Q(path__startswith=path)
    return condition


def choosable(user: Any) -> Q:
    """Which pages a chooser shows: own ones, what is shared, and the way through the tree."""
    if user.is_superuser:
        return Q()
    way = [BranchPage, HomePage, *IndexPage.__subclasses__()]
    types = ContentType.objects.get_for_models(*way).values()
    condition = own(user) | Q(content_type__in=list(types)) | Q(depth=1)
    for model in RESOURCES:
        condition |= Q(pk__in=model.objects.visible_to(user).values("pk"))
    return condition
