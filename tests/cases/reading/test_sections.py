from __future__ import annotations

from itertools import pairwise

import pytest

from cases.reading.sections import Section, sections
from tests.cases.reading.reports import CORRECTION, JUDGMENT, REPORT


def _of(text: str, key: str) -> list[str]:
    return [text[one.start : one.end] for one in sections(text) if one.key == key]


def test_the_sections_of_a_judgment() -> None:
    keys = [one.key for one in sections(JUDGMENT)]
    assert keys == ["head", "prosecution", "parties", "procedure", "accusation", "facts",
                    "evidence", "reasoning", "judgment", "closing", "statutes"]  # fmt: skip


def test_facts_begin_behind_their_phrase_and_end_before_the_evidence() -> None:
    (facts,) = _of(JUDGMENT, "facts")
    assert facts.startswith("2016年春节前")
    assert facts.endswith("共计人民币3.5万元。")


def test_the_decision_stands_apart_from_its_reasons() -> None:
    (reasons,), (decision,) = _of(JUDGMENT, "reasoning"), _of(JUDGMENT, "judgment")
    assert reasons.endswith("之规定，")
    assert decision.startswith("一、被告人")
    assert decision.endswith("上缴国库。")


def test_the_sections_of_a_report() -> None:
    keys = [one.key for one in sections(REPORT)]
    assert keys == ["facts", "result", "causes", "lessons", "measures", "discussion"]
    assert sections(REPORT)[0].title == "案情简介"


def test_an_unknown_heading_of_the_same_rank_ends_a_section() -> None:
    assert _of(CORRECTION, "measures") == ["矫正小组每周谈话一次，开展帮教。"]
    assert not any("无关" in text for text in _of(CORRECTION, "measures"))


def test_points_of_a_lower_rank_stay_in_their_section() -> None:
    assert _of(CORRECTION, "causes") == ["（一）没有手艺\n（二）家人疏远"]


def test_no_section_overlaps_another() -> None:
    for text in (JUDGMENT, REPORT, CORRECTION):
        found = sections(text)
        for one, following in pairwise(found):
            assert one.end <= following.start


@pytest.mark.parametrize(
    ("heading", "key"),
    [
        ("一、案情", "facts"), ("（一）基本案情", "facts"), ("1.案情简介：", "facts"),
        ("【案例评析】", "commentary"), ("典型意义", "commentary"), ("第三部分 案发原因", "causes"),
        ("**警示教训**", "lessons"), ("■ 教训启示", "lessons"), ("四、对策建议", "measures"),
        ("风险防控", "measures"), ("讨论题", "discussion"), ("裁判结果", "result"),
        ("附：相关法条", "statutes"), ("案　情", "facts"), ("五、当事人基本情况", "parties"),
        ("【证据】", "evidence"), ("审理经过", "procedure"),
    ],
)  # fmt: skip
def test_headings_as_people_write_them(heading: str, key: str) -> None:
    text = f"前言一句。\n{heading}\n这里是内容，有一句话。\n"
    (found,) = sections(text)
    assert found.key == key
    assert text[found.start : found.end] == "这里是内容，有一句话。"


def test_a_heading_before_its_text_on_one_line() -> None:
    assert _of("【基本案情】张某收下香烟。\n案例评析：不该收。", "facts") == ["张某收下香烟。"]
    assert _of("【基本案情】张某收下香烟。\n案例评析：不该收。", "commentary") == ["不该收。"]


def test_a_heading_in_a_cell_of_a_table() -> None:
    assert _of("基本案情\t张某收下香烟。\n整改措施\t两人签字。", "measures") == ["两人签字。"]


def test_a_text_without_paragraphs_has_sections_as_well() -> None:
    text = JUDGMENT.replace("\n", "")
    assert _of(text, "facts")[0].startswith("2016年春节前")
    assert _of(text, "judgment")[0].startswith("一、被告人")


def test_a_sentence_that_begins_like_a_heading_is_none() -> None:
    assert sections("原因是多方面的，不能一概而论。\n教训十分深刻，值得每个人反思。") == []


def test_a_heading_without_a_text_is_none() -> None:
    assert sections("目录\n一、案情\n二、评析\n") == []


def test_an_empty_text_has_none() -> None:
    assert sections("") == []
    assert Section("facts", "案情", 0, 1).key == "facts"
