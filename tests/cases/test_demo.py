"""The demo's cases are sound by themselves: fields, checks, lengths, and nobody can be told."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from cases import demo
from cases.demo import Case, Original
from exams.demo import library

CASES = demo.cases()
ORIGINALS = demo.originals()
WARNINGS = [one for one in CASES if one.kind == demo.WARNING]
LESSONS = [one for one in CASES if one.kind != demo.WARNING]
RISKS = {risk.code for risk in library.risk_points()}
AT_LEAST = {demo.WARNING: 11, demo.CORRECTIVE: 6, demo.EXEMPLARY: 4, demo.LEGAL: 5}
AUDIENCES = {"staff", "offenders", "both"}
UNITS = {"agency", "justice_office", "community", "social_work", "police", "prison", "other"}
LONG_NUMBER = re.compile(r"\d(?:[\s-]?\d){6,}")
"""Seven digits and more: a phone, a card, an identity number."""
CONTACT = re.compile(r"[\w.]+@[\w.]+|[\u4e00-\u9fff][A-Z][·・]?[A-Z0-9]{5}|〔\d{4}〕|微信号")
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
every_case = pytest.mark.parametrize("case", CASES, ids=lambda case: case.code)
every_original = pytest.mark.parametrize("original", ORIGINALS, ids=lambda one: one.path.stem)


def words(value: Any) -> Iterator[str]:
    """Every string in a case, however deep."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for one in value:
            yield from words(one)
    elif is_dataclass(value):
        for field in fields(value):
            yield from words(getattr(value, field.name))


def text(case: Case) -> str:
    return "\n".join(words(case))


def characters(parts: tuple[str, ...]) -> int:
    return sum(map(len, parts))


def test_there_are_enough_of_each_kind() -> None:
    kinds = Counter(case.kind for case in CASES)
    assert set(kinds) == set(demo.KINDS)
    assert all(kinds[kind] >= least for kind, least in AT_LEAST.items())


def test_codes_and_titles_are_given_once() -> None:
    assert len({case.code for case in CASES}) == len(CASES)
    assert len({case.title for case in CASES}) == len(CASES)
    files = (demo.FOLDER / "cases").glob("*.toml")
    assert sorted(case.code for case in CASES) == sorted(Path(file).stem for file in files)


def test_warning_cases_cover_every_risk_point() -> None:
    assert {code for case in WARNINGS for code in case.risk_points} == RISKS
    assert {code for case in CASES for code in case.risk_points} <= RISKS


def test_warning_cases_come_from_many_posts_and_units() -> None:
    assert len({case.post for case in WARNINGS}) == len(WARNINGS)
    assert len({case.unit_type for case in WARNINGS}) >= 5
    assert all(case.offences and case.sentence and case.risk_points for case in WARNINGS)


def test_warning_cases_are_for_staff_alone() -> None:
    assert {case.audience for case in WARNINGS} == {"staff"}
    assert not any(case.juveniles for case in CASES if case.audience == "staff")


def test_some_lessons_are_for_juveniles() -> None:
    assert sum(case.juveniles for case in LESSONS) >= 3
    assert any(case.audience == "offenders" for case in LESSONS)


@every_case
def test_fields_have_the_values_that_there_are(case: Case) -> None:
    assert case.audience in AUDIENCES
    assert case.unit_type in UNITS
    assert case.level in {"county", "city", "province"}
    assert case.sharing in {"county", "city", "province"}
    assert case.dimension in {"education", "labour", "assistance", "psychology"}
    assert 2020 <= case.year <= 2025
    assert case.source_authority == "某县人民检察院"


@every_case
def test_lengths(case: Case) -> None:
    """What the page and its fields hold; facts long enough to tell a story."""
    least, most = (500, 900) if case.kind == demo.WARNING else (350, 800)
    assert least <= characters(case.facts) <= most
    assert len(case.title) <= 40
    assert len(case.summary) <= 200
    assert 2 <= len(re.findall("[。？！]", case.summary)) <= 4
    assert len(case.sentence) <= 300


@every_case
def test_lists_are_neither_bare_nor_endless(case: Case) -> None:
    warning = case.kind == demo.WARNING
    assert 3 <= len(case.causes) <= 5
    assert 3 <= len(case.lessons) <= 5
    assert (5 if warning else 4) <= len(case.measures) <= 6
    assert 3 <= len(case.discussion_questions) <= 5
    assert case.statutes


@every_case
def test_the_timeline_turns_and_asks(case: Case) -> None:
    asked = [event for event in case.timeline if event.question]
    assert 4 <= len(case.timeline) <= 8
    assert any(event.turning for event in case.timeline)
    assert 2 <= len(asked) <= 4
    for event in case.timeline:
        assert len(event.when) <= 40
        assert len(event.what) <= 400
        assert bool(event.question) == bool(event.thoughts) == bool(event.hint)


@every_case
def test_each_question_of_the_timeline_offers_thoughts(case: Case) -> None:
    for event in case.timeline:
        if event.question:
            assert 2 <= len(event.thoughts) <= 4
            assert len(set(event.thoughts)) == len(event.thoughts)
            assert max(map(len, event.thoughts)) <= 160
            assert len(event.hint) <= 400


@every_case
def test_each_self_check_has_exactly_one_right_option(case: Case) -> None:
    assert 4 <= len(case.self_checks) <= 6
    for check in case.self_checks:
        assert len(check.options) == len(set(check.options)) == 4
        assert 0 <= check.right < 4
        assert check.explanation
        assert len(check.stem) <= 200


def test_the_right_option_is_not_always_in_one_place() -> None:
    places = Counter(check.right for case in CASES for check in case.self_checks)
    assert min(places[place] for place in range(4)) >= len(CASES) // 2
    for case in CASES:
        assert len({check.right for check in case.self_checks}) >= 3


def test_the_right_option_is_seldom_the_longest() -> None:
    """Whoever always takes the longest must not pass."""
    checks = [check for case in CASES for check in case.self_checks]
    longest = [check for check in checks if check.right == length_tells(check.options)]
    assert len(longest) < len(checks) / 3


def length_tells(options: tuple[str, ...]) -> int:
    return max(range(len(options)), key=lambda place: len(options[place]))


def test_questions_are_asked_once() -> None:
    stems = Counter(check.stem for case in CASES for check in case.self_checks)
    asked = Counter(one for case in CASES for one in case.discussion_questions)
    lines = Counter(line for case in CASES for line in (*case.causes, *case.lessons))
    measures = Counter(line for case in CASES for line in case.measures)
    for found in (stems, asked, lines, measures):
        assert [line for line, times in found.items() if times > 1] == []


@every_case
def test_nothing_in_a_case_says_who_it_was(case: Case) -> None:
    said = text(case)
    assert LONG_NUMBER.findall(said) == []
    assert CONTACT.findall(said) == []


@every_case
def test_names_of_an_original_are_not_in_its_case(case: Case) -> None:
    said = text(case)
    for original in ORIGINALS:
        if original.case == case.code:
            assert [name for name in names(original) if name in said] == []


def names(original: Original) -> set[str]:
    """Persons and places of an original that must not come through."""
    known = (
        "马守川 廖金锁 秦二喜 周立夏 童小满 邵启航 左永福 万宗海 冼国华 辛海生 蒲一舟 沙小武 "
        "侯砚秋 鲍立成 褚大为 尹文静 纪春霖 苗青竹 栖梧 衡川 澄渡 梧桐 碧泉 东岭"
    )
    return {name for name in known.split() if name in original.text}


@every_original
def test_an_original_is_what_a_prosecutor_gets(original: Original) -> None:
    assert original.case in {case.code for case in WARNINGS}
    assert 1200 <= len(original.text) <= 2500
    assert len(names(original)) >= 5
    assert "某" not in original.text


def test_originals_come_in_four_forms() -> None:
    assert {one.form for one in ORIGINALS} == {"judgment", "report", "interview", "summary"}


@every_original
def test_identity_numbers_are_right_and_of_no_district(original: Original) -> None:
    numbers = re.findall(r"(?<!\d)110198(?:\s?\d){11}\s?[\dX](?!\d)", original.text)
    assert numbers
    for number in numbers:
        digits = re.sub(r"\s", "", number)
        total = sum(int(digit) * weight for digit, weight in zip(digits, WEIGHTS, strict=False))
        assert digits[-1] == "10X98765432"[total % 11]


@every_original
def test_phones_are_of_the_invented_range(original: Original) -> None:
    plain = original.text.translate(str.maketrans("０１２３４５６７８９", "0123456789"))
    phones = re.findall(r"(?<!\d)1[3-9]\d[ -]?\d{4}[ -]?\d{4}(?!\d)", plain)
    assert phones
    assert all(re.sub(r"[ -]", "", phone).startswith("1380000") for phone in phones)


def test_a_file_that_asks_nothing_of_its_own_asks_the_usual() -> None:
    asked = [event.question for case in CASES for event in case.timeline if event.thoughts]
    assert demo.QUESTION in asked
    assert all(asked)


def test_gifts_of_the_summary_add_up_to_the_amount() -> None:
    """The original that is a table tells the same sum as the case."""
    original = next(one for one in ORIGINALS if one.form == "summary")
    case = next(one for one in CASES if one.code == original.case)
    rows = [line.split("\t") for line in original.text.splitlines() if line[:1].isdigit()]
    gifts = [int(row[6]) for row in rows if len(row) > 7]
    assert sum(gifts) == case.amount
    assert all(int(one[0]) + 1 == int(two[0]) for one, two in pairwise(rows) if len(two) > 7)
