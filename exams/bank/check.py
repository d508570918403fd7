"""What is wrong with a question, in sentences for its author; and its texts put in order. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

from django.utils.translation import gettext as _

from exams.bank import plain, rich_text
from exams.bank.plain import BLANK, Blank, Criterion, Option, Pair, Question
from exams.grading import number

OPTION_ID = re.compile(r"[A-Za-z_][A-Za-z0-9_.\-]{0,31}")
MAX_KEY = 120
MAX_RICH = 20_000
MAX_LINE = 300
MAX_OPTIONS = 26
MAX_PARTS = 20
MAX_SCORE = 100
MAX_PICTURE_BYTES = 5 * 1024 * 1024


def settle(question: Question) -> Question:
    """The same question with clean rich text, plain fields in one line and no pictures that no
    text names: the form that is stored and compared. A case carries the pictures of its parts, and
    no score, which is theirs."""
    rich, line = rich_text.clean, rich_text.plain_line
    settled = replace(
        question,
        key=line(question.key),
        score=Decimal(1) if question.kind == plain.CASE else question.score,
        stem=rich(question.stem),
        title=line(question.title),
        explanation=rich(question.explanation),
        law=line(question.law),
        source=line(question.source),
        tags=tuple(dict.fromkeys(tag for one in question.tags if (tag := line(one)))),
        options=tuple(
            Option(one.id, rich(one.text), one.right, rich(one.feedback))
            for one in question.options
        ),
        blanks=tuple(_blank(blank) for blank in question.blanks),
        pairs=tuple(Pair(rich(one.left), rich(one.right)) for one in question.pairs),
        distractors=tuple(text for one in question.distractors if (text := rich(one))),
        items=tuple(map(rich, question.items)),
        model_answer=rich_text.plain_lines(question.model_answer),
        rubric=tuple(Criterion(line(one.text), one.points) for one in question.rubric),
        parts=tuple(replace(settle(part), pictures={}) for part in question.parts),
    )
    pictures = {name: data for part in question.parts for name, data in part.pictures.items()}
    pictures |= question.pictures
    named = {name for text in plain.rich_fields(settled) for name, _alt in rich_text.pictures(text)}
    kept = {name: data for name, data in pictures.items() if name in named}
    return replace(settled, pictures=kept)


def _blank(blank: Blank) -> Blank:
    answers = dict.fromkeys(text for one in blank.answers if (text := rich_text.plain_line(one)))
    return replace(blank, answers=tuple(answers))


def problems(question: Question, *, part: bool = False) -> list[str]:
    """Sentences, the first one the most important; none when the question can be used."""
    found = [*_common(question), *_texts(question)]
    if question.kind not in plain.KINDS or (part and question.kind == plain.CASE):
        return [_("This kind of question is not known here."), *found]
    found += _KINDS[question.kind](question)
    if not part:
        found += _pictures(question)
    return list(dict.fromkeys(found))


def _common(question: Question) -> list[str]:
    found = []
    if not question.key or len(question.key) > MAX_KEY:
        found.append(_("The key is missing or too long."))
    if not rich_text.words(question.stem) and not rich_text.pictures(question.stem):
        found.append(_("The question has no text."))
    if question.kind != plain.CASE and not 0 < question.score <= MAX_SCORE:
        found.append(_("The score must be more than 0 and at most 100."))
    elif question.kind != plain.CASE and question.score * 100 % 1:
        found.append(_("The score has more than two decimal places."))
    if question.difficulty not in range(1, 6):
        found.append(_("The difficulty must be a number from 1 to 5."))
    if question.audience not in plain.AUDIENCES:
        found.append(_("The audience is not known."))
    if question.rule not in (plain.ALL, plain.PARTIAL):
        found.append(_("The rule for points is not known."))
    return found


def _texts(question: Question) -> list[str]:
    lines = [question.title, question.law, question.source, *question.tags]
    lines += [question.knowledge, question.risk_point, question.language]
    lines += [answer for blank in question.blanks for answer in blank.answers]
    lines += [criterion.text for criterion in question.rubric]
    rich = [text for text in plain.rich_fields(question) if len(text) > MAX_RICH]
    if rich or any(len(text) > MAX_LINE for text in lines):
        return [_("A text is too long.")]
    if len(question.model_answer) > MAX_RICH or len(question.tags) > 50:
        return [_("A text is too long.")]
    return []


def _choice(question: Question) -> list[str]:
    options, found = question.options, []
    if len(options) < 2:
        found.append(_("There must be at least two options."))
    if len(options) > MAX_OPTIONS:
        found.append(_("There are too many options."))
    ids = [option.id for option in options]
    if len(set(ids)) < len(ids) or not all(map(OPTION_ID.fullmatch, ids)):
        found.append(_("The options' marks are not different, or not letters and digits."))
    texts = [option.text for option in options]
    if len(set(texts)) < len(texts):
        found.append(_("Two options have the same text."))
    if not all(rich_text.words(text) or rich_text.pictures(text) for text in texts):
        found.append(_("An option has no text."))
    right = sum(option.right for option in options)
    if question.kind == plain.SINGLE and right != 1:
        found.append(_("Exactly one option must be right."))
    if question.kind == plain.MULTIPLE and not right:
        found.append(_("At least one option must be right."))
    return found


def _true_false(question: Question) -> list[str]:
    if [option.id for option in question.options] != ["true", "false"]:
        return [_("A true or false question has exactly these two options.")]
    if sum(option.right for option in question.options) != 1:
        return [_("It must be said whether the sentence is true or false.")]
    return []


def _fill(question: Question) -> list[str]:
    found = []
    named = [int(one) for one in BLANK.findall(question.stem)]
    if not question.blanks:
        found.append(_("There is no blank to fill in."))
    elif named != list(range(1, len(question.blanks) + 1)):
        found.append(_("The blanks in the text and their answers do not belong together."))
    for blank in question.blanks:
        if not blank.answers:
            found.append(_("A blank has no answer."))
        if blank.tolerance is not None and (
            blank.tolerance < 0 or None in map(number, blank.answers)
        ):
            found.append(_("A numeric blank has an answer that is no number."))
    return found


def _matching(question: Question) -> list[str]:
    found = []
    if len(question.pairs) < 2 or len(question.pairs) > MAX_OPTIONS:
        found.append(_("There must be two pairs or more, and not more than 26."))
    if len(question.rights) < 2 or len(question.rights) > 2 * MAX_OPTIONS:
        found.append(_("There must be at least two different right sides."))
    lefts = [pair.left for pair in question.pairs]
    if len(set(lefts)) < len(lefts):
        found.append(_("Two left sides are the same."))
    if "" in lefts or "" in question.rights:
        found.append(_("One side of a pair has no text."))
    return found


def _ordering(question: Question) -> list[str]:
    items = question.items
    if not 2 <= len(items) <= MAX_OPTIONS:
        return [_("There must be two items or more, and not more than 26.")]
    if "" in items or len(set(items)) < len(items):
        return [_("Two items are the same, or one has no text.")]
    return []


def _short(question: Question) -> list[str]:
    found = []
    if question.max_characters is not None and not 1 <= question.max_characters <= MAX_RICH:
        found.append(_("The number of characters must be from 1 to 20,000."))
    if any(criterion.points <= 0 or not criterion.text for criterion in question.rubric):
        found.append(_("A line of the rubric lacks its text or its points."))
    points = sum((criterion.points for criterion in question.rubric), Decimal(0))
    if question.rubric and points != question.score:
        found.append(_("The points of the rubric do not add up to the score."))
    return found


def _case(question: Question) -> list[str]:
    if not 1 <= len(question.parts) <= MAX_PARTS:
        return [_("A case needs one to twenty questions.")]
    found = []
    for place, one in enumerate(question.parts, start=1):
        found += [told_of_part(place, text) for text in problems(one, part=True)]
    keys = [one.key for one in question.parts]
    if len(set(keys)) < len(keys):
        found.append(_("Two questions of the case have the same key."))
    return found


def told_of_part(place: int, problem: str) -> str:
    """A problem of the question of a case that stands at ``place`` (from 1)."""
    return _("Question %(number)d of the case: %(problem)s") % {"number": place, "problem": problem}


_KINDS: dict[str, Callable[[Question], list[str]]] = {
    plain.SINGLE: _choice,
    plain.MULTIPLE: _choice,
    plain.TRUE_FALSE: _true_false,
    plain.FILL: _fill,
    plain.MATCHING: _matching,
    plain.ORDERING: _ordering,
    plain.SHORT: _short,
    plain.CASE: _case,
}


def _pictures(question: Question) -> list[str]:
    found = []
    for text in plain.rich_fields(question):
        for name, alt in rich_text.pictures(text):
            if not name or name not in question.pictures:
                found.append(_("The picture “%(name)s” is not there.") % {"name": name or "?"})
            if not alt:
                found.append(
                    _("The picture “%(name)s” lacks words for those who cannot see it.")
                    % {"name": name or "?"}
                )
    if any(len(data) > MAX_PICTURE_BYTES for data in question.pictures.values()):
        found.append(_("A picture is larger than 5 MB."))
    return found
