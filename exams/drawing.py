"""Which questions a sitting gets, and in which order.

What may be chosen is read once and kept in the process until the paper or the bank changes
(exams/papers/pools.py), so that a thousand people can begin at the same minute.

A sitting never meets a bank that has become too small: the full draw that was kept when the paper
was published (exams/papers/publishing.py) stands behind the rows as spares.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from exams import frozen, presenting
from exams.models import Paper
from exams.papers import pools
from exams.papers.choosing import Short, Wanted, choose
from exams.papers.pools import RESERVE

__all__ = ["RESERVE", "Short", "Wanted", "choose", "draw", "forget", "frozen_list", "kept"]


def draw(paper: Paper, rng: random.Random) -> tuple[int, list[dict[str, Any]]]:
    """The form that is dealt out (0: none) and the list that a sitting freezes. Never short of a
    published paper."""
    form = _next_form(paper)
    anew = form == RESERVE and _draws(paper)
    return form, frozen_list(paper, _anew(paper, rng) if anew else kept(paper, form), rng)


def frozen_list(
    paper: Paper, places: Sequence[tuple[UUID, Decimal]], rng: random.Random
) -> list[dict[str, Any]]:
    """(version, score) of each place with a fresh order of everything; one query."""
    questions = frozen.versions(version for version, _score in places)
    found = list(places)
    if paper.shuffle_questions:
        rng.shuffle(found)
    return [
        {
            "version": str(version),
            "score": str(score),
            "order": presenting.draw_order(
                questions[version], shuffle=paper.shuffle_options, rng=rng
            ),
        }
        for version, score in found
    ]


def kept(paper: Paper, form: int = RESERVE) -> list[tuple[UUID, Decimal]]:
    """What was written when the paper was published."""
    rows = paper.questions.filter(form=form).order_by("place")
    return list(rows.values_list("version", "score"))


def _draws(paper: Paper) -> bool:
    return paper.draw == Paper.Draw.BLUEPRINT


def _next_form(paper: Paper) -> int:
    """Equivalent versions are dealt out in turn."""
    if not paper.forms or not _draws(paper):
        return RESERVE
    return 1 + paper.sittings.count() % paper.forms


def _anew(paper: Paper, rng: random.Random) -> list[tuple[UUID, Decimal]]:
    rows = pools.of(paper)
    chosen = choose([row.wanted for row in rows], rng)
    return [
        (version, row.score) for row, keys in zip(rows, chosen, strict=True) for version in keys
    ]


def forget() -> None:
    """Keep nothing: another database, for tests."""
    pools.forget()
