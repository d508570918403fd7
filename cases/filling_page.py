"""From a draft to the page that readers see, and back."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.utils.html import escape, linebreaks

from cases.draft import CaseDraft, Check, Event, Law, amount_of
from cases.models import CasePage, Offence
from content.models import Post, RiskPoint

PLAIN = (
    "title", "summary", "unit_type", "sentence", "source_authority", "level", "happened",
    "audience", "sharing", "dimension", "juveniles_allowed",
)  # fmt: skip
LINES = ("causes", "lessons", "measures", "discussion")


def fill(page: CasePage, draft: CaseDraft) -> CasePage:
    """Put what ``draft`` says into ``page``, which is not saved. Codes that no word list has any
    more are left out: `missing_terms` tells them."""
    for name in PLAIN:
        setattr(page, name, getattr(draft, name))
    for name in LINES:
        setattr(page, name, "\n".join(getattr(draft, name)))
    page.draft_title = draft.title
    page.body = _paragraphs(draft.facts)
    page.timeline = [("event", _event(one)) for one in draft.timeline]
    page.statutes = [("statute", _statute(one)) for one in draft.statutes]
    page.checks = _raw_checks(draft.checks)
    page.amount = amount_of(draft.amount)
    page.year = int(draft.year) if draft.year else None
    page.post = Post.objects.filter(code=draft.post).first() if draft.post else None
    page.offences = list(Offence.objects.filter(code__in=draft.offences))
    page.risk_points = list(RiskPoint.objects.filter(code__in=draft.risk_points))
    return page


def missing_terms(draft: CaseDraft) -> list[str]:
    """Codes of a draft that stand in no word list."""
    wanted: dict[Any, set[str]] = {
        Post: {draft.post} if draft.post else set(),
        Offence: set(draft.offences),
        RiskPoint: set(draft.risk_points),
    }
    return sorted(
        code
        for model, codes in wanted.items()
        for code in codes - set(model.objects.filter(code__in=codes).values_list("code", flat=True))
    )


def _paragraphs(facts: str) -> list[tuple[str, str]]:
    html = linebreaks(escape(facts)) if facts.strip() else ""
    return [("text", html)] if html else []


def _event(one: Event) -> dict[str, Any]:
    return {
        "when": one.when, "what": one.what, "turning": one.turning, "question": one.question,
        "thoughts": list(one.thoughts), "hint": one.hint,
    }  # fmt: skip


def _statute(one: Law) -> dict[str, Any]:
    return {"law": one.law, "article": one.article, "text": one.text, "plainly": one.plainly}


def _raw_checks(checks: tuple[Check, ...]) -> list[dict[str, Any]]:
    """With ids of their own, so that answers can be kept by question."""
    return [
        {
            "type": "self_check",
            "id": str(uuid4()),
            "value": {
                "prompt": one.prompt,
                "options": [
                    {"text": text, "right": place == one.right}
                    for place, text in enumerate(one.options)
                ],
                "explanation": one.explanation,
            },
        }
        for one in checks
    ]
