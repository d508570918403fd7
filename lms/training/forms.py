"""Forms of training: the signature, reading rules."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from content.models import Post, RiskPoint
from lms.accounts import policies
from lms.accounts.forms.base import ActionForm
from lms.accounts.models import Organisation
from lms.accounts.models.organisations import ATTACHED, Kind
from lms.accounts.permissions import Permission
from lms.training.models import ReadingRule

PLACES = [kind for kind in Kind if kind not in ATTACHED]


class SignForm(ActionForm):
    """“I have studied this” (我已学习)."""

    agreed = forms.BooleanField(
        label=_("Yes, I sign this statement"),
        error_messages={"required": _("Please tick the box to sign.")},
    )
    name = forms.CharField(
        label=_("My full name"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class RuleForm(ActionForm):
    """Which posts read which cases. ``user`` chooses among the organisations whose training they
    manage."""

    name = forms.CharField(label=_("Name of the rule"), max_length=100)
    organisation = forms.ModelChoiceField(
        label=_("For the people of"), queryset=Organisation.objects.none(), empty_label=None,
        help_text=_("And of all units below."),
    )  # fmt: skip
    risk_points = forms.ModelMultipleChoiceField(
        label=_("Cases with these risk points"), queryset=RiskPoint.objects.order_by("code"),
        required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("None ticked: every warning case."),
    )  # fmt: skip
    posts = forms.ModelMultipleChoiceField(
        label=_("These posts read them"), queryset=Post.objects.order_by("code"), required=False,
        widget=forms.CheckboxSelectMultiple, help_text=_("None ticked: every post."),
    )  # fmt: skip
    days = forms.IntegerField(
        label=_("Days to read"), min_value=1, max_value=180, initial=7,
        help_text=_("From the day on which a case is given."),
    )  # fmt: skip

    def __init__(self, *args: Any, user: Any, rule: ReadingRule | None = None, **kwargs: Any):
        if rule is not None:
            kwargs.setdefault("initial", _values(rule))
        super().__init__(*args, **kwargs)
        places = policies.organisations(user, Permission.MANAGE_TRAINING)
        field: Any = self.fields["organisation"]
        field.queryset = places.filter(is_active=True, kind__in=PLACES).order_by("path")
        field.label_from_instance = lambda place: f"{place.indent}{place.name}"


def _values(rule: ReadingRule) -> dict[str, Any]:
    return {
        "name": rule.name, "organisation": rule.organisation_id, "days": rule.days,
        "risk_points": [one.pk for one in rule.risk_points.all()],
        "posts": [one.pk for one in rule.posts.all()],
    }  # fmt: skip
