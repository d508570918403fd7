"""The door of de-identification: what is proposed over the texts of a case, and what is left."""

from __future__ import annotations

import json
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given, settings
from hypothesis import strategies as st

from cases import deidentify
from cases.deidentify import Kind, words
from tests.cases.deidentify.passages import passages

CASE = (
    "被告人张三（绰号“三哥”），男，1975年3月2日出生，原系青石县司法局白水司法所所长，住青石县柳河镇"
    "东山村12号。张三收受社区矫正对象王小明送给的现金5万元，三哥当场收下。被告人张建国知情。",
    "张三受贿案.docx",
    "证人　王　小　明\n收件人李四",
)
SOME = st.sampled_from(passages(5, 120)).map(lambda one: one.text)


def masked(texts: tuple[str, ...]) -> list[str]:
    proposed = deidentify.propose(texts)
    return [deidentify.mask(*pair) for pair in zip(texts, proposed, strict=True)]


def test_a_person_has_one_replacement_in_all_texts() -> None:
    first, second, third = masked(CASE)
    assert first.startswith("被告人张某1（绰号“张某1”），男，")
    assert "被告人张某2知情" in first
    assert second == "张某1受贿案.docx"
    assert third == "证人　王某\n收件人李某"


def test_nothing_of_the_originals_is_left() -> None:
    proposed = deidentify.propose(CASE)
    known = {span.text for spans in proposed for span in spans}
    assert deidentify.residual(masked(CASE), known=known) == [[], [], []]


def test_what_was_masked_is_certain_wherever_it_still_stands() -> None:
    (found,) = deidentify.residual(["后来张 三又去了。"], known=["张三"])
    assert [(one.text, one.is_certain) for one in found] == [("张 三", True)]


def test_forms_that_are_masked_already_are_no_finding() -> None:
    text = "被告人张某，住某县某镇某村，系某县司法局干部，与李某1、王某甲在某公司共事。"
    assert deidentify.residual([text], known=["张某", "某县"]) == [[]]


def test_what_a_person_decided_is_kept() -> None:
    (spans,) = deidentify.propose(
        ["被告人张三与证人李四见面。"], kept=["李四"], always={"张三": "甲某"}
    )
    assert [(one.text, one.replacement) for one in spans] == [("张三", "甲某")]


def test_overlapping_spans_are_applied_once() -> None:
    (span,) = deidentify.find("被告人张三，男。")
    assert deidentify.mask("被告人张三，男。", [span, span]) == "被告人张某，男。"


def test_a_module_of_the_package_does_not_hide_a_list() -> None:
    """``words`` is a module of the package; the door must not use that name for its own."""
    code = (
        "import cases.deidentify.words, cases.deidentify as d; d.find('被告人张三（绰号“三哥”）')"
    )
    setting = (
        "import os, django; os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'lms.config.settings')"
    )
    done = subprocess.run(
        [sys.executable, "-c", f"{setting}; {code}"], check=False, capture_output=True
    )
    assert done.returncode == 0, done.stderr.decode()


@settings(max_examples=60, deadline=None)
@given(SOME)
def test_offsets_are_exact_and_in_order(text: str) -> None:
    end = 0
    for span in deidentify.find(text):
        assert end <= span.start < span.end
        assert text[span.start : span.end] == span.text
        end = span.end


@settings(max_examples=40, deadline=None)
@given(SOME)
def test_one_entity_has_one_replacement(text: str) -> None:
    by_entity: dict[tuple[int, str], set[str]] = {}
    for span in deidentify.find(text):
        if span.kind in (Kind.PERSON, Kind.UNIT) and not span.replacement.endswith("长"):
            by_entity.setdefault((span.entity, span.text), set()).add(span.replacement)
    assert all(len(replacements) == 1 for replacements in by_entity.values())


@settings(max_examples=40, deadline=None)
@given(SOME)
def test_nothing_certain_is_left_in_what_was_masked(text: str) -> None:
    spans = deidentify.find(text)
    (left,) = deidentify.residual(
        [deidentify.mask(text, spans)], known=[span.text for span in spans]
    )
    assert [one for one in left if one.is_certain] == []


def test_every_reason_has_words() -> None:
    reasons = {span.reason for one in passages(6, 120) for span in deidentify.find(one.text)}
    assert {code for code in reasons if words.reason(code) == code} == set()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "summary.txt"
    path.write_text("被告人张三，男，联系电话13812345678。\n", encoding="utf-8")
    return path


def said(*arguments: str) -> str:
    out = StringIO()
    call_command("deidentify", *arguments, stdout=out)
    return out.getvalue()


def test_the_command_tells_spans_and_the_masked_text(file: Path) -> None:
    answer = json.loads(said(str(file), "--json"))
    text = said(str(file), "--extract")
    names = [one for one in answer["spans"] if one["kind"] == "person"]
    assert set(names[0]) == {"start", "end", "kind", "text", "replacement", "confidence"}
    assert text[names[0]["start"] : names[0]["end"]] == names[0]["text"] == "张三"
    assert answer["text"].startswith("被告人张某，男，")


def test_the_command_prints_a_table_for_people(file: Path) -> None:
    assert "张三\t张某" in said(str(file))


def test_the_command_refuses_what_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(CommandError):
        said(str(tmp_path / "none.txt"))


def test_the_command_refuses_a_file_that_is_none_with_a_sentence(tmp_path: Path) -> None:
    """What poses as DOCX; ``manage.py`` prints the sentence and ends with 1."""
    path = tmp_path / "report.docx"
    path.write_text("<html><body>被告人张三</body></html>", encoding="utf-8")
    with pytest.raises(CommandError) as refused:
        said(str(path), "--json")
    assert refused.value.returncode == 1
    assert len(str(refused.value)) > 10
    assert "Traceback" not in str(refused.value)


@pytest.mark.parametrize("arguments", [["--json"], ["--extract"], []])
def test_the_command_refuses_an_empty_file(tmp_path: Path, arguments: list[str]) -> None:
    path = tmp_path / "empty.txt"
    path.write_bytes(b"")
    with pytest.raises(CommandError):
        said(str(path), *arguments)


@pytest.mark.parametrize("broken", ["王小明", "王 小 明", "王　小明", "王小\n明", "王\u200b小明"])
def test_a_known_name_is_certain_however_it_is_broken(broken: str) -> None:
    (found,) = deidentify.residual([f"后来{broken}又去了。"], known=["王小明"])
    assert [one.text for one in found if one.is_certain] == [broken]


def test_a_known_name_that_is_a_word_is_only_likely() -> None:
    """高明 may be somebody; it stands in ordinary sentences as well."""
    (found,) = deidentify.residual(["他的办法很高明。"], known=["高明"])
    assert not [one for one in found if one.is_certain]


def test_short_forms_belong_to_the_same_person_in_all_texts() -> None:
    texts = ["被告人张三收受李四的现金。", "张某供认，钱是李某送的。", "老张后来退了钱。"]
    first, second, third = deidentify.propose(texts)
    entity = {one.text: one.entity for one in first}
    assert entity["张三"] != entity["李四"]
    assert {one.entity for one in third if "张" in one.text} == {entity["张三"]}
    assert not [one for one in second if one.text in ("张", "李")]


def test_two_of_one_surname_are_numbered_in_all_texts() -> None:
    first, second = masked(("被告人张三、张建国共谋。", "证人证实张建国把钱交给张三。"))
    assert first == "被告人张某1、张某2共谋。"
    assert second == "证人证实张某2把钱交给张某1。"


def test_what_a_person_decided_holds_in_all_texts() -> None:
    texts = ["被告人张三与证人李四见面。", "李四和张 三又见面。"]
    found = deidentify.propose(texts, kept=["李四"], always={"张三": "甲某"})
    assert [[one.replacement for one in spans] for spans in found] == [["甲某"], ["甲某"]]


def test_what_was_replaced_keeps_its_kind_where_it_remains() -> None:
    known = {"13800005678": deidentify.Kind.PHONE}
    (found,) = deidentify.residual(["打 138 0000 5678 找他。"], known=known)
    assert [(one.kind, one.is_certain) for one in found] == [(deidentify.Kind.PHONE, True)]
