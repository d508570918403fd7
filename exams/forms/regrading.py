"""What is done about a faulty question: the form is made for its kind."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from exams import presenting
from exams.bank import plain, rich_text
from exams.bank.plain import Question
from exams.models import Regrade
from lms.accounts.forms.base import ActionForm

How = Regrade.How
MOST_REASON = 500
MOST_TEXT = 100


def options_of(question: Question) -> list[tuple[str, str]]:
    """Ids of the options and how they are called: a letter and their words."""
    return [
        (one.id, f"{chr(ord('A') + at)} {rich_text.words(one.text) or presenting.truth(one.id)}")
        for at, one in enumerate(question.options)
    ]


class RegradeForm(ActionForm):
    """Fields of another answer are there only where the kind allows one: options, or a text for
    each blank."""

    how = forms.ChoiceField(
        label=_("What is done"), choices=How.choices, initial=How.VOID, widget=forms.RadioSelect
    )
    reason = forms.CharField(
        label=_("Reason"), max_length=MOST_REASON, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What is wrong with the question. The second person reads it; it is kept."),
    )  # fmt: skip

    def __init__(self, *args: Any, question: Question, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.question = question
        more = self._answer_fields()
        if not more:
            self.fields["how"] = forms.ChoiceField(
                label=_("What is done"), choices=[(How.VOID.value, How.VOID.label)],
                initial=How.VOID, widget=forms.RadioSelect,
                help_text=_("Another answer can be taken only for choices and blanks."),
            )  # fmt: skip
        self.fields |= more
        self.order_fields(["how", *more, "reason"])

    def _answer_fields(self) -> dict[str, forms.Field]:
        question = self.question
        label = _("The answer that is right as well")
        help_text = _("Only for “another answer is right as well”.")
        given: dict[str, Any] = {"required": False, "help_text": help_text}
        if question.kind == plain.MULTIPLE:
            given |= {"label": label, "choices": options_of(question)}
            widget: Any = forms.CheckboxSelectMultiple
            return {"accepts": forms.MultipleChoiceField(widget=widget, **given)}
        if question.kind in plain.CHOICES:
            given |= {"label": label, "choices": options_of(question)}
            return {"accepts": forms.ChoiceField(widget=forms.RadioSelect, **given)}
        if question.kind == plain.FILL:
            return {
                f"blank{number}": forms.CharField(
                    label=_("Blank %(number)s: a further right text") % {"number": number},
                    max_length=MOST_TEXT, **given,
                )
                for number, _blank in enumerate(question.blanks, start=1)
            }  # fmt: skip
        return {}

    def accepts(self) -> Any:
        """The further answer in the form of exams/grading.py; None when there is none."""
        if self.cleaned_data["how"] == How.VOID:
            return None
        if self.question.kind == plain.FILL:
            names = [f"blank{number + 1}" for number in range(len(self.question.blanks))]
            return [self.cleaned_data[name].strip() for name in names]
        return self.cleaned_data.get("accepts") or None


def accepted_words(question: Question, accepts: Any) -> list[str]:
    """The further answer in words, a line each."""
    if accepts is None:
        return []
    if question.kind == plain.FILL:
        return [f"{{{number}}} {text}" for number, text in enumerate(accepts, 1) if text]
    chosen = accepts if isinstance(accepts, list) else [accepts]
    return [words for key, words in options_of(question) if key in chosen]
