"""Scores in plain sentences."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils.translation import override

from lms.scoring import words
from lms.scoring.rules.advice import Advice, advise
from lms.scoring.rules.assess import assess
from lms.scoring.rules.scheme import load
from lms.scoring.schemes.in_force import shipped
from tests.factories.scoring import facts, record

SCHEME = load(shipped())


def said(**changes: Any) -> dict[str, words.SaidLine]:
    given = facts(**changes)
    lines = assess(given, SCHEME).plain()["lines"]
    return {line.code: line for line in words.said_lines(lines, given, SCHEME)}


def test_a_line_says_how_much_and_what_it_rests_on() -> None:
    line = said()["E1"]
    assert (line.figure, line.amount, line.sign) == ("+8", "8 学时", "plus")
    assert line.facts[0].detail == "已学 8 学时，目标 8 学时"


def test_a_capped_line_says_what_it_would_have_been() -> None:
    attended = [record("class_attended") for _ in range(4)]
    assert said(records=attended)["E3"].why == "本应加 12 分，每月最多加 6 分。"


def test_what_was_taken_has_a_minus_and_its_day() -> None:
    line = said(records=[record("report_late")])["M5"]
    assert line.figure == "−2"
    assert line.facts[0].when == "2026-10-08"


def test_a_replaced_line_says_why_it_takes_nothing() -> None:
    late = record("report_late")
    lines = said(records=[late, record("admonition", same_as=late["id"])])
    assert lines["M5"].figure == "0"
    assert "一件事只算一次" in lines["M5"].why


def test_an_exempt_line_says_so() -> None:
    lines = said(exemptions=[{"kind": "illness"}], study={"seconds": 0, "target_seconds": 21_600})
    assert "免除" in lines["M2"].why


def test_a_late_line_names_its_month() -> None:
    before = facts(month="2026-09")
    after = facts(month="2026-09", records=[record("report_late")])
    late = [{"month": "2026-09", "scheme": shipped(), "before": before, "after": after}]
    given = facts(late=late)
    lines = assess(given, SCHEME).plain()["lines"]
    shown = [one for one in words.said_lines(lines, given, SCHEME) if one.late]
    assert all("9 月" in one.late for one in shown)
    assert {one.code for one in shown} >= {"M5"}


@pytest.mark.parametrize(
    ("total", "expected"),
    [(100, ""), (None, ""), (80, "再得 5 分就是“晴”"), (59, "再得 1 分就是“阴”")],
)
def test_how_far_it_is_to_the_next_weather(total: int | None, expected: str) -> None:
    assert words.to_next_band(total, SCHEME) == expected


def test_advice_says_what_to_do_and_what_it_brings() -> None:
    given = facts(study={"seconds": 2700 * 5, "target_seconds": 2700 * 5})
    found = advise(given, SCHEME, month_target=2700 * 8)
    sentences = [words.advice_sentence(one, SCHEME) for one in found]
    assert "按时参加集中教育，最多可多得 6 分。" in sentences
    assert "再参加 6 小时公益活动，最多可多得 6 分。" in sentences


def test_what_brings_nothing_but_prevents_a_loss_is_said_so() -> None:
    sentence = words.advice_sentence(Advice("E1", 0, 3, ("study",)), SCHEME)
    assert sentence == "再学 3 学时，这样就不会因学习不足扣分。"


def test_study_beyond_the_cap_is_advised_for_what_it_prevents() -> None:
    given = facts(study={"seconds": 2700 * 9, "target_seconds": 2700 * 9})
    found = advise(given, SCHEME, month_target=2700 * 12, most=9)
    study = [words.advice_sentence(one, SCHEME) for one in found if one.code == "E1"]
    assert study == ["再学 3 学时，最多可多得 6 分。"]


def test_english_readers_are_served_as_well() -> None:
    with override("en"):
        assert words.to_next_band(84, SCHEME) == "1 more point and it is: Sunny"
