"""Fields that originals propose: with names replaced, with the place they come from."""

from __future__ import annotations

from typing import Any

import pytest

from cases.draft import from_plain
from cases.models import Finding, Offence, SourceFile, Submission
from cases.proposing import Place, propose_fields
from cases.reading import Document, Part, PartKind
from tests.cases.uploads.conftest import spans_of
from tests.factories import cases

REPORT = """两条烟换一张假条

案情
2021年3月，林树收下周溪送的两条烟。
2021年5月5日，林树批准周溪外出。

教训
小礼物要的是大人情。
请假要有理由。
"""


def read(submission: Submission, text: str, **findings: str) -> SourceFile:
    """A file with its findings; ``findings`` are decisions by name."""
    document = Document("a.txt", "text/plain", [Part(PartKind.BODY, "", text)])
    file = cases.source_file(submission, document=document)
    for number, one in enumerate(spans_of(text), start=1):
        Finding.objects.create(
            file=file, number=number, start=one.start, end=one.end, kind="person",
            replacement=one.replacement, confidence=0.9, reason="x", entity=one.entity,
            decision=findings.get(one.text, "open"),
        )  # fmt: skip
    return file


def shown(place: Place) -> str:
    file, start, end = place
    return Document.from_json(SourceFile.objects.get(pk=file).document).text[start:end]


def test_what_is_proposed_names_nobody_and_shows_its_place(submission: Submission) -> None:
    read(submission, REPORT, 林树="accepted")
    found = propose_fields(submission)
    assert found["title"].value == "两条烟换一张假条"
    assert "林某收下周某送的两条烟" in found["facts"].value
    assert "林树收下周溪送的两条烟" in shown(found["facts"].passages[0])
    assert found["lessons"].value == ["小礼物要的是大人情。", "请假要有理由。"]
    assert [shown(one) for one in found["lessons"].passages] == found["lessons"].value


def test_what_a_person_left_stands(submission: Submission) -> None:
    read(submission, REPORT, 林树="rejected")
    assert "林树收下周某" in propose_fields(submission)["facts"].value


def test_a_draft_takes_what_is_proposed(submission: Submission) -> None:
    read(submission, REPORT)
    found = propose_fields(submission)
    draft = from_plain({name: one.value for name, one in found.items()})
    assert draft.timeline
    assert all(one.when and one.what for one in draft.timeline)
    assert draft.facts.count("\n\n") == 1


def test_columns_of_a_row_propose_their_fields(submission: Submission) -> None:
    Offence.objects.get_or_create(code="bribes-taken", defaults={"name": "受贿罪"})
    parts = {
        "title": "两条烟换一张假条", "facts": "林树收下两条烟。",
        "timeline": "2021年3月：收下\n5月：批准", "offences": "受贿", "amount": "1,200元",
        "statutes": "《中华人民共和国刑法》第三百八十五条",
        "causes": "贪小\n无监督", "year": "2022年",
    }  # fmt: skip
    document = Document(
        "a.xlsx", "x", [Part(PartKind.TABLE, name, text) for name, text in parts.items()]
    )
    cases.source_file(submission, document=document)
    found = {name: one.value for name, one in propose_fields(submission).items()}
    offence = Offence.objects.get(name__in=["受贿罪", "受贿"]).code
    assert (found["amount"], found["year"], found["offences"]) == ("1200", "2022", [offence])
    assert found["timeline"] == [
        {"when": "2021年3月", "what": "收下"}, {"when": "5月", "what": "批准"},
    ]  # fmt: skip
    assert found["statutes"] == [{"law": "刑法", "article": "第三百八十五条"}]
    assert found["causes"] == ["贪小", "无监督"]


@pytest.mark.parametrize("state", ["waiting", "refused"])
def test_what_was_not_read_proposes_nothing(submission: Submission, state: Any) -> None:
    read(submission, REPORT)
    SourceFile.objects.update(state=state)
    assert propose_fields(submission) == {}


def test_of_two_files_the_first_speaks_for_one_value_and_both_for_lists(
    submission: Submission,
) -> None:
    read(submission, REPORT)
    read(submission, "另一件事的题目\n\n教训\n别的教训。\n")
    found = propose_fields(submission)
    assert found["title"].value == "两条烟换一张假条"
    assert found["lessons"].value[-1] == "别的教训。"
