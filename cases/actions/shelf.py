"""Saved lists of cases, and the seminars that are built from them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from cases.models import CaseList, CaseListItem, CasePage
from lms.accounts import policies
from lms.accounts.permissions import Permission
from lms.core import audit
from lms.core.clock import now
from lms.core.errors import Conflict, Denied, Invalid, NotVisible

MOST_LISTS = 100
MOST_CASES = 60
MOST_MINUTES = 240


def may_hold_seminars(user: Any) -> bool:
    """Those who teach: authors of teaching content, and those who prescribe it."""
    return policies.can(user, Permission.AUTHOR_CONTENT) or policies.can(user, Permission.PRESCRIBE)


def make_list(*, by: Any, title: str, note: str = "") -> CaseList:
    """An empty list of one's own. Raises `Denied` for who does not work at a desk, `Invalid`,
    `Conflict` when there are too many."""
    if not by.is_desk or by.organisation is None:
        raise Denied(_("This page is for staff."), code="no_staff")
    title = _title(title)
    if CaseList.objects.filter(owner=by).count() >= MOST_LISTS:
        raise Conflict(_("You have as many lists as there is room for."), code="full")
    return CaseList.objects.create(
        owner=by, organisation=by.organisation, title=title, note=note.strip()[:2000]
    )


def rename(*, by: Any, case_list: CaseList, title: str, note: str) -> CaseList:
    _require_own(by, case_list)
    case_list.title, case_list.note = _title(title), note.strip()[:2000]
    return _changed(case_list, "title", "note")


def _title(text: str) -> str:
    title = text.strip()
    if not title or len(title) > 100:
        sentence = _("Give the list a name of at most 100 characters.")
        raise Invalid(sentence, code="title", fields={"title": [sentence]})
    return title


def delete(*, by: Any, case_list: CaseList) -> None:
    """Gone with its items; the cases stay."""
    _require_own(by, case_list)
    case_list.delete()


def add(*, by: Any, case_list: CaseList, case_id: int) -> CaseListItem:
    """Put a case at the end of the list; one that is in it already stays where it is. Raises
    `NotVisible` for a case that ``by`` may not see."""
    _require_own(by, case_list)
    case = CasePage.objects.visible_to(by).filter(pk=case_id).first()
    if case is None:
        raise NotVisible(_("This case does not exist or is not meant for you."), code="case")
    with transaction.atomic():
        CaseList.objects.select_for_update().get(pk=case_list.pk)
        if case_list.items.exclude(case=case).count() >= MOST_CASES:
            raise Conflict(_("This list has as many cases as there is room for."), code="full")
        last = case_list.items.aggregate(last=Max("position"))["last"]
        item, _created = CaseListItem.objects.get_or_create(
            list=case_list, case=case, defaults={"position": 0 if last is None else last + 1}
        )
        _changed(case_list)
    return item


def remove(*, by: Any, case_list: CaseList, case_id: int) -> None:
    """Take a case out. What is not in the list is out of it already."""
    _require_own(by, case_list)
    case_list.items.filter(case=case_id).delete()
    _changed(case_list)


def move(*, by: Any, case_list: CaseList, case_id: int, up: bool) -> None:
    """One place up or down among the cases that ``by`` can see; at the end nothing changes."""
    _require_own(by, case_list)
    with transaction.atomic():
        CaseList.objects.select_for_update().get(pk=case_list.pk)
        items = list(case_list.items.all())
        seen = set(
            CasePage.objects.visible_to(by)
            .filter(pk__in=[one.case_id for one in items])
            .values_list("pk", flat=True)
        )
        shown = [one for one in items if one.case_id in seen]
        place = next((n for n, one in enumerate(shown) if one.case_id == case_id), None)
        if place is None:
            raise NotVisible(_("This case is not in the list."), code="case")
        other = place - 1 if up else place + 1
        if 0 <= other < len(shown):
            a, b = items.index(shown[place]), items.index(shown[other])
            items[a], items[b] = items[b], items[a]
        for number, one in enumerate(items):
            one.position = number
        CaseListItem.objects.bulk_update(items, ["position"])
        _changed(case_list)


def share(*, by: Any, case_list: CaseList, shared: bool) -> CaseList:
    """Show the list to the people of one's own unit, or no longer."""
    _require_own(by, case_list)
    with transaction.atomic():
        case_list.is_shared = shared
        audit.record("cases.list_shared", actor=by, target=case_list, after={"shared": shared})
        return _changed(case_list, "is_shared")


@dataclass(frozen=True)
class Part:
    """One case of a seminar: minutes, and the questions to discuss, one per line."""

    case_id: int
    minutes: int
    questions: str = ""


def plan_seminar(*, by: Any, case_list: CaseList, goal: str, parts: Iterable[Part]) -> CaseList:
    """Make a seminar of a list, or change it. Raises `Denied` for who does not teach."""
    _require_own(by, case_list)
    if not may_hold_seminars(by):
        raise Denied(_("You do not have the right to do this."), code="seminar")
    wanted = {part.case_id: part for part in parts}
    for part in wanted.values():
        if not 1 <= part.minutes <= MOST_MINUTES:
            sentence = _("Minutes are a number from 1 to %(most)d.") % {"most": MOST_MINUTES}
            raise Invalid(sentence, code="minutes", fields={f"minutes-{part.case_id}": [sentence]})
    with transaction.atomic():
        items = list(case_list.items.filter(case__in=wanted))
        for item in items:
            part = wanted[item.case_id]
            item.minutes, item.questions = part.minutes, part.questions.strip()[:2000]
        CaseListItem.objects.bulk_update(items, ["minutes", "questions"])
        case_list.is_seminar, case_list.goal = True, goal.strip()[:2000]
        audit.record("cases.seminar_planned", actor=by, target=case_list)
        return _changed(case_list, "is_seminar", "goal")


def _require_own(by: Any, case_list: CaseList) -> None:
    if case_list.owner_id != by.pk:
        raise Denied(_("Only whoever made this list may change it."), code="not_owner")


def _changed(case_list: CaseList, *names: str) -> CaseList:
    case_list.changed_at = now()
    case_list.save(update_fields=["changed_at", *names])
    return case_list
