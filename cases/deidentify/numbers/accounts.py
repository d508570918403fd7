"""WeChat and QQ numbers, names and numbers of other accounts: always by what calls them so."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cases.deidentify.folded import Break
from cases.deidentify.numbers.found import Found
from cases.deidentify.numbers.page import Page
from cases.deidentify.spans import Kind

_LINK = r"(?:,?\(?(?:号码|账号|帐号|群号|微信号|号))?(?:[为是系叫]|名?为|:|=|\()*[“\"'「『《]?"
_QQ = re.compile(rf"(?:QQ|扣扣|企鹅)(?:账号|帐号|号码?|群号?|群)?{_LINK}([1-9]\d{{4,11}})", re.I)
_WECHAT = re.compile(
    r"(?:微信(?:账号|帐号|号码?|ID)?|(?<![A-Za-z])(?:wechat|weixin|wx|vx|v信)(?:id|号)?)"
    rf"{_LINK}([A-Za-z][-_A-Za-z0-9]{{3,19}}|[1-9]\d{{4,11}})",
    re.IGNORECASE,
)
_WXID = re.compile(r"(?<![A-Za-z0-9])wxid_[A-Za-z0-9]{6,20}", re.IGNORECASE)
_SERVICE = (
    r"(?:支付宝|抖音|快手|微博|小红书|淘宝|京东|拼多多|闲鱼|陌陌|知乎|贴吧|哔哩哔哩|B站|钉钉|游戏|直播|财付通|"
    r"百度|美团|滴滴|云闪付|网银|平台|系统|邮箱|登录|会员|用户|收款|付款|资金|证券|股票|期货|对公|基本|公积金|社保|医保)"
)
_NUMBERED = re.compile(
    rf"(?:{_SERVICE}(?:账户名?|账号|帐号|帐户|号码?|ID|名)?|账号|帐号|账户|帐户|用户名|登录名|用户ID|"
    rf"网名|昵称|统一社会信用代码|组织机构代码|社保号|医保号|(?:水|电|燃气)?户号){_LINK}"
    r"([A-Za-z0-9][-_.A-Za-z0-9]{3,29})",
    re.IGNORECASE,
)
_QUOTED = re.compile(
    r"(?:网名|昵称|微信名|微信昵称|微信群名?|QQ名|QQ昵称|QQ群名?|账号名?|帐号名?|账户名?|用户名|抖音号?|快手号?|微博名?|"
    r"小红书号?|笔名|绰号微信|群名|群昵称|公众号|直播间|店铺名?)(?:称|叫|为|是|系|:|的|名)*"
    r"[“\"'「『]([^”\"'」』。;\n]{1,20})[”\"'」』]"
)
_CALLED = re.compile(
    r"(?:买家|卖家|网友|主播|用户|粉丝|店家|群主|博主|好友|对方|网名叫?|up主)[“\"'「『]"
    r"([A-Za-z][-_.A-Za-z0-9]{2,19}|[-_.\u4e00-\u9fffA-Za-z]{0,8}\d{3,12})[”\"'」』]",
    re.IGNORECASE,
)
_NAMED = re.compile(
    r"(?:网名|昵称|微信名|用户名|登录名|微信昵称|QQ昵称|抖音号|快手号|微博名)(?:为|是|系|叫|:)"
    r"([A-Za-z0-9_\u4e00-\u9fff·-]{2,16})"
)
_NOT_VALUE = re.compile(r"[A-Za-z]+\Z")
_NUMBER = re.compile(r"[\d.,]+")
_AMOUNT = re.compile(r"[元万亿%年月日次人个笔]")


def find(page: Page) -> Iterator[Found]:
    text = page.tight.text
    for match in _QQ.finditer(text):
        yield from _value(page, match, Kind.SOCIAL, 0.95, "social-qq")
    for match in _WECHAT.finditer(text):
        yield from _value(page, match, Kind.SOCIAL, 0.93, "social-wechat")
    for match in _WXID.finditer(text):
        yield page.found(*match.span(), Kind.SOCIAL, 0.97, "social-wechat")
    for match in _NUMBERED.finditer(text):
        if not _NOT_VALUE.match(match[1]) or re.search(
            r"[:=为是“]", text[match.start() : match.start(1)]
        ):
            yield from _value(page, match, Kind.ACCOUNT, 0.9, "account-called")
    for match in _QUOTED.finditer(text):
        yield page.found(*match.span(1), Kind.ACCOUNT, 0.92, "account-name")
    for match in _CALLED.finditer(text):
        yield page.found(*match.span(1), Kind.ACCOUNT, 0.75, "account-name")
    for match in _NAMED.finditer(text):
        yield from _value(page, match, Kind.ACCOUNT, 0.7, "account-name")


def _value(
    page: Page, match: re.Match[str], kind: Kind, sure: float, reason: str
) -> Iterator[Found]:
    start, end = match.span(1)
    end = _stop(page, start, end)
    value = page.tight.text[start:end]
    after = page.tight.text[end : end + 1]
    if len(value) < 2 or (len(value) < 6 and value.isalpha() and kind is Kind.SOCIAL):
        return
    if _NUMBER.fullmatch(value) and (len(value) < 5 or _AMOUNT.match(after)):
        return
    if value.isdigit() and after == "." and page.tight.text[end + 1 : end + 2].isdigit():
        return
    yield page.found(start, end, kind, sure, reason)


def _stop(page: Page, start: int, end: int) -> int:
    """The end of a value, at the first break behind which something else begins."""
    text, breaks = page.tight.text, page.tight.breaks
    for place in range(start + 1, end):
        gap = breaks[place]
        if gap <= Break.HIDDEN:
            continue
        rest = re.match(r"[-_.A-Za-z0-9]*", text[place:end])
        tail = place + (len(rest[0]) if rest else 0)
        stranger = _is_stranger(text, start, place, tail)
        stranger = stranger or (gap is Break.CELL and text[place:tail].isalpha())
        if place - start < 5 and not stranger:
            continue
        nested = any(b > Break.HIDDEN for b in breaks[place + 1 : tail])
        if gap is Break.SPACE or stranger or nested or _in_next_cell(page, place, tail):
            return place
    return end


def _is_stranger(text: str, start: int, place: int, tail: int) -> bool:
    """Whether the digits behind a break are of a date, a sum, or the number of a list."""
    if not text[place:tail].isdigit():
        return False
    if text[tail : tail + 1] in set("年月日元个岁人"):
        return True
    bracketed = "(" in text[max(0, start - 8) : start]
    return tail - place <= 2 and not bracketed and text[tail : tail + 1] in set(".、)")


def _in_next_cell(page: Page, place: int, tail: int) -> bool:
    """Whether what is behind the break at ``place`` fills a cell, or a line with letters."""
    breaks, text = page.tight.breaks, page.tight.text
    after = breaks[tail] if tail < len(text) else Break.NONE
    if after <= Break.HIDDEN:
        return False
    wrapped = breaks[place] is Break.LINE and after is Break.LINE
    return not (wrapped and text[place:tail].isdigit())
