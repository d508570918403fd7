"""QTI interactions and the kinds that they become. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from django.utils.translation import gettext as _

from exams.bank import plain, rich_text
from exams.bank.plain import Blank, Option, Pair, Question
from exams.formats import weights, xml
from exams.formats.qti_item import INLINE, Item, Response
from exams.formats.xml import Node


def question(item: Item) -> Question | None:
    """The question of an item; None, with the reason in the draft, when it has none that is known
    here. Several interactions become a case with a question each."""
    found = item.interactions
    if not found:
        item.draft.refuse(_("This is a text without a question; only questions are taken."))
        return None
    unknown = [one.tag for one in found if one.tag not in KINDS and one.tag not in INLINE]
    if unknown:
        item.draft.seen_kind = unknown[0]
        item.draft.refuse(
            _("Questions of the kind “%(kind)s” are not taken.") % {"kind": unknown[0][:40]}
        )
        return None
    if all(one.tag in INLINE for one in found):
        return _fill(item, found)
    if len(found) == 1:
        _processing(item)
        return KINDS[found[0].tag](item, found[0], item.stem())
    if any(one.tag in INLINE for one in found):
        item.draft.refuse(_("The question mixes blanks with other kinds of answers."))
        return None
    return _case(item, found)


def _case(item: Item, found: list[Node]) -> Question:
    _processing(item)
    parts = []
    for number, node in enumerate(found, start=1):
        prompt = item.rich(node.find("prompt"))  # type: ignore[arg-type]
        part = KINDS[node.tag](item, node, prompt or str(number))
        parts.append(replace(part, key=str(number)))
    stem = item.stem(lambda node: "" if node in found else None)
    return Question("", plain.CASE, stem, parts=tuple(parts))


def _processing(item: Item) -> None:
    if item.template == "custom" and item.root.get("toolName") != "Xinlu":
        item.draft.note(_("Points are given by rules of its own there; here by the right answers."))


def _points(response: Response, rows: list[Decimal]) -> Decimal:
    """What a fully right answer is worth by its mapping; 1 where there is none."""
    total = sum((value for value in rows if value > 0), Decimal(0))
    if response.upper is not None and response.upper > 0:
        total = min(total, response.upper) if total else response.upper
    return total if total > 0 else Decimal(1)


def _options(item: Item, node: Node, right: set[str]) -> tuple[Option, ...]:
    rows = []
    for one in xml.all_of(node, "simpleChoice"):
        feedback = "<br>".join(map(item.html, xml.all_of(one, "feedbackInline")))
        name = one.get("identifier", "")
        rows.append(Option(name, item.rich(one), name in right, item.clean(feedback)))
        if one.get("fixed") == "true" and node.get("shuffle") == "true":
            item.draft.note(_("An option keeps its place there; here all are shuffled."))
    return tuple(rows)


def _choice(item: Item, node: Node, stem: str) -> Question:
    response = item.response(node)
    mapped = {entry.key: entry.value for entry in response.mapping}
    single = response.cardinality == "single"
    right = set(response.correct)
    if not right and mapped:
        best = max(mapped.values())
        right = {
            key for key, value in mapped.items() if value > 0 and (not single or value == best)
        }
    options = _options(item, node, right)
    if right - {option.id for option in options}:
        item.draft.refuse(_("The right answer names an option that is not there."))
    by_map = item.template == "map_response" and bool(mapped)
    values = [mapped.get(option.id, response.default) for option in options] if by_map else []
    score = _points(response, [max(values)] if single and values else values)
    shares = [Fraction(value) / Fraction(score) for value in values]
    shuffle = node.get("shuffle", "false") == "true"
    if {option.id for option in options} == {"true", "false"} and single:
        rows = sorted(options, key=lambda one: one.id != "true")
        options = tuple(replace(one, text="") for one in rows)
        return Question("", plain.TRUE_FALSE, stem, options=options, score=score, shuffle=shuffle)
    if single:
        weights.of_one(item.draft, shares)
        return Question("", plain.SINGLE, stem, options=options, score=score, shuffle=shuffle)
    if by_map:
        weights.of_several(item.draft, shares)
    most = int("0" + "".join(filter(str.isdecimal, node.get("maxChoices", "0")[:6])))
    if 0 < most < len(options) and item.root.get("toolName") != "Xinlu":
        item.draft.note(_("How many may be chosen is limited there; here it is not."))
    rule = plain.PARTIAL if by_map else plain.ALL
    return Question(
        "", plain.MULTIPLE, stem, options=options, score=score, rule=rule, shuffle=shuffle
    )


def _order(item: Item, node: Node, stem: str) -> Question:
    texts = {one.id: one.text for one in _options(item, node, set())}
    correct = item.response(node).correct
    if set(correct) != set(texts):
        item.draft.refuse(_("The right order does not name every item."))
    items = tuple(texts[name] for name in correct if name in texts)
    shuffle = node.get("shuffle", "false") == "true"
    return Question("", plain.ORDERING, stem, items=items, shuffle=shuffle)


def _texts(item: Item, node: Node) -> dict[str, str]:
    return {
        one.get("identifier", ""): item.rich(one)
        for one in xml.all_of(node, "simpleAssociableChoice")
    }


def _matched(
    item: Item, node: Node, stem: str, sides: tuple[dict[str, str], dict[str, str]]
) -> Question:
    """Left and right sides joined by the right pairs; what is on neither end is a distractor."""
    response = item.response(node)
    lefts, rights = sides
    pairs: dict[str, str] = {}
    for value in response.correct or [entry.key for entry in response.mapping if entry.value > 0]:
        left, _space, right = value.partition(" ")
        right = right.strip()
        if left in pairs:
            item.draft.refuse(_("A left side has several right sides; that is not known here."))
        elif left not in lefts or right not in rights:
            item.draft.refuse(_("A right pair names something that is not there."))
        else:
            pairs[left] = right
    alone = [text for name, text in lefts.items() if name not in pairs]
    if alone:
        words = ", ".join(rich_text.words(text)[:40] for text in alone)
        item.draft.note(_("Belongs to nothing and is left out: %(texts)s") % {"texts": words})
    values = {entry.value for entry in response.mapping if entry.value > 0}
    if len(values) > 1:
        item.draft.note(_("The pairs are worth different points there; here all are alike."))
    if response.default < 0 or any(entry.value < 0 for entry in response.mapping):
        item.draft.note(_("Wrong pairs take points off there; here they do not."))
    used = set(pairs.values())
    return Question(
        "",
        plain.MATCHING,
        stem,
        pairs=tuple(Pair(lefts[left], rights[pairs[left]]) for left in lefts if left in pairs),
        distractors=tuple(text for name, text in rights.items() if name not in used),
        score=_points(response, [entry.value for entry in response.mapping]),
        shuffle=node.get("shuffle", "false") == "true",
    )


def _match(item: Item, node: Node, stem: str) -> Question:
    sets = [_texts(item, one) for one in xml.all_of(node, "simpleMatchSet")]
    sides = (sets[0], sets[1]) if len(sets) == 2 else ({}, {})
    return _matched(item, node, stem, sides)


def _associate(item: Item, node: Node, stem: str) -> Question:
    """Free pairs: the first of each stands on the left."""
    texts = _texts(item, node)
    left = {pair.split(" ")[0] for pair in item.response(node).correct}
    item.draft.note(_("Free pairs became pairs with a left and a right side."))
    sides = (
        {name: text for name, text in texts.items() if name in left},
        {name: text for name, text in texts.items() if name not in left},
    )
    return _matched(item, node, stem, sides)


def _gap_match(item: Item, node: Node, stem: str) -> Question:
    """The gaps of the text are the left sides, numbered; the words are the right sides."""
    gaps: dict[str, str] = {}

    def numbered(child: Node) -> str | None:
        if child.tag in ("gapText", "gapImg"):
            return ""
        if child.tag == "prompt":
            return f"<p>{item.html(child)}</p>"
        if child.tag == "gap":
            gaps[child.get("identifier", "")] = f"({len(gaps) + 1})"
            return f" ____({len(gaps)}) "
        return None

    whole = item.stem(lambda child: item.html(child, numbered) if child is node else None)
    words = {
        one.get("identifier", ""): item.rich(one) for one in xml.all_of(node, "gapText", "gapImg")
    }
    pairs = item.response(node)
    # The word stands first in QTI's pair, the gap second; here the gap is the left side.
    response = replace(
        pairs,
        correct=[_turned(value) for value in pairs.correct],
        mapping=[replace(entry, key=_turned(entry.key)) for entry in pairs.mapping],
    )
    turned = _Turned(item, response)
    return _matched(turned, node, whole, (gaps, words))  # type: ignore[arg-type]


class _Turned:
    """An item whose pairs are read from right to left."""

    def __init__(self, item: Item, response: Response) -> None:
        self.draft, self._response = item.draft, response

    def response(self, _node: Node) -> Response:
        return self._response


def _turned(pair: str) -> str:
    first, _space, second = pair.partition(" ")
    return f"{second.strip()} {first}"


def _extended(item: Item, node: Node, stem: str) -> Question:
    views = [one for one in item.all("rubricBlock") if "scorer" in one.get("view", "")]
    answer = "\n".join(rich_text.words(item.rich(one)) for one in views)
    answer = answer or "\n".join(item.response(node).correct)
    return Question("", plain.SHORT, stem, model_answer=answer)


def _fill(item: Item, found: list[Node]) -> Question:
    blanks: list[Blank] = []
    points = Decimal(0)

    def gap(node: Node) -> str | None:
        nonlocal points
        if node.tag not in INLINE:
            return None
        response = item.response(node)
        points += _points(response, _best(response))
        blanks.append(_blank(item, node, response))
        return f"{{{{{len(blanks)}}}}}"

    stem = item.stem(gap)
    _processing(item)
    return Question("", plain.FILL, stem, blanks=tuple(blanks), score=points or Decimal(1))


def _best(response: Response) -> list[Decimal]:
    return [max(entry.value for entry in response.mapping)] if response.mapping else []


def _blank(item: Item, node: Node, response: Response) -> Blank:
    if node.tag == "inlineChoiceInteraction":
        return _list(item, node, response)
    best = max(_best(response), default=Decimal(1))
    full = [entry for entry in response.mapping if entry.value == best and best > 0]
    for entry in response.mapping:
        if 0 < entry.value < best:
            share = Fraction(entry.value) / Fraction(best)
            weights.partly(item.draft, entry.key, share)
    texts = list(dict.fromkeys([*response.correct[:1], *(entry.key for entry in full)]))
    if not full:
        texts = list(dict.fromkeys(response.correct))
    if response.base_type in ("float", "integer"):
        tolerance = item.tolerance(node.get("responseIdentifier", "RESPONSE"))
        return Blank(tuple(texts), tolerance or Decimal(0))
    strict = any(entry.case_sensitive for entry in full) if full else True
    return Blank(tuple(texts), ignore_case=not strict)


def _list(item: Item, node: Node, response: Response) -> Blank:
    texts = {
        one.get("identifier", ""): rich_text.plain_line(rich_text.words(item.rich(one)))
        for one in xml.all_of(node, "inlineChoice")
    }
    right = [texts[name] for name in response.correct if name in texts]
    wrong = ", ".join(text for name, text in texts.items() if name not in response.correct)
    item.draft.note(
        _("A list to choose from becomes a blank to fill in; wrong choices left out: %(texts)s")
        % {"texts": wrong[:200]}
    )
    return Blank(tuple(right))


KINDS: dict[str, Callable[[Item, Node, str], Question]] = {
    "choiceInteraction": _choice,
    "orderInteraction": _order,
    "matchInteraction": _match,
    "associateInteraction": _associate,
    "gapMatchInteraction": _gap_match,
    "extendedTextInteraction": _extended,
}
