"""Which question is put next: the lesson's self-checks first, else the bank."""

from __future__ import annotations

import random
import secrets
from collections.abc import Iterable
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.utils.translation import get_language

from content.study import studyable
from lms.core.clock import now
from lms.core.errors import NotVisible
from lms.learning.models import PresenceChallenge
from lms.learning.presence import bank
from lms.learning.presence.bank import Drawn

LEAST_OPTIONS = 4
"""With fewer a guess is worth too much (contract.md, Presence)."""
NOT_AGAIN_FOR = timedelta(days=14)
LETTERS = "ABCDEFGH"


def draw(learner_id: UUID, lesson: int, *, completed: bool) -> Drawn:
    """A question that this learner has not been asked lately.

    Of a lesson studied to its end the last self-check comes first; else they come in any order.
    When all were asked lately the bank goes on, and a sum is always new.
    """
    rng = secrets.SystemRandom()
    since = now() - NOT_AGAIN_FOR
    asked = set(
        PresenceChallenge.objects.filter(learner_id=learner_id, asked_at__gte=since).values_list(
            "source", "question"
        )
    )
    checks = [d for d in _self_checks(lesson) if (d.source, d.key) not in asked]
    if checks:
        return checks[-1] if completed else rng.choice(checks)
    plain = [d for d in bank.plain(get_language() or "") if (d.source, d.key) not in asked]
    if plain and rng.random() < 0.5:
        return rng.choice(plain)
    return bank.small_sum(rng)


def _self_checks(lesson: int) -> Iterable[Drawn]:
    """The lesson's questions with enough options; none when it is gone."""
    try:
        checks = studyable(lesson).self_checks()
    except NotVisible:
        return
    for check in checks:
        labels = dict(check.options)
        if len(labels) >= LEAST_OPTIONS and check.right in labels:
            wrong = [label for option, label in check.options if option != check.right]
            yield Drawn("self_check", check.id, check.prompt, (labels[check.right], *wrong))


def shuffled(drawn: Drawn, rng: random.Random | None = None) -> tuple[list[dict[str, str]], str]:
    """Options in random order with ids that say nothing, and the id of the right one."""
    source: Any = rng or secrets.SystemRandom()
    order = list(range(len(drawn.options)))
    source.shuffle(order)
    ids = [secrets.token_hex(4) for _number in order]
    options = [
        {"id": ids[place], "label": drawn.options[number]} for place, number in enumerate(order)
    ]
    return options, ids[order.index(0)]
