"""Units: bureaus, companies, schools, hospitals, banks, villages' committees, shops."""

from __future__ import annotations

import pytest

from cases.deidentify import Kind
from cases.deidentify.units import masked_unit
from tests.cases.deidentify.surfaces import found


def units(text: str) -> list[str]:
    return found(text, Kind.UNIT)


@pytest.mark.parametrize(
    "unit",
    [
        "云和县司法局",
        "浙江省云和县人民检察院",
        "丽水市中级人民法院",
        "云和县公安局元和派出所",
        "紧水滩镇人民政府",
        "石塘镇小顺村村民委员会",
        "丽水市宏达木业有限公司",
        "浙江建达律师事务所",
        "云和县第二中学",
        "云和县人民医院",
        "中国农业银行云和县支行",
    ],
)
def test_a_unit_is_found_whole(unit: str) -> None:
    assert units(f"后其到{unit}反映情况。") == [unit]


@pytest.mark.parametrize(
    "text",
    [
        "该公司与本院无关，人民法院应当依法判决。",
        "公安机关将其抓获，司法局应当派员，社区矫正机构执行。",
        "最高人民法院、最高人民检察院、司法部联合发布。",
        "全国人民代表大会常务委员会、国务院另有规定的除外。",
        "某县司法局与某公司签订协议，送某医院救治。",
    ],
)
def test_generic_units_and_those_of_the_state_stay(text: str) -> None:
    assert units(text) == []


@pytest.mark.parametrize(
    ("unit", "masked"),
    [
        ("云和县司法局", "某县司法局"),
        ("丽水市宏达木业有限公司", "某公司"),
        ("紧水滩镇人民政府", "某镇人民政府"),
        ("浙江建达律师事务所", "某律师事务所"),
        ("中国农业银行云和县支行", "某银行支行"),
    ],
)
def test_what_stands_for_a_unit_says_what_it_is(unit: str, masked: str) -> None:
    assert masked_unit(unit) == masked
