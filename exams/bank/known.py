"""What the bank knows about a batch of incoming questions, asked for in a handful of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from content.models import KnowledgePoint, RiskPoint
from exams import formats
from exams.bank import drafting, keeping, pictures, text
from exams.bank.plain import Question as Form
from exams.bank.plain import fingerprint, from_json
from exams.models import Question

LOSSY = frozenset({formats.GIFT, formats.AIKEN})
"""Formats that cannot carry everything: less in the file is no change."""


@dataclass(frozen=True)
class Scope:
    """Where questions are looked for and put. ``organisation`` owns what is new; ``everywhere``:
    a key means the question that has it, whoever owns it. ``by``: whose reach duplicates are
    looked for in; None: the whole bank's."""

    organisation: Any
    by: Any = None
    everywhere: bool = False

    @property
    def owned(self) -> Q:
        return Q() if self.everywhere else Q(owner_organisation=self.organisation)

    @property
    def reach(self) -> Q:
        return Q() if self.everywhere else keeping.in_reach(self.organisation, self.by)


@dataclass(frozen=True)
class Known:
    """``by_key``: the question that a key means. ``reviewing``: those that wait for a reviewer."""

    format: str
    scope: Scope
    by_key: dict[str, Question]
    by_text: dict[str, list[Question]]
    reviewing: set[Any]
    knowledge: frozenset[str]
    risk_points: frozenset[str]
    pictures: dict[UUID, dict[str, bytes]] = field(default_factory=dict)

    @classmethod
    def about(
        cls, forms: Iterable[Form], scope: Scope, format: str, *, lock: bool = False
    ) -> Known:
        """``lock``: hold the questions until the end of the transaction."""
        forms = list(forms)
        rows = Question.objects.select_related("latest_revision", "owner_organisation")
        mine: QuerySet[Question] = rows.filter(scope.owned, key__in=[one.key for one in forms])
        mine = mine.select_for_update(of=("self",)) if lock else mine
        by_key = _nearest(mine, scope)
        by_text = defaultdict(list)
        same = rows.filter(scope.reach, retired_at=None, text_hash__in=map(text.text_hash, forms))
        for question in same.order_by("made_at", "pk"):
            by_text[question.text_hash].append(question)
        return cls(
            format, scope, by_key, by_text, drafting.under_review(by_key.values()),
            _codes(KnowledgePoint, {one.knowledge for one in forms}),
            _codes(RiskPoint, {one.risk_point for one in forms}),
            _pictures(format, [*by_key.values(), *(q for row in by_text.values() for q in row)]),
        )  # fmt: skip

    def unknown_codes(self, form: Form) -> list[str]:
        found = []
        if form.knowledge and form.knowledge not in self.knowledge:
            found.append(keeping.unknown_knowledge(form.knowledge))
        if form.risk_point and form.risk_point not in self.risk_points:
            found.append(keeping.unknown_risk_point(form.risk_point))
        return found

    def carries_as_little(self, question: Question, form: Form) -> bool:
        """Whether ``form`` is all that the file's format can say of ``question``."""
        if self.format not in LOSSY:
            return False
        stored = from_json(drafting.latest(question), self.pictures.get(question.pk))
        return formats.same(stored, form, self.format)

    def twin(self, form: Form) -> Question | None:
        """The owner's question under another key of which ``form`` says nothing new: a file
        without keys."""
        for question in self.by_text.get(text.text_hash(form), ()):
            if self.scope.everywhere or question.owner_organisation == self.scope.organisation:
                stored = from_json(drafting.latest(question), self.pictures.get(question.pk))
                if fingerprint(stored) == fingerprint(form):
                    return question
                if self.carries_as_little(question, form):
                    return question
        return None

    def same_text(self, form: Form, but: Collection[str]) -> Question | None:
        """A question in the same words whose key is not of the file itself (``but``)."""
        rows = self.by_text.get(text.text_hash(form), ())
        return next((one for one in rows if one.key not in but), None)


def about(question: Question) -> str:
    """How reports name a question of the bank."""
    return f"“{question.summary[:60]}” · {question.key}"


def _nearest(questions: Iterable[Question], scope: Scope) -> dict[str, Question]:
    """One question per key; where several owners have it, the wanted owner's comes first."""
    found: dict[str, Question] = {}
    for one in sorted(questions, key=lambda one: (one.made_at, str(one.pk))):
        if one.key not in found or one.owner_organisation == scope.organisation:
            found[one.key] = one
    return found


def _codes(model: Any, wanted: set[str]) -> frozenset[str]:
    wanted = wanted - {""}
    rows = model.objects.filter(code__in=wanted).values_list("code", flat=True) if wanted else ()
    return frozenset(rows)


def _pictures(format: str, questions: Iterable[Question]) -> dict[UUID, dict[str, bytes]]:
    """Needed only to compare with what a format can carry."""
    wanted = {one.pk for one in questions if drafting.latest(one).get("pictures")}
    return pictures.of_many(wanted) if wanted and format in LOSSY else {}
