"""What stands left and right of a place in a text says whether a name may stand there.

Weights are measured on passages written for this project: 5 alone nearly proves a name, 1 only
does not speak against it, below 0 it does.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from cases.deidentify.folded import is_han
from cases.deidentify.lattice import Lattice, part_of_speech
from cases.deidentify.lexicon import longest, names, words
from cases.deidentify.scene import Gap, Scene

SURE_ROLES = frozenset(
    "被告人 上诉人 被上诉人 原审被告人 申请人 被申请人 被执行人 自诉人 被害人 受害人 证人 犯罪嫌疑人 "
    "嫌疑人 罪犯 社区矫正对象 社区矫正人员 社区服刑人员 同案犯 同案人 同案被告人 行贿人 受贿人 举报人 "
    "报案人 审判长 审判员 人民陪审员 书记员 检察员 公诉人 辩护人 诉讼代理人 委托诉讼代理人 法定代理人 "
    "法定代表人 被询问人 询问人 被讯问人 讯问人 被谈话人 谈话人 记录人 见证人 姓名 名叫 户名 持卡人 "
    "民警 监护人 保证人".split()
)
_WRAPPERS = frozenset("：:（(“\"‘'《【[>*#、.")
_DIGITS = frozenset("0123456789一二三四五六七八九十①②③④⑤")
_PUNCTUATION = frozenset("，,。；;：:、（）()“”\"‘’'《》【】[]！!？?…—-/|·.<>*#~")
_JOINS = frozenset("、和与及,，跟同暨/")


@dataclass(frozen=True, slots=True)
class Evidence:
    """How much one side speaks for a name, and the code of the reason."""

    weight: float
    reason: str


NOTHING = Evidence(-1.5, "shape")
NOTHING_AFTER = Evidence(-1.0, "shape")
_GOES_ON = frozenset("vpdcurfx")
"""Verbs, prepositions, adverbs, joining words, particles, pronouns, places."""
_WHO = frozenset("人员者长师")
"""A word that ends so says who somebody is."""


def _by_word_before(word: str) -> Evidence:
    """What a word of the dictionary says that the project's lists do not have."""
    if len(word) < 2:
        return NOTHING
    if word[-1] in _WHO:
        return Evidence(1.5, "role")
    speech = part_of_speech(word)[:1]
    return Evidence({"v": 0.6, "p": 0.5, "c": 0.5, "d": 0.3}.get(speech, -0.6), "verb")


def _by_word_after(word: str) -> Evidence:
    speech = part_of_speech(word)[:1]
    if len(word) < 2:
        return Evidence({"v": 0.0, "p": 0.2}.get(speech, -1.0), "shape")
    return Evidence({"v": 0.6, "p": 0.6, "d": 0.6, "c": 0.6}.get(speech, -0.3), "verb")


@cache
def _left_words() -> tuple[dict[str, Evidence], int]:
    known = words()
    table: dict[str, Evidence] = {}

    def put(these: Iterable[str], weight: float, reason: str) -> None:
        for word in these:
            if word not in table or table[word].weight < weight:
                table[word] = Evidence(weight, reason)

    put(known.openers, 0.8, "clause")
    put(known.verbs, 2.0, "verb")
    put((word for word in known.verbs if len(word) == 1), 1.5, "verb")
    put(known.titles - known.short_titles, 3.5, "role")
    put(known.kin, 3.5, "kin")
    put((word for word in known.kin if word[0] in "其之"), 4.2, "kin")
    put(known.roles, 4.0, "role")
    put(SURE_ROLES, 5.0, "role")
    return table, longest(frozenset(table))


@cache
def _right_words() -> tuple[dict[str, Evidence], int]:
    known = words()
    table: dict[str, Evidence] = {}
    for word in known.plain:
        table[word] = Evidence(0.8 if len(word) == 1 else 1.5, "verb")
    for word in known.roles | known.kin:
        if len(word) > 1:
            table.setdefault(word, Evidence(1.2, "role"))
    for word in known.strong:
        table[word] = Evidence(3.0 if len(word) > 1 else 1.5, "verb")
    for word in known.titles - known.short_titles:
        table[word] = Evidence(3.0, "title")
    return table, longest(frozenset(table))


def word_before(text: str, index: int) -> tuple[str, Evidence] | None:
    """The longest word of context that ends at ``index``."""
    table, reach = _left_words()
    for size in range(min(reach, index), 0, -1):
        word = text[index - size : index]
        found = table.get(word)
        if found is not None:
            return word, found
    return None


def _alone(role: Evidence, index: int, lattice: Lattice | None) -> float:
    """After a role stands a name, or a word that goes on (被告人对, 证人未): a noun hardly does."""
    if lattice is None or role.weight < 3.5:
        return 0.0
    return 0.0 if part_of_speech(lattice.after(index))[:1] in _GOES_ON else 2.5


def left(scene: Scene, index: int, lattice: Lattice | None = None) -> Evidence:
    """What stands left of ``index``."""
    text, at, wrapped = scene.text, index, False
    while at and index - at < 3 and text[at - 1] in "）)":
        at -= 1
    while at and index - at < 3 and text[at - 1] in _WRAPPERS:
        at, wrapped = at - 1, True
    found = word_before(text, at)
    if (found is None or found[1].weight < 3) and at and text[at - 1] in _DIGITS:
        numbered = word_before(text, at - 1)
        if numbered is not None and numbered[1].weight >= 4:
            found = numbered
    if found is not None and (at == index or found[1].weight >= 3):
        divided = scene.gap(index)
        if found[1].weight < 3 and divided >= Gap.LINE:
            return Evidence(1.0, "clause")
        joined = 0.5 * (wrapped or divided >= Gap.SPACE)
        return Evidence(
            found[1].weight + joined + _alone(found[1], index, lattice), found[1].reason
        )
    if scene.gap(index) >= Gap.LINE or (index and text[index - 1] in _PUNCTUATION):
        return Evidence(1.0, "clause")
    if scene.gap(index) is Gap.SPACE:
        return Evidence(0.6, "clause")
    if index and not is_han(text[index - 1]):
        return Evidence(0.3, "clause")
    return NOTHING if lattice is None else _by_word_before(lattice.before(index))


def right(scene: Scene, index: int, lattice: Lattice | None = None) -> Evidence:
    """What stands right of ``index``."""
    text = scene.text
    if scene.gap(index) >= Gap.LINE:
        return Evidence(1.2, "clause")
    table, reach = _right_words()
    for size in range(min(reach, len(text) - index), 0, -1):
        found = table.get(text[index : index + size])
        if found is not None:
            return found
    if text[index] in _PUNCTUATION:
        # 被告人安全、证人何必: who is listed by role is named.
        listed = text[index] in _JOINS and starts_role(text, index + 1)
        return Evidence(2.5, "list") if listed else Evidence(1.2, "clause")
    if scene.gap(index) is Gap.SPACE or not is_han(text[index]):
        return Evidence(0.8, "clause")
    return NOTHING_AFTER if lattice is None else _by_word_after(lattice.after(index))


def joins(text: str, index: int) -> bool:
    """Whether ``text[index]`` joins two names of a list."""
    return 0 <= index < len(text) and text[index] in _JOINS


def starts_role(text: str, index: int) -> bool:
    """Whether a role or relative begins at ``index`` (证人)."""
    known = words()
    two, three = text[index : index + 2], text[index : index + 3]
    return two in known.roles or two in known.kin or three in known.roles


def is_word(text: str, start: int, end: int) -> bool:
    """Whether ``text[start:end]`` is an ordinary word or a place that only looks like a name."""
    return text[start:end] in words().not_names


def splits_word(text: str, index: int) -> bool:
    """Whether ``index`` stands inside an ordinary word of two signs."""
    return text[index - 1 : index + 1] in words().crossing


def surname_weight(surname: str) -> float:
    """How much ``surname`` speaks for a name."""
    known = names()
    if surname in known.compound:
        return 1.8
    if surname in known.wordlike:
        return 0.0 if surname in known.common else -1.2
    return 1.0 if surname in known.common else -0.2
