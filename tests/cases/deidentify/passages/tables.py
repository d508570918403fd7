"""Tables: cells joined by tabs, rows by line breaks, as they come out of files."""

from __future__ import annotations

from collections.abc import Callable
from random import Random


def _rows(random: Random, head: str, row: Callable[[int], str], low: int = 2, high: int = 7) -> str:
    return "\n".join([head, *(row(at) for at in range(1, random.randint(low, high) + 1))])


def register(random: Random) -> str:
    return "社区矫正对象花名册\n" + _rows(
        random,
        "序号\t姓名\t性别\t身份证号\t罪名\t住址\t联系电话",
        lambda at: f"{at}\t{{p{at}}}\t{{sex{at}}}\t{{id{at}}}\t{{crime}}\t{{addr}}\t{{tel}}",
    )


def payments(random: Random) -> str:
    return "受贿款项明细表\n" + _rows(
        random,
        "时间\t行贿人\t金额\t地点\t收款卡号",
        lambda _: "{date}\t{p}\t{money}\t{org}\t{card}",
    )


def vehicles(random: Random) -> str:
    return _rows(
        random,
        "车主\t车牌号码\t车型\t登记日期",
        lambda _: "{p}\t{plate}\t小型轿车\t{date}",
    )


def staff(random: Random) -> str:
    return _rows(
        random,
        "单位\t姓名\t职务\t办公电话\t电子邮箱",
        lambda _: (
            "{unit}\t{p}\t"
            + random.choice(["所长", "科员", "副局长", "专职社工", "办公室主任"])
            + "\t{land}\t{mail}"
        ),
    )


def sign_in(random: Random) -> str:
    return "集中教育签到表\n" + _rows(
        random, "姓名\t签名\t备注", lambda at: f"{{p{at}}}\t{{p{at}}}\t"
    )


def evidence(random: Random) -> str:
    return _rows(
        random,
        "序号\t证据名称\t来源\t页码",
        lambda at: f"{at}\t{{p}}的询问笔录\t{{unit}}\t{at * 3}-{at * 3 + 2}",
    )


def team(random: Random) -> str:
    roles = ["组长", "司法所工作人员", "村（居）委会成员", "志愿者", "家庭成员"]
    return "矫正小组成员名单（矫正对象：{p9}）\n" + _rows(
        random,
        "职责\t姓名\t工作单位\t电话",
        lambda at: f"{roles[(at - 1) % 5]}\t{{p}}\t{{org}}\t{{tel}}",
        3,
        5,
    )


def accounts(random: Random) -> str:
    return _rows(
        random,
        "户名\t开户行\t账号\t余额",
        lambda _: "{p}\t{org}\t{card}\t{money}",
    )


TEMPLATES: dict[str, str | Callable[[Random], str]] = {
    "register": register,
    "payments": payments,
    "vehicles": vehicles,
    "staff": staff,
    "sign_in": sign_in,
    "evidence": evidence,
    "team": team,
    "accounts": accounts,
    "form": (
        "社区矫正对象基本信息表\n姓名\t{p1}\t曾用名\t{p1.old}\n性别\t{sex1}\t民族\t{people}\n出生"
        "日期\t{birth1}\t文化程度\t{school}\n"
        "身份证号码\t{id1}\t护照号码\t{passport1}\n户籍地\t{addr1}\n居住地\t{addr2}\n工作单位\t"
        "{co1}\t联系电话\t{tel1}\n"
        "微信号\t{wx1}\tQQ号\t{qq1}\n罪名\t{crime}\t刑期\t有期徒刑{n}个月\n判决文书号\t{caseno1}\n"
        "家庭成员\t父亲{p2}，母亲{p3}，妻子{p4}"
    ),
    "leave": (
        "外出审批表\n申请人\t{p1}\n身份证号\t{id1}\n外出目的地\t{addr1}\n外出事由\t到{co1}商谈业务"
        "\n外出时间\t{date}至{date}\n"
        "保证人\t{p2}\t保证人电话\t{tel2}\n司法所意见\t同意。经办人：{p3}\n县级机构意见\t同意请假"
        "{n}日。审批人：{p4}"
    ),
    "split": (
        "姓名：\n{p1}\n身份证号：\n{id1}\n手机：\n{tel1}\n开户行及账号：\n{card1}\n家庭住址：\n"
        "{addr1}\n紧急联系人：\n{p2}（{tel2}）"
    ),
    "pipes": (
        "| 姓名 | 身份证号 | 单位 |\n| --- | --- | --- |\n| {p1} | {id1} | {co1} |\n| {p2} | {id2}"
        " | {unit2} |\n| {p3} | {id3} | 无 |"
    ),
}
