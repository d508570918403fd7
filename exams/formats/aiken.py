"""Aiken: single choices in plain lines, ``A. text`` … ``ANSWER: A``.

Nothing but words: no key, no feedback, no pictures. Read: ``A.`` or ``A)``, also in lower case,
in brackets, full width, with spaces before it, blank lines between, several lines per question.
Pure.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from exams.bank import plain, rich_text
from exams.bank.plain import Option, Question
from exams.formats import extra
from exams.formats.drafts import Draft, Problem, Written

NAME = "aiken"
OPTION = re.compile(r"\s*[(（]?([A-Za-zＡ-Ｚ])\s*[.)．）、:：]\s*(.*)$")
LETTERS = re.compile(r"[A-Za-zＡ-Ｚ][.]?|[A-ZＡ-Ｚ](?:\s*[,，、]?\s*[A-ZＡ-Ｚ])+[.]?")
ANSWER = re.compile(r"\s*ANSWER\s*[:：]\s*(.*?)\s*$", re.IGNORECASE)


@dataclass
class _Open:
    """A question whose ANSWER line was not yet met."""

    line: int = 0
    stem: list[str] = field(default_factory=list)
    options: list[tuple[str, str]] = field(default_factory=list)


def read(text: str) -> list[Draft]:
    """Every question of a file; one without its ANSWER line is refused, with its line."""
    drafts: list[Draft] = []
    now = _Open()
    is_after = False  # right below an answer, without a blank line between
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            if is_after and now.stem and not now.options:
                drafts.append(_stray(now))
                now = _Open()
            is_after = False
            continue
        if match := ANSWER.match(line):
            drafts.append(_closed(now, match[1], number))
            now = _Open()
            is_after = True
        elif (match := OPTION.match(line)) and _follows(now, match[1]):
            now.options.append((_letter(match[1]), match[2]))
        else:
            if now.options:
                drafts.append(_unanswered(now))
                now = _Open()
            now.line = now.line or number
            now.stem.append(line)
    if now.stem or now.options:
        drafts.append(_unanswered(now))
    return drafts


def _letter(sign: str) -> str:
    return sign.upper() if sign.isascii() else chr(ord(sign) - 0xFEE0)


def _follows(now: _Open, sign: str) -> bool:
    """Whether a letter continues the list: a stem may begin with “I.” or “A)” too."""
    return bool(now.stem) and _letter(sign) == chr(ord("A") + len(now.options))


def _unanswered(now: _Open) -> Draft:
    draft = Draft(now.line, name=" ".join(now.stem)[:60])
    draft.refuse(_("The line “ANSWER:” is missing."))
    return draft


def _stray(now: _Open) -> Draft:
    """Lines below an answer, such as a reason for it: they must not become the next question."""
    draft = Draft(now.line, name=" ".join(now.stem)[:60])
    draft.refuse(_("This is a text without a question; only questions are taken."))
    return draft


def _closed(now: _Open, answer: str, line: int) -> Draft:
    draft = Draft(now.line or line)
    if not now.stem:
        draft.refuse(_("There is an answer without a question."))
        return draft
    right = {_letter(sign) for sign in re.findall(r"[A-Za-zＡ-Ｚ]", answer)}
    letters = {letter for letter, _text in now.options}
    if not LETTERS.fullmatch(answer):
        draft.refuse(_("The answer “%(answer)s” is no letter.") % {"answer": answer[:40]})
    elif not right <= letters:
        draft.refuse(_("The answer “%(answer)s” is no option.") % {"answer": answer[:40]})
    kind = plain.SINGLE
    if len(right) > 1:
        kind = plain.MULTIPLE
        draft.note(_("Several options are right; it was read as a multiple choice."))
    options = tuple(
        Option(extra.option_id(place), rich_text.from_plain(text), letter in right)
        for place, (letter, text) in enumerate(now.options)
    )
    draft.question = Question("", kind, rich_text.from_plain("\n".join(now.stem)), options=options)
    return draft


def write(questions: Sequence[Question]) -> Written:
    """A file of all single choices in plain words; what it leaves out is named per question."""
    blocks, problems = [], []
    for question in questions:
        reason = cannot(question)
        if reason:
            problems.append(Problem(0, reason, question.key, refused=True))
            continue
        if lost := _lost(question):
            problems.append(Problem(0, lost, question.key))
        rows = rich_text.words(question.stem).split("\n")
        for place, option in enumerate(question.options):
            rows.append(f"{chr(65 + place)}. {rich_text.words(option.text)}")
        place = next(at for at, option in enumerate(question.options) if option.right)
        blocks.append("\n".join([*rows, f"ANSWER: {chr(65 + place)}"]))
    return Written(("\n\n".join(blocks) + "\n").encode(), tuple(problems))


def cannot(question: Question) -> str:
    """Why Aiken cannot carry a question, or nothing."""
    if question.kind != plain.SINGLE:
        return _("This format has only single choices.")
    if not all(map(rich_text.is_plain, [question.stem, *(one.text for one in question.options)])):
        return _("This format has plain words only, no pictures and no layout.")
    if any("<br>" in option.text for option in question.options):
        return _("This format has plain words only, no pictures and no layout.")
    lines = rich_text.words(question.stem).split("\n")
    if any(ANSWER.match(line) for line in lines) or any(map(OPTION.match, lines[1:])):
        return _("A line of the question looks like an option or an answer of this format.")
    return ""


def _lost(question: Question) -> str:
    names = [name for name in extra.pack(question) if name not in (extra.IDS,)]
    if not names:
        return ""
    return _("This format does not carry: %(names)s") % {"names": ", ".join(sorted(names))}
