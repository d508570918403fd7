"""The list of offenders: who they are, how they stand this month, what stands out."""

from __future__ import annotations

from decimal import Decimal
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lms.accounts import policies
from lms.accounts.models import Offender, Stage
from lms.accounts.permissions import Permission
from lms.core.months import Month, local_day
from lms.core.tables import Column, Table
from lms.learning import caseload, wording
from lms.learning.filters import PeopleFilter, identifying


def address(offender: Any) -> str:
    return reverse("learning:person", args=[offender.pk])


def credit_hours(seconds: int) -> Decimal:
    return Decimal(wording.hours(seconds))


def flags(offender: Any) -> list[tuple[str, str]]:
    """What stands out: (the tag's colour, words)."""
    found = []
    if offender.open_signals:
        found.append(("bad", _("to review")))
    if offender.is_exempt:
        found.append(("", _("exempt")))
    if offender.juvenile_regime:
        found.append(("warn", _("juvenile")))
    return found


def _tags(offender: Any) -> Any:
    return format_html_join(" ", '<span class="tag {}">{}</span>', flags(offender)) or "–"


class PeopleTable(Table):
    key = "people"
    title = gettext_lazy("People")
    filters = PeopleFilter
    order = "code"
    empty = gettext_lazy("Nobody fits these filters.")
    columns = (
        Column("code", gettext_lazy("Case code"), sort="code"),
        Column(
            "name", gettext_lazy("Full name"), value="user.name", sort="user__name", link=address
        ),
        Column("office", gettext_lazy("Office"), value="office.name", sort="office__path"),
        Column("officer", gettext_lazy("Officer"), value="officer.name", sort="officer__name"),
        Column("type", gettext_lazy("Type"), value="get_correction_type_display"),
        Column("stage", gettext_lazy("Stage"), value=lambda one: Stage(one.stage_now).label),
        Column(
            "level", gettext_lazy("Level"), value="get_treatment_level_display",
            sort="treatment_level",
        ),
        Column(
            "hours", gettext_lazy("Hours this month"), sort="seconds", kind="number",
            value=lambda one: credit_hours(one.seconds),
        ),
        Column(
            "target", gettext_lazy("Target"), sort="target_seconds", kind="number",
            value=lambda one: credit_hours(one.target_seconds),
        ),
        Column(
            "last", gettext_lazy("Last studied"), sort="studied_order",
            value=lambda one: local_day(one.last_studied) if one.last_studied else None,
        ),
        Column(
            "due", gettext_lazy("Courses due"), value="due_courses", sort="due_courses",
            kind="number", show=lambda one: one.due_courses or None,
        ),
        Column(
            "flags", gettext_lazy("Remarks"), show=_tags,
            value=lambda one: "、".join(words for _colour, words in flags(one)),
        ),
    )  # fmt: skip

    @cached_property
    def stage(self) -> Any:
        return caseload.stage_now(self.user)

    def rows(self) -> QuerySet[Offender]:
        """Without a stage or a search: those whose correction has not ended."""
        people = caseload.caseload(self.user, Month.current(), self.stage)
        asked = self.data.get("stage") or self.data.get("q", "").strip()
        return people if asked else caseload.current(people)

    def may_export(self) -> bool:
        """Only who may export everybody that the list shows."""
        seen = policies.roots(self.user, Permission.VIEW_PEOPLE)
        allowed = policies.roots(self.user, Permission.EXPORT_PEOPLE)
        return bool(seen) and all(any(path.startswith(a) for a in allowed) for path in seen)

    @property
    def query(self) -> str:
        """An ID number or telephone is neither kept in a saved view nor handed to a job."""
        asked = super().query
        query = QueryDict(asked, mutable=True)
        if identifying(query.get("q", "")) is not None:
            del query["q"]
        return query.urlencode()
