"""Numbers of cases: of courts, procuratorates, police, supervision; never of published law."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cases.deidentify.folded import Break
from cases.deidentify.numbers.found import Found
from cases.deidentify.numbers.labels import Label
from cases.deidentify.numbers.page import Page
from cases.deidentify.numbers.plates import PROVINCES
from cases.deidentify.spans import Kind

_OPEN, _CLOSE = r"[(\[〔【{〈]", r"[)\]〕】}〉]"
_YEAR = r"(?:(?:19|20)\d{2}|[一二][〇○零一二三四五六七八九]{3})"
_TAIL = r"第?[A-Z]?\d{1,8}(?:-\d{1,4})?号(?:之[一二三四五六七八九十\d]{1,3})?"
_COURT = re.compile(
    rf"{_OPEN}{_YEAR}{_CLOSE}(?P<body>[\u4e00-\u9fff]{{1,8}}\d{{0,6}}(?:[\u4e00-\u9fff]{{1,8}}?)?){_TAIL}"
)
_BARE = re.compile(
    rf"(?<!\d){_YEAR}年?[{PROVINCES}]\d{{2,4}}[刑民行执破赔司认财][\u4e00-\u9fff]{{0,3}}{_TAIL}"
)
_ANCHOR = re.compile(rf"{_OPEN}{_YEAR}{_CLOSE}{_TAIL}")
_HEAD = re.compile(r"[\u4e00-\u9fff()]{1,16}\Z")
_STRANGER = re.compile(
    r".*(?:根据|依据|依照|按照|参照|作出|下达|送达|文书|的|和|及|与|为|以|经|至|由|对|见|附|持|了|是|号|案号|"
    r"检察院|公安局|分局|派出所|法院|司法局|监委|监察委员会|委员会|起诉书|判决书|决定书|通知书|:)"
)
_PUBLISHED = re.compile(
    r"^法(?:释|发|办|明传|函|刑|民|行|工)?$|法释|法发|高检发|高检会|公通|公发|司发|司通|司规|司办|国发|国办|国函|"
    r"国令|中办|中发|厅字|税总|人社|民发|教[\u4e00-\u9fff]?$|卫[\u4e00-\u9fff]?$|政发|政办|委发|委办|"
    r"主席令|国务院令|公告|财[\u4e00-\u9fff]{0,2}$|[发办函规释令]$|[发规]字$"
)
_ORGAN = re.compile(r"检|公|监|司|法|纪|仲|刑|民|执|行|税|市监|林|交|人社|城管|综执")
_STEP = re.compile(
    r"诉|捕|拘|立|破|罚|决|矫|审|起|移|受|鉴|勘|检|执|强|赔|控|申|抗|建|纠|留|处|告|结|撤|询|讯|调|搜|查|扣|"
    r"冻|传|保|取|候|案|减|假|暂|收|释|训|警|通|终|初|再|更|字"
)
_COURT_STEP = re.compile(
    r"初|终|再|申|执|破|调|仲|保|更|认|赔|督|特|催|辖|撤|监|矫|审|抗|刑|民|行|诉|罚|决|通|案|立|拘|捕|字|检"
)
_TITLE = re.compile(r"不动产|房权|房产|房地|国用|集用|林证|土")


def find(page: Page) -> Iterator[Found]:
    text = page.tight.text
    for match in _COURT.finditer(text):
        body = match["body"]
        if (
            _PUBLISHED.search(re.sub(r"\d", "", body))
            or _TITLE.search(body)
            or body.startswith("第")
        ):
            continue
        if _COURT_STEP.search(body):
            yield page.found(*match.span(), Kind.CASE_NUMBER, 0.97, "case-court")
    for match in _BARE.finditer(text):
        yield page.found(*match.span(), Kind.CASE_NUMBER, 0.8, "case-court")
    for match in _ANCHOR.finditer(text):
        yield from _authority(page, match.start(), match.end())


def _named(head: str) -> bool:
    """Whether ``head`` names an authority and a step of its procedure."""
    return bool(_ORGAN.search(head) and _STEP.search(head))


def _authority(page: Page, year: int, end: int) -> Iterator[Found]:
    """A number whose letters stand before the year: 云检刑诉〔2021〕15号."""
    text = page.tight.text
    match = _HEAD.search(text, max(0, year - 16), year)
    head = match[0] if match else ""
    stranger = _STRANGER.match(head)
    head = head[stranger.end() :] if stranger else head
    head = head[head.rfind(")") + 1 :] if head.count(")") > head.count("(") else head
    head = head[head.rfind("(") + 1 :] if head.count("(") > head.count(")") else head
    breaks = page.tight.breaks
    for size in range(3, len(head)):
        if breaks[year - size] > Break.HIDDEN and _named(head[-size:]):
            head = head[-size:]
            break
    if not head or _PUBLISHED.search(head) or _TITLE.search(head):
        return
    start = year - len(head)
    called = page.labels.says(start, end, Label.CASE)
    if _named(head):
        yield page.found(start, end, Kind.CASE_NUMBER, 0.95, "case-authority")
    elif called:
        yield page.found(start, end, Kind.CASE_NUMBER, 0.8, "case-called")
