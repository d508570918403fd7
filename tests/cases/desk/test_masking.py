"""Decisions about what was found, as the page of two panes sends them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from cases.models import Finding, SourceFile, Submission
from lms.core.models import AuditEntry
from tests.cases.desk.conftest import TEXT, url


@pytest.fixture
def send(as_: Any, staff: Any, submission: Submission, file: SourceFile) -> Any:
    def post(by: Any = None, **asked: Any) -> Any:
        return as_(by or staff.author).post(
            url(submission, "desk_decide"),
            json.dumps({"file": str(file.pk), **asked}),
            content_type="application/json",
            headers={"Accept": "application/json"},
        )

    return post


def decided() -> list[str]:
    return [one.decision for one in Finding.objects.order_by("start")]


def test_one_finding_is_decided_and_the_rest_stay_open(send: Any, file: SourceFile) -> None:
    answer = send(number=1, decision="accepted").json()
    assert answer["open"] == 2
    assert answer["findings"] == [
        {
            "file": str(file.pk), "number": 1, "start": 3, "end": 5, "decision": "accepted",
            "replacement": "林某", "kind": "person",
        }
    ]  # fmt: skip
    assert decided() == ["accepted", "open", "open"]


def test_always_decides_about_all_that_say_the_same(send: Any) -> None:
    answer = send(number=1, decision="rejected", always=True).json()
    assert [one["number"] for one in answer["findings"]] == [1, 3]
    assert decided() == ["rejected", "open", "rejected"]


def test_other_words_stand_there_then(send: Any) -> None:
    assert send(number=2, decision="changed", replacement=" 周女士 ").status_code == 200
    assert Finding.objects.get(number=2).replacement == "周女士"
    refused = send(number=1, decision="changed", replacement=" ")
    assert (refused.status_code, refused.json()["code"]) == (422, "replacement")


def test_what_the_finder_missed_is_marked_by_code_points(send: Any) -> None:
    start = TEXT.index("田")
    answer = send(mark=True, start=start, end=start + 1, kind="person", replacement="某")
    made = Finding.objects.get(by_hand=True)
    assert (made.start, made.end, made.decision) == (start, start + 1, "accepted")
    assert [one["number"] for one in answer.json()["findings"]] == [made.number]


def test_what_was_found_already_is_not_marked_again(send: Any) -> None:
    answer = send(mark=True, start=4, end=6, kind="person", replacement="某")
    assert (answer.status_code, answer.json()["code"]) == (422, "overlap")


@pytest.mark.parametrize("asked", [{"number": 99, "decision": "accepted"}, {"number": "x"}, {}])
def test_what_makes_no_sense_is_refused_in_json(send: Any, asked: dict[str, Any]) -> None:
    answer = send(**asked)
    assert answer.status_code in (404, 422)
    assert answer.json()["detail"]
    assert decided() == ["open"] * 3


@pytest.mark.parametrize("who", ["stranger", "reviewer", "officer"])
def test_nobody_else_decides(send: Any, staff: Any, who: str) -> None:
    answer = send(by=getattr(staff, who), number=1, decision="accepted")
    assert answer.status_code in (403, 404)
    assert decided() == ["open"] * 3


def test_without_script_the_form_comes_back_to_its_place(
    as_: Any, staff: Any, submission: Submission, file: SourceFile
) -> None:
    asked = {"file": str(file.pk), "number": "1", "decision": "accepted", "always": "on"}
    answer = as_(staff.author).post(url(submission, "desk_decide"), asked)
    assert answer.url.endswith(f"?file={file.pk}#f1")
    assert decided() == ["accepted", "open", "accepted"]


def test_the_page_shows_both_texts_and_is_logged(
    as_: Any, staff: Any, submission: Submission, file: SourceFile, send: Any
) -> None:
    send(number=2, decision="rejected")
    page = as_(staff.author).get(url(submission, "desk_masking")).content.decode()
    original, masked = page.split('data-pane="masked"')
    assert ">林树</a>" in original
    assert ">林某</mark>" in masked
    assert ">周溪</mark>" in masked
    opened = AuditEntry.objects.get(verb="cases.original_opened")
    assert (opened.actor_id, (opened.after or {})["how"]) == (staff.author.pk, "read")


def test_certain_ones_are_accepted_together(
    as_: Any, staff: Any, submission: Submission, file: SourceFile
) -> None:
    Finding.objects.filter(number=2).update(confidence=0.6)
    as_(staff.author).post(url(submission, "desk_certain"))
    assert decided() == ["accepted", "open", "accepted"]
