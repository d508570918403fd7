"""A question as its form holds it: plain form ↔ values of the form's blocks. Pure, and each way
takes the other back.

The form shows what a kind needs; whatever it does not show stays as it was (``base``). Rich text is
turned into what the editor edits by exams/cms/editing.py, before and after.
"""

from __future__ import annotations

import string
from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal
from itertools import chain, product
from typing import Any

from exams.bank import plain
from exams.bank.plain import Blank, Criterion, Option, Pair, Question

Value = dict[str, Any]


def to_blocks(question: Question) -> Value:
    """What the form shows of a question, as plain dicts and lists."""
    return {
        "stem": question.stem,
        **_OUT[question.kind](question),
        "explanation": question.explanation,
    }


def from_blocks(value: Mapping[str, Any], base: Question) -> Question:
    """``base`` with what the form holds; ``base`` says the kind."""
    return replace(
        base,
        stem=value["stem"],
        explanation=value["explanation"],
        **_IN[base.kind](value, base),
    )


def blank_question(kind: str, key: str) -> Question:
    """Where a new question begins: as many empty rows as its kind needs."""
    fresh = Question(key=key, kind=kind, stem="")
    if kind in (plain.SINGLE, plain.MULTIPLE):
        return replace(fresh, options=tuple(Option(mark, "") for mark in "abcd"))
    if kind == plain.TRUE_FALSE:
        return replace(fresh, options=(Option("true", ""), Option("false", "")))
    if kind == plain.FILL:
        return replace(fresh, blanks=(Blank(()),))
    if kind == plain.MATCHING:
        return replace(fresh, pairs=(Pair("", ""), Pair("", "")))
    if kind == plain.ORDERING:
        return replace(fresh, items=("", ""))
    return fresh


def _choice_out(question: Question) -> Value:
    rows = [
        {"mark": one.id, "text": one.text, "right": one.right, "feedback": one.feedback}
        for one in question.options
    ]
    shown = {"options": rows, "shuffle": question.shuffle}
    return shown | ({"rule": question.rule} if question.kind == plain.MULTIPLE else {})


def _choice_in(value: Mapping[str, Any], base: Question) -> Value:
    rows = list(value["options"])
    marks = _marks([row["mark"] for row in rows])
    options = tuple(
        Option(mark, row["text"], bool(row["right"]), row["feedback"])
        for mark, row in zip(marks, rows, strict=True)
    )
    return {
        "options": options,
        "shuffle": bool(value["shuffle"]),
        "rule": value.get("rule") or base.rule,
    }


def _marks(given: list[str]) -> list[str]:
    """A new option gets the first letter that is free; what papers know an old one by stays."""
    taken = {mark for mark in given if mark}
    letters = string.ascii_lowercase
    free = (mark for mark in chain(letters, map("".join, product(letters, letters)))
            if mark not in taken)  # fmt: skip
    seen: set[str] = set()
    found = []
    for mark in given:
        known = bool(mark) and mark not in seen
        found.append(mark if known else next(free))
        seen.add(found[-1])
    return found


def _truth_out(question: Question) -> Value:
    by_id = {one.id: one for one in question.options}
    yes, no = by_id.get("true", Option("true", "")), by_id.get("false", Option("false", ""))
    return {
        "truth": "true" if yes.right else "false" if no.right else "",
        "words": {
            "true_text": yes.text,
            "true_feedback": yes.feedback,
            "false_text": no.text,
            "false_feedback": no.feedback,
        },
    }


def _truth_in(value: Mapping[str, Any], base: Question) -> Value:
    words, truth = value["words"], value["truth"]
    return {
        "options": tuple(
            Option(one, words[f"{one}_text"], truth == one, words[f"{one}_feedback"])
            for one in ("true", "false")
        )
    }


def _fill_out(question: Question) -> Value:
    return {
        "blanks": [
            {
                "answers": "\n".join(one.answers),
                "tolerance": one.tolerance,
                "ignore_case": one.ignore_case,
                "ignore_width": one.ignore_width,
                "ignore_script": one.ignore_script,
            }
            for one in question.blanks
        ]
    }


def _fill_in(value: Mapping[str, Any], base: Question) -> Value:
    return {
        "blanks": tuple(
            Blank(
                tuple(_lines(row["answers"])),
                row["tolerance"],
                bool(row["ignore_case"]),
                bool(row["ignore_width"]),
                bool(row["ignore_script"]),
            )
            for row in value["blanks"]
        )
    }


def _lines(text: str) -> Iterable[str]:
    """One answer a line. Only what a text field makes of the return key divides them."""
    return (line for one in text.replace("\r\n", "\n").split("\n") if (line := one.strip()))


def _matching_out(question: Question) -> Value:
    pairs = [{"left": one.left, "right": one.right} for one in question.pairs]
    return {"pairs": pairs, "distractors": list(question.distractors)}


def _matching_in(value: Mapping[str, Any], base: Question) -> Value:
    pairs = tuple(Pair(row["left"], row["right"]) for row in value["pairs"])
    return {"pairs": pairs, "distractors": tuple(value["distractors"])}


def _short_out(question: Question) -> Value:
    return {
        "model_answer": question.model_answer,
        "rubric": [{"text": one.text, "points": one.points} for one in question.rubric],
        "max_characters": question.max_characters,
    }


def _short_in(value: Mapping[str, Any], base: Question) -> Value:
    return {
        "model_answer": value["model_answer"].replace("\r\n", "\n"),
        "rubric": tuple(
            Criterion(row["text"], Decimal(row["points"] or 0)) for row in value["rubric"]
        ),
        "max_characters": value["max_characters"],
    }


def _case_out(question: Question) -> Value:
    return {"parts": [(one.kind, _part_out(one)) for one in question.parts]}


def _part_out(part: Question) -> Value:
    return {"key": part.key, "score": part.score, **to_blocks(part)}


def _case_in(value: Mapping[str, Any], base: Question) -> Value:
    known = {part.key: part for part in base.parts}
    parts: list[Question] = []
    for kind, row in value["parts"]:
        used = {part.key for part in parts}
        key = row["key"] if row["key"] and row["key"] not in used else _free(known, used)
        before = known.get(key)
        start = before if before and before.kind == kind else Question(key=key, kind=kind, stem="")
        parts.append(from_blocks(row, replace(start, score=Decimal(row["score"] or 0))))
    return {"parts": tuple(parts)}


def _free(known: Mapping[str, Any], used: set[str]) -> str:
    """The key of a new part: the first number that no part has or had."""
    numbers = map(str, range(1, 10_000))
    return next(number for number in numbers if number not in known and number not in used)


_OUT: dict[str, Any] = {
    plain.SINGLE: _choice_out,
    plain.MULTIPLE: _choice_out,
    plain.TRUE_FALSE: _truth_out,
    plain.FILL: _fill_out,
    plain.MATCHING: _matching_out,
    plain.ORDERING: lambda question: {"items": list(question.items)},
    plain.SHORT: _short_out,
    plain.CASE: _case_out,
}
_IN: dict[str, Any] = {
    plain.SINGLE: _choice_in,
    plain.MULTIPLE: _choice_in,
    plain.TRUE_FALSE: _truth_in,
    plain.FILL: _fill_in,
    plain.MATCHING: _matching_in,
    plain.ORDERING: lambda value, base: {"items": tuple(value["items"])},
    plain.SHORT: _short_in,
    plain.CASE: _case_in,
}
