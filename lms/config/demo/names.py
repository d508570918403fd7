"""Invented people: names, ID numbers, phones. Nothing here belongs to a real person.

ID numbers carry a region code that was never issued (999…), so none can be anybody's; phones are of
the never assigned 100-series.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, timedelta

SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏"
    "魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵"
    "万钱严覃武戴莫孔向汤蓝雷"
)
GIVEN_MALE = "伟强磊军洋勇杰涛明超刚平辉鹏华飞波斌宇浩凯健俊帆帅旭宁龙林东峰建国志文海成家豪"
GIVEN_FEMALE = "芳娜敏静丽艳娟霞秀英慧燕玲桂兰洁梅琳雪红玉萍莉云倩婷晶瑜欣怡佳颖蕾"
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


@dataclass(frozen=True)
class Person:
    name: str
    sex: str
    born_on: date
    id_number: str


def check_digit(body: str) -> str:
    """The last character of an ID number (GB 11643)."""
    return "10X98765432"[sum(int(c) * w for c, w in zip(body, WEIGHTS, strict=True)) % 11]


def id_number(region: str, born_on: date, serial: int, sex: str) -> str:
    """18 characters; the 17th is odd for a man. ``serial`` counts within one day of birth."""
    order = (serial % 499) * 2 + (1 if sex == "male" else 0)
    body = f"{region}{born_on:%Y%m%d}{order:03d}"
    return body + check_digit(body)


def person(rng: random.Random, serial: int, *, today: date, youngest: int, oldest: int) -> Person:
    """One invented person between ``youngest`` and ``oldest`` years old; ``serial`` keeps ID
    numbers apart (unique for serials below one hundred million)."""
    sex = "female" if rng.random() < 0.14 else "male"
    given = GIVEN_FEMALE if sex == "female" else GIVEN_MALE
    name = rng.choice(SURNAMES) + "".join(rng.sample(given, rng.choice((1, 2, 2))))
    days = rng.randrange(youngest * 365 + 6, oldest * 365)
    born_on = today - timedelta(days=days)
    region = f"999{serial // 400 % 1000:03d}"
    return Person(name, sex, born_on, id_number(region, born_on, serial, sex))
