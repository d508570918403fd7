"""What each paper draws from, kept in the process.

A pool holds until its paper is published anew or a question changes; both are seen by one query
over an index. It is read anew after a minute in any case: a change that was committed late carries
an earlier time than one that was seen already, and knowledge points move without one.
"""

from __future__ import annotations

import logging
import random
import threading
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import islice
from typing import NamedTuple
from uuid import UUID

from django.db.models import Max

from exams.models import Paper, Question
from exams.papers import blueprint
from exams.papers.blueprint import Row
from exams.papers.choosing import Short, choose
from lms.core.clock import now

logger = logging.getLogger(__name__)
RESERVE = 0
"""The form of `PaperQuestion` that a fixed paper is; of a paper that draws anew, the one full draw
that was kept when it was published."""
LASTS = timedelta(minutes=1)
MOST = 16
"""Papers; one that draws from 20,000 questions takes some 3 MB."""

Stamp = tuple[int, datetime | None]


class _Pool(NamedTuple):
    stamp: Stamp
    read_at: datetime
    rows: list[Row]


_kept: OrderedDict[UUID, _Pool] = OrderedDict()
_lock = threading.Lock()


def of(paper: Paper) -> list[Row]:
    """The rows of a published paper that draws anew. One query while nothing has changed."""
    stamp, moment = _stamp(paper), now()
    with _lock:
        known = _kept.get(paper.pk)
        if known is not None and known.stamp == stamp and moment - known.read_at < LASTS:
            _kept.move_to_end(paper.pk)
            return known.rows
    rows = with_spares(paper, blueprint.rows_of(paper))
    with _lock:
        _kept[paper.pk] = _Pool(stamp, moment, rows)
        _kept.move_to_end(paper.pk)
        while len(_kept) > MOST:
            _kept.popitem(last=False)
    return rows


def with_spares(paper: Paper, rows: list[Row]) -> list[Row]:
    """Rows that the bank cannot fill any more, with what was kept for each. One query then."""
    try:
        choose([row.wanted for row in rows], random.SystemRandom())
    except Short as lack:
        logger.error("the bank has shrunk", extra={"paper": str(paper.pk), "row": lack.row})
        return list(_spared(paper, rows))
    return rows


def _spared(paper: Paper, rows: Sequence[Row]) -> Iterator[Row]:
    """A question that the bank still offers is given in the wording that it offers, lest it is
    drawn in two."""
    offered = {version for row in rows for version in row.versions}
    places = paper.questions.filter(form=RESERVE).order_by("place")
    reserve = iter(places.values_list("version", "version__question__current"))
    for row in rows:
        spares = [
            current if current in offered else version
            for version, current in islice(reserve, row.number)
        ]
        yield replace(row, spares=[key for key in spares if key not in set(row.versions)])


def forget() -> None:
    with _lock:
        _kept.clear()


def _stamp(paper: Paper) -> Stamp:
    return paper.edition, Question.objects.aggregate(last=Max("changed_at"))["last"]
