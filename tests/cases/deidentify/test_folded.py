"""A folding reads what a reader reads, and knows the way back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.deidentify.folded import Break, Folded, fold, soft, spaced, tight

TEXTS = st.text(
    st.sampled_from("张三李a1１Ｘ（，。—· \u3000\u200b\u00ad\n\t\u2028|ﬁ①²\u0301"), max_size=40
)


@pytest.mark.parametrize(
    ("text", "tightly", "softly"),
    [
        ("１３８ 0013\n8000", "13800138000", "138 0013\n8000"),
        ("张\u3000三", "张三", "张三"),
        ("张\n三", "张三", "张三"),
        ("张三\n\n李四", "张三李四", "张三\n\n李四".replace("\n\n", "\n")),
        ("姓名\t张三", "姓名张三", "姓名\t张三"),
        ("Zhang  San", "ZhangSan", "Zhang San"),
        ("张\u200b三\u00ad丰", "张三丰", "张三丰"),
        ("ＱＱ：１２", "QQ:12", "QQ:12"),
        ("①12²", "①12²", "①12²"),
        ("٣٤", "34", "34"),
    ],
)
def test_what_is_read(text: str, tightly: str, softly: str) -> None:
    assert tight(text).text == tightly
    assert soft(text).text == softly


def test_where_a_break_was_is_known() -> None:
    folded = tight("1 2\t3\n4\u200b5")
    assert folded.text == "12345"
    assert list(folded.breaks) == [
        Break.NONE,
        Break.SPACE,
        Break.CELL,
        Break.LINE,
        Break.HIDDEN,
    ]
    assert folded.divided(0, 2) is Break.SPACE
    assert folded.divided(0, 5) is Break.CELL


def test_a_span_leads_back_over_its_breaks() -> None:
    folded = tight("手机 １３８\n0013 8000。")
    start = folded.text.index("138")
    assert folded.source(start, start + 11) == "１３８\n0013 8000"
    assert folded.at(folded.span(start, start + 1)[0]) == start


def test_an_empty_span_is_refused() -> None:
    with pytest.raises(ValueError, match="no span"):
        tight("张三").span(1, 1)


@given(TEXTS, st.sampled_from([tight, soft, spaced]))
def test_every_sign_has_its_place(text: str, how: type[Folded]) -> None:
    folded = how(text)
    assert len(folded.text) == len(folded.starts) == len(folded.breaks)
    assert list(folded.starts) == sorted(folded.starts)
    if folded.text:
        start, end = folded.span(0, len(folded.text))
        assert 0 <= start < end <= len(text)


@given(TEXTS)
def test_folding_tightly_twice_changes_nothing(text: str) -> None:
    once = fold(text).tight.text
    assert fold(once).tight.text == once
