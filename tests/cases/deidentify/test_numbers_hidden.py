"""Numbers hidden by chance are found, at the right place; sums and days never are."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.deidentify.numbers import find_numbers
from cases.deidentify.spans import Kind
from tests.cases.deidentify.made_numbers import cards, hidden, id_numbers, mobiles

BEFORE = st.sampled_from(["", "被告人张三，", "经查，", "3\t李四\t", "（"])
AFTER = st.sampled_from(["", "，住云和县。", "）", "。\n"])


@given(st.data(), BEFORE, AFTER)
def test_an_id_number_is_found_however_it_is_broken(
    data: st.DataObject, before: str, after: str
) -> None:
    number = data.draw(hidden(data.draw(id_numbers())))
    (span,) = find_numbers(f"{before}{number}{after}")
    assert (span.kind, span.start, span.text) == (Kind.ID_NUMBER, len(before), number)
    assert span.is_certain


@given(st.data(), st.sampled_from(["手机号：", "联系电话", "电话\t"]), AFTER)
def test_a_mobile_that_is_called_one_is_found_however_it_is_broken(
    data: st.DataObject, before: str, after: str
) -> None:
    number = data.draw(hidden(data.draw(mobiles())))
    (span,) = find_numbers(f"{before}{number}{after}")
    assert (span.kind, span.start, span.text) == (Kind.PHONE, len(before), number)


@given(st.data(), BEFORE, AFTER)
def test_a_mobile_in_one_piece_needs_no_word(data: st.DataObject, before: str, after: str) -> None:
    number = data.draw(mobiles())
    (span,) = find_numbers(f"{before}{number}{after}")
    assert (span.kind, span.start, span.text) == (Kind.PHONE, len(before), number)


@given(st.data(), st.sampled_from(["银行卡号", "账号为", "卡号："]), AFTER)
def test_a_card_is_masked_however_it_is_broken(
    data: st.DataObject, before: str, after: str
) -> None:
    number = data.draw(hidden(data.draw(cards())))
    spans = find_numbers(f"{before}{number}{after}")
    assert len(spans) == 1
    assert spans[0].kind in {Kind.BANK_CARD, Kind.ACCOUNT}, "sixteen of nineteen may check as well"
    assert spans[0].start == len(before)


@given(
    st.integers(1, 10**10),
    st.integers(0, 99),
    st.sampled_from(["骗取{}元", "共计人民币{:,}元", "合计{}.{:02}元", "价值{}万元"]),
)
def test_a_sum_of_money_is_never_found(amount: int, cents: int, phrase: str) -> None:
    assert find_numbers("被告人" + phrase.format(amount, cents) + "，案发。") == []


@given(st.dates(), st.sampled_from(["%Y年%m月%d日", "%Y-%m-%d", "%Y.%m.%d", "%Y%m%d"]))
def test_a_day_on_which_nobody_was_born_is_never_found(day: object, form: str) -> None:
    assert find_numbers(f"经查，{day:{form}}，被告人到案。") == []


@pytest.mark.parametrize(
    "text", ["1" * 100_000, " " * 100_000, "(" * 100_000, "1 " * 50_000, "a@" * 50_000]
)
def test_hostile_text_takes_its_length(text: str) -> None:
    began = time.process_time()
    assert find_numbers(text) == []
    assert time.process_time() - began < 3


def test_thirty_pages_take_a_fifth_of_a_second() -> None:
    page = "被告人张三，男，1990年3月5日出生，电话13800138000，2021年3月5日骗取66364元。"
    text = (page * 1000)[:30_000]
    began = time.process_time()
    assert find_numbers(text)
    assert time.process_time() - began < 0.6, "0.1 s on a quiet machine"
