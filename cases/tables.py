"""The case library as a list. The case number is in no column, so it is in no file either."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cases.filters import CaseFilter
from cases.models import CasePage
from content.library.tables import ADOPTED, AUDIENCE, OWNER, SHARING, TITLE, LibraryTable
from lms.core.tables import Column


def _names(field: str) -> Any:
    return lambda page: "、".join(one.name for one in getattr(page, field).all())


class CaseTable(LibraryTable):
    key, title, model, filters = "library-cases", _("Case library"), CasePage, CaseFilter
    order = "-last_published_at"
    columns = (
        TITLE,
        Column("kind", _("Kind"), value="get_kind_display", sort="kind"),
        Column("risk_points", _("Risk points"), value=_names("risk_points"), kind="long"),
        Column("offences", _("Offences"), value=_names("offences"), kind="long"),
        Column(
            "post", pgettext_lazy("case", "Post"), value="post.name", sort="post__name", kind="long"
        ),
        Column("year", _("Year"), sort="year"),
        Column(
            "level", pgettext_lazy("case", "Level"), value="get_level_display", sort="level"
        ),
        Column(
            "minutes", _("Minutes"), value="nominal_minutes", sort="nominal_seconds", kind="number"
        ),
        AUDIENCE, OWNER, SHARING, ADOPTED,
    )  # fmt: skip

    def rows(self) -> QuerySet[Any]:
        return super().rows().select_related("post").prefetch_related("risk_points", "offences")
