"""The columns of a list (`lms.core.tables`) and how their values are said."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from lms.core.months import local


def everybody(_user: Any) -> bool:
    return True


@dataclass(frozen=True)
class Column:
    """``value``: a dotted path from the row (default: ``name``) or a function of the row. ``sort``:
    the field or fields to order by; without it the column cannot be sorted. ``kind``: ``text``,
    ``long`` (may wrap) or ``number`` (to the right). ``show(row)``: what a page shows instead of
    the value. ``shown(user)``: who gets the column at all, in the file too. ``exported``: False for
    columns of buttons."""

    name: str
    label: Any
    value: str | Callable[[Any], Any] = ""
    sort: str | tuple[str, ...] = ()
    kind: str = "text"
    link: Callable[[Any], str] | None = None
    show: Callable[[Any], Any] | None = None
    shown: Callable[[Any], bool] = everybody
    exported: bool = True

    def of(self, row: Any) -> Any:
        """The value as a file gets it."""
        if callable(self.value):
            return self.value(row)
        found = row
        for part in (self.value or self.name).split("."):
            found = getattr(found, part, None)
            if callable(found):
                found = found()
            if found is None:
                return None
        return found

    def html(self, row: Any) -> SafeString:
        shown = conditional_escape(said(self.show(row) if self.show else self.of(row)))
        address = self.link(row) if self.link else ""
        return format_html('<a href="{}">{}</a>', address, shown) if address else shown

    @property
    def css(self) -> str:
        return {"number": "r", "long": "long"}.get(self.kind, "")

    @property
    def orders(self) -> tuple[str, ...]:
        return (self.sort,) if isinstance(self.sort, str) and self.sort else tuple(self.sort)


def said(value: Any) -> Any:
    """A value as a page says it."""
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime):
        return f"{local(value):%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float | Decimal):
        return f"{value:.2f}"
    return value
