"""One cell of a roster: what Excel and people make of dates, numbers and words. Pure."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from lms.accounts.models import CorrectionType, Need
from lms.accounts.roster import cells
from lms.accounts.roster.columns import headings, plain, words_of

MARCH = date(2024, 3, 1)


@pytest.mark.parametrize("typed", [
    datetime(2024, 3, 1), datetime(2024, 3, 1, 8, 30), MARCH, "2024-03-01", "2024-3-1", "2024/3/1",
    "2024.3.1", "2024年3月1日", "2024年3月1", "２０２４年３月１日", " 2024 - 03 - 01 ",
    "'2024-03-01", "20240301", 20240301, 45352, "45352", 45352.0,
])  # fmt: skip
def test_dates_as_people_write_them(typed) -> None:
    assert cells.day(typed) == MARCH


@pytest.mark.parametrize("typed", [
    "2024-02-30", "2024-13-01", "1/3/2024", "03-01", "2024年3月", "明年", "0", 0, -1, 1.5, True,
    "99999999", "1800-01-01", "2300-01-01", "2024-3-1-1", "①", datetime(1899, 1, 1),
])  # fmt: skip
def test_what_is_no_date(typed) -> None:
    with pytest.raises(cells.BadCell):
        cells.day(typed)


def test_serial_numbers_of_a_mac_begin_in_1904() -> None:
    assert cells.day(45352 - 1462, epoch=date(1904, 1, 1)) == MARCH


@given(st.dates(date(1900, 1, 1), date(2199, 12, 31)))
def test_every_date_that_is_written_is_read(day) -> None:
    for said in (f"{day:%Y-%m-%d}", f"{day.year}/{day.month}/{day.day}", f"{day:%Y%m%d}"):
        assert cells.day(said) == day


@given(st.one_of(st.text(max_size=30), st.integers(), st.floats(), st.booleans()))
def test_no_cell_breaks_the_reader(value) -> None:
    for read in (cells.day, cells.id_number, cells.phone, cells.flag):
        try:
            read(value)
        except cells.BadCell:
            continue


@pytest.mark.parametrize("typed", [
    "11010519491231002X", "11010519491231002x", " 110105 19491231 002X ", "'11010519491231002X",
    "’11010519491231002X", "１１０１０５１９４９１２３１００２Ｘ",
])  # fmt: skip
def test_id_numbers_as_people_type_them(typed) -> None:
    assert cells.id_number(typed) == "11010519491231002X"


@pytest.mark.parametrize("typed", [
    3.30102199001010e17, 330102199001011234, "3.30102E+17", "3.30102199001e17", 1.1e17,
])  # fmt: skip
def test_id_numbers_that_excel_spoiled_are_named_as_such(typed) -> None:
    with pytest.raises(cells.BadCell, match="Excel"), override("en"):
        cells.id_number(typed)


@pytest.mark.parametrize(("typed", "number"), [
    (13800000000, "13800000000"), (13800000000.0, "13800000000"), ("138 0000 0000", "13800000000"),
    ("+86 138-0000-0000", "13800000000"), ("8613800000000", "13800000000"),
    ("0578-5123456", "05785123456"), ("（0578）5123456", "05785123456"),
])  # fmt: skip
def test_telephones(typed, number) -> None:
    assert cells.phone(typed) == number


@pytest.mark.parametrize("typed", ["123", "1380000000", "138000000000", "abc", "1.38E+10"])
def test_what_is_no_telephone(typed) -> None:
    with pytest.raises(cells.BadCell):
        cells.phone(typed)


@pytest.mark.parametrize(("typed", "flag"), [
    ("是", True), ("否", False), ("YES", True), (True, True), (False, False), (1, True),
    ("×", False),
])  # fmt: skip
def test_yes_and_no(typed, flag) -> None:
    assert cells.flag(typed) is flag


@pytest.mark.parametrize("typed", ["也许", "2", "是的吧", ""])
def test_neither_yes_nor_no(typed) -> None:
    with pytest.raises(cells.BadCell):
        cells.flag(typed)


def test_words_are_read_in_both_languages() -> None:
    words = words_of(CorrectionType)
    for typed in ("缓刑", "Probation", " PROBATION ", "probation"):
        assert cells.choice(typed, words) == "probation"
    with pytest.raises(cells.BadCell):
        cells.choice("有期徒刑", words)


def test_several_words() -> None:
    words = words_of(Need)
    assert cells.choices("job、schooling，job", words) == ["job", "schooling"]


@pytest.mark.parametrize(("typed", "said"), [
    ("张　三", "张 三"), ("  张三\n", "张三"), ("'张三", "张三"), (3.0, "3"), (None, ""),
    ("张\u200b三", "张 三"),
])  # fmt: skip
def test_text(typed, said) -> None:
    assert cells.text(typed) == said


def test_headings_are_known_in_both_languages_and_with_a_star() -> None:
    known = headings()
    for heading in ("身份证号*", "ID number", " ID NUMBER* "):
        assert known[plain(heading)].key == "id_number"
