"""Nothing of a number stays in what stands for it."""

from __future__ import annotations

import pytest
from django.utils import translation

from cases.deidentify import words
from cases.deidentify.numbers.replacements import FORMS, replacement
from cases.deidentify.spans import Kind


@pytest.mark.parametrize(
    ("kind", "text", "stands"),
    [
        (Kind.ID_NUMBER, "11010519491231002X", "×××"),
        (Kind.PHONE, "138 0013 8000", "×××"),
        (Kind.PLATE, "浙K12345", "×××"),
        (Kind.BIRTH_DATE, "1990年3月5日", "1990年×月×日"),
        (Kind.BIRTH_DATE, "１９９０-03-05", "1990年×月×日"),
        (Kind.BIRTH_DATE, "3月5日", "×年×月×日"),
        (Kind.CASE_NUMBER, "(2021)浙1125刑初12号", "（2021）×刑初×号"),
        (Kind.CASE_NUMBER, "浙云检刑诉〔2021〕15号", "（2021）×刑诉×号"),
        (Kind.PROPERTY_TITLE, "浙（2019）云和县不动产权第0001234号", "×不动产权第×号"),
    ],
)
def test_what_stands_for_it(kind: Kind, text: str, stands: str) -> None:
    assert replacement(kind, text) == stands


def test_names_and_places_are_another_matter() -> None:
    assert set(Kind) - set(FORMS) == {Kind.PERSON, Kind.ADDRESS, Kind.UNIT}


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_has_a_name(kind: Kind) -> None:
    with translation.override("zh-hans"):
        assert words.kind_name(kind) != words.KINDS[kind]


@pytest.mark.parametrize("code", words.REASONS)
def test_every_reason_has_words(code: str) -> None:
    with translation.override("zh-hans"):
        assert words.reason(code) != words.REASONS[code]


def test_an_unknown_reason_still_says_something() -> None:
    with translation.override("en"):
        assert words.reason("of tomorrow") == "It may name a person, a place or a unit."
