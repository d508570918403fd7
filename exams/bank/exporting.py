"""Released questions of a selection as a file, and what the format cannot say of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from content.models import KnowledgePoint
from exams import formats
from exams.bank import pictures
from exams.bank.plain import Question as Form
from exams.bank.plain import from_json
from exams.formats import Problem
from exams.models import Question, QuestionTag

MOST = 20_000


@dataclass(frozen=True)
class Selection:
    """Empty fields ask for nothing. ``organisation``: the owner, those below it not included;
    ``knowledge``: a point with all below it; ``ids``: these and no others."""

    organisation: Any = None
    knowledge: Any = None
    kind: str = ""
    audience: str = ""
    tag: str = ""
    ids: tuple[UUID, ...] = ()

    def questions(self) -> QuerySet[Question]:
        """In the order of their keys."""
        found: QuerySet[Question] = Question.objects.released().filter(self._condition())
        if self.tag:
            named = QuestionTag.objects.filter(tag__name=self.tag)
            found = found.filter(pk__in=named.values("content_object"))
        return found.order_by("key", "owner_organisation")

    def _condition(self) -> Q:
        wanted = Q()
        if self.organisation is not None:
            wanted &= Q(owner_organisation=self.organisation)
        if self.knowledge is not None:
            wanted &= Q(knowledge__in=subtree(self.knowledge))
        if self.kind:
            wanted &= Q(kind=self.kind)
        if self.audience:
            wanted &= Q(audience=self.audience)
        if self.ids:
            wanted &= Q(pk__in=self.ids)
        return wanted


@dataclass(frozen=True)
class Line:
    """What became of one question: ``left_out``, or written with what ``says`` leaves unsaid."""

    key: str
    name: str
    kind: str
    left_out: bool
    says: tuple[str, ...] = ()


@dataclass(frozen=True)
class Export:
    content: bytes
    lines: tuple[Line, ...]

    @property
    def written(self) -> int:
        return sum(not line.left_out for line in self.lines)


def subtree(point: KnowledgePoint) -> set[int]:
    """Ids of a knowledge point and of all below it. One query."""
    parents = dict(KnowledgePoint.objects.values_list("pk", "parent"))
    return {pk for pk in parents if point.pk in _line(pk, parents)}


def _line(pk: int | None, parents: Mapping[int, int | None]) -> list[int]:
    """A point and those above it; a ring ends where it began."""
    found: list[int] = []
    while pk is not None and pk not in found:
        found.append(pk)
        pk = parents.get(pk)
    return found


def write(questions: QuerySet[Question], format: str) -> Export:
    """The released wordings as a file of ``format``; two queries, and the pictures' files."""
    rows = list(questions.select_related("current")[: MOST + 1])
    if len(rows) > MOST:
        text = _("More than %(most)d questions are too many for one file. Please choose fewer.")
        raise formats.FileRefused(text % {"most": MOST})
    forms = _forms(rows)
    written = formats.write(list(forms.values()), format)
    first: dict[str, UUID] = {}
    for row in rows:
        first.setdefault(row.key, row.pk)
    problems: defaultdict[UUID, list[Problem]] = defaultdict(list)
    for problem in written.problems:
        problems[first[problem.place]].append(problem)
    for row in rows:
        if first[row.key] != row.pk:
            text = _("Another organisation's question has the same key; export them one by one.")
            problems[row.pk] = [Problem(0, text, row.key, refused=True)]
    return Export(written.content, tuple(_told(row, problems[row.pk]) for row in rows))


def _told(row: Question, problems: list[Problem]) -> Line:
    says = tuple(dict.fromkeys(one.what for one in problems))
    return Line(row.key, row.summary, row.kind, any(one.refused for one in problems), says)


def _forms(rows: list[Question]) -> dict[str, Form]:
    """The current wordings by key; of two owners' questions with one key the first."""
    drawn = pictures.of_many(row.pk for row in rows if _wording(row).get("pictures"))
    forms: dict[str, Form] = {}
    for row in rows:
        if row.key not in forms:
            forms[row.key] = from_json(_wording(row), drawn.get(row.pk))
    return forms


def _wording(row: Question) -> dict[str, Any]:
    found: dict[str, Any] = row.current.plain if row.current is not None else row.plain
    return found
