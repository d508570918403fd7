"""The case library in menus, among the libraries, and in the words of the audit log."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.template.loader import get_template
from django.utils.translation import gettext_lazy as _

from cases.cms.snippets import Offences
from cases.tables import CaseTable
from content import shelves
from content.cms.snippets import add_word_list
from content.library import tables
from lms.accounts.roles import Role
from lms.core import menus, places, verbs

VERBS = {
    "cases.number_seen": _("looked at a case number"),
    "cases.number_set": _("set a case number"),
    "cases.list_shared": _("shared a list of cases"),
    "cases.seminar_planned": _("planned a seminar"),
    "cases.question_asked": _("asked about a case"),
    "cases.question_answered": _("answered a question about a case"),
}


def connect() -> None:
    tables.register("cases", CaseTable, face="cases:case")
    add_word_list(Offences)
    shelves.add_terms("cases", "offence")
    menus.register("content", _("Case library"), "cases:list", "case", order=11)
    menus.register("content", _("Lists of cases"), "cases:lists", "plan", order=12)
    menus.register(menus.OWN, _("Cases"), "cases:list", "case", order=25, shown=_learns)
    places.register("course_links", course_link, order=60)
    verbs.register(VERBS)


def _learns(user: Any) -> bool:
    """Who has no side menu: offenders and guardians."""
    return bool(user.is_offender or user.role == Role.GUARDIAN)


def course_link(request: HttpRequest, **_given: Any) -> str:
    """Beside the heading of a learner's courses."""
    return get_template("cases/course_link.html").render({}) if _learns(request.user) else ""
