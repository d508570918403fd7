"""Forms to bring questions in and out."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from content.models import KnowledgePoint
from content.models.taxonomy import Audience, Sharing
from content.tree import EAGER
from exams import formats
from exams.bank.exporting import Selection
from exams.formats.safety import MAX_FILE_BYTES, size
from exams.models.bank import Kind
from lms.accounts import policies
from lms.accounts.forms.base import ActionForm
from lms.accounts.models import Organisation
from lms.accounts.permissions import Permission

READ_AT_ONCE = 512 * 1024
"""Files up to this size are read while their sender waits, so that a refusal comes at once."""
READ_FORMATS = {
    formats.XLSX: pgettext_lazy("question file", "Excel (xlsx), as in the template"),
    formats.GIFT: "GIFT",
    formats.AIKEN: "Aiken",
    formats.MOODLE_XML: "Moodle XML",
    formats.QTI: "QTI 2.1 · 2.2 · 3.0",
}
WRITTEN_FORMATS = {
    formats.XLSX: "Excel (xlsx)",
    formats.GIFT: "GIFT",
    formats.AIKEN: "Aiken",
    formats.MOODLE_XML: "Moodle XML",
    formats.QTI: "QTI 2.2",
    formats.QTI21: "QTI 2.1",
    formats.QTI3: "QTI 3.0",
}


def organisations_of(author: Any) -> QuerySet[Organisation]:
    """Those for which ``author`` writes: their own, and those below that have a bank of their own
    by their kind."""
    mine = policies.organisations(author, Permission.AUTHOR_CONTENT)
    own = [grant.organisation_id for grant in author.grants]
    return mine.filter(Q(kind__in=EAGER) | Q(pk__in=own)).order_by("path")


class _OwnerForm(ActionForm):
    organisation = forms.ModelChoiceField(
        Organisation.objects.none(), label=gettext_lazy("Whose questions"), empty_label=None
    )

    def __init__(self, *args: Any, author: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["organisation"]
        field.queryset = organisations_of(author)


class ImportForm(_OwnerForm):
    file = forms.FileField(
        label=pgettext_lazy("question file", "File"),
        allow_empty_file=True,
        help_text=gettext_lazy("Excel, GIFT, Aiken, Moodle XML or QTI (a package or one item)."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.txt,.gift,.aiken,.xml,.zip"}),
    )
    format = forms.ChoiceField(
        label=pgettext_lazy("question file", "Format"),
        required=False,
        choices=[("", gettext_lazy("recognised by itself")), *READ_FORMATS.items()],
    )
    sharing = forms.ChoiceField(
        label=gettext_lazy("New questions are shared with"), choices=Sharing.choices,
        initial=Sharing.COUNTY,
    )  # fmt: skip
    field_order = ["file", "organisation", "sharing", "format"]

    def clean(self) -> dict[str, Any]:
        """Name and content of the file. What is wrong with it as a whole is told at once."""
        data: dict[str, Any] = super().clean() or {}
        upload = data.get("file")
        if upload is None:
            return data
        try:
            content = upload.read(MAX_FILE_BYTES + 1)
            size(content)
            if len(content) <= READ_AT_ONCE:
                formats.read(content, data.get("format") or None, upload.name)
        except formats.FileRefused as refusal:
            self.add_error("file", str(refusal))
        else:
            data["file"] = (upload.name, content)
        return data


class ApplyForm(ActionForm):
    duplicates = forms.BooleanField(
        label=gettext_lazy("Import what the bank has in the same words as well"), required=False
    )
    review = forms.BooleanField(label=gettext_lazy("Send all to review at once"), required=False)


class ExportForm(_OwnerForm):
    format = forms.ChoiceField(
        label=pgettext_lazy("question file", "Format"), choices=[*WRITTEN_FORMATS.items()]
    )
    knowledge = forms.ModelChoiceField(
        KnowledgePoint.objects.order_by("code"), label=gettext_lazy("Knowledge point and below"),
        required=False, empty_label=pgettext_lazy("questions", "all"),
    )  # fmt: skip
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind of question"), required=False,
        choices=[("", pgettext_lazy("questions", "all")), *Kind.choices],
    )  # fmt: skip
    audience = forms.ChoiceField(
        label=gettext_lazy("For whom"), required=False,
        choices=[("", pgettext_lazy("questions", "all")), *Audience.choices],
    )  # fmt: skip
    tag = forms.CharField(label=gettext_lazy("Tag"), required=False, max_length=100)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if not self.errors and not self.selection().questions().exists():
            raise forms.ValidationError(_("There are no released questions like that."))
        return data

    def selection(self) -> Selection:
        data = self.cleaned_data
        return Selection(
            data["organisation"], data["knowledge"], data["kind"], data["audience"],
            data["tag"].strip(),
        )  # fmt: skip
