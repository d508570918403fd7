"""What a file proposes for the fields of a case, each with the place that it comes from. Pure.

A passage's ``value``: for ``kind`` and ``level`` the code, for ``amount`` yuan in digits, for
``year`` four digits, for ``timeline`` when it happened, for ``statutes`` the law, a tab, and the
article, for ``title`` of a judgment a title without names.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from cases.reading import amounts, charges, dates, laws, points
from cases.reading.headings import WORDS, is_heading
from cases.reading.sections import Passage, Section, sections

MOST = 30
MOST_FACTS = 20_000
LISTS = ("causes", "lessons", "measures", "discussion")
FIELDS = (
    "title", "kind", "summary", "facts", "timeline", "offences", "statutes", "amount", "sentence",
    "year", "source_authority", "level", "case_number", *LISTS,
)  # fmt: skip
_COURTS = r"(?:人民(?:法院|检察院)|监察委员会|司法局)"
_AUTHORITY = re.compile(
    r"(?:[\u4e00-\u9fff]{2,20}?(?:省|自治区|市|县|区|州|旗|铁路运输|中级|高级|基层))(?:中级|高级)?"
    rf"{_COURTS}|最高人民(?:法院|检察院)"
)
_BEFORE = re.compile(
    r"^.*(?:由|经|被|向|向其|到|至|在|是|为|和|与|及|以及|日|月|年|起|案件|关于|对|的|，|机关"
    r"|审理|移送|交|本|来源|原系|原任|现任|系|任)(?=[\u4e00-\u9fff]{2})"
)
_YEAR = r"[（(〔\[【](?:19|20)\d{2}[）)〕\]】]"
_NUMBER = re.compile(
    rf"{_YEAR} ?[\u4e00-\u9fff]{{1,4}}\d{{0,6}}[\u4e00-\u9fff]{{1,6}}\d{{0,4}}"
    r" ?第?\d{1,6} ?(?:之[一二三四\d]{1,2})?号"
    rf"|[\u4e00-\u9fff]{{2,8}}{_YEAR} ?第?\d{{1,6}} ?号"
)
_SENTENCE = re.compile(
    r"(?:决定(?:合并)?执行|判处|免予|免于)[^。；\n]{0,160}?"
    r"(?:有期徒刑|无期徒刑|拘役|管制|死刑|刑事处罚|罚金|单处)[^。；\n]*"
)
_DISCIPLINE = re.compile(
    r"(?:开除党籍|开除公职|政务(?:撤职|降级|记[大]?过|警告|处分)|留党察看|党内[^，。；\n]{0,6}警告)"
    r"[^。；\n]*"
)
_DATED = re.compile(
    r"(?m)(?:(?:19|20)\d{2}|[一二][〇○零Oo0一二三四五六七八九]{3}) ?年[^年\n]{2,8}日(?=[ \u3000]*$)"
)
_DECIDED = re.compile(
    r"(?:19|20)\d{2}年(?:\d{1,2}月)?(?:\d{1,2}日)?[，,]?[^。；\n]{0,30}"
    r"(?:法院|判决|判处|处分|开除)"
)
_IN_YEAR = re.compile(r"(?:19|20)\d{2}年")
_LEVELS = (("nation", "最高"), ("province", "省高级|高级|省(?:人民检察院|监察|司法)|自治区"),
           ("city", "中级|市(?:人民检察院|监察|司法)"), ("county", "县|区|市|旗"))  # fmt: skip
_KINDS = {kind: re.compile("|".join(words)) for kind, words in WORDS["kinds"].items()}
_NO_TITLE = re.compile(
    r"(?:人民法院|检察院|监察委员会|司法局|判决书|裁定书|起诉书|决定书|意见书|建议书|号|[。；])$"
    r"|^(?:关键词|案例编号|编号|来源|作者|时间|日期|案号|密级|机密|内部|附件)|^第? ?\d+ ?页?$"
)


def propose(text: str) -> dict[str, list[Passage]]:
    """Fields without a passage are not in it."""
    found = sections(text)
    of = _Places(text, found)
    proposed: dict[str, Iterable[Passage]] = {
        "title": _titles(of),
        "kind": _kinds(text),
        "summary": of.passages("summary"),
        "facts": _facts(of),
        "timeline": _timeline(of),
        "offences": _offences(of),
        "statutes": _statutes(of),
        "amount": _amounts(of),
        "sentence": _sentences(of),
        "year": _years(of),
        "source_authority": _authorities(text),
        "level": _levels(text),
        "case_number": _numbers(text),
        **{field: _points(of, field) for field in LISTS},
    }
    lists = {field: list(passages)[:MOST] for field, passages in proposed.items()}
    return {field: passages for field, passages in lists.items() if passages}


class _Places:
    """A text with its sections."""

    def __init__(self, text: str, found: list[Section]) -> None:
        self.text = text
        self.sections = found

    def of(self, *keys: str) -> list[Section]:
        """The sections of the first of these keys that has any."""
        for key in keys:
            if there := [one for one in self.sections if one.key == key]:
                return there
        return []

    def passages(self, *keys: str) -> list[Passage]:
        return [self.passage(one.start, one.end) for one in self.of(*keys)]

    def passage(self, start: int, end: int, value: str = "") -> Passage:
        return Passage(start, end, self.text[start:end], value)

    @property
    def is_judgment(self) -> bool:
        return bool(self.of("judgment")) and bool(self.of("reasoning"))

    @property
    def begin(self) -> int:
        """Where the first section begins, its title included."""
        return self.sections[0].start if self.sections else len(self.text)


def _numbers(text: str) -> Iterator[Passage]:
    """Each once, without the words before: 以云检刑诉〔2021〕35号起诉书."""
    seen: set[str] = set()
    for match in _NUMBER.finditer(text):
        before = re.match(r".*(?:以|的|为|号|据|及|和)(?=[^〔（(\[]{2})", match[0])
        start = match.start() + (before.end() if before else 0)
        number = text[start : match.end()]
        if number not in seen:
            seen.add(number)
            yield Passage(start, match.end(), number)


def _titles(of: _Places) -> Iterator[Passage]:
    """The first line that can be one; of a judgment the offence."""
    if of.is_judgment:
        for start, end, name in _weighed(of)[:1]:
            yield of.passage(start, end, name.removesuffix("罪") + "案")
        return
    lines = [match for match in re.finditer(r"[^\n]+", of.text[:2000]) if match[0].strip()]
    fitting = []
    for match in lines[:8]:
        title = match[0].strip(" \u3000\t#*")
        inside = any(one.start <= match.start() < one.end for one in of.sections
                     if one.key != "head")  # fmt: skip
        if inside or is_heading(match[0]) or _NO_TITLE.search(title):
            continue
        if 4 <= len(title) <= 60:
            start = match.start() + match[0].index(title)
            fitting.append(of.passage(start, start + len(title)))
    yield from sorted(fitting, key=lambda one: "案" not in one.text)[:3]


def _kinds(text: str) -> Iterator[Passage]:
    """The kind whose words are met most; the first of them is the passage."""
    met = {kind: list(words.finditer(text)) for kind, words in _KINDS.items()}
    for kind, places in sorted(met.items(), key=lambda one: -len(one[1])):
        if places:
            yield Passage(places[0].start(), places[0].end(), places[0][0], kind)


def _facts(of: _Places) -> Iterator[Passage]:
    for one in of.of("facts", "accusation"):
        yield of.passage(one.start, min(one.end, one.start + MOST_FACTS))


def _timeline(of: _Places) -> Iterator[Passage]:
    sources = of.of("timeline") or of.of("facts", "accusation")
    areas = [(one.start, one.end) for one in sources]
    if not areas and not of.is_judgment:
        areas = [(0, len(of.text))]
    for start, end in areas:
        for event in dates.events(of.text, start, end):
            yield of.passage(event.start, event.end, event.when)


def _weighed(of: _Places) -> list[tuple[int, int, str]]:
    """Offences of the decision first, then those of the reasons, then the most named."""
    ranked: list[tuple[int, int, str]] = []
    for one in [*of.of("judgment"), *of.of("reasoning")]:
        for start, end, name in charges.named(of.text[one.start : one.end]):
            ranked.append((one.start + start, one.start + end, name))
        if ranked:
            break
    ranked += charges.by_weight(of.text)
    first: dict[str, tuple[int, int, str]] = {}
    for place in ranked:
        first.setdefault(place[2], place)
    return list(first.values())


def _offences(of: _Places) -> Iterator[Passage]:
    for start, end, name in _weighed(of):
        yield of.passage(start, end, name)


def _statutes(of: _Places) -> Iterator[Passage]:
    """Of the decision's grounds where there are such, else all."""
    found = list(laws.articles(of.text))
    grounds = [(one.start, one.end) for one in of.of("reasoning")]
    decisive = [one for one in found if any(begin <= one.start < end for begin, end in grounds)]
    for one in decisive or found:
        yield of.passage(one.start, one.end, f"{one.law}\t{one.article}")


def _amounts(of: _Places) -> Iterator[Passage]:
    for one in amounts.likeliest(of.text):
        yield of.passage(one.start, one.end, f"{one.yuan.normalize():f}")


def _sentences(of: _Places) -> Iterator[Passage]:
    """What was decided as a whole comes first, then what the decision says of each."""
    areas = [(one.start, one.end) for one in [*of.of("judgment"), *of.of("result")]]
    found: list[tuple[int, int]] = []
    for start, end in areas or [(0, len(of.text))]:
        for pattern in (_SENTENCE, _DISCIPLINE):
            found += [match.span() for match in pattern.finditer(of.text, start, end)]
    if not found and areas:
        found = [match.span() for match in _SENTENCE.finditer(of.text)]
    if not found:
        found = [(start, min(end, start + 300)) for start, end in areas]
    whole = [span for span in found if of.text.startswith("决定", span[0])]
    for start, end in [*whole, *(span for span in found if span not in whole)]:
        yield of.passage(start, min(end, start + 300))


def _years(of: _Places) -> Iterator[Passage]:
    """Of the decision: its date, its number, when a court decided."""
    text = of.text
    places: list[re.Match[str]] = []
    for one in of.of("closing"):
        places += _DATED.finditer(text, one.start)
    places += _NUMBER.finditer(text)
    places += _DECIDED.finditer(text)
    for one in of.of("result"):
        places += _IN_YEAR.finditer(text, one.start, one.end)
    seen: set[str] = set()
    for match in places:
        year = dates.year(match[0])
        if year and year not in seen:
            seen.add(year)
            yield Passage(match.start(), match.end(), match[0], year)


def _authorities(text: str) -> Iterator[Passage]:
    seen: set[str] = set()
    for match in _AUTHORITY.finditer(text):
        start = match.start()
        if before := _BEFORE.match(match[0]):
            start += before.end()
        name = text[start : match.end()]
        if name not in seen:
            seen.add(name)
            yield Passage(start, match.end(), name)


def _levels(text: str) -> Iterator[Passage]:
    for one in _authorities(text):
        for level, words in _LEVELS:
            if re.search(words, one.text):
                yield Passage(one.start, one.end, one.text, level)
                break


def _points(of: _Places, field: str) -> Iterator[Passage]:
    """Lessons may stand in the commentary alone."""
    keys = (field, "commentary") if field == "lessons" else (field,)
    for one in of.of(*keys):
        for start, end in points.points(of.text, one.start, one.end):
            yield of.passage(start, end)
