"""GIFT (Moodle's plain text format), read.

After docs.moodle.org/en/GIFT_format. What this platform adds travels in comments above a question:
``// [id:KEY] [tag:…]`` as Moodle itself writes them, and ``// xinlu: {JSON}``. Pure.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.utils.translation import gettext as _

from exams.bank import plain, rich_text
from exams.bank.plain import Blank, Option, Pair, Question, decimal
from exams.formats import extra, languages, safety, weights
from exams.formats.drafts import Draft
from exams.formats.gift_text import Block, blocks, hide, named_format, rich, show
from exams.formats.moodle_gaps import numeric_blank

NAME = "gift"
TITLE = re.compile(r"\s*::(.*?)::", re.DOTALL)
WEIGHT = re.compile(r"\s*%\s*([-+]?\d{1,9}(?:[.,]\d{1,9})?)\s*%")
TRUTH = re.compile(r"\s*(TRUE|T|FALSE|F)\s*(?:#(.*))?$", re.IGNORECASE | re.DOTALL)
ORDER = re.compile(r"\s*>\s*(\w+)?(?:[ \t]+\w+)*[ \t]*\n", re.IGNORECASE)
GAP = "_____"
MOST_ANSWERS = 100


def read(text: str) -> list[Draft]:
    """Every question of a file, in order."""
    safety.no_active(text)
    safety.no_active(show(hide(text)))
    drafts: list[Draft] = []
    category = ""
    for block in blocks(text):
        block.text, category = _category(block.text, category)
        if block.text.strip():
            drafts.append(_draft(block, category))
    return drafts


def _category(text: str, current: str) -> tuple[str, str]:
    """``$CATEGORY`` lines taken out, and the category that holds from now on."""
    rows = []
    for row in text.split("\n"):
        if row.strip().upper().startswith("$CATEGORY:"):
            current = show(hide(row.split(":", 1)[1])).strip()
        else:
            rows.append(row)
    return "\n".join(rows), current


def _draft(block: Block, category: str) -> Draft:
    draft = Draft(block.line)
    text = languages.taken(draft, hide(block.text))
    title = TITLE.match(text)
    if title:
        text = text[title.end() :]
        draft.name = rich_text.plain_line(show(title[1]))
    key, tags, more = _comments(block.comments)
    draft.key_given = bool(key)
    start, end = text.find("{"), text.find("}")
    if (start < 0) != (end < 0) or end < start:
        draft.refuse(_("The curly brackets around the answers are not closed or not opened."))
    elif text.find("{", start + 1, end) > 0 or "{" in text[end + 1 :] or "}" in text[end + 1 :]:
        draft.refuse(_("There is more than one pair of curly brackets in the question."))
    elif start < 0:
        _description(draft, text, key, more)
    else:
        _question(draft, text[:start], text[start + 1 : end], text[end + 1 :], key)
    if draft.question is not None:
        if draft.name:
            draft.change(title=draft.name)
        if tags or category:
            draft.change(tags=(*tags, *_category_tags(category)))
        extra.unpack(draft, more)
    else:
        draft.name = draft.name or rich_text.plain_line(show(text))[:60]
    draft.case = str(more.get("case", ""))
    return draft


def _category_tags(category: str) -> list[str]:
    """The last part of a category's path says what its questions are about."""
    last = category.replace("//", "\ufdd8").split("/")[-1].replace("\ufdd8", "/").strip()
    return [last] if last and not last.startswith("$") else []


def _comments(comments: list[str]) -> tuple[str, list[str], dict[str, object]]:
    key, tags = "", []
    more: dict[str, object] = {}
    for comment in comments:
        if comment.startswith("xinlu:"):
            try:
                data = json.loads(comment[6:])
            except (ValueError, RecursionError):
                continue
            more = data if isinstance(data, dict) else {}
            continue
        for what, escaped in re.findall(r"\[(id|tag):((?:[^\]\\]|\\.)*)\]", comment):
            value = re.sub(r"\\(.)", r"\1", escaped).strip()
            if what == "id":
                key = value
            else:
                tags.append(value)
    return key, tags, more


def _description(draft: Draft, text: str, key: str, more: dict[str, object]) -> None:
    stem, lost = rich(text)
    if more.get("kind") == plain.CASE:
        draft.question = Question(key, plain.CASE, stem)
    else:
        draft.seen_kind = "description"
        draft.refuse(_("This is a text without a question; only questions are taken."))
    _lost(draft, lost)


def _lost(draft: Draft, lost: list[str]) -> None:
    if lost:
        draft.note(_("Left out of the text: %(what)s") % {"what": ", ".join(lost)})


@dataclass
class _Answers:
    """What stands between the brackets, and how its texts are to be read."""

    draft: Draft
    body: str
    format: str
    key: str

    def rich(self, text: str) -> str:
        done, lost = rich(text, standard=self.format)
        _lost(self.draft, lost)
        return done

    def split(self, signs: str) -> list[tuple[str, str, str, Fraction | None]]:
        """``(sign, text, feedback, weight)`` of every answer."""
        rows = []
        if sum(self.body.count(sign) for sign in signs) > MOST_ANSWERS:
            self.draft.refuse(_("There are too many options."))
            return []
        for sign, row in re.findall(f"([{signs}])([^{signs}]*)", self.body):
            match = WEIGHT.match(row)
            weight = Fraction(match[1].replace(",", ".")) / 100 if match else None
            text, _mark, feedback = row[match.end() if match else 0 :].partition("#")
            rows.append((sign, text, feedback, weight))
        return rows


def _question(draft: Draft, before: str, body: str, after: str, key: str) -> None:
    body, _mark, general = body.partition("####")
    answers = _Answers(draft, body, named_format(before), key)
    gap = after.strip() != ""
    stem = f"{before}{GAP}{after}" if gap else before
    if not body.strip():
        question = Question(key, plain.SHORT, answers.rich(stem))
    elif body.lstrip().startswith("#"):
        question = _numerical(answers, f"{before}{{{{1}}}}{after}")
    elif ORDER.match(body):
        question = _ordering(answers, before)
    elif match := TRUTH.match(body):
        question = _true_false(answers, stem, match)
    elif "~" in body:
        question = _choice(answers, stem)
    elif "=" in body and "->" in body:
        question = _matching(answers, stem)
    elif "=" in body:
        question = _fill(answers, f"{before}{{{{1}}}}{after}")
    else:
        draft.refuse(_("The answers cannot be understood."))
        return
    draft.question = question
    if general.strip():
        draft.change(explanation=answers.rich(general))


def _true_false(answers: _Answers, stem: str, match: re.Match[str]) -> Question:
    truth = match[1].upper() in ("T", "TRUE")
    wrong, _mark, right = (match[2] or "").partition("#")
    feedback = {truth: answers.rich(right), not truth: answers.rich(wrong)}
    options = (
        Option("true", "", truth, feedback[True]),
        Option("false", "", not truth, feedback[False]),
    )
    return Question(answers.key, plain.TRUE_FALSE, answers.rich(stem), options=options)


def _choice(answers: _Answers, stem: str) -> Question:
    """Without any ``=`` several may be chosen, each for its share."""
    rows = answers.split("~=")
    several = all(sign == "~" for sign, *_rest in rows)
    values = [
        Fraction(1) if sign == "=" and weight is None else weight or Fraction(0)
        for sign, _text, _feedback, weight in rows
    ]
    right = [value > 0 if several else value == 1 for value in values]
    kind, rule = (plain.MULTIPLE, plain.PARTIAL) if several else (plain.SINGLE, plain.ALL)
    if several:
        weights.of_several(answers.draft, values)
    elif sum(right) > 1:
        kind = plain.MULTIPLE
        answers.draft.note(_("Several options are right; it was read as a multiple choice."))
    else:
        weights.of_one(answers.draft, values)
    options = tuple(
        Option(extra.option_id(place), answers.rich(row[1]), right[place], answers.rich(row[2]))
        for place, row in enumerate(rows)
    )
    return Question(answers.key, kind, answers.rich(stem), options=options, rule=rule)


def _matching(answers: _Answers, stem: str) -> Question:
    pairs, distractors = [], []
    for _sign, text, feedback, _weight in answers.split("="):
        left, arrow, right = (text if not feedback else f"{text}#{feedback}").partition("->")
        if not arrow:
            answers.draft.refuse(_("A pair lacks its arrow “->”."))
        elif left.strip():
            pairs.append(Pair(answers.rich(left), answers.rich(right)))
        else:
            distractors.append(answers.rich(right))
    return Question(
        answers.key,
        plain.MATCHING,
        answers.rich(stem),
        pairs=tuple(pairs),
        distractors=tuple(distractors),
    )


def _ordering(answers: _Answers, stem: str) -> Question:
    match = ORDER.match(answers.body)
    rows = answers.body[match.end() if match else 0 :].split("\n")
    if match and match[1] and match[1].upper() != "ALL":
        answers.draft.note(_("All items are put in order here, not only some of them."))
    items = tuple(answers.rich(row) for row in rows if row.strip())
    return Question(answers.key, plain.ORDERING, answers.rich(stem), items=items)


def _fill(answers: _Answers, stem: str) -> Question:
    texts = []
    for _sign, text, feedback, weight in answers.split("="):
        answer = rich_text.plain_line(show(text))
        weights.comment(answers.draft, feedback)
        if weight is not None and weight != 1:
            weights.partly(answers.draft, answer, weight)
            continue
        texts.append(weights.literal(answers.draft, answer))
    return Question(answers.key, plain.FILL, answers.rich(stem), blanks=(Blank(tuple(texts)),))


def _numerical(answers: _Answers, stem: str) -> Question:
    body = answers.body.lstrip()[1:]
    rows = (
        [(text, weight, feedback) for _sign, text, feedback, weight in _numbers(answers, body)]
        if "=" in body
        else [(body.partition("#")[0], None, body.partition("#")[2])]
    )
    found: list[tuple[str, Decimal]] = []
    for hidden, weight, feedback in rows:
        text = show(hidden).strip()
        weights.comment(answers.draft, feedback)
        if weight is not None and weight != 1:
            weights.partly(answers.draft, text, weight)
            continue
        try:
            found.append(span(text))
        except ValueError:
            answers.draft.refuse(_("“%(text)s” is no number.") % {"text": text[:40]})
    blank = numeric_blank(answers.draft, found)
    return Question(answers.key, plain.FILL, answers.rich(stem), blanks=(blank,))


def _numbers(answers: _Answers, body: str) -> list[tuple[str, str, str, Fraction | None]]:
    return _Answers(answers.draft, body, answers.format, answers.key).split("=")


def span(text: str) -> tuple[str, Decimal]:
    """Number and tolerance of ``3``, ``3:0.1`` or ``1..5``. Raises `ValueError`."""
    if ".." in text:
        low, high = (decimal(part.strip()) for part in text.split("..", 1))
        if high < low:
            raise ValueError("range")
        return format((low + high) / 2, "f"), (high - low) / 2
    value, _mark, tolerance = text.partition(":")
    decimal(value.strip())
    return value.strip(), decimal(tolerance.strip() or "0")
