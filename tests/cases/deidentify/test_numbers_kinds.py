"""Each kind of number, in every dress: exactly these spans and no other."""

from __future__ import annotations

import pytest

from cases.deidentify.numbers import find_numbers
from cases.deidentify.spans import Kind

ID = "11010519491231002X"
CARD = "6222021234567890128"

FOUND: list[tuple[Kind, str]] = [
    (Kind.ID_NUMBER, f"公民身份号码<{ID}>，住云和县"),
    (Kind.ID_NUMBER, "身份证号：<１１０１０５１９４９１２３１００２ｘ>。"),
    (Kind.ID_NUMBER, "<110105 19491231\n002X>"),
    (Kind.ID_NUMBER, "<110105\t19491231\t002\tX>\t男"),
    (Kind.ID_NUMBER, "身份证号：<110105194912310021>，错一位"),
    (Kind.ID_NUMBER, "身份证号码为<330702800101123>，"),
    (Kind.ID_NUMBER, "ID<110105194912310020>"),
    (Kind.ID_NUMBER, "公民身份号码为<33112519770809261>（少一位）"),
    (Kind.PHONE, "手机<13800138000>、<13900139000>/<13700137000>"),
    (Kind.PHONE, "<13800138000>\t<13900139000>"),
    (Kind.PHONE, "<138-0013-8000>，<+86 138 0013 8000>，<0086-13800138000>，<(+86)13800138000>"),
    (Kind.PHONE, "<138001\n38000>系张某"),
    (Kind.PHONE, "姓名\t电话\n张某\t<1380\t013800\t0>\n李某\t<139 0013 9000>"),
    (Kind.PHONE, "电话<0578-5123456转801>，<(0578)5123456>"),
    (Kind.PHONE, "1\t<0578-5123456>\t2\t张"),
    (Kind.PHONE, "客服电话<400-123-4567>、<4001234567>"),
    (Kind.PHONE, "手机号<一三八零零一三八零零零>"),
    (Kind.PHONE, "手机<138OOl38OO0>"),
    (Kind.BANK_CARD, f"银行卡<{CARD}>，卡号<6222 0212 3456 7890 128>"),
    (Kind.BANK_CARD, f"汇入<{CARD}>后"),
    (Kind.BANK_CARD, "汇入<6222021234567890\n128>，又汇入<6 222 02 1234567890 128>"),
    (Kind.BANK_CARD, "卡号：<4000001234567899>"),
    (Kind.PLATE, "驾驶<浙K12345>号小型轿车，<浙KD12345>，<浙K1234挂>，<浙A1234警>，<粤Z1234港>"),
    (Kind.PLATE, "<浙K·12345>与<浙 K\n12345>"),
    (Kind.PLATE, "车牌号：<K12345>"),
    (Kind.PASSPORT, "护照<E12345678>，护照号码<G12345678>，港澳通行证<C12345678>"),
    (Kind.PASSPORT, "军官证号：<军字第1234567号>"),
    (Kind.EMAIL, "邮箱<zhang_san@163.com>，<zhang\nsan＠163.com>；<zhangsan@163\n.com>"),
    (Kind.EMAIL, "写信到<zs at 163 点 com>即可"),
    (Kind.EMAIL, "<lan.weiguo @ yh-court.org.cn>"),
    (Kind.SOCIAL, "微信号：<zhang_san88>，QQ：<12345678>，QQ号<12345679>"),
    (Kind.SOCIAL, "加入QQ群（群号<34344>），加了我的QQ，号码是<6838956171>"),
    (Kind.SOCIAL, "微信号\t<laowang20>\tQQ号\t<143949\n698>\n罪名"),
    (Kind.ACCOUNT, "买家“<dy6468>”付款，专户（账号<20100\n099439206009>）"),
    (Kind.PASSPORT, "持有护照（号码<Ｐ９５２４７１５２>）"),
    (Kind.ACCOUNT, "抖音号：<ys_2021>，快手号<abc123>，网名“<一叶知秋>”"),
    (Kind.BIRTH_DATE, "张三，男，<1990年3月5日>出生，李四生于<1991年3月5日>"),
    (Kind.BIRTH_DATE, "出生日期：<1990-03-05>，<一九九〇年三月五日>生，"),
    (Kind.BIRTH_DATE, "姓名\t性别\t出生年月\n张某\t男\t<1990.03>\n"),
    (Kind.CASE_NUMBER, "<(2021)浙1125刑初12号>，<〔2021〕浙1125刑初12号>"),
    (Kind.CASE_NUMBER, "<（２０２１）浙 1125 刑初 12 号之一>裁定"),
    (Kind.CASE_NUMBER, "以<浙云检刑诉〔2021〕15号>起诉书，<云公(刑)立字[2020]123号>"),
    (Kind.PROPERTY_TITLE, "<浙（2019）云和县不动产权第0001234号>，<云国用(2003)第123号>"),
    (Kind.PROPERTY_TITLE, "持有<云房权证城字第12345号>"),
]


def marked(text: str) -> tuple[str, list[str]]:
    """The text without the brackets, and what stood in them."""
    pieces = [part.split(">") for part in text.split("<")[1:]]
    return text.replace("<", "").replace(">", ""), [piece[0] for piece in pieces]


@pytest.mark.parametrize(("kind", "text"), FOUND)
def test_each_is_found_whole(kind: Kind, text: str) -> None:
    plain, wanted = marked(text)
    spans = find_numbers(plain)
    assert [(s.kind, s.text) for s in spans] == [(kind, one) for one in wanted]
    assert all(plain[s.start : s.end] == s.text for s in spans)


@pytest.mark.parametrize(
    "text",
    [
        "违法所得66364元，合计1,234,567.89元，人民币13800138000元",
        "2021年3月5日，依照《中华人民共和国刑法》第三百九十七条、第六十七条第三款",
        "法释〔2012〕18号，司发通〔2020〕59号，国发〔2019〕12号，浙政发(2020)3号",
        "高检发释字〔2019〕1号，公通字〔2012〕62号，云司〔2020〕12号",
        "第12页共30页，2019、2020、2021年度",
        "订单号6222021234567890128，快递单号13800138000，发票号码12345678",
        "项目\t数量\t单价\t金额\n甲\t1500\t320\t1800\n乙\t15200\t320018\t77",
        "案件发生于2021年3月5日，学生于2021年3月5日到校，2021年3月5日生效",
        "面积1234.56平方米，13800.138000，比例12.5%，云A股市",
        "微信转账66364元，QQ聊天，账户余额12345元，账户内66364元，",
        "荣海生于2020年4月3日通过银行转账",
        "12345热线，110报警，年龄\t35\n电话",
        "2021-03-05 12:30:45 到 2021-03-06",
    ],
)
def test_other_numbers_stay(text: str) -> None:
    assert find_numbers(text) == []


def test_what_checks_is_certain_and_what_is_guessed_is_not() -> None:
    assert find_numbers(ID)[0].is_certain
    assert find_numbers("138001\n38000")[0].is_likely
    assert find_numbers("一三八零零一三八零零零")[0].is_likely


def test_a_number_in_two_columns_without_a_gap_is_two() -> None:
    spans = find_numbers(ID + "13800138000")
    assert [s.kind for s in spans] == [Kind.ID_NUMBER, Kind.PHONE]


def test_the_longest_of_two_that_overlap_stays() -> None:
    (span,) = find_numbers("邮箱13800138000@163.com")
    assert (span.kind, span.text) == (Kind.EMAIL, "13800138000@163.com")
