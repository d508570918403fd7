"""The toolkit as one learner sees it: what is asked for, what was filled in, when again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from content.models import ToolPage
from lms.core.months import local_day, today
from lms.learning.models import ToolAssignment, ToolResult


@dataclass(frozen=True, slots=True, kw_only=True)
class MyTool:
    """``asked``: a plan or an officer wants it filled in. ``again_on``: the day from which on it
    can be filled in; None for at once."""

    id: int
    title: str
    summary: str
    kind: str
    asked: bool
    because: tuple[str, ...]
    shows_result: bool
    result: Any
    done_at: datetime | None
    again_on: date | None

    @property
    def is_worksheet(self) -> bool:
        return self.kind == ToolPage.Kind.WORKSHEET

    @property
    def kind_label(self) -> str:
        return str(ToolPage.Kind(self.kind).label)


def my_tools(learner: Any) -> list[MyTool]:
    """All tools that a learner may use, those asked for first. Three queries, besides those of
    `content.reach`."""
    rows = ToolPage.objects.visible_to(learner).values(
        "pk", "title", "summary", "kind", "shows_result", "repeat_days"
    )
    asked = {row.tool_id: row for row in ToolAssignment.objects.of(learner).open()}
    results: dict[int, tuple[Any, datetime]] = {}
    done = ToolResult.objects.filter(learner=learner).order_by("submitted_at")
    for tool, pk, at in done.values_list("tool", "pk", "submitted_at"):
        results[tool] = (pk, at)
    found = [_of(row, asked.get(row["pk"]), results.get(row["pk"])) for row in rows]
    return sorted(found, key=lambda one: (not one.asked, one.title))


def _of(row: dict[str, Any], asked: Any, last: tuple[Any, datetime] | None) -> MyTool:
    result, done_at = last or (None, None)
    again_on = None
    if done_at and not (asked and asked.assigned_by_id):
        day = local_day(done_at) + timedelta(days=row["repeat_days"])
        again_on = day if day > today() else None
    return MyTool(
        id=row["pk"],
        title=row["title"],
        summary=row["summary"],
        kind=row["kind"],
        asked=asked is not None,
        because=tuple(str(one) for one in asked.because) if asked else (),
        shows_result=row["shows_result"],
        result=result,
        done_at=done_at,
        again_on=again_on,
    )
