"""Saved lists as pages show them. The cases are asked each time: what was withdrawn is gone here
as well, and only how many that are is said."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from cases.facing import Face, face_of, icon_of
from cases.models import CaseList, CaseListItem, CasePage
from lms.core.errors import NotVisible


@dataclass
class Entry:
    """A case in a list with what the seminar says about it; ``begins`` and ``ends`` in minutes."""

    item: CaseListItem
    page: CasePage
    begins: int = 0

    @property
    def ends(self) -> int:
        return self.begins + self.item.minutes

    @property
    def icon(self) -> str:
        return icon_of(self.page.kind)

    @property
    def face(self) -> Face:
        return face_of(self.page)

    @property
    def offered(self) -> list[str]:
        """The questions of the case itself."""
        return CasePage.points(self.page.discussion)

    @property
    def chosen(self) -> list[str]:
        """What is discussed: what was chosen, else all that the case asks."""
        return CasePage.points(self.item.questions) or self.offered

    @property
    def own(self) -> list[str]:
        """Questions that whoever made the seminar wrote."""
        return [one for one in self.chosen if one not in self.offered]


@dataclass
class Shelf:
    """A list with what of it this person may see."""

    saved: CaseList
    entries: list[Entry] = field(default_factory=list)
    withdrawn: int = 0
    hidden: int = 0
    """No longer shared with whoever looks."""

    @property
    def minutes(self) -> int:
        return sum(one.item.minutes for one in self.entries)

    @property
    def ids(self) -> set[int]:
        return {one.page.pk for one in self.entries}


def list_for(user: Any, pk: UUID) -> CaseList:
    """Raises `NotVisible` for a list that is neither theirs nor shared with their unit."""
    found = CaseList.objects.visible_to(user).select_related("owner").filter(pk=pk).first()
    if found is None:
        raise NotVisible(_("This list does not exist or is not shared with you."), code="list")
    return found


def shelf_of(user: Any, case_list: CaseList) -> Shelf:
    """Three queries, and those of the person's reach."""
    items = list(case_list.items.all())
    wanted = {one.case_id for one in items}
    visible = CasePage.objects.visible_to(user).select_related("owner_organisation", "post")
    pages = {page.pk: page for page in visible.filter(pk__in=wanted)}
    return _shelf(case_list, items, pages, _withdrawn(wanted - set(pages)))


def shelves_of(user: Any) -> list[Shelf]:
    """All lists of a person and those shared with their unit, each with what can be seen of it.
    Four queries, however many lists there are."""
    lists = list(CaseList.objects.visible_to(user).select_related("owner"))
    items = CaseListItem.objects.filter(list__in=lists).order_by("position", "pk")
    rows: dict[UUID, list[CaseListItem]] = {}
    for item in items:
        rows.setdefault(item.list_id, []).append(item)
    wanted = {item.case_id for item in items}
    pages = {page.pk: page for page in CasePage.objects.visible_to(user).filter(pk__in=wanted)}
    gone = _withdrawn(wanted - set(pages))
    return [_shelf(one, rows.get(one.pk, []), pages, gone) for one in lists]


def _withdrawn(ids: Iterable[int]) -> set[int]:
    found = CasePage.objects.filter(pk__in=list(ids), withdrawn_at__isnull=False)
    return set(found.values_list("pk", flat=True))


def _shelf(
    case_list: CaseList, items: list[CaseListItem], pages: dict[int, CasePage], gone: set[int]
) -> Shelf:
    shelf, begins = Shelf(case_list), 0
    for item in items:
        if page := pages.get(item.case_id):
            shelf.entries.append(Entry(item, page, begins))
            begins += item.minutes
        elif item.case_id in gone:
            shelf.withdrawn += 1
        else:
            shelf.hidden += 1
    return shelf
