"""The index in little memory finds what comparing with all finds."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from exams.bank.near import Near
from exams.bank.text import NEAR, similarity

TEXTS = st.lists(st.text("甲乙丙丁戊", min_size=1, max_size=12), min_size=1, max_size=12)


@given(TEXTS, TEXTS, st.text("甲乙丙丁戊己", min_size=1, max_size=12))
def test_none_is_missed_and_none_is_invented(known, later, asked):
    index: Near[int] = Near(enumerate(known))
    for number, text in enumerate(later, start=len(known)):
        index.add(number, text)
    expected = {
        number for number, text in enumerate([*known, *later]) if similarity(asked, text) >= NEAR
    }
    assert {key for key, _share in index.near(asked, most=100)} == expected
