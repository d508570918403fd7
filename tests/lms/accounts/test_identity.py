"""ID numbers: checksum, date, sex, masking. Pure."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.accounts import identity
from tests.factories import people

GOOD = "11010519491231002X"


def test_the_published_example_is_right() -> None:
    assert identity.problem(GOOD) is None
    assert (identity.birth_date(GOOD), identity.sex_of(GOOD)) == (date(1949, 12, 31), "female")


@given(
    st.dates(date(1900, 1, 1), date(2100, 1, 1)),
    st.sampled_from(["male", "female"]),
    st.integers(0, 10**6),
)
def test_numbers_that_are_made_pass(born, sex, serial) -> None:
    number = people.id_number(born, sex, serial)
    assert identity.problem(number, born_on=born, sex=sex) is None


@given(st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_digit_is_found(place, more) -> None:
    digits = list(GOOD)
    digits[place] = str((int(digits[place]) + more) % 10)
    assert identity.problem("".join(digits))


@given(st.integers(0, 15))
def test_two_swapped_digits_are_found(place) -> None:
    digits = list(GOOD)
    digits[place], digits[place + 1] = digits[place + 1], digits[place]
    assert "".join(digits) == GOOD or identity.problem("".join(digits))


@given(st.text(max_size=25))
def test_no_text_breaks_it(text) -> None:
    identity.problem(text)
    identity.masked(text)


@pytest.mark.parametrize("text", ["", "1", GOOD[:-1], GOOD + "0", "X" * 18, "１" * 18, "²" * 18])
def test_other_shapes_are_refused(text) -> None:
    assert identity.problem(text)


@pytest.mark.parametrize(
    "typed", [GOOD.lower(), f" {GOOD} ", "１１０１０５１９４９１２３１００２Ｘ"]
)
def test_spellings_of_one_number(typed) -> None:
    assert identity.normal(typed) == GOOD
    assert identity.problem(typed) is None


def test_a_day_that_is_none() -> None:
    body = "11010519490231002"
    assert identity.problem(body + identity.check_digit(body))


def test_only_region_and_last_four_are_shown() -> None:
    assert identity.masked("331125199001010012") == "331***********0012"


@pytest.mark.parametrize(("day", "age"), [
    (date(2026, 5, 19), 17), (date(2026, 5, 20), 18), (date(2026, 12, 1), 18),
])  # fmt: skip
def test_age(day, age) -> None:
    assert identity.age_on(day, date(2008, 5, 20)) == age


@pytest.mark.parametrize(("typed", "name"), [
    ("张 三", "张三"), ("张　 三 ", "张三"), ("John  Smith", "John Smith"), ("阿·吉 ", "阿·吉"),
    ("", ""),
])  # fmt: skip
def test_names(typed, name) -> None:
    assert identity.person_name(typed) == name
