"""Reading rules: made, changed, retired; the default ones taken over."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from content.models import Post, RiskPoint
from lms.accounts import policies
from lms.accounts.models import Organisation
from lms.accounts.permissions import Permission
from lms.core import audit
from lms.core.errors import Conflict, NotVisible
from lms.training import defaults
from lms.training.models import ReadingRule


def save_rule(
    *,
    by: Any,
    organisation: Organisation,
    name: str,
    risk_points: Iterable[RiskPoint],
    posts: Iterable[Post],
    days: int,
    rule: ReadingRule | None = None,
) -> ReadingRule:
    """Make a rule, or change ``rule``. It holds for new cases, and from the next night on for those
    of the last months; what was given stays as it was given.

    Raises `Denied` where ``by`` does not manage training, before and after.
    """
    policies.require(by, Permission.MANAGE_TRAINING, organisation)
    with transaction.atomic():
        row = _locked(by, rule) if rule else ReadingRule(made_by=by)
        before = facts(row) if rule else None
        row.organisation, row.name, row.days = organisation, name.strip(), days
        row.save()
        row.risk_points.set(risk_points)
        row.posts.set(posts)
        audit.record(
            "training.rule_changed" if rule else "training.rule_made",
            actor=by, target=row, before=before, after=facts(row),
        )  # fmt: skip
    return row


def set_active(*, by: Any, rule: ReadingRule, active: bool) -> ReadingRule:
    """Retire a rule, or take it into use again. What it has given stays given."""
    with transaction.atomic():
        row = _locked(by, rule)
        if row.is_active != active:
            row.is_active = active
            row.save(update_fields=["is_active"])
            audit.record(
                "training.rule_taken_up" if active else "training.rule_retired",
                actor=by, target=row,
            )  # fmt: skip
    return row


def take_defaults(*, by: Any, organisation: Organisation) -> list[ReadingRule]:
    """One rule for each risk point, with the posts that it concerns (defaults.toml).

    Raises `Conflict` where there are rules already.
    """
    policies.require(by, Permission.MANAGE_TRAINING, organisation)
    with transaction.atomic():
        Organisation.objects.select_for_update().get(pk=organisation.pk)
        if ReadingRule.objects.filter(organisation=organisation).exists():
            raise Conflict(_("There are reading rules already."), code="rules")
        posts, risks = defaults.ensure_terms()
        return [
            save_rule(
                by=by, organisation=organisation, name=str(risks[one.code]), days=defaults.DAYS,
                risk_points=[risks[one.code]], posts=[posts[code] for code in one.posts],
            )
            for one in defaults.concerns()
        ]  # fmt: skip


def facts(rule: ReadingRule) -> dict[str, Any]:
    """What the audit log keeps of a rule."""
    return {
        "name": rule.name,
        "organisation": rule.organisation_id,
        "risk_points": sorted(rule.risk_points.values_list("code", flat=True)),
        "posts": sorted(rule.posts.values_list("code", flat=True)),
        "days": rule.days,
    }


def _locked(by: Any, rule: ReadingRule) -> ReadingRule:
    row = ReadingRule.objects.select_for_update(of=("self",)).visible_to(by).filter(pk=rule.pk)
    if (found := row.first()) is None:
        raise NotVisible(_("There is no such rule."), code="rule")
    return found
