"""The text of a case: saved while it is written, by two pages at once, with its lists."""

from __future__ import annotations

from typing import Any

import pytest

from cases.draft import CaseDraft, Event, from_json, to_json
from cases.models import SourceFile, Submission
from tests.cases.desk.conftest import url

JSON = {"Accept": "application/json"}
CHOICES = {
    "level": "county", "audience": "staff", "sharing": "county", "dimension": "education",
}  # fmt: skip


def sent(version: int, events: list[dict[str, str]] | None = None, **fields: str) -> dict[str, Any]:
    """A form as a browser sends it."""
    values: dict[str, Any] = {**CHOICES, "version": version, **fields}
    for name in ("timeline", "statutes", "checks"):
        values |= {f"{name}-TOTAL_FORMS": 0, f"{name}-INITIAL_FORMS": 0}
    for number, one in enumerate(events or []):
        values |= {f"timeline-{number}-{key}": value for key, value in one.items()}
    return {**values, "timeline-TOTAL_FORMS": len(events or [])}


@pytest.fixture
def save(as_: Any, staff: Any, submission: Submission) -> Any:
    client = as_(staff.author)

    def post(*given: Any, **fields: Any) -> Any:
        return client.post(url(submission, "desk_fields"), sent(*given, **fields), headers=JSON)

    return post


def kept() -> CaseDraft:
    return from_json(Submission.objects.get().draft)


def test_a_save_answers_with_the_next_version(save: Any) -> None:
    answer = save(0, title="一条香烟")
    assert answer.status_code == 200
    assert answer.json()["version"] == 1
    assert answer.json()["met"]["title"] is True
    assert kept().title == "一条香烟"


def test_who_has_an_older_version_is_told_and_overwrites_nothing(save: Any) -> None:
    save(0, title="先保存的")
    answer = save(0, title="后保存的")
    assert (answer.status_code, answer.json()["code"]) == (409, "stale")
    assert kept().title == "先保存的"


def test_sent_again_after_a_refusal_it_still_overwrites_nothing(
    as_: Any, staff: Any, submission: Submission, save: Any
) -> None:
    save(0, title="先保存的")
    client, address = as_(staff.author), url(submission, "desk_fields")
    page = client.post(address, sent(0, title="后保存的"))
    assert (page.status_code, page.context["version"]) == (409, 0)
    assert "后保存的" in page.content.decode()
    assert client.post(address, sent(page.context["version"], title="后")).status_code == 409


def test_what_is_wrong_is_named_and_not_kept(save: Any) -> None:
    answer = save(0, title="长" * 61)
    assert answer.status_code == 422
    assert list(answer.json()["errors"]) == ["title"]
    assert kept().title == ""


def test_entries_keep_their_order_through_saves_of_one_page(save: Any) -> None:
    events = [{"when": "2021", "what": "一"}, {"when": "2020", "what": "二"}]
    save(0, events)
    save(1, [*events, {"when": "2019", "what": "三"}])
    assert [one.what for one in kept().timeline] == ["一", "二", "三"]


def test_an_entry_is_removed_and_the_others_stay(save: Any) -> None:
    events = [{"what": "一"}, {"what": "二", "DELETE": "on"}, {"what": "三"}, {"what": ""}]
    save(0, events)
    assert [one.what for one in kept().timeline] == ["一", "三"]


def test_a_confirmed_field_is_one_that_was_proposed(save: Any) -> None:
    Submission.objects.update(proposed=["title"])
    save(0, title="一", seen="title")
    assert kept().seen == ("title",)
    save(1, title="一", seen="summary")
    assert kept().seen == ()


def test_the_form_shows_entries_in_order_and_the_source_masked(
    as_: Any, staff: Any, submission: Submission, file: SourceFile
) -> None:
    draft = CaseDraft(timeline=(Event(what="甲事"), Event(what="乙事")))
    Submission.objects.update(draft=to_json(draft))
    page = as_(staff.author).get(url(submission, "desk_fields")).content.decode()
    assert page.index("甲事") < page.index("乙事")
    assert "被告人林某与周某相识" in page
    assert "林树" not in page


def test_nobody_writes_while_it_is_reviewed(save: Any) -> None:
    Submission.objects.update(state="legal_review")
    assert save(0, title="一").status_code == 409
    assert kept().title == ""


def test_the_preview_shows_what_was_written(
    as_: Any, staff: Any, submission: Submission, save: Any
) -> None:
    save(0, [{"when": "2020年", "what": "收下一条香烟"}], title="一条香烟", facts="第一段")
    page = as_(staff.author).get(url(submission, "desk_preview")).content.decode()
    assert all(text in page for text in ("一条香烟", "第一段", "收下一条香烟"))
