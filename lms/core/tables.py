"""Lists for staff: columns, filters, sorting, pages that stay cheap, the same rows as a file.

A list is declared once and shown by `lms.core.lists.show`::

    class PeopleTable(tables.Table):
        key, title = "people", _("People")
        filters = PeopleFilter                       # a django_filters.FilterSet, or None
        order = "code"
        columns = (
            Column("code", _("Code"), sort="code", link=lambda o: o.get_absolute_url()),
            Column("name", _("Name"), value="user.name", sort="user__name"),
            Column("level", _("Level"), value="get_treatment_level_display"),
            Column("hours", _("Credit hours"), value=lambda o: o.seconds / 2700, kind="number"),
        )

        def rows(self) -> QuerySet[Offender]:
            return Offender.objects.visible_to(self.user).with_people()

    @login_required
    def people(request: HttpRequest) -> HttpResponse:
        return lists.show(request, PeopleTable)

``value`` is what is exported and, unless ``show`` gives something to look at (a tag, an icon),
what is seen. ``lists.show(…, given={"course": 5})`` becomes ``self.given``; it must be JSON.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar

from django.db.models import Model, QuerySet
from django.http import HttpRequest, QueryDict
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _
from django_filters import FilterSet

from lms.core.columns import Column, said

__all__ = ["Column", "Table"]


@dataclass(frozen=True)
class Header:
    label: Any
    css: str
    url: str
    order: str
    """``ascending``, ``descending`` or empty, for ``aria-sort``."""


@dataclass(frozen=True)
class Chip:
    """A filter that is on, and the address of the list without it."""

    label: Any
    value: Any
    url: str


@dataclass(frozen=True)
class Page:
    """One page of rows; numbers count from 1. ``more``: there are more than were counted."""

    rows: list[Any]
    number: int
    per_page: int
    total: int
    more: bool

    @property
    def first(self) -> int:
        return (self.number - 1) * self.per_page + 1 if self.rows else 0

    @property
    def last(self) -> int:
        return (self.number - 1) * self.per_page + len(self.rows)

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // self.per_page))


class Table:
    """A list as one request sees it. Subclasses declare; see the module."""

    key: ClassVar[str]
    title: ClassVar[Any]
    columns: ClassVar[Sequence[Column]]
    filters: ClassVar[type[FilterSet] | None] = None
    order: ClassVar[str] = "pk"
    per_page: ClassVar[int] = 50
    empty: ClassVar[Any] = _("Nothing found.")
    formats: ClassVar[tuple[str, ...]] = ("xlsx",)
    most_counted: ClassVar[int] = 100_000
    background_over: ClassVar[int] = 3000
    """Files of more rows than this are made by a job."""

    def __init__(self, request: HttpRequest, **given: Any) -> None:
        self.request = request
        self.user: Any = request.user
        self.data: QueryDict = request.GET
        self.given = given

    def rows(self) -> QuerySet[Any]:
        """All rows that this person may see, with what the columns need."""
        raise NotImplementedError

    def may_export(self) -> bool:
        return True

    # what is asked for

    @cached_property
    def shown_columns(self) -> list[Column]:
        return [column for column in self.columns if column.shown(self.user)]

    @cached_property
    def filterset(self) -> FilterSet | None:
        if self.filters is None:
            return None
        return self.filters(self.data, queryset=self.rows(), request=self.request)

    @cached_property
    def sorting(self) -> tuple[str, bool]:
        """The name of the column to sort by, and whether downwards; empty: as declared."""
        wanted = self.data.get("sort", "")
        name, down = wanted.lstrip("-"), wanted.startswith("-")
        known = {column.name for column in self.shown_columns if column.orders}
        return (name, down) if name in known else ("", False)

    def _ordering(self) -> list[str]:
        name, down = self.sorting
        if not name:
            return [self.order, "pk"] if self.order.lstrip("-") != "pk" else [self.order]
        column = next(column for column in self.shown_columns if column.name == name)
        return [_turned(field) if down else field for field in (*column.orders, "pk")]

    @cached_property
    def found(self) -> QuerySet[Any]:
        """Filtered and sorted. A filter that is not understood finds nothing, never everything."""
        rows = self.rows()
        if self.filterset is not None:
            rows = self.filterset.qs if self.filterset.is_valid() else rows.none()
        return rows.order_by(*self._ordering())

    # what is answered

    @cached_property
    def page(self) -> Page:
        """Three queries whatever the size of the list: count, keys of one page, its rows. What a
        row needs besides is joined and computed for the rows of this page alone."""
        counted = self.found.order_by().values("pk")[: self.most_counted + 1].count()
        total = min(counted, self.most_counted)
        wanted = self.data.get("page", "1")
        number = int(wanted) if wanted.isascii() and wanted.isdigit() and len(wanted) < 9 else 1
        number = max(1, min(number, -(-total // self.per_page)))
        start = (number - 1) * self.per_page
        keys = list(self.found.values_list("pk", flat=True)[start : start + self.per_page])
        by_key = {row.pk: row for row in self.found.order_by().filter(pk__in=keys)} if keys else {}
        rows = [by_key[key] for key in keys if key in by_key]
        return Page(rows, number, self.per_page, total, counted > total)

    @property
    def headers(self) -> list[Header]:
        name, down = self.sorting
        if not name and (declared := self.order.lstrip("-")):
            name = next((c.name for c in self.shown_columns if declared in c.orders), "")
            down = self.order.startswith("-")
        return [self._header(column, column.name == name, down) for column in self.shown_columns]

    def _header(self, column: Column, current: bool, down: bool) -> Header:
        if not column.orders:
            return Header(column.label, column.css, "", "")
        next_sort = f"-{column.name}" if current and not down else column.name
        order = ("descending" if down else "ascending") if current else ""
        return Header(column.label, column.css, self.url(sort=next_sort), order)

    @property
    def body(self) -> SafeString:
        """The table rows of this page. Made here and not in a template: fifty rows of ten cells are
        the dearest part of a staff page."""
        return mark_safe("".join(self._row_html(row) for row in self.page.rows))

    def _row_html(self, row: Any) -> SafeString:
        cells = []
        for number, column in enumerate(self.shown_columns):
            css = mark_safe(f' class="{column.css}"' if column.css else "")
            tag = mark_safe("th" if number == 0 else "td")
            scope = mark_safe(' scope="row"' if number == 0 else "")
            cells.append(format_html("<{}{}{}>{}</{}>", tag, scope, css, column.html(row), tag))
        return mark_safe(f"<tr>{''.join(cells)}</tr>")

    @property
    def chips(self) -> list[Chip]:
        if self.filterset is None or not self.filterset.is_valid():
            return []
        form = self.filterset.form
        return [
            Chip(form.fields[name].label or name, _chosen(form.fields[name], value), self.url(name))
            for name, value in form.cleaned_data.items()
            if value not in (None, "", [], ()) and not (hasattr(value, "exists") and not value)
        ]

    @property
    def query(self) -> str:
        """The filters and sorting of this list, without empty ones and without the page."""
        data = self.data.copy()
        data.pop("page", None)
        for name in [name for name in data if not any(data.getlist(name))]:
            del data[name]
        return data.urlencode()

    def url(self, *without: str, **changes: str) -> str:
        """The address of this list with some parameters changed or left out; back on page 1."""
        data = QueryDict(self.query, mutable=True)
        for name in without:
            data.pop(name, None)
        for name, value in changes.items():
            data[name] = value
        return f"?{data.urlencode()}"

    @property
    def previous_url(self) -> str:
        number = self.page.number
        return self.url(page=str(number - 1)) if number > 1 else ""

    @property
    def next_url(self) -> str:
        number = self.page.number
        return self.url(page=str(number + 1)) if number < self.page.pages else ""

    # the same as a file

    def head(self) -> list[str]:
        return [str(column.label) for column in self.shown_columns if column.exported]

    def lines(self) -> Iterator[list[Any]]:
        """All rows found, each as the values of the columns. Uses little memory."""
        columns = [column for column in self.shown_columns if column.exported]
        for row in self.found.iterator(chunk_size=500):
            yield [column.of(row) for column in columns]


def _turned(field: str) -> str:
    return field[1:] if field.startswith("-") else f"-{field}"


def _chosen(field: Any, value: Any) -> Any:
    """A filter's value in words."""
    if isinstance(value, Model | bool):
        return said(value)
    if isinstance(value, list | tuple | QuerySet):
        return "、".join(str(_chosen(field, one)) for one in value)
    choices = {str(key): label for key, label in getattr(field, "choices", ())}
    return choices.get(str(value), said(value))
