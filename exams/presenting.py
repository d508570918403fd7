"""A question as its candidate sees it, and what they answer, in the order of their own paper. Pure.

An *order* is drawn once for a sitting and frozen there: ``{"options": [ids]}`` of choices,
``{"rights": [places]}`` of matching, ``{"items": [places]}`` of ordering, ``{"parts": [orders]}``
of a case, ``{}`` of the rest. The candidate's browser knows places in that order only, never the
bank's ids or its order, for those give answers away: right sides and items are stored in the right
order, so these two are shuffled whatever the paper says.

What a browser sends (``given``): single, true_false: a place; multiple: places; fill: texts;
matching: {left place: right place}; ordering: places, the first first; short: text; case: {number
of the part: given}. None takes an answer back.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from exams import grading
from exams.bank import plain
from exams.bank.plain import Question
from lms.core.errors import Invalid

Order = Mapping[str, Any]


def draw_order(question: Question, *, shuffle: bool, rng: random.Random) -> dict[str, Any]:
    """A fresh order. ``shuffle``: of options, where the question allows it too; the two of a
    true/false question stay as they are."""
    if question.kind in (plain.SINGLE, plain.MULTIPLE):
        ids = [option.id for option in question.options]
        return {"options": _shuffled(ids, rng) if shuffle and question.shuffle else ids}
    if question.kind == plain.TRUE_FALSE:
        return {"options": [option.id for option in question.options]}
    if question.kind == plain.MATCHING:
        return {"rights": _shuffled(range(len(question.rights)), rng)}
    if question.kind == plain.ORDERING:
        return {"items": _shuffled(range(len(question.items)), rng)}
    if question.kind == plain.CASE:
        return {"parts": [draw_order(one, shuffle=shuffle, rng=rng) for one in question.parts]}
    return {}


def _shuffled(values: Any, rng: random.Random) -> list[Any]:
    found = list(values)
    rng.shuffle(found)
    return found


def shown(question: Question, order: Order) -> dict[str, Any]:
    """What may reach the candidate before the end: ``kind``, ``stem``, ``worth`` (text), ``rule``
    (how points are given) and, by kind, ``options``, ``blanks`` (how many), ``lefts`` and
    ``rights``, ``items``, ``max_characters``, ``parts``. Texts are the clean HTML of the bank."""
    found: dict[str, Any] = {
        "kind": question.kind,
        "stem": question.stem,
        "worth": str(question.worth),
        "rule": grading.rule(question),
    }
    if question.kind in plain.CHOICES:
        texts = {option.id: option.text for option in question.options}
        found["options"] = [texts[one] or truth(one) for one in order["options"]]
    elif question.kind == plain.FILL:
        found["blanks"] = len(question.blanks)
    elif question.kind == plain.MATCHING:
        found["lefts"] = [pair.left for pair in question.pairs]
        found["rights"] = [question.rights[place] for place in order["rights"]]
    elif question.kind == plain.ORDERING:
        found["items"] = [question.items[place] for place in order["items"]]
    elif question.kind == plain.SHORT:
        found["max_characters"] = question.max_characters
    else:
        parts = zip(question.parts, order["parts"], strict=True)
        found["parts"] = [shown(part, its) for part, its in parts]
    return found


def truth(option: str) -> str:
    """The words of a true/false option that has none of its own."""
    return {"true": _("True"), "false": _("False")}.get(option, option)


def taken(question: Question, order: Order, given: Any) -> Any:
    """What a browser sent as an answer in the sense of exams/grading.py. Raises `Invalid` for what
    is not of the question's shape."""
    if given is None:
        return None
    try:
        answer = _TAKEN.get(question.kind, lambda _q, _o, given: given)(question, order, given)
    except (KeyError, IndexError, TypeError, ValueError, AttributeError) as error:
        raise _misshapen() from error
    if not grading.is_answer(question, answer):
        raise _misshapen()
    return answer


def _misshapen() -> Invalid:
    return Invalid(_("This is not an answer to this question."), code="answer_shape")


def _at(values: list[Any], place: Any) -> Any:
    if isinstance(place, bool) or not isinstance(place, int) or place < 0:
        raise ValueError("place")
    return values[place]


def _take_parts(question: Question, order: Order, given: Any) -> dict[str, Any]:
    return {
        str(number): taken(question.parts[_number(number)], order["parts"][_number(number)], one)
        for number, one in given.items()
        if one is not None
    }


def _number(number: str) -> int:
    if int(number) < 1:
        raise ValueError("part")
    return int(number) - 1


_TAKEN: dict[str, Any] = {
    plain.SINGLE: lambda _q, order, given: _at(order["options"], given),
    plain.TRUE_FALSE: lambda _q, order, given: _at(order["options"], given),
    plain.MULTIPLE: lambda _q, order, given: sorted({_at(order["options"], one) for one in given}),
    plain.MATCHING: lambda _q, order, given: {
        str(int(left)): _at(order["rights"], right) for left, right in given.items()
    },
    plain.ORDERING: lambda _q, order, given: [_at(order["items"], one) for one in given],
    plain.CASE: _take_parts,
}


def given(question: Question, order: Order, answer: Any) -> Any:
    """A kept answer as the browser sent it: `taken` backwards."""
    if answer is None:
        return None
    if question.kind in (plain.SINGLE, plain.TRUE_FALSE):
        return order["options"].index(answer)
    if question.kind == plain.MULTIPLE:
        return sorted(order["options"].index(one) for one in answer)
    if question.kind == plain.MATCHING:
        return {left: order["rights"].index(right) for left, right in answer.items()}
    if question.kind == plain.ORDERING:
        return [order["items"].index(one) for one in answer]
    if question.kind == plain.CASE:
        return {
            number: given(question.parts[int(number) - 1], order["parts"][int(number) - 1], one)
            for number, one in answer.items()
        }
    return answer
