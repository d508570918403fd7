"""How an author names what a course requires: by its title, not by a number."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _

from content import requirements


class TargetChoice(forms.Select):
    """Everything that can be required, by kind; what is chosen already stays among it."""

    def optgroups(self, name: str, value: list[str], attrs: Any = None) -> list[Any]:
        groups = requirements.targets()
        known = {target for _label, rows in groups for target, _words in rows}
        chosen = [(one, one) for one in value if one and one not in known]
        self.choices = [("", _("Choose …")), *groups, *chosen]
        return super().optgroups(name, value, attrs)
