"""The forms of a paper's rows: blueprint, questions, who may sit."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from exams.cms.knowledge import KnowledgeField
from lms.accounts import policies
from lms.accounts.models import Organisation
from lms.accounts.permissions import Permission
from lms.accounts.roles import Role

STAFF_ROLES = [role for role in Role if role not in (Role.OFFENDER, Role.GUARDIAN, Role.MACHINE)]


def desks_of(user: Any) -> Any:
    """Organisations for which ``user`` writes or reviews, the highest first."""
    writes = policies.organisations(user, Permission.AUTHOR_CONTENT)
    reviews = policies.organisations(user, Permission.REVIEW_CONTENT)
    return Organisation.objects.filter(
        Q(pk__in=writes.values("pk")) | Q(pk__in=reviews.values("pk"))
    ).order_by("path")


class BlueprintForm(WagtailAdminModelForm):
    knowledge = KnowledgeField(label=_("Knowledge point"), required=False)


class AccessForm(WagtailAdminModelForm):
    """Roles and kinds from lists; one way of naming people in each row."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        from exams import access

        if "organisation" in self.fields and self.for_user is not None:
            field: Any = self.fields["organisation"]
            field.queryset = desks_of(self.for_user)
        roles = [("", _("everybody there")), *((str(one), one.label) for one in STAFF_ROLES)]
        kinds = access.kind_choices()
        self._choose("role", roles)
        if kinds:
            self._choose("kind", [("", "—"), *kinds])
        else:
            self.fields.pop("kind", None)
            self.fields.pop("target", None)

    def _choose(self, name: str, choices: Any) -> None:
        if name in self.fields:
            label = self.fields[name].label
            self.fields[name] = forms.ChoiceField(label=label, choices=choices, required=False)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        ways = [name for name in ("organisation", "course", "plan", "kind") if cleaned.get(name)]
        if len(ways) != 1:
            raise forms.ValidationError(
                _("Name the people of a row in one way: by organisation, course or plan.")
            )
        if cleaned.get("role") and not cleaned.get("organisation"):
            self.add_error("role", _("A role needs its organisation."))
        return cleaned
