"""The form of a case in the CMS."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from content.cms.page_forms import PageForm


class CaseForm(PageForm):
    """Warning cases come by the procuratorate's way alone (cases/way.py)."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "kind" in self.fields and not self.instance.is_warning:
            field: Any = self.fields["kind"]
            field.choices = [(value, label) for value, label in field.choices if value != "warning"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("kind") == "warning":
            self.add_error(
                "kind", _("A warning case is handed in by the procuratorate, not written here.")
            )
        return cleaned
