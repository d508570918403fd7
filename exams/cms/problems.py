"""What is wrong with a question, at the field of the form where it can be put right."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import StreamBlockValidationError
from wagtail.blocks.struct_block import StructBlockValidationError

from exams.bank import check, plain
from exams.bank.plain import Question

FIELDS = {
    _("The key is missing or too long."): "key",
    _("The score must be more than 0 and at most 100."): "score",
    _("The score has more than two decimal places."): "score",
    _("The difficulty must be a number from 1 to 5."): "difficulty",
    _("The audience is not known."): "audience",
}
BLOCKS = {
    _("The question has no text."): "stem",
    _("The rule for points is not known."): "rule",
    _("There must be at least two options."): "options",
    _("There are too many options."): "options",
    _("The options' marks are not different, or not letters and digits."): "options",
    _("Two options have the same text."): "options",
    _("An option has no text."): "options",
    _("Exactly one option must be right."): "options",
    _("At least one option must be right."): "options",
    _("It must be said whether the sentence is true or false."): "truth",
    _("There is no blank to fill in."): "blanks",
    _("The blanks in the text and their answers do not belong together."): "blanks",
    _("A blank has no answer."): "blanks",
    _("A numeric blank has an answer that is no number."): "blanks",
    _("There must be two pairs or more, and not more than 26."): "pairs",
    _("There must be at least two different right sides."): "pairs",
    _("Two left sides are the same."): "pairs",
    _("One side of a pair has no text."): "pairs",
    _("There must be two items or more, and not more than 26."): "items",
    _("Two items are the same, or one has no text."): "items",
    _("The number of characters must be from 1 to 20,000."): "max_characters",
    _("A line of the rubric lacks its text or its points."): "rubric",
    _("The points of the rubric do not add up to the score."): "rubric",
    _("A case needs one to twenty questions."): "parts",
    _("Two questions of the case have the same key."): "parts",
}


@dataclass
class Placed:
    """Sentences by field of the form, and the error of its body with the sentences inside."""

    fields: dict[str, list[str]] = field(default_factory=dict)
    body: ValidationError | None = None


def placed(question: Question) -> Placed:
    """Where each of `check.problems` belongs."""
    by_part = [check.problems(part, part=True) for part in question.parts]
    told = {check.told_of_part(place, text)
            for place, texts in enumerate(by_part, start=1) for text in texts}  # fmt: skip
    found = Placed()
    body: defaultdict[str, list[str]] = defaultdict(list)
    fields = {str(text): name for text, name in FIELDS.items()}
    names = {str(text): name for text, name in BLOCKS.items()}
    for text in check.problems(question):
        if text in fields:
            found.fields.setdefault(fields[text], []).append(text)
        elif text not in told:
            body[names.get(text, "")].append(text)
    errors: dict[str, ValidationError] = {
        name: ValidationError(texts) for name, texts in body.items() if name and name != "parts"
    }
    if any(by_part) or body.get("parts"):
        errors["parts"] = _of_parts(by_part, body.get("parts", []))
    if errors or body.get(""):
        found.body = StructBlockValidationError(
            block_errors=errors, non_block_errors=[ValidationError(one) for one in body.get("", [])]
        )
    return found


def _of_parts(by_part: list[list[str]], whole: list[str]) -> ValidationError:
    names = {str(text): name for text, name in {**BLOCKS, **FIELDS}.items()}
    rows = {}
    for place, texts in enumerate(by_part):
        at: defaultdict[str, list[str]] = defaultdict(list)
        for text in texts:
            at[names.get(text, "")].append(text)
        if at:
            rows[place] = StructBlockValidationError(
                block_errors={name: ValidationError(one) for name, one in at.items() if name},
                non_block_errors=[ValidationError(one) for one in at.get("", [])],
            )
    return StreamBlockValidationError(
        block_errors=rows, non_block_errors=[ValidationError(one) for one in whole]
    )


def sentences(question: Question) -> list[str]:
    return check.problems(question) if question.kind in plain.KINDS else []
