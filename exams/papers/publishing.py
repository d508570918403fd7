"""What is written when a reviewer lets a paper through: the questions that will be sat.

A fixed paper: its questions in their versions of this day (form 0). Equivalent versions: forms 1 to
n, each filled from the same blueprint, with as few questions in common as the bank allows. A paper
that draws anew for each sitting: one full draw (form 0) as a reserve, so that a bank which shrinks
later never leaves somebody without a paper.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from decimal import Decimal
from uuid import UUID

from django.db import transaction

from exams.bank import plain
from exams.models import Paper, PaperQuestion, Question
from exams.papers import blueprint
from exams.papers.blueprint import Row
from exams.papers.choosing import Short, Wanted, choose
from exams.papers.pools import RESERVE

Places = list[tuple[UUID, Decimal]]


def write(paper: Paper, rng: random.Random | None = None) -> Paper:
    """Write the questions of a published paper; sittings that have begun keep theirs. Raises
    `Short` when the bank does not hold what the blueprint asks for."""
    rng = rng or random.SystemRandom()
    forms = _fixed(paper) if paper.draw == Paper.Draw.FIXED else _drawn(paper, rng)
    rows = [
        PaperQuestion(paper=paper, form=form, place=place, version_id=version, score=score)
        for form, places in forms.items()
        for place, (version, score) in enumerate(places)
    ]
    with transaction.atomic():
        locked = Paper.objects.select_for_update().get(pk=paper.pk)
        PaperQuestion.objects.filter(paper=paper).delete()
        PaperQuestion.objects.bulk_create(rows)
        paper.edition = locked.edition + 1
        Paper.objects.filter(pk=paper.pk).update(edition=paper.edition)
    return paper


def example(paper: Paper, rng: random.Random) -> Places:
    """What somebody might get of a draft; nothing is written. Raises `Short`."""
    if paper.draw == Paper.Draw.FIXED:
        return _fixed(paper)[RESERVE]
    return _form(blueprint.rows_of(paper, paper.blueprint.all()), set(), rng)


def _fixed(paper: Paper) -> dict[int, Places]:
    """Each question in its current version."""
    places: Places = []
    questions = Question.objects.select_related("current").in_bulk(
        [item.question_id for item in paper.items.all()]
    )
    for item in paper.items.all():
        version = questions[item.question_id].current
        if version is None:
            raise Short(len(places), 1)
        worth = plain.from_json(version.plain).worth
        places.append((version.pk, worth if item.score is None else item.score))
    return {RESERVE: places}


def _drawn(paper: Paper, rng: random.Random) -> dict[int, Places]:
    rows = blueprint.rows_of(paper)
    if not paper.forms:
        return {RESERVE: _form(rows, set(), rng)}
    used: set[UUID] = set()
    found = {}
    for form in range(1, paper.forms + 1):
        found[form] = _form(rows, used, rng)
        used |= {version for version, _score in found[form]}
    return found


def _form(rows: Sequence[Row], used: set[UUID], rng: random.Random) -> Places:
    """One full draw, with as few questions of the forms before as there can be."""
    wanted = [
        Wanted(
            row.number,
            [key for key in row.versions if key not in used],
            [key for key in row.versions if key in used],
        )
        for row in rows
    ]
    chosen = choose(wanted, rng)
    return [(key, row.score) for row, keys in zip(rows, chosen, strict=True) for key in keys]
