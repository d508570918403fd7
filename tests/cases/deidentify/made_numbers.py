"""Numbers for hypothesis: nobody's, with right check digits; and breaks that hide them."""

from __future__ import annotations

from datetime import date

from hypothesis import strategies as st

from cases.deidentify.numbers.cards import luhn
from cases.deidentify.numbers.ids import check_sign

DIGITS = "0123456789"
FULL = str.maketrans("0123456789X", "０１２３４５６７８９Ｘ")


def _digits(size: int) -> st.SearchStrategy[str]:
    return st.text(DIGITS, min_size=size, max_size=size)


@st.composite
def id_numbers(draw: st.DrawFn) -> str:
    region = draw(st.sampled_from(["331125", "110105", "420101", "530302", "620102"]))
    born = draw(st.dates(min_value=date(1930, 1, 1), max_value=date(2025, 12, 31)))
    first = f"{region}{born:%Y%m%d}{draw(_digits(3))}"
    return first + check_sign(first)


@st.composite
def mobiles(draw: st.DrawFn) -> str:
    return "1" + draw(st.sampled_from("3456789")) + draw(_digits(9))


@st.composite
def cards(draw: st.DrawFn) -> str:
    head = draw(st.sampled_from(["622202", "621700", "622848", "623091"]))
    body = head + draw(_digits(draw(st.sampled_from([9, 12]))))
    return next(body + last for last in DIGITS if luhn(body + last))


@st.composite
def hidden(draw: st.DrawFn, number: str) -> str:
    """``number`` with breaks at random places, half- or full-width."""
    number = number.translate(FULL) if draw(st.booleans()) else number
    gap = draw(st.sampled_from([" ", "\u00a0", "\u3000", "\n", "\t", "\u200b", "\u00ad", "\n　　"]))
    places = draw(st.sets(st.integers(1, len(number) - 1), max_size=4))
    return "".join(gap * (place in places) + sign for place, sign in enumerate(number))
