"""The word lists that cases are sorted by, and whom each county asks to read what."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.utils.text import slugify

from cases.demo import Case
from cases.models import Offence
from content.models import Post, RiskPoint
from lms.accounts.models import User
from lms.training import defaults
from lms.training.actions.rules import take_defaults

FILE = Path(__file__).with_name("terms.toml")


def write(cases: Iterable[Case]) -> None:
    """Posts, risk points under their branches, and the offences of ``cases``."""
    facts = tomllib.loads(FILE.read_text(encoding="utf-8"))
    _posts, risks = defaults.ensure_terms()
    for post in facts["post"]:
        words = "\n".join(post["words"])
        Post.objects.get_or_create(
            code=post["code"], defaults={"name": post["name"], "words": words}
        )
    for branch in facts["branch"]:
        _branch(risks, **branch)
    for case in cases:
        for offence in case.offences:
            Offence.objects.get_or_create(
                code=code_of(offence.name),
                defaults={"name": offence.name, "article": offence.article[:60]},
            )


def _branch(risks: dict[str, RiskPoint], *, points: list[str], code: str, **facts: Any) -> None:
    parent, _new = RiskPoint.objects.get_or_create(code=code, defaults=facts)
    for point in points:
        RiskPoint.objects.filter(pk=risks[point].pk).update(parent=parent)


def code_of(offence: str) -> str:
    return slugify(offence, allow_unicode=True)[:64]


def rule(managers: Iterable[User]) -> None:
    """Each county begins with the reading rules that come with the platform."""
    for manager in managers:
        if manager.organisation is None:
            raise ValueError(f"{manager} works nowhere")
        take_defaults(by=manager, organisation=manager.organisation)
