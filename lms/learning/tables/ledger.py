"""One person's ledger, and the corrections that staff have proposed."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import django_filters
from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lms.accounts import policies
from lms.accounts.models import Offender
from lms.accounts.permissions import Permission
from lms.core.months import local
from lms.core.tables import Column, Table
from lms.credits.models import Correction, CreditEntry, Kind
from lms.learning import wording
from lms.learning.filters import SECRET, PersonFilter
from lms.learning.tables.people import address

TAG = '<span class="tag {}">{}</span>'


def hours(seconds: int) -> Decimal:
    """Credit hours with the sign of a reversal."""
    exact = Decimal(wording.hours(abs(seconds)))
    return -exact if seconds < 0 else exact


def standing(entry: Any) -> tuple[str, str]:
    """What has become of an entry: (the tag's colour, words)."""
    if entry.kind == Kind.REVERSAL:
        return "off", _("takes back no. %(number)d") % {"number": entry.reverses.number}
    if entry.is_reversed:
        return "off", _("taken back")
    if entry.is_waiting:
        return "warn", _("correction proposed")
    return "good", _("counts as credit")


def _correct(entry: Any) -> Any:
    if entry.kind == Kind.REVERSAL or entry.is_reversed or entry.is_waiting:
        return ""
    target = reverse("learning:propose_correction", args=[entry.learner_id])
    label = _("Correct entry no. %(number)d") % {"number": entry.number}
    return format_html(
        '<a href="{}?entry={}" aria-label="{}">{}</a>', target, entry.pk, label, _("correct this")
    )


class LedgerFilter(django_filters.FilterSet):
    month = django_filters.CharFilter(
        field_name="month", label=gettext_lazy("Month (2026-09)"), max_length=7
    )
    kind = django_filters.ChoiceFilter(
        choices=Kind.choices, label=gettext_lazy("Kind"), empty_label=gettext_lazy("all")
    )

    class Meta:
        model = CreditEntry
        fields: list[str] = []


class LedgerTable(Table):
    """``given``: the person, whom the view has looked up for this reader."""

    key = "ledger"
    title = gettext_lazy("Ledger")
    filters = LedgerFilter
    order = "-number"
    empty = gettext_lazy("No entries.")
    columns = (
        Column("number", gettext_lazy("Entry no."), sort="number"),
        Column(
            "day", gettext_lazy("Day"), value=lambda e: local(e.started_at).date(),
            sort="started_at",
        ),
        Column("from", gettext_lazy("From"), value=lambda e: f"{local(e.started_at):%H:%M:%S}"),
        Column("until", gettext_lazy("Until"), value=lambda e: f"{local(e.ended_at):%H:%M:%S}"),
        Column("kind", gettext_lazy("Kind"), value="get_kind_display"),
        Column("lesson", gettext_lazy("Lesson"), value="lesson_title", kind="long"),
        Column(
            "time", gettext_lazy("Time"), value=lambda e: str(timedelta(seconds=abs(e.seconds))),
            kind="number",
        ),
        Column(
            "hours", gettext_lazy("Credit hours"), value=lambda e: hours(e.seconds),
            sort="seconds", kind="number",
        ),
        Column(
            "state", gettext_lazy("State"), value=lambda e: standing(e)[1],
            show=lambda e: format_html(TAG, *standing(e)),
        ),
        Column("hash", gettext_lazy("Hash"), show=lambda e: e.hash[:8]),
        Column(
            "correct", gettext_lazy("Correction"), value=_correct, exported=False,
            shown=lambda user: user.can(Permission.CORRECT_CREDIT),
        ),
    )  # fmt: skip

    def rows(self) -> QuerySet[CreditEntry]:
        seen = Offender.objects.visible_to(self.user).filter(pk=self.given["person"])
        entries = CreditEntry.objects.filter(learner__in=seen.values("pk"))
        waiting = Correction.objects.waiting().filter(entry=OuterRef("pk"))
        return entries.select_related("reverses").annotate(
            is_reversed=Exists(CreditEntry.objects.filter(reverses=OuterRef("pk"))),
            is_waiting=Exists(waiting),
        )

    def may_export(self) -> bool:
        person = Offender.objects.select_related("office").get(pk=self.given["person"])
        return policies.can(self.user, Permission.VIEW_EVIDENCE, person)


def what(correction: Correction) -> str:
    """What a correction does, in words."""
    if correction.entry is None:
        return _("add time")
    if correction.seconds == 0:
        return _("void no. %(number)d") % {"number": correction.entry.number}
    return _("change no. %(number)d") % {"number": correction.entry.number}


class CorrectionFilter(PersonFilter):
    state = django_filters.ChoiceFilter(
        choices=Correction.State.choices, label=gettext_lazy("State"),
        empty_label=gettext_lazy("all"),
    )  # fmt: skip

    class Meta:
        model = Correction
        fields: list[str] = []


STATE_COLOUR = {"proposed": "warn", "approved": "good", "declined": "off"}


class CorrectionTable(Table):
    key = "corrections"
    title = gettext_lazy("Corrections")
    filters = CorrectionFilter
    order = "-proposed_at"
    empty = gettext_lazy("No corrections.")
    columns = (
        Column(
            "proposed_at", gettext_lazy("Proposed"), sort="proposed_at",
            link=lambda c: reverse("learning:correction", args=[c.pk]),
        ),
        Column("code", gettext_lazy("Case code"), value="learner.offender.code"),
        Column(
            "name", gettext_lazy("Full name"), value="learner.name", sort="learner__name",
            link=lambda c: address(c.learner),
        ),
        Column("office", gettext_lazy("Office"), value="learner.offender.office.name"),
        Column("what", gettext_lazy("What"), value=what),
        Column(
            "before", gettext_lazy("Hours before"), kind="number",
            value=lambda c: hours(c.entry.seconds) if c.entry else Decimal(0),
        ),
        Column(
            "after", gettext_lazy("Hours after"), kind="number", value=lambda c: hours(c.seconds)
        ),
        Column("reason", gettext_lazy("Reason"), kind="long"),
        Column("by", gettext_lazy("Proposed by"), value="proposed_by.name"),
        Column(
            "state", gettext_lazy("State"), value="get_state_display", sort="state",
            show=lambda c: format_html(TAG, STATE_COLOUR[c.state], c.get_state_display()),
        ),
        Column("decided", gettext_lazy("Decided by"), value="decided_by.name"),
    )  # fmt: skip

    def rows(self) -> QuerySet[Correction]:
        seen = Correction.objects.visible_to(self.user)
        return seen.select_related(
            "learner__offender__office", "entry", "proposed_by", "decided_by"
        ).defer(*SECRET, "proposed_by__phone", "decided_by__phone")

    def may_export(self) -> bool:
        return bool(self.user.can(Permission.EXPORT_PEOPLE))
