"""Numbers that look real: right check digits, right lengths, nobody's."""

from __future__ import annotations

import datetime
from random import Random

from tests.cases.deidentify.passages import lists

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


MOBILE = lists.words("130 135 138 139 150 151 158 159 166 177 180 186 188 189 191 199")
PROCEDURES = lists.words("刑初 刑终 民初 刑更 执 行初 刑再")


def digits(random: Random, count: int) -> str:
    return "".join(random.choice("0123456789") for _ in range(count))


def id_number(random: Random, area: str, born: datetime.date, sex: str) -> str:
    serial = digits(random, 2) + random.choice("13579" if sex == "男" else "02468")
    body = f"{area}{born:%Y%m%d}{serial}"
    return body + "10X98765432"[sum(int(d) * w for d, w in zip(body, WEIGHTS, strict=True)) % 11]


def old_id_number(new: str) -> str:
    """The number of 15 digits that the same person had before 1999."""
    return new[:6] + new[8:17]


def bad_id_number(new: str) -> str:
    """A slip of the pen in the check digit; next to its word it is an ID number still."""
    return new[:-1] + ("7" if new[-1] != "7" else "3")


def mobile(random: Random) -> str:
    head = random.choice(MOBILE)
    return head + digits(random, 8)


def landline(random: Random) -> str:
    area = random.choice(lists.REGIONS)[5]
    return area + random.choice(["-", "-", "－", ""]) + random.choice("2568") + digits(random, 6)


def luhn(body: str) -> str:
    """``body`` with the digit that Luhn's rule asks for."""
    total = 0
    for place, char in enumerate(reversed(body)):
        value = int(char) * (2 if place % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return body + str(-total % 10)


def bank_card(random: Random) -> str:
    prefix = random.choice(["622848", "621700", "622202", "622262", "621099", "623091", "625912"])
    return luhn(prefix + digits(random, random.choice([9, 12, 12])))


PLATE_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"


def plate(random: Random) -> str:
    head = random.choice(lists.REGIONS)[4]
    if random.random() < 0.3:
        tail = random.choice("DF") + digits(random, 5)
        if random.random() < 0.3:
            tail = random.choice("DF") + random.choice(PLATE_LETTERS) + digits(random, 4)
    else:
        places = random.choice(["00000", "A0000", "0A000", "00A00", "AA000", "000A0", "0000A"])
        tail = "".join(
            random.choice(PLATE_LETTERS) if place == "A" else random.choice("0123456789")
            for place in places
        )
    return head + random.choice(["", "", "", "·", " ", "-", "•"]) + tail


def passport(random: Random) -> str:
    head = random.choice(["E", "G", "EA", "EB", "ED", "P"])
    return head + digits(random, 9 - len(head))


def email(random: Random) -> str:
    name = random.choice(["zhang", "liwei", "wang.fang", "chen_hua", "sunny", "hr-yh", "lq"])
    host = random.choice(
        ["163.com", "qq.com", "126.com", "sina.com.cn", "yunhe-toys.cn", "gmail.com"]
    )
    return f"{name}{random.choice(['', digits(random, 3), digits(random, 6)])}@{host}"


def wechat(random: Random) -> str:
    if random.random() < 0.3:
        return "wxid_" + "".join(
            random.choice("abcdefghkmnpqrtuvwxyz0123456789") for _ in range(14)
        )
    name = random.choice(["zhang", "sunny", "yunhe_boy", "Amei", "laowang", "xq", "feng-lin"])
    return name + digits(random, random.choice([2, 4, 6]))


def qq(random: Random) -> str:
    return random.choice("123456789") + digits(random, random.choice([4, 5, 7, 8, 9]))


def account(random: Random) -> str:
    return random.choice(["user", "dy", "ks", "happy", "boss", "Lucky", "yh_"]) + digits(
        random, random.choice([3, 4, 6, 8])
    )


def unit_account(random: Random) -> str:
    return random.choice(["201000", "3305", "19210", "1210"]) + digits(random, 11)


def date(random: Random, first: int = 2010, last: int = 2024) -> datetime.date:
    start = datetime.date(first, 1, 1)
    return start + datetime.timedelta(random.randrange((last - first + 1) * 365))


def case_number(random: Random) -> str:
    year, code = random.randint(2012, 2024), random.choice(lists.REGIONS)
    short = code[4][0]
    kind = random.choice(PROCEDURES)
    if random.random() < 0.25:
        part = random.choice(["", "一部", "公诉"])
        return f"{code[3][0]}检{part}刑诉〔{year}〕{random.randint(1, 900)}号"
    around = random.choice(["（）", "（）", "()", "〔〕"])
    return f"{around[0]}{year}{around[1]}{short}{code[6]}{kind}{random.randint(1, 1999)}号"


def property_title(random: Random) -> str:
    region = random.choice(lists.REGIONS)
    year, number = random.randint(2016, 2024), digits(random, 7)
    short, county = region[4][0], region[3]
    return random.choice(
        [
            f"{short}（{year}）{county}不动产权第{number}号",
            f"{short}({year}){county}不动产权第{number}号",
            f"{county[0]}房权证{random.choice('元城字')}字第{number[:6]}号",
            f"{county[0]}集用（{year - 10}）第{number[:5]}号",
            f"{county[0]}国用（{year - 8}）第{number[:5]}号",
        ]
    )
