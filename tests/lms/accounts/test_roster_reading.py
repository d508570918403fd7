"""Rows of a roster: what each refused one says, where, and why."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils.translation import override

from lms.accounts.roster.opening import open_roster
from lms.accounts.roster.reading import Row, rows_of
from tests.factories import people
from tests.lms.accounts import rosters
from tests.lms.accounts.rosters import BORN, content, person


def read(*rows) -> list[Row]:
    return list(rows_of(open_roster("r.xlsx", content(*rows))))


def test_sex_birth_and_regime_follow_from_number_and_dates() -> None:
    (row,) = read(person(1))
    assert (row.given["sex"], row.given["born_on"]) == ("male", BORN)
    assert "juvenile_regime" not in row.given


def test_a_minor_is_under_the_regime() -> None:
    born = date(2009, 4, 1)
    (row,) = read(person(1, id_number=people.id_number(born, "female")))
    assert row.given["juvenile_regime"] is True


def test_a_minor_without_the_regime_is_refused() -> None:
    number = people.id_number(date(2009, 4, 1), "female")
    (row,) = read(person(1, id_number=number, juvenile_regime="否"))
    assert [fault.key for fault in row.faults] == ["juvenile_regime"]


@pytest.mark.parametrize(("changes", "key"), [
    ({"id_number": "11010519491231002x0"}, "id_number"),
    ({"id_number": "110105194912310021"}, "id_number"),
    ({"id_number": 110105194912310020}, "id_number"), ({"starts_on": "昨天"}, "starts_on"),
    ({"ends_on": date(2020, 1, 1)}, "ends_on"), ({"correction_type": "徒刑"}, "correction_type"),
    ({"risk_class": "很高"}, "risk_class"), ({"phone": "12"}, "phone"), ({"sex": "女"}, "sex"),
    ({"born_on": "1991-01-01"}, "born_on"), ({"able_to_work": "也许"}, "able_to_work"),
    ({"name": "张" * 61}, "name"),
    ({"code": "x" * 33}, "code"), ({"needs": "工作、飞行"}, "needs"),
    ({"closed_on": date(2020, 1, 1)}, "closed_on"), ({"starts_on": date(1980, 1, 1)}, "born_on"),
])  # fmt: skip
def test_each_wrong_cell_is_named(changes, key) -> None:
    (row,) = read(person(1, **changes))
    assert [fault.key for fault in row.faults] == [key]
    assert all(fault.line == 2 and fault.problem for fault in row.faults)


def test_several_faults_of_a_row_are_all_named() -> None:
    (row,) = read(person(1, risk_class="?", phone="12", starts_on="?"))
    assert {fault.key for fault in row.faults} == {"risk_class", "phone", "starts_on"}


def test_a_refusal_says_line_column_value_and_problem_in_chinese() -> None:
    (row,) = read(person(1, risk_class="很高"))
    (fault,) = row.faults
    assert (fault.line, fault.column, fault.value) == (2, "风险等级", "很高")
    assert fault.problem == "不在可选项之内。"


def test_personal_numbers_are_masked_in_the_report() -> None:
    (row,) = read(person(1, id_number="110105194912310021", phone="138001380001"))
    assert [fault.value for fault in row.faults] == ["138*****0001", "110***********0021"]


def test_formulas_are_refused() -> None:
    book = rosters.book(person(1))
    book.active[rosters.place("name")] = "=B3"
    (row,) = rows_of(open_roster("r.xlsx", rosters.saved(book)))
    assert (row.faults[0].key, row.faults[0].value) == ("name", "=B3")


def test_errors_of_excel_are_refused() -> None:
    book = rosters.book(person(1))
    book.active[rosters.place("name")] = "#N/A"
    (row,) = rows_of(open_roster("r.xlsx", rosters.saved(book)))
    assert row.faults[0].key == "name"


@pytest.mark.parametrize(("key", "changes"), [
    ("code", {"code": "YH-1"}), ("id_number", {"id_number": people.id_number(BORN, "male", 1)}),
    ("phone", {}),
])  # fmt: skip
def test_what_repeats_an_earlier_line_is_refused(key, changes) -> None:
    phone = {"phone": "10000000001"}
    rows = read(person(1, **phone), person(2, **(changes or phone)))
    assert rows[0].faults == []
    with override("zh-hans"):
        assert rows[1].faults[0].key == key
        assert "第 2 行" in rows[1].faults[0].problem


@pytest.mark.parametrize(("typed", "read_as"), [
    ("张　三", "张三"), (" 欧 阳 娜 ", "欧阳娜"), ("买买提·吐尔逊", "买买提·吐尔逊"),
    ("John Smith", "John Smith"),
])  # fmt: skip
def test_names(typed, read_as) -> None:
    (row,) = read(person(1, name=typed))
    assert (row.given["name"], row.faults) == (read_as, [])


def test_full_width_digits_and_dates_as_text() -> None:
    (row,) = read(person(1, starts_on="２０２６年３月１日", code="ＹＨ－１"))
    assert (row.given["starts_on"], row.given["code"]) == (date(2026, 3, 1), "YH-1")
