"""Words that say what the number beside them is: 手机号, 卡号, 身份证号码, and 订单号 for none."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from cases.deidentify.folded import Folded


class Label(StrEnum):
    ID = "id"
    PHONE = "phone"
    CARD = "card"
    PASSPORT = "passport"
    EMAIL = "email"
    SOCIAL = "social"
    ACCOUNT = "account"
    BIRTH = "birth"
    PLATE = "plate"
    CASE = "case"
    PROPERTY = "property"
    OTHER = "other"
    """A number that names no person: of an order, an invoice, a batch; an amount."""


_WORDS = {
    Label.OTHER: (
        r"订单号?|单号|流水号?|编号|编码|条码|批号|批次号?|合同号|发票号?码?|运单号?|快递单?号?|物流单?号?|"
        r"凭证号?|票据?号|序号|序列号|学号|工号|文号|货号|型号|期号|机号|车架号|发动机号|商品码|交易号|"
        r"参考号|邮编|邮政编码|金额|合计|总额|总计|共计|价款|产量|页码|版权号|备案号|检验号|受理号|"
        r"设备号|IMEI|ISBN|SN码?|货款|人民币|销量|数量|点击量|浏览量|阅读量|专利号|标准号|代码|时间戳"
    ),
    Label.PASSPORT: (
        r"护照号?码?|(?:往来)?港澳(?:居民来往内地)?通行证号?码?|通行证号?码?|台胞证号?码?|回乡证号?码?|"
        r"(?:军官|士兵|士官|警官|文职|退役军人|残疾军人)证号?码?|(?:永久)?居留证号?码?|居住证号?码?|"
        r"驾驶证档案编号|档案编号|(?:残疾人|出生医学证明|执业证|律师证|工作证|记者证|资格证)号?码?|"
        r"passport(?:no\.?)?"
    ),
    Label.ID: (
        r"(?:居民)?身份证件?(?:号码|证号|编号|号)?|公民身份(?:证?号码|证号|证)?|身份号码|身份证明号?码?|"
        r"证件号码?|证号|身份证?信息|社会保障号码?|身证号|(?<![A-Za-z])ID(?:号|no\.?|card)?(?![A-Za-z])"
    ),
    Label.PHONE: (
        r"(?:联系|移动|固定|办公|家庭|住宅|值班|本人|家属)?(?:电话|手机)(?:号码|号)?|联系方式|联络方式|"
        r"座机号?|热线|传真|拨打|致电|来电|去电|短信|呼叫|通话|主叫|被叫|机主|小灵通|联系人?号码|"
        r"(?:tel|mobile|phone|fax|cell)(?:no)?\.?|号码"
    ),
    Label.CARD: (
        r"(?:银行|借记|信用|储蓄|贷记|工资|社保|医保|金融|收款|付款|转账|邮政)卡(?:卡号|账号|号码|号)?|"
        r"卡号|(?:银行|对公|收款|付款|资金|存款|个人)?[账帐][户号](?:号码)?|存折号?|开户行|银行|信用社|"
        r"(?:工|农|中|建|交|招)行|户名"
    ),
    Label.EMAIL: r"(?:电子)?(?:邮箱|邮件)(?:地址|账号)?|e-?mail",
    Label.SOCIAL: (
        r"微信(?:账号|号码?|ID)?|(?:QQ|qq|扣扣)(?:账号|号码?)?|"
        r"(?<![A-Za-z])(?:wechat|weixin|wx|vx)(?![A-Za-z])"
    ),
    Label.ACCOUNT: (
        r"支付宝(?:账[户号])?|抖音(?:号|账号)?|快手(?:号|账号)?|微博(?:号|账号)?|小红书(?:号|账号)?|"
        r"淘宝(?:账号|旺旺)?|游戏账号|用户名|用户ID|登录名|会员号|网名|昵称|网络账号|陌陌号?|财付通(?:账号)?"
    ),
    Label.BIRTH: r"出生(?:日期|年月日?|时间)?|生日",
    Label.PLATE: r"(?:车辆?)?(?:车牌|号牌|牌照)(?:号码|号)?|车号|车辆",
    Label.CASE: r"案号|案件编号|起诉书|判决书|裁定书|决定书|意见书|通知书|建议书",
    Label.PROPERTY: (
        r"(?:不动产|房屋?|房地产|土地)?(?:产权|所有权|使用权|权属)证书?(?:编号|号码|号)?|"
        r"房产证(?:编号|号码|号)?|土地证(?:编号|号码|号)?|不动产单元号|不动产权证号|林权证号?"
    ),
}
_LABEL = re.compile(
    "|".join(f"(?P<{label.value}>{words})" for label, words in _WORDS.items()), re.IGNORECASE
)
_THIN = re.compile(
    r"(?:[^\u4e00-\u9fff。;!?]|号码?|分别|[为是系即和及或与等均其第有如下叫用])*\Z",
)
"""What may stand between a label and its number: no new thought."""


@dataclass(frozen=True)
class Labels:
    """The labels of a text without breaks, and the head of each column of its tables."""

    folded: Folded

    @cached_property
    def _all(self) -> list[tuple[int, int, Label]]:
        return [
            (m.start(), m.end(), Label(m.lastgroup or ""))
            for m in _LABEL.finditer(self.folded.text)
        ]

    @cached_property
    def _ends(self) -> list[int]:
        return [end for _, end, _ in self._all]

    @cached_property
    def _starts(self) -> list[int]:
        return [start for start, _, _ in self._all]

    def governing(self, at: int, reach: int = 90) -> Label | None:
        """The label that directly governs what starts at ``at``: nothing but signs, digits and
        small words between; else the head of its column."""
        index = bisect_right(self._ends, at) - 1
        if index >= 0:
            start, end, label = self._all[index]
            if at - end <= reach and _THIN.match(self.folded.text[end:at]):
                return self._of_number(index) if end - start == 2 else label
        return None

    def _of_number(self, index: int) -> Label:
        """护照（号码…） is a passport's number: a bare 号码 says what the word before it says."""
        start, end, label = self._all[index]
        if index and self.folded.text[start:end] == "号码":
            _, ended, other = self._all[index - 1]
            if start - ended <= 2 and _THIN.match(self.folded.text[ended:start]):
                return other
        return label

    def before(self, at: int, label: Label, reach: int = 16) -> bool:
        """Whether ``label`` stands within ``reach`` characters before ``at``."""
        index = bisect_right(self._ends, at) - 1
        while index >= 0 and at - self._ends[index] <= reach:
            if self._all[index][2] is label:
                return True
            index -= 1
        return False

    def after(self, at: int, label: Label, reach: int = 6) -> bool:
        """Whether ``label`` begins within ``reach`` characters after ``at``."""
        index = bisect_left(self._starts, at)
        while index < len(self._starts) and self._starts[index] - at <= reach:
            if self._all[index][2] is label:
                return True
            index += 1
        return False

    def says(self, start: int, end: int, label: Label) -> bool:
        """Whether ``text[start:end]`` is called ``label`` by a word before it, after it or at the
        head of its column."""
        if self.governing(start) is label or self.before(start, label):
            return True
        if label in self.heads(start):
            return True
        return self.after(end, label) and not self.folded.divided(end - 1, min(end + 2, self._size))

    @property
    def _size(self) -> int:
        return len(self.folded.text)

    def heads(self, at: int) -> frozenset[Label]:
        """What the head row of the table says in which ``text[at]`` stands (all its columns: a
        number that is broken over cells moves those behind it)."""
        if at >= self._size or not self._lines:
            return frozenset()
        line = bisect_right(self._lines, self.folded.starts[at]) - 1
        return self._heads[max(line, 0)]

    @cached_property
    def _lines(self) -> list[int]:
        """Where the lines of the original start, if it has any cells."""
        original = self.folded.original
        if "\t" not in original and "|" not in original:
            return []
        return [0] + [m.end() for m in re.finditer(r"\n", original)]

    @cached_property
    def _heads(self) -> list[frozenset[Label]]:
        heads: list[frozenset[Label]] = []
        head: frozenset[Label] = frozenset()
        inside = False
        for line in self.folded.original.split("\n"):
            cells = re.split(r"[\t|]", line)
            if len(cells) > 1 and not re.search(r"\d", line):
                labels = {Label(m.lastgroup or "") for m in _LABEL.finditer(line)}
                if not inside or len(labels) > 1:
                    head = frozenset(labels or {Label.OTHER})
                inside = True
            elif not line.strip() or (len(cells) == 1 and len(line) > 40):
                head, inside = frozenset(), False
            heads.append(head)
        return heads
