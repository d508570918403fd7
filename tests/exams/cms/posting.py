"""What a browser sends from the form of a question."""

from __future__ import annotations

from typing import Any

from wagtail.test.utils.form_data import nested_form_data, rich_text

URL = "/cms/snippets/exams/question"


def items(values: list[Any], *, of: Any = None) -> dict[str, Any]:
    """A list of blocks."""
    found: dict[str, Any] = {"count": str(len(values))}
    for place, value in enumerate(values):
        kind, row = value if of else ("", value)
        found[str(place)] = {"value": row, "deleted": "", "order": str(place), "type": kind,
                             "id": ""}  # fmt: skip
    return found


def text(words: str) -> str:
    return str(rich_text(f"<p>{words}</p>" if words else ""))


def option(words: str, right: bool = False, mark: str = "") -> dict[str, Any]:
    row = {"mark": mark, "text": text(words), "feedback": text("")}
    return row | ({"right": "on"} if right else {})


def single(stem: str = "外出前先做什么？", *options: dict[str, Any], **body: Any) -> dict[str, Any]:
    rows = options or (option("先请假", True, "a"), option("先出发", mark="b"))
    return {"stem": text(stem), "options": items(list(rows)), "shuffle": "on",
            "explanation": text("要先批准。"), **body}  # fmt: skip


def form(organisation: Any = None, body: Any = None, **fields: Any) -> dict[str, Any]:
    data = {
        "kind": "single", "markup": "", "body": body or single(), "score": "2", "law": "",
        "knowledge": "", "difficulty": "3", "risk_point": "", "audience": "both",
        "language": "zh-hans", "tags": "", "sharing": "county", "source": "", "key": "",
        **fields,
    }  # fmt: skip
    if organisation is not None:
        data["owner_organisation"] = str(organisation.pk)
    return dict(nested_form_data(data))
