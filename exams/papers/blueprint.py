"""What a paper's blueprint asks for, what there is of it in the bank, and what is lacking."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from content.models import KnowledgePoint
from content.models.taxonomy import Audience
from content.reach import LEVELS, Reach
from exams.models import BlueprintRow, Paper, Question
from exams.papers.choosing import Short, Wanted, choose
from lms.accounts.models import Organisation

SUITS = {
    Audience.OFFENDERS: [Audience.OFFENDERS, Audience.BOTH],
    Audience.STAFF: [Audience.STAFF, Audience.BOTH],
    Audience.BOTH: [Audience.BOTH],
}
"""Questions of which audience a paper for an audience may take."""


@dataclass(frozen=True, slots=True)
class Row:
    """``number`` of ``versions`` at ``score`` points each; ``spares`` where these do not do."""

    number: int
    score: Decimal
    versions: Sequence[UUID]
    spares: Sequence[UUID] = ()

    @property
    def wanted(self) -> Wanted[UUID]:
        return Wanted(self.number, self.versions, self.spares)


def usable(paper: Paper) -> Any:
    """Released questions that the paper's owner has or is shared, for its audience."""
    reach = _reach(paper.owner_organisation)
    return Question.objects.released().filter(
        reach.by_sharing(), audience__in=SUITS[Audience(paper.audience)]
    )


def rows_of(paper: Paper, rows: Iterable[BlueprintRow] | None = None) -> list[Row]:
    """The rows with what they may take. Four queries, however many rows and questions. ``rows``:
    those of a draft."""
    wanted = list(paper.blueprint.all() if rows is None else rows)
    below = _subtrees()
    bank = list(usable(paper).values_list("current", "knowledge", "kind", "difficulty"))
    return [Row(row.number, row.score, _fitting(row, bank, below)) for row in wanted]


def _fitting(row: BlueprintRow, bank: list[Any], below: dict[int, set[int]]) -> list[UUID]:
    points = below.get(row.knowledge_id, set()) if row.knowledge_id else None
    levels = {int(level) for level in row.difficulties}
    return [
        version
        for version, knowledge, kind, difficulty in bank
        if (points is None or knowledge in points)
        and (not row.kind or kind == row.kind)
        and (not levels or difficulty in levels)
    ]


def lacking(paper: Paper, rows: Iterable[BlueprintRow] | None = None) -> list[str]:
    """Sentences, one for each row that cannot be filled; empty when the blueprint holds."""
    found = rows_of(paper, rows)
    said = [
        _("Row %(row)d: not enough questions. It asks for %(wanted)d, there are %(there)d.")
        % {"row": place, "wanted": row.number, "there": len(row.versions)}
        for place, row in enumerate(found, start=1)
        if len(row.versions) < row.number
    ]
    if said:
        return said
    try:
        choose([row.wanted for row in found], random.SystemRandom())
    except Short as lack:
        return [
            _("Row %(row)d: not enough questions. Other rows take the same ones; %(lacking)d are"
              " lacking.")
            % {"row": lack.row + 1, "lacking": lack.lacking}
        ]  # fmt: skip
    return []


def _subtrees() -> dict[int, set[int]]:
    """Each knowledge point with all below it. One query."""
    above = dict(KnowledgePoint.objects.values_list("pk", "parent"))
    found: dict[int, set[int]] = {pk: set() for pk in above}
    for pk in above:
        point: int | None = pk
        seen: set[int] = set()
        while point is not None and point not in seen:
            seen.add(point)
            found[point].add(pk)
            point = above.get(point)
    return found


def _reach(organisation: Organisation) -> Reach:
    """How far an organisation itself sees: what it and those above own, and what is shared with
    its county, city and province. One query."""
    step, path = Organisation.steplen, organisation.path
    chain = [path[:end] for end in range(step, len(path) + 1, step)]
    kinds = Organisation.objects.filter(path__in=chain, kind__in=LEVELS).order_by("path")
    areas = tuple((LEVELS[kind], place) for place, kind in kinds.values_list("path", "kind"))
    return Reach(chain=frozenset(chain), areas=areas)


def with_knowledge(point: KnowledgePoint) -> Q:
    """A condition on questions: at or below ``point``."""
    return Q(knowledge__in=_subtrees()[point.pk])
