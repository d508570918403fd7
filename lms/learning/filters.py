"""The filters of the staff's lists."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from lms.accounts import identity
from lms.accounts.models import CorrectionType, Level, Offender, Stage
from lms.accounts.models.users import normal_phone
from lms.core.crypto import keyed_hash
from lms.learning import caseload

Rows = QuerySet[Any]
EVERYBODY = "everybody"
NOBODY = "nobody"
SECRET = ("learner__phone", "learner__offender__id_number")
"""Encrypted columns of a person that no list reads."""
STAGES = [*Stage.choices, (EVERYBODY, _("everybody, ended ones too"))]


class Tick(forms.BooleanField):
    """A box that asks for something, or for nothing: never for its opposite."""

    def to_python(self, value: Any) -> Any:
        return super().to_python(value) or None


class TickFilter(django_filters.Filter):
    """``narrow`` takes the rows and gives those that are wanted."""

    field_class = Tick

    def __init__(self, narrow: Callable[[Rows], Rows], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.narrow = narrow

    def filter(self, qs: Rows, value: Any) -> Rows:
        return self.narrow(qs) if value else qs


def identifying(text: str) -> Q | None:
    """The condition on an offender whom an ID number or a telephone number names; both are found by
    their keyed hash, whole or not at all. None for any other text."""
    number = identity.normal(text)
    if identity.SHAPE.fullmatch(number):
        return Q(id_hash=keyed_hash(number))
    digits = normal_phone(number)
    if len(digits) == 11 and not any(letter.isalpha() for letter in number):
        return Q(user__phone_hash=keyed_hash(digits))
    return None


def visible_offices(request: Any) -> Any:
    return caseload.offices_of(request.user)


def visible_officers(request: Any) -> Any:
    return caseload.officers_of(request.user)


class PeopleFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(
        label=_("Code, name, ID number or telephone"), method="look_for", max_length=60
    )
    office = django_filters.ModelChoiceFilter(
        label=_("Office"), queryset=visible_offices, empty_label=_("all")
    )
    officer = django_filters.ModelChoiceFilter(
        label=_("Officer"), queryset=visible_officers, empty_label=_("all"),
        null_label=_("nobody yet"), null_value=NOBODY,
    )  # fmt: skip
    type = django_filters.ChoiceFilter(
        field_name="correction_type", label=_("Type"), choices=CorrectionType.choices,
        empty_label=_("all"),
    )  # fmt: skip
    stage = django_filters.ChoiceFilter(
        label=_("Stage"), choices=STAGES, method="at_stage", empty_label=_("not ended")
    )
    level = django_filters.ChoiceFilter(
        field_name="treatment_level", label=_("Level"), choices=Level.choices, empty_label=_("all")
    )
    behind = TickFilter(caseload.behind_now, label=_("Behind"))
    absent = TickFilter(caseload.absent, label=_("Absent"))
    due = TickFilter(caseload.with_due_courses, label=_("Courses due"))
    stopped = TickFilter(caseload.stopped_today, label=_("Stopped today"))
    signals = TickFilter(caseload.to_review, label=_("To review"))
    exempt = TickFilter(caseload.exempt_today, label=_("Exempt"))
    juvenile = TickFilter(caseload.under_juvenile_regime, label=_("Juvenile"))

    class Meta:
        model = Offender
        fields: list[str] = []

    def look_for(self, rows: Rows, _name: str, text: str) -> Rows:
        said = text.strip()
        by_name = Q(code__istartswith=said) | Q(user__name__icontains=said)
        number = identifying(said)
        return rows.filter(by_name if number is None else number | Q(code=said))

    def at_stage(self, rows: Rows, _name: str, stage: str) -> Rows:
        return rows if stage == EVERYBODY else rows.filter(stage_now=stage)


class PersonFilter(django_filters.FilterSet):
    """For rows that have a ``learner`` who is an offender."""

    q = django_filters.CharFilter(label=_("Code or name"), method="of_person", max_length=60)
    office = django_filters.ModelChoiceFilter(
        field_name="learner__offender__office", label=_("Office"), queryset=visible_offices,
        empty_label=_("all"),
    )  # fmt: skip

    def of_person(self, rows: Rows, _name: str, text: str) -> Rows:
        said = text.strip()
        return rows.filter(
            Q(learner__offender__code__istartswith=said) | Q(learner__name__icontains=said)
        )
