"""Filters that lists of every app use, each with one labelled field."""

from __future__ import annotations

from datetime import date
from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet

from lms.core.months import day_bounds


class _Day(django_filters.DateFilter):
    """A day of a moment or date field. ``moment=False`` for a field that holds days."""

    def __init__(self, field_name: str, *, moment: bool = True, **options: Any) -> None:
        options.setdefault("widget", forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
        super().__init__(field_name, **options)
        self.moment = moment


class FromDay(_Day):
    """On that local day or later."""

    def filter(self, qs: QuerySet[Any], value: date | None) -> QuerySet[Any]:
        if not value:
            return qs
        edge = day_bounds(value)[0] if self.moment else value
        return qs.filter(**{f"{self.field_name}__gte": edge})


class UntilDay(_Day):
    """On that local day or earlier."""

    def filter(self, qs: QuerySet[Any], value: date | None) -> QuerySet[Any]:
        if not value:
            return qs
        if self.moment:
            return qs.filter(**{f"{self.field_name}__lt": day_bounds(value)[1]})
        return qs.filter(**{f"{self.field_name}__lte": value})
