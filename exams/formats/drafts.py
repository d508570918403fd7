"""From what a format's reader saw to what was found: parts joined to their case, texts put in
order, keys given, soundness checked. The same for every format. Pure."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils.translation import gettext as _

from exams.bank import check, plain, rich_text
from exams.bank.plain import Question
from exams.bank.text import question_text
from exams.formats import formulas


@dataclass(frozen=True, slots=True)
class Problem:
    """``line`` counts from 1, 0 where a format has no lines; ``place``: the file in a package or
    the sheet. ``refused``: the reason why a question is not taken; else a note about it."""

    line: int
    what: str
    place: str = ""
    refused: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """One question of a file. ``question`` is None when it was refused; ``problems`` say why.

    ``key_given``: the file named the key (an export of this platform, or an id of its own). Else
    the key comes from the words, so that the same file has the same keys again.
    """

    line: int
    name: str
    question: Question | None
    place: str = ""
    kind: str = ""
    key_given: bool = False
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Result:
    """What a file holds. ``problems`` are about the file itself."""

    format: str
    found: tuple[Found, ...]
    problems: tuple[Problem, ...] = ()

    @property
    def questions(self) -> list[Question]:
        return [one.question for one in self.found if one.question is not None]


@dataclass(frozen=True, slots=True)
class Written:
    """An exported file. ``problems``: what it cannot carry, by key of the question in ``place``."""

    content: bytes
    problems: tuple[Problem, ...] = ()


@dataclass
class Draft:
    """A question as a reader builds it up. ``case``: the key of the case that it is a part of."""

    line: int
    place: str = ""
    name: str = ""
    key_given: bool = False
    case: str = ""
    question: Question | None = None
    notes: list[str] = field(default_factory=list)
    refusals: list[str] = field(default_factory=list)
    parts: list[Draft] = field(default_factory=list)
    seen_kind: str = ""

    def note(self, text: str) -> None:
        """Something of the file that this platform does not have or does otherwise."""
        self.notes.append(text)

    def refuse(self, text: str) -> None:
        self.refusals.append(text)

    def change(self, **values: Any) -> None:
        if self.question is not None:
            self.question = replace(self.question, **values)


def finish(format: str, drafts: list[Draft], notes: list[str]) -> Result:
    """The result of reading a file. Never raises for a single question."""
    seen: dict[str, str] = {}
    found = [_found(format, draft, seen) for draft in _joined(drafts)]
    return Result(format, tuple(found), tuple(Problem(0, note) for note in notes))


def _joined(drafts: list[Draft]) -> list[Draft]:
    """Parts below their case, the others as they are."""
    cases = {
        draft.question.key: draft
        for draft in drafts
        if draft.question is not None and draft.question.kind == plain.CASE
    }
    kept = []
    for draft in drafts:
        if not draft.case:
            kept.append(draft)
        elif draft.case in cases and cases[draft.case] is not draft:
            cases[draft.case].parts.append(draft)
        else:
            draft.refuse(_("The case that it belongs to is not in the file."))
            kept.append(draft)
    return kept


def _found(format: str, draft: Draft, seen: dict[str, str]) -> Found:
    _take_parts(draft)
    question = draft.question
    if question is not None:
        question = check.settle(question)
        if not draft.key_given:
            question = _with_key(format, question, seen)
        if formula := next(filter(None, map(formulas.tex, plain.rich_fields(question))), ""):
            text = _("Formulas stay as they are typed: %(formula)s")
            draft.note(text % {"formula": rich_text.words(formula)[:80]})
        if not draft.refusals:
            draft.refusals += check.problems(question)
        if not draft.refusals and seen.setdefault(question.key, "") not in (
            "",
            plain.fingerprint(question),
        ):
            draft.refuse(_("Another question of the file has the same key."))
        seen[question.key] = seen.get(question.key) or plain.fingerprint(question)
    elif not draft.refusals:
        draft.refuse(_("The question cannot be read."))
    problems = [Problem(draft.line, text, draft.place, refused=True) for text in draft.refusals]
    problems += [Problem(draft.line, text, draft.place) for text in draft.notes]
    return Found(
        draft.line,
        draft.name or _name(question),
        None if draft.refusals else question,
        draft.place,
        question.kind if question is not None else draft.seen_kind,
        draft.key_given,
        tuple(dict.fromkeys(problems)),
    )


def _take_parts(draft: Draft) -> None:
    if draft.question is None or not draft.parts:
        return
    for place, part in enumerate(draft.parts, start=1):
        for reason in part.refusals:
            text = _("Question %(number)d of the case: %(problem)s")
            draft.refuse(text % {"number": place, "problem": reason})
        draft.notes += part.notes
        if part.question is not None and not part.question.key:
            part.question = replace(part.question, key=str(place))
    parts = tuple(part.question for part in draft.parts if part.question is not None)
    draft.question = replace(draft.question, parts=parts)


def _with_key(format: str, question: Question, seen: dict[str, str]) -> Question:
    """A key out of kind and words. Questions of the same words but other answers get other keys,
    by their order in the file; whole repetitions get the same."""
    names = "".join(sorted(hashlib.sha256(one).hexdigest() for one in question.pictures.values()))
    words = f"{question.kind}\n{question_text(question)}\n{names}"
    base = f"{format}-{hashlib.sha256(words.encode()).hexdigest()[:24]}"
    print_ = plain.fingerprint(question)
    number = 1
    key = base
    while seen.get(key, print_) != print_:
        number += 1
        key = f"{base}-{number}"
    return replace(question, key=key)


def _name(question: Question | None) -> str:
    if question is None:
        return ""
    stem = plain.BLANK.sub("____", rich_text.words(question.stem))
    return question.title or " ".join(stem.split())[:60]
