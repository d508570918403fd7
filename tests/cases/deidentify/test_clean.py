"""Text that names nobody is let through: what is certain would stop a case for good."""

from __future__ import annotations

import pytest

from cases import deidentify, demo
from cases.deidentify import Kind, Span
from tests.cases.test_demo import every_case, text, words

LIKELY_IN_A_CASE = 13
"""Each of them costs the second person a look; a case has some 2,200 characters."""

NOBODY = (
    "亲属代领、代签都要写明关系，代办的当面视频确认。",
    "由村干部代交材料，学校与司法所单线对接。",
    "等级由严转宽的，司法所、县局各出一人复核。",
    "可以向法院申请支付令，也可以打电话问司法所。",
    "有情况立即通报检察院，并抄报县检察院。",
    "现金代领1.86万元，亲戚卡收款3.28万元。",
    "他所在的装修队中标镇敬老院线路改造。",
    "带着欠条去法律援助中心，向反诈中心报案。",
    "其中八名小学生脱险，取现走了四个银行网点。",
    "打人的人受到治安管理处罚。",
    "第二天锁定地点，第二次和同学见了面。",
    "少走一段弯路，躲开小路上的检查，哪个镇也不去。",
)


def certain(spans: list[Span]) -> list[str]:
    return [one.text for one in spans if one.is_certain]


@every_case
def test_a_demo_case_has_nothing_certain(case: demo.Case) -> None:
    for found in deidentify.residual(list(words(case))):
        assert certain(found) == []


@every_case
def test_nor_as_one_text(case: demo.Case) -> None:
    (found,) = deidentify.residual([text(case)])
    assert certain(found) == []
    assert len(found) <= LIKELY_IN_A_CASE, [one.text for one in found]


@pytest.mark.parametrize("sentence", NOBODY)
def test_words_that_look_like_names_are_none_for_certain(sentence: str) -> None:
    (found,) = deidentify.residual([sentence])
    assert certain(found) == []


def test_sums_of_money_are_no_account() -> None:
    found = deidentify.find("亲戚卡收款3.28万元，套取资金9.64万元，账号：88120431。")
    assert [one.text for one in found if one.kind is Kind.ACCOUNT] == ["88120431"]


@pytest.mark.parametrize(
    ("sentence", "surface"),
    [
        ("被告人张三收受现金。", "张三"),
        ("证人王小明的证言证实，王小明在场。", "王小明"),
        ("经办人为浙江省云和县司法局。", "浙江省云和县司法局"),
        ("款项转入丽水市华鑫工艺品有限公司。", "丽水市华鑫工艺品有限公司"),
        ("其住浙江省云和县石塘镇小顺村12号。", "浙江省云和县石塘镇小顺村12号"),
        ("身份证号331125199001011239", "331125199001011239"),
    ],
)
def test_what_names_somebody_is_still_certain(sentence: str, surface: str) -> None:
    (found,) = deidentify.residual([sentence])
    assert surface in certain(found)
