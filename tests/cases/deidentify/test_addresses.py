"""Places and addresses, from the province down to the room."""

from __future__ import annotations

import pytest

from cases.deidentify import Kind
from cases.deidentify.addresses import masked_address
from tests.cases.deidentify.surfaces import found, span_of


def addresses(text: str) -> list[str]:
    return found(text, Kind.ADDRESS)


@pytest.mark.parametrize(
    "address",
    [
        "浙江省丽水市云和县元和街道中山街12号3幢2单元501室",
        "浙江省云和县紧水滩镇石浦村5组12号",
        "杭州市西湖区文三路99号翠苑小区3幢2单元1101室",
        "云和县雾溪畲族乡坪垟岗村26号",
        "江西省上饶市广信区",
        "内蒙古自治区通辽市科尔沁区建国路8号",
        "崇头镇坑根村",
    ],
)
def test_an_address_is_found_whole(address: str) -> None:
    text = f"被告人张三，男，住{address}。"
    assert addresses(text) == [address]
    assert masked_address(address).count("某") >= 1


@pytest.mark.parametrize(
    "text",
    [
        "辖区内社区矫正对象、当地群众、本县居民、外省人员。",
        "各县、各乡镇、街道应当加强农村工作。",
        "双方沿道路行驶，思路清晰，出路明确。",
        "专案组成员在小区内走访村民。",
        "已经被某县公安机关在某镇某村抓获。",
    ],
)
def test_generic_words_are_no_places(text: str) -> None:
    assert addresses(text) == []


def test_a_full_address_is_certain() -> None:
    address = "浙江省丽水市云和县元和街道中山街12号"
    assert span_of(f"现住{address}。", address).is_certain


def test_the_province_stays_and_the_rest_says_what_it_is() -> None:
    masked = masked_address("浙江省丽水市云和县紧水滩镇石浦村5组12号")
    assert masked == "浙江省某市某县某镇某村"


def test_the_house_and_the_room_are_gone() -> None:
    masked = masked_address("云和县元和街道中山街12号3幢2单元501室")
    assert masked.startswith("某县某街道某街")
    assert not any(char.isdigit() for char in masked)
