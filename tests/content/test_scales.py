"""Scoring of scales: pure."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.scales import Band, Choice, Item, Scale, Unanswered, problems_of, score

CHOICES = tuple(Choice(str(n), f"答案{n}", n) for n in range(4))
SCALE = Scale(
    items=(
        Item("a", "睡不好", CHOICES, subscale="sleep"),
        Item("b", "有人可以说话", CHOICES, subscale="people", reverse=True),
        Item("c", "想伤害自己", CHOICES, alarm_from=1),
        Item("d", "还想说什么"),
    ),
    bands=(Band(0, 4, "平稳"), Band(5, 9, "需要关心", alarm=True)),
)


def answers(a: int, b: int, c: int) -> dict[str, str]:
    return {"a": str(a), "b": str(b), "c": str(c), "d": ""}


def test_total_and_parts() -> None:
    result = score(SCALE, answers(2, 3, 0))
    assert (result.total, result.subscales) == (2, {"sleep": 2, "people": 0})


def test_a_reversed_item_counts_from_the_other_end() -> None:
    assert score(SCALE, answers(0, 0, 0)).total == 3


def test_band() -> None:
    band = score(SCALE, answers(0, 3, 0)).band
    assert band is not None
    assert band.label == "平稳"


def test_one_answer_can_raise_the_alarm() -> None:
    result = score(SCALE, answers(0, 3, 1))
    assert result.alarms == ("想伤害自己 — 答案1",)


def test_a_band_can_raise_the_alarm() -> None:
    assert score(SCALE, answers(3, 0, 0)).is_alarm


@pytest.mark.parametrize(
    "given_",
    [
        {"a": "0", "b": "0"},
        {"a": "9", "b": "0", "c": "0"},
        {"a": "0", "b": "0", "c": "0", "x": "1"},
        {"a": "0", "b": "0", "c": "0", "d": "字" * 2001},
        {"a": 0, "b": "0", "c": "0"},
    ],
)
def test_what_cannot_be_scored(given_: dict[str, str]) -> None:
    with pytest.raises(Unanswered):
        score(SCALE, given_)


@given(st.tuples(*[st.integers(0, 3)] * 3))
def test_every_total_has_a_band(points: tuple[int, int, int]) -> None:
    result = score(SCALE, answers(*points))
    assert SCALE.lowest <= result.total <= SCALE.highest
    assert result.band is not None


def test_a_sound_scale_has_no_problems() -> None:
    assert problems_of(SCALE) == []


@pytest.mark.parametrize(
    "bands",
    [
        (Band(0, 3, "低"), Band(5, 9, "高")),
        (Band(0, 5, "低"), Band(5, 9, "高")),
        (Band(1, 9, "全"),),
        (Band(0, 8, "全"),),
        (Band(4, 0, "反"), Band(0, 9, "全")),
    ],
)
def test_bands_must_cover_every_total_once(bands: tuple[Band, ...]) -> None:
    assert problems_of(Scale(SCALE.items, bands))


@pytest.mark.parametrize(
    "item",
    [
        Item("a", "问", CHOICES[:1]),
        Item("a", "问", (CHOICES[0], CHOICES[0])),
        Item("a", "问", CHOICES, alarm_from=9),
    ],
)
def test_items_that_make_no_sense(item: Item) -> None:
    assert problems_of(Scale((item,)))


def test_the_same_question_twice() -> None:
    assert problems_of(Scale((Item("a", "问", CHOICES), Item("b", "问 ", CHOICES))))
