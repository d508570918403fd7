"""What stands for a number by the manner of the Supreme Court: nothing of it stays.

The rules of 2016 (§10) delete numbers of persons, so their places are held by ``×××``, whatever
their length (a row of as many signs would tell how long they were). Three kinds keep what a reader
needs to follow the facts and what names nobody: a date of birth its year (how old somebody was), a
number of a case its year and its kind (what procedure it is), a certificate its kind. A plate
keeps no letter: in a county of two hundred officers 浙K is as good as the rest.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from cases.deidentify.folded import tight
from cases.deidentify.spans import Kind

BLANK = "×××"

_YEAR = re.compile(r"(?:18|19|20)\d{2}|[一二][〇○零O0一二三四五六七八九]{3}")
_LEVELS = re.compile(
    "刑不诉|刑诉|[刑民行](?:初|终|再|申|更|执|审)|执[保异复]|财保|司矫|检建|罚决|[立拘破执]",
)
_TITLES = ("不动产权", "不动产证明", "房权证", "房产证", "房地权证", "国用", "集用", "集建", "林证")


def _blank(_: str) -> str:
    return BLANK


def _birth(text: str) -> str:
    """1990年3月5日 is 1990年×月×日; without a year of four signs nothing stays."""
    year = _YEAR.match(tight(text).text)
    return f"{year[0]}年×月×日" if year else "×年×月×日"


def _case(text: str) -> str:
    """(2021)浙1125刑初12号 is （2021）×刑初×号: no court, no number."""
    plain = tight(text).text
    year = _YEAR.search(plain)
    level = _LEVELS.search(plain)
    return f"（{year[0] if year else '×'}）×{level[0] if level else ''}×号"


def _title(text: str) -> str:
    """浙（2019）某县不动产权第1号 is ×不动产权第×号: no year, no place."""
    plain = tight(text).text
    word = next((word for word in _TITLES if word in plain), "")
    return f"×{word}第×号" if word else BLANK


FORMS: dict[Kind, Callable[[str], str]] = {
    Kind.ID_NUMBER: _blank,
    Kind.PHONE: _blank,
    Kind.BANK_CARD: _blank,
    Kind.PLATE: _blank,
    Kind.PASSPORT: _blank,
    Kind.EMAIL: _blank,
    Kind.SOCIAL: _blank,
    Kind.ACCOUNT: _blank,
    Kind.BIRTH_DATE: _birth,
    Kind.CASE_NUMBER: _case,
    Kind.PROPERTY_TITLE: _title,
}


def replacement(kind: Kind, text: str) -> str:
    """What stands for ``text`` of ``kind`` in what is published."""
    return FORMS[kind](text)
