"""Text that was made to break the finder: no exception, spans that fit, time that grows in step."""

from __future__ import annotations

import time
from random import Random

import pytest

from cases import deidentify

SIZE, HUGE = 20_000, 100_000
NAME, NUMBER = "张", "331125199001011234"
HOSTILE = {
    "digits": "1" * SIZE,
    "many id numbers": (NUMBER + "，") * (SIZE // 19),
    "id numbers without a break": NUMBER * (SIZE // 18),
    "one surname": NAME * SIZE,
    "surnames": "张王李赵" * (SIZE // 4),
    "names without a break": "张三李四王五" * (SIZE // 6),
    "roles": "被告人" * (SIZE // 3),
    "opened": "（" * SIZE,
    "nested": "（" * (SIZE // 2) + "）" * (SIZE // 2),
    "quotes": "“" * SIZE,
    "NUL": "\0" * SIZE,
    "NUL between": "被告人张\0三，身份证号33112519\x0090010112 34",
    "emoji": "👨‍👩‍👧‍👦张三" * (SIZE // 10),
    "surrogates": "\ud800张三\udfff" * (SIZE // 4),
    "spaces": " " * SIZE,
    "a digit and spaces": "1 " * (SIZE // 2),
    "line breaks": "1\n" * (SIZE // 2),
    "tabs": "张\t" * (SIZE // 2),
    "dashes": "1-" * (SIZE // 2),
    "letters": "a" * SIZE,
    "at signs": "a@" * (SIZE // 2),
    "dots": "a." * (SIZE // 2) + "@",
    "county, town": "云和县石塘镇" * (SIZE // 6),
    "road": "路" * SIZE,
    "company": "有限公司" * (SIZE // 4),
    "towards a company": "云和华鑫工艺" * (SIZE // 6),
    "middle dots": "阿·" * (SIZE // 2),
    "certificates": "第0001" * (SIZE // 5),
    "case numbers": "（2021）浙" * (SIZE // 7),
    "combining": "张\u0301" * (SIZE // 2),
    "full width": "１" * SIZE,
    "plates": "浙K" * (SIZE // 2),
    "labels": "身份证号码：" * (SIZE // 6),
    "aliases": "绰号“" * (SIZE // 3),
    "lists": "张三、" * (SIZE // 3),
}


def seconds(text: str) -> float:
    began = time.process_time()
    deidentify.find(text)
    return time.process_time() - began


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_is_read_to_its_end(name: str) -> None:
    text = HOSTILE[name]
    end = 0
    for span in deidentify.find(text):
        assert end <= span.start < span.end <= len(text)
        assert span.text == text[span.start : span.end]
        end = span.end


@pytest.mark.parametrize("name", HOSTILE)
def test_four_times_the_text_takes_no_more_than_about_four_times_as_long(name: str) -> None:
    text = HOSTILE[name]
    quarter = seconds(text[: len(text) // 4])
    assert seconds(text) < 8 * quarter + 0.5


@pytest.mark.parametrize("sign", ["1", NAME])
def test_a_hundred_thousand_times_the_same_sign_is_read_within_seconds(sign: str) -> None:
    assert seconds(sign * HUGE) < 15


def test_random_text_is_read_to_its_end() -> None:
    random = Random(5)
    alphabet = (
        "张王李某县镇村路号公司局人证被告"
        "0123456789Xx浙K@.（）“”、，。：\t\n \0·-_某老小阿年月日出生"
    )
    for _ in range(300):
        text = "".join(random.choice(alphabet) for _ in range(random.randint(0, 400)))
        for span in deidentify.find(text):
            assert span.text == text[span.start : span.end] != ""


def test_nothing_at_all_is_found_in_nothing() -> None:
    assert deidentify.find("") == []
