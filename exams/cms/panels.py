"""The wording of a question among the panels of its form, and how two wordings are compared."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from django.utils.translation import pgettext
from wagtail.admin.compare import TextFieldComparison
from wagtail.admin.panels import FieldPanel

from exams.bank import plain, rich_text
from exams.bank.plain import Question as Form
from exams.models import Question


class WordingPanel(FieldPanel):
    """The body: text, options, answers. It is no column, so it says itself what has changed."""

    class BoundPanel(FieldPanel.BoundPanel):
        def get_comparison(self) -> list[Any]:
            return [partial(WordingComparison, Question._meta.get_field("plain"))]


class WordingComparison(TextFieldComparison):
    def __init__(self, field: Any, before: Question, after: Question) -> None:
        super().__init__(field, before, after)
        self.val_a = "\n".join(wording(plain.from_json(before.plain)))
        self.val_b = "\n".join(wording(plain.from_json(after.plain)))

    def field_label(self) -> str:
        return pgettext("exam", "Question")


def wording(form: Form) -> Iterator[str]:
    """All that a question says, a line each: for comparing, not for candidates."""
    words = rich_text.words
    yield words(form.stem)
    for option in form.options:
        mark = "✓" if option.right else "·"
        yield f"{mark} {words(option.text) or option.id} {words(option.feedback)}".rstrip()
    for number, blank in enumerate(form.blanks, start=1):
        more = "" if blank.tolerance is None else f" ± {blank.tolerance}"
        yield f"{{{{{number}}}}} {' / '.join(blank.answers)}{more}"
    yield from (f"{words(pair.left)} → {words(pair.right)}" for pair in form.pairs)
    yield from (f"→ {words(text)}" for text in form.distractors)
    yield from (f"{place}. {words(text)}" for place, text in enumerate(form.items, start=1))
    if form.model_answer:
        yield form.model_answer
    yield from (f"{one.text}: {one.points}" for one in form.rubric)
    for part in form.parts:
        yield from wording(part)
    yield from filter(None, [words(form.explanation), form.law, str(form.worth)])
