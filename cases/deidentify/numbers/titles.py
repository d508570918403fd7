"""Numbers of certificates of property: houses, land, forest, 不动产."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cases.deidentify.numbers.found import Found
from cases.deidentify.numbers.labels import Label
from cases.deidentify.numbers.page import Page
from cases.deidentify.numbers.plates import PROVINCES
from cases.deidentify.spans import Kind

_YEAR = r"[(\[〔【]?(?:19|20)\d{2}[)\]〕】]?"
_TODAY = re.compile(
    rf"[{PROVINCES}]?{_YEAR}[\u4e00-\u9fff]{{2,12}}?不动产(?:权|证明)第?[A-Za-z0-9-]{{3,12}}号"
)
_WORD = (
    r"房地?产?[权产]证|房屋所有权证|土地?[使]?[用]?权?证|国用|集用|集建|林证|林权证?|农地承包权证?|"
    r"宅基地|他项权?|房预|房他证?|土他项?"
)
_BEFORE = re.compile(
    rf"(?P<head>[\u4e00-\u9fff]{{0,8}})(?P<word>{_WORD})(?P<rest>[\u4e00-\u9fff()]{{0,10}}?)"
    rf"(?:{_YEAR})?[\u4e00-\u9fff]{{0,6}}?第[A-Za-z0-9-]{{2,20}}号"
)
_STRANGER = re.compile(
    r".*(?:根据|依据|证号|编号|登记|取得|办理|持有|名下|位于|的|和|及|与|为|以|是|将|房屋|号|证书|产权|有|该|:)"
)
_VALUE = re.compile(r"(?<![A-Za-z0-9])[A-Za-z0-9][A-Za-z0-9-]{5,31}")


def find(page: Page) -> Iterator[Found]:
    text = page.tight.text
    for match in _TODAY.finditer(text):
        yield page.found(*match.span(), Kind.PROPERTY_TITLE, 0.98, "title-estate")
    for match in _BEFORE.finditer(text):
        stranger = _STRANGER.match(match["head"])
        start = match.start() + (stranger.end() if stranger else 0)
        yield page.found(start, match.end(), Kind.PROPERTY_TITLE, 0.95, "title-certificate")
    for match in _VALUE.finditer(text):
        if page.labels.governing(match.start(), 12) is not Label.PROPERTY:
            continue
        if sum(c.isdigit() for c in match[0]) >= 4:
            yield page.found(*match.span(), Kind.PROPERTY_TITLE, 0.8, "title-called")
