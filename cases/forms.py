"""Forms of the place where cases are prepared and reviewed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.draft import CaseDraft, from_plain
from cases.models import CaseKind, Level, Offence, UnitType
from content.models import Audience, Dimension, Post, RiskPoint, Sharing
from lms.accounts.forms.base import ActionForm

LINES = ("causes", "lessons", "measures", "discussion")
MANY = ("offences", "risk_points")
EXTRA = 1
"""Empty entries below those that there are, for browsers without script."""


class NewCase(ActionForm):
    """Which kind of case, in whose name."""

    kind = forms.ChoiceField(label=_("Kind of case"), choices=CaseKind.choices)
    organisation: Any = forms.ModelChoiceField(label=_("In the name of"), queryset=None)

    def __init__(self, *args: Any, places: Any, kinds: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["organisation"]
        field.queryset = places
        if len(places) == 1:
            field.initial, field.widget = places[0].pk, forms.HiddenInput()
        kind: Any = self.fields["kind"]
        kind.choices = [(value, label) for value, label in CaseKind.choices if value in kinds]


class DraftForm(forms.Form):
    """What is to be published; every field may stay empty while it is being written."""

    title = forms.CharField(
        label=_("Title"), max_length=60, required=False,
        help_text=_("What happened, without names: “A favour for a cigarette”."),
    )  # fmt: skip
    summary = forms.CharField(
        label=_("Summary"), max_length=400, required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Two or three sentences that make one want to read on."),
    )  # fmt: skip
    facts = forms.CharField(
        label=_("Facts"), max_length=20_000, required=False,
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text=_("Leave an empty line between paragraphs."),
    )  # fmt: skip
    post = forms.ChoiceField(label=_("Post"), required=False)
    unit_type = forms.ChoiceField(
        label=_("Type of unit"), required=False, choices=[("", "—"), *UnitType.choices]
    )
    offences = forms.MultipleChoiceField(
        label=_("Offences"), required=False, widget=forms.CheckboxSelectMultiple
    )
    risk_points = forms.MultipleChoiceField(
        label=_("Risk points"), required=False, widget=forms.CheckboxSelectMultiple
    )
    amount = forms.CharField(label=_("Amount in yuan"), required=False, max_length=20)
    sentence = forms.CharField(label=_("Sentence"), required=False, max_length=300)
    causes = forms.CharField(
        label=_("Causes"), required=False, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("One per line."),
    )  # fmt: skip
    lessons = forms.CharField(
        label=_("Lessons to learn"), required=False, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("One per line."),
    )  # fmt: skip
    measures = forms.CharField(
        label=_("Control measures"), required=False, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("What a unit does so that it does not happen again. One per line."),
    )  # fmt: skip
    discussion = forms.CharField(
        label=_("Discussion questions"), required=False,
        widget=forms.Textarea(attrs={"rows": 3}), help_text=_("One per line."),
    )  # fmt: skip
    source_authority = forms.CharField(
        label=_("Source authority"), required=False, max_length=100,
        help_text=_("As it will be read: “a county people's procuratorate”."),
    )  # fmt: skip
    level = forms.ChoiceField(label=_("Level of the authority"), choices=Level.choices)
    year = forms.CharField(label=_("Year of the decision"), required=False, max_length=4)
    happened = forms.CharField(label=_("When it happened"), required=False, max_length=60)
    audience = forms.ChoiceField(label=_("For whom"), choices=Audience.choices)
    sharing = forms.ChoiceField(label=_("Shared with"), choices=Sharing.choices)
    dimension = forms.ChoiceField(label=_("Dimension"), choices=Dimension.choices)
    juveniles_allowed = forms.BooleanField(label=_("Juveniles may see it"), required=False)

    def __init__(self, *args: Any, draft: CaseDraft | None = None, **kwargs: Any) -> None:
        if draft is not None:
            kwargs["initial"] = initial_of(draft)
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["post"].choices = [("", "—"), *Post.objects.values_list("code", "name")]
        fields["offences"].choices = Offence.objects.values_list("code", "name")
        fields["risk_points"].choices = RiskPoint.objects.values_list("code", "name")


def initial_of(draft: CaseDraft) -> dict[str, Any]:
    values = asdict(draft)
    return {**values, **{name: "\n".join(values[name]) for name in LINES}}


class EventForm(forms.Form):
    when = forms.CharField(label=_("When"), max_length=40, required=False)
    what = forms.CharField(
        label=_("What happened"), max_length=400, required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip
    turning = forms.BooleanField(label=_("A turning point"), required=False)
    question = forms.CharField(label=_("What would you have done?"), max_length=200, required=False)
    thoughts = forms.CharField(
        label=_("Possible answers"), required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One per line."),
    )  # fmt: skip
    hint = forms.CharField(
        label=_("What to think of"), max_length=400, required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip


class LawForm(forms.Form):
    law = forms.CharField(label=_("Law"), max_length=100, required=False)
    article = forms.CharField(label=_("Article of the law"), max_length=30, required=False)
    text = forms.CharField(
        label=_("Its words"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    plainly = forms.CharField(
        label=_("In plain words"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )


class CheckForm(forms.Form):
    prompt = forms.CharField(label=_("Question"), max_length=200, required=False)
    options = forms.CharField(
        label=_("Options"), required=False, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("One per line, at least four. The first line is the right one."),
    )  # fmt: skip
    explanation = forms.CharField(
        label=_("Explanation"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )


PARTS: dict[str, type[forms.Form]] = {
    "timeline": EventForm, "statutes": LawForm, "checks": CheckForm,
}  # fmt: skip
IN_LINES = {"timeline": ("thoughts",), "statutes": (), "checks": ("options",)}


class DraftForms:
    """The form of a draft with its lists of events, statutes and self-checks."""

    def __init__(self, data: Any = None, *, draft: CaseDraft) -> None:
        # What is sent is read without regard to what was kept: an entry that an earlier save of
        # the same page has kept would count as unchanged, and be left out of the next.
        self.before = draft
        self.main = DraftForm(data, draft=None if data is not None else draft)
        self.parts: dict[str, Any] = {
            name: forms.formset_factory(form, extra=EXTRA, can_delete=True, max_num=60)(
                data, prefix=name, initial=None if data is not None else _initial_parts(draft, name)
            )
            for name, form in PARTS.items()
        }

    def is_valid(self) -> bool:
        return self.main.is_valid() and all(one.is_valid() for one in self.parts.values())

    def errors(self) -> dict[str, list[str]]:
        found = {name: [str(e) for e in errors] for name, errors in self.main.errors.items()}
        for name, formset in self.parts.items():
            texts = [str(e) for form in formset for es in form.errors.values() for e in es]
            if texts or formset.non_form_errors():
                found[name] = [*texts, *map(str, formset.non_form_errors())]
        return found

    def draft(self) -> CaseDraft:
        """What was written, with what the form does not ask for as it was."""
        values = {**asdict(self.before), **self.main.cleaned_data}
        for name in LINES:
            values[name] = values[name].splitlines()
        for name, formset in self.parts.items():
            values[name] = [
                _part(name, form.cleaned_data) for form in formset if _is_written(form.cleaned_data)
            ]
        return from_plain(values)


def _initial_parts(draft: CaseDraft, name: str) -> list[dict[str, Any]]:
    rows = [asdict(one) for one in getattr(draft, name)]
    for row in rows:
        for field in IN_LINES[name]:
            lines = list(row[field])
            if name == "checks" and 0 <= row["right"] < len(lines):
                lines.insert(0, lines.pop(row["right"]))
            row[field] = "\n".join(lines)
    return rows


def _is_written(values: dict[str, Any]) -> bool:
    return not values.get("DELETE") and any(
        value for name, value in values.items() if name not in ("DELETE", "turning")
    )


def _part(name: str, values: dict[str, Any]) -> dict[str, Any]:
    row = {key: value for key, value in values.items() if key != "DELETE"}
    for field in IN_LINES[name]:
        row[field] = [line.strip() for line in row[field].splitlines() if line.strip()]
    return {**row, "right": 0} if name == "checks" else row


class SendForm(ActionForm):
    """To whom a case goes for legal review."""

    legal_reviewer: Any = forms.ModelChoiceField(
        label=_("Second person of the procuratorate"), queryset=None,
        help_text=_("Only people who have not worked on this case."),
    )  # fmt: skip
    comment = forms.CharField(
        label=_("Note for the reviewer"), required=False, max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip

    def __init__(self, *args: Any, reviewers: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["legal_reviewer"]
        field.queryset = reviewers


class CommentForm(ActionForm):
    """A decision or a remark with words."""

    comment = forms.CharField(
        label=_("Comment"), required=False, max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
