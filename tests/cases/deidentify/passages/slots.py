"""Templates with slots: ``{p1}`` is the first person's name, ``{p1.mou}`` a short form of it.

The same slot with the same number has the same value all over a passage; one without a number is
new each time. ``SLOTS`` says what kind of label a slot makes; the others make text only.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from random import Random

from cases.deidentify.spans import Kind
from tests.cases.deidentify.passages import lists, numbers, tricks
from tests.cases.deidentify.passages.cast import Person, Unit, bureau, company, other_unit, person
from tests.cases.deidentify.passages.made import Label

SLOT = re.compile(r"\{([a-z]+)(\d*)(?:\.([a-z]+))?\}")
SLOTS = {
    "p": Kind.PERSON,
    "id": Kind.ID_NUMBER, "oldid": Kind.ID_NUMBER, "badid": Kind.ID_NUMBER,
    "tel": Kind.PHONE, "land": Kind.PHONE,
    "card": Kind.BANK_CARD, "plate": Kind.PLATE,
    "addr": Kind.ADDRESS, "village": Kind.ADDRESS, "road": Kind.ADDRESS,
    "unit": Kind.UNIT, "co": Kind.UNIT, "org": Kind.UNIT,
    "passport": Kind.PASSPORT, "mail": Kind.EMAIL,
    "wx": Kind.SOCIAL, "qq": Kind.SOCIAL,
    "acc": Kind.ACCOUNT, "bankacc": Kind.ACCOUNT,
    "birth": Kind.BIRTH_DATE, "caseno": Kind.CASE_NUMBER, "title": Kind.PROPERTY_TITLE,
    "court": Kind.UNIT, "proc": Kind.UNIT, "place": Kind.ADDRESS,
}  # fmt: skip
FREE = ("court", "proc", "place")
"""Courts, procuratorates and whole counties may stay in a published case."""
BY_NUMBER = {
    "tel": numbers.mobile, "land": numbers.landline, "card": numbers.bank_card,
    "plate": numbers.plate, "passport": numbers.passport, "mail": numbers.email,
    "wx": numbers.wechat, "qq": numbers.qq, "acc": numbers.account,
    "bankacc": numbers.unit_account, "caseno": numbers.case_number,
    "title": numbers.property_title,
}  # fmt: skip
WORDS = {
    "crime": lists.CRIMES, "school": lists.SCHOOLING, "work": lists.WORK, "people": lists.PEOPLES,
    "goods": lists.GOODS,
}  # fmt: skip


@dataclass
class Cast:
    """Values of one passage, made when a slot first asks."""

    random: Random
    trick: str
    known: dict[str, object] = field(default_factory=dict)
    region: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        self.region = self.random.choice(lists.REGIONS)

    def person(self, number: str) -> Person:
        """The person of that number; no two of a passage have one name or one nickname."""
        key = f"p{number}"
        if not number or key not in self.known:
            others = [one for one in self.known.values() if isinstance(one, Person)]
            while True:
                made = person(self.random)
                if all(one.full != made.full and one.alias != made.alias for one in others):
                    break
            self.known[key if number else f"p#{len(self.known)}"] = made
            return made
        known = self.known[key]
        assert isinstance(known, Person)
        return known

    def unit(self, name: str, number: str, form: str) -> str:
        key = f"{name}{number}"
        if not number or key not in self.known:
            maker = {"unit": bureau, "co": company, "org": other_unit}[name]
            self.known[key] = maker(self.random)
        made = self.known[key]
        assert isinstance(made, Unit)
        return made.short if form == "short" else made.full

    def cached(self, name: str, number: str) -> str:
        key = f"{name}{number}"
        if not number or key not in self.known:
            self.known[key] = self.plain(name)
        return str(self.known[key])

    def plain(self, name: str) -> str:
        """A new value for a slot that belongs to no person and no unit."""
        random = self.random
        if name in BY_NUMBER:
            return BY_NUMBER[name](random)
        if name in WORDS:
            return random.choice(WORDS[name])
        if name == "addr":
            return address(random, random.choice(lists.REGIONS))
        if name == "village":
            return random.choice(lists.VILLAGES)
        if name == "road":
            return f"{random.choice(lists.ROADS)}{random.randint(1, 400)}号"
        if name == "place":
            return self.region[3]
        if name == "court":
            return random.choice(
                [
                    f"{self.region[1]}{self.region[3]}人民法院",
                    f"{self.region[1]}{self.region[2]}中级人民法院",
                ]
            )
        if name == "proc":
            return f"{self.region[3]}人民检察院"
        if name == "date":
            made = numbers.date(random)
            return f"{made.year}年{made.month}月{made.day}日"
        if name == "money":
            return money(random)
        if name == "n":
            return str(random.randint(2, 36))
        raise KeyError(name)

    def value(self, name: str, number: str, form: str) -> str:
        if name == "p":
            return self.person(number).form(form)
        if name in ("unit", "co", "org"):
            return self.unit(name, number, form)
        if name in ("id", "oldid", "badid"):
            right = self.person(number).id_number
            return {"id": right, "oldid": numbers.old_id_number(right),
                    "badid": numbers.bad_id_number(right)}[name]  # fmt: skip
        if name == "birth":
            return birth(self.random, self.person(number))
        if name == "sex":
            return self.person(number).sex
        if name == "age":
            return str(2024 - self.person(number).born.year)
        return self.cached(name, number)


def address(random: Random, region: tuple[str, ...]) -> str:
    """Down to a village, a house or a flat; with or without what stands above it."""
    above = random.choice([region[1] + region[2] + region[3], region[1] + region[3], region[3], ""])
    town, village = random.choice(lists.TOWNS), random.choice(lists.VILLAGES)
    road, house = random.choice(lists.ROADS), random.randint(1, 380)
    estate = random.choice(lists.ESTATES)
    block, unit = random.randint(1, 30), random.randint(1, 4)
    flat = f"{random.randint(1, 28)}0{random.randint(1, 4)}"
    form = random.randrange(8)
    if form == 0:
        return f"{above}{town}{village}"
    if form in (1, 2):
        return f"{above}{town}{village}{house}号"
    if form == 3:
        return f"{above or region[3]}{road}{house}号"
    if form == 4:
        return f"{above}{town}{road}{house}号{block}幢{unit}单元{flat}室"
    if form == 5:
        return f"{above or town}{estate}{block}幢{unit}单元{flat}室"
    if form == 6:
        return f"{above or region[3]}{road}{house}弄{block}号{flat}室"
    return f"{above}{town}{village}{random.choice('一二三四五六七八九')}组{house}号"


def birth(random: Random, who: Person) -> str:
    born = who.born
    form = random.randrange(10)
    if form < 7:
        return f"{born.year}年{born.month}月{born.day}日"
    if form == 7:
        return f"{born.year}年{born.month:02}月{born.day:02}日"
    return f"{born:%Y.%m.%d}" if form == 8 else f"{born:%Y-%m-%d}"


def money(random: Random) -> str:
    amount = random.choice([random.randint(100, 9999), random.randint(10_000, 9_999_999)])
    return random.choice(
        [f"{amount}元", f"{amount:,}元", f"{amount}.{random.randint(10, 99)}元",
         f"{amount % 1000 + 1}万元", f"{amount / 10000:.2f}万元"]
    )  # fmt: skip


ENTITIES = {"oldid": "id", "badid": "id"}


def rendered(template: str, cast: Cast) -> tuple[str, list[Label]]:
    """The text of a template, with its labels."""
    text, labels, at = "", [], 0
    for slot in SLOT.finditer(template):
        text += template[at : slot.start()]
        at = slot.end()
        name, number, form = slot[1], slot[2], slot[3] or ""
        value = tricks.applied(cast.trick, name, cast.value(name, number, form), cast.random)
        if name in SLOTS:
            entity = f"{ENTITIES.get(name, name)}{number or f'#{slot.start()}'}"
            required = name not in FREE and form != "sur"
            labels.append(Label(len(text), len(text) + len(value), SLOTS[name], entity, required))
        text += value
    return text + template[at:], labels
