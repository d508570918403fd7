"""GIFT, written: what `gift.read` reads back as the same questions. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from django.utils.translation import gettext as _

from exams.bank import plain
from exams.bank.plain import BLANK, Blank, Option, Question
from exams.formats import extra
from exams.formats.drafts import Problem, Written
from exams.formats.gift_text import escape, hide, named_format, rich, written


def write(questions: Sequence[Question]) -> Written:
    """A file of all questions that GIFT can carry; the others are named in the problems."""
    blocks: list[str] = []
    problems = []
    for question in questions:
        reason = cannot(question)
        if reason:
            problems.append(Problem(0, reason, question.key, refused=True))
        else:
            blocks += _blocks(question)
    return Written(("\n\n".join(blocks) + "\n").encode(), tuple(problems))


def cannot(question: Question) -> str:
    """Why GIFT cannot carry a question, or nothing."""
    if question.pictures:
        return _("This format has no pictures.")
    for part in question.parts:
        if reason := cannot(part):
            return reason
    if len(question.blanks) > 1:
        return _("This format has no questions with several blanks.")
    return ""


def _blocks(question: Question, case: str = "") -> list[str]:
    if question.kind == plain.CASE:
        more = {"kind": plain.CASE, **extra.pack(question, ("tags", "title"))}
        head = _head(question, more, case) + written(question.stem)
        return [head, *(block for part in question.parts for block in _blocks(part, question.key))]
    said = {"tags", "title", "explanation", extra.FEEDBACK}
    more = extra.pack(question, said)
    if question.kind == plain.MULTIPLE:
        more.pop("rule", None)
        if question.rule == plain.ALL:
            more["rule"] = plain.ALL
    before, after = _around(question)
    say = partial(written, standard=named_format(before))
    body = _BODIES[question.kind](question, say)
    if question.explanation:
        body = f"{body.rstrip()}\n####{say(question.explanation)}"
    return [f"{_head(question, more, case)}{before}{{{body}}}{after}"]


def _head(question: Question, more: dict[str, Any], case: str) -> str:
    marks = [f"[id:{_mark(question.key)}]", *(f"[tag:{_mark(tag)}]" for tag in question.tags)]
    if case:
        more = {**more, "case": case}
    lines = [f"// {' '.join(marks)}"]
    if more:
        lines.append("// xinlu: " + json.dumps(more, ensure_ascii=False))
    title = f"::{escape(question.title)}::" if question.title else ""
    return "\n".join([*lines, title])


def _mark(text: str) -> str:
    return re.sub(r"([\]\\])", r"\\\1", text)


def _around(question: Question) -> tuple[str, str]:
    """The text before and after the brackets, in plain words where that reads back as the same."""
    if question.kind != plain.FILL:
        return written(question.stem), ""
    text = BLANK.sub("\ufdd9", question.stem)
    before = after = ""
    for plainly in (True, False):
        before, _mark, after = written(text, plainly=plainly).partition("\ufdd9")
        if rich(f"{hide(before)}{{{{1}}}}{hide(after)}")[0] == question.stem:
            break
    return before, after


Say = Callable[..., str]


def _choice(question: Question, say: Say) -> str:
    right = sum(option.right for option in question.options) or 1
    rows = [_option(question, option, right, say) for option in question.options]
    return "\n".join(["", *rows, ""])


def _option(question: Question, option: Option, right: int, say: Say) -> str:
    if question.kind == plain.SINGLE:
        sign = "=" if option.right else "~"
    else:
        share = f"{100 / right:.5f}".rstrip("0").rstrip(".")
        sign = f"~%{share}%" if option.right else f"~%-{share}%"
    feedback = f"#{say(option.feedback)}" if option.feedback else ""
    return f"{sign}{say(option.text)}{feedback}"


def _true_false(question: Question, say: Say) -> str:
    truth = next(option for option in question.options if option.right)
    lie = next(option for option in question.options if not option.right)
    body = "TRUE" if truth.id == "true" else "FALSE"
    if truth.feedback or lie.feedback:
        body += f"#{say(lie.feedback) if lie.feedback else ''}"
    if truth.feedback:
        body += f"#{say(truth.feedback)}"
    return body


def _fill(question: Question, _say: Say) -> str:
    (blank,) = question.blanks
    return _numbers(blank) if blank.tolerance is not None else _words(blank)


def _numbers(blank: Blank) -> str:
    tolerance = format(blank.tolerance or 0, "f")
    return "#" + " ".join(f"={escape(answer)}:{tolerance}" for answer in blank.answers)


def _words(blank: Blank) -> str:
    rows = [answer.replace("*", "\\*") for answer in blank.answers]
    return " ".join(
        f"=%100%{escape(row)}" if row.startswith("%") else f"={escape(row)}" for row in rows
    )


def _matching(question: Question, say: Say) -> str:
    rows = [f"={_side(pair.left, say)} -> {say(pair.right)}" for pair in question.pairs]
    rows += [f"= -> {say(text)}" for text in question.distractors]
    return "\n".join(["", *rows, ""])


def _side(html: str, say: Say) -> str:
    shown = say(html)
    return say(html, plainly=False) if "->" in shown else shown


def _ordering(question: Question, say: Say) -> str:
    return "\n".join([">ALL VERTICAL", *(say(item) for item in question.items), ""])


_BODIES: dict[str, Callable[[Question, Say], str]] = {
    plain.SINGLE: _choice,
    plain.MULTIPLE: _choice,
    plain.TRUE_FALSE: _true_false,
    plain.FILL: _fill,
    plain.MATCHING: _matching,
    plain.ORDERING: _ordering,
    plain.SHORT: lambda _question, _say: "",
}
