"""The invented people and units of one passage."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from functools import cached_property
from random import Random

from tests.cases.deidentify.passages import lists, numbers


@dataclass
class Person:
    surname: str
    given: str
    sex: str
    born: datetime.date
    random: Random = field(repr=False)
    region: tuple[str, ...] = ()

    @property
    def full(self) -> str:
        return self.surname + self.given

    @property
    def ordinary(self) -> bool:
        """Whether surname and given name are apart in the Chinese way."""
        return bool(self.surname)

    def form(self, name: str) -> str:
        """A shorter or other name of the same person; the full one where it does not exist."""
        first = self.surname or self.full[0]
        if name == "mou":
            return f"{first}某"
        if name == "alias":
            return self.alias
        if not self.ordinary:
            return self.full
        if name == "lao":
            return f"老{first}" if len(first) == 1 else f"{first}某"
        if name == "xiao":
            return f"小{first}" if len(first) == 1 else f"{first}某"
        if name == "given":
            return self.given if len(self.given) > 1 else self.full
        if name == "old":
            return self.surname + self.former
        if name == "sur":
            return first
        return self.full

    @cached_property
    def alias(self) -> str:
        return self.random.choice(lists.NICKNAMES)

    @cached_property
    def former(self) -> str:
        pool = lists.MALE if self.sex == "男" else lists.FEMALE
        return self.random.choice([one for one in pool if one != self.given])

    @cached_property
    def id_number(self) -> str:
        return numbers.id_number(self.random, self.region[0], self.born, self.sex)


def person(random: Random) -> Person:
    """Mostly ordinary names; some rare and compound surnames, some of other peoples."""
    sex = random.choice("男男女")
    born = datetime.date(1945, 1, 1) + datetime.timedelta(random.randrange(365 * 60))
    region = random.choice(lists.REGIONS)
    dice = random.random()
    if dice < 0.06:
        name = random.choice([*lists.UYGHUR, *lists.OTHERS])
        return Person("", name, sex, born, random, region)
    if dice < 0.14:
        surname = random.choice(lists.COMPOUND)
    elif dice < 0.30:
        surname = random.choice(lists.RARE)
    else:
        place = min(random.expovariate(0.03), len(lists.COMMON) - 1)
        surname = lists.COMMON[int(place)]
    pool = lists.MALE if sex == "男" else lists.FEMALE
    given = random.choice(pool)
    if random.random() < 0.3:
        given = random.choice("志永国建文小家明春海") + random.choice([g[-1] for g in pool])
    return Person(surname, given, sex, born, random, region)


@dataclass(frozen=True)
class Unit:
    full: str
    short: str


def bureau(random: Random) -> Unit:
    region, name = random.choice(lists.REGIONS), random.choice(lists.BUREAUS)
    if random.random() < 0.3:
        town = random.choice(lists.TOWNS)
        office = random.choice(["司法所", "派出所", "人民政府", "卫生院"])
        if office != "人民政府":
            town = town.removesuffix("镇").removesuffix("街道")
        return Unit(f"{region[3]}{town}{office}", f"{town}{office}")
    return Unit(f"{region[3]}{name}", f"{region[3]}{name}")


def company(random: Random) -> Unit:
    region, brand = random.choice(lists.REGIONS), random.choice(lists.BRANDS)
    place = random.choice([region[1] + region[3], region[2], region[3], region[3][:-1]])
    kind = random.choice(["有限公司", "有限公司", "有限责任公司", "股份有限公司"])
    return Unit(f"{place}{brand}{random.choice(lists.TRADES)}{kind}", f"{brand}公司")


def other_unit(random: Random) -> Unit:
    region = random.choice(lists.REGIONS)
    county, brand = region[3], random.choice(lists.BRANDS)
    name = random.choice(
        [
            f"{county}第{random.choice('一二三')}中学",
            f"{county}实验小学",
            f"{county}人民医院",
            f"{county}中医院",
            f"{random.choice(lists.BANKS)}{county}支行",
            f"{random.choice(lists.VILLAGES[:20])}村民委员会",
            f"{brand}超市",
            f"{brand}大酒店",
            f"{county}{brand}木制玩具厂",
            f"{county}社区矫正管理局",
            f"{county}看守所",
            f"{county}{brand}农产品专业合作社",
            f"浙江{brand}律师事务所",
        ]
    )
    return Unit(name, name)
