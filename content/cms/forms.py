from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from content.models import Dimension


class ShelfForm(forms.Form):
    """What to show of the shared resources."""

    kind = forms.ChoiceField(
        label=_("Library"),
        required=False,
        choices=[
            ("courses", _("Courses")),
            ("materials", _("Teaching materials")),
            ("plans", _("Plans")),
            ("tools", _("Tools")),
        ],
    )
    dimension = forms.ChoiceField(
        label=_("Dimension"), required=False, choices=[("", _("All")), *Dimension.choices]
    )
    words = forms.CharField(label=_("Words in the title"), required=False, max_length=100)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        from content.library.tables import OWN_FACE, TABLES

        field: Any = self.fields["kind"]
        field.choices = [*field.choices, *((kind, TABLES[kind].title) for kind in OWN_FACE)]


class WithdrawForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("All adopters read it."),
    )
    recall = forms.BooleanField(
        label=_("Take all adopted copies offline too"),
        required=False,
        help_text=_("For what is wrong or unlawful. Otherwise each adopter decides."),
    )
