"""Questions of a file into the bank: tried first, then written as drafts, batch by batch.

A question is known by its key, so that the same file again says "no change", and a run that was
killed goes on where it was. The dry run judges by the same rules and writes nothing at all.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from exams.bank import drafting, keeping, reviews, text
from exams.bank.drafting import Wanted
from exams.bank.known import Known, Scope, about
from exams.bank.near import Near
from exams.bank.plain import Question as Form
from exams.bank.plain import digest_of, fingerprint
from exams.formats import Found, Result
from exams.models import Question
from lms.core.errors import Invalid

BATCH = 200
NEW, CHANGED, SAME, DUPLICATE, REFUSED = "new", "changed", "same", "duplicate", "refused"
STATES = (NEW, CHANGED, SAME, DUPLICATE, REFUSED)
Report = Callable[[int, int], None]


@dataclass(frozen=True)
class Wish:
    """What the importer asks for. ``by`` becomes the author of the drafts.

    ``duplicates``: what the bank has in the same words is imported all the same. ``since``: when
    this import was asked for; what it had written before it was killed counts as its own.
    """

    by: Any
    scope: Scope
    sharing: str = ""
    duplicates: bool = False
    review: bool = False
    since: datetime | None = None


@dataclass(frozen=True)
class Row:
    """What was found about one question of the file, in its order. ``says``: sentences."""

    line: int
    place: str
    name: str
    kind: str
    key: str
    state: str
    says: tuple[str, ...] = ()


@dataclass
class Outcome:
    format: str
    notes: tuple[str, ...] = ()
    """About the file itself."""
    rows: list[Row] = field(default_factory=list)
    near: int = 0
    submitted: int = 0

    @property
    def counts(self) -> Counter[str]:
        return Counter(row.state for row in self.rows)


def check(result: Result, wish: Wish, report: Report | None = None) -> Outcome:
    """What `carry_out` would do now."""
    return _Run(result, wish, write=False).all(report)


def carry_out(result: Result, wish: Wish, report: Report | None = None) -> Outcome:
    """Write what is new or changed as drafts, each batch as a whole."""
    return _Run(result, wish, write=True).all(report)


class _Run:
    def __init__(self, result: Result, wish: Wish, *, write: bool) -> None:
        self.result, self.wish, self.write = result, wish, write
        self.keys = frozenset(one.key for one in result.questions)
        self.lines: dict[str, int] = {}
        """Keys met so far, and where."""
        self.texts: dict[str, tuple[int, str]] = {}
        """Texts met so far: line and fingerprint."""
        bank = Question.objects.filter(wish.scope.reach, retired_at=None)
        rows = bank.values_list("key", "summary", "normal_text").iterator()
        self.near = Near(((key, summary), words) for key, summary, words in rows)

    def all(self, report: Report | None) -> Outcome:
        notes = tuple(one.what for one in self.result.problems)
        outcome = Outcome(self.result.format, notes)
        found = self.result.found
        for start in range(0, len(found), BATCH):
            self._batch(found[start : start + BATCH], outcome)
            if report is not None:
                report(min(start + BATCH, len(found)), len(found))
        return outcome

    def _batch(self, found: Sequence[Found], outcome: Outcome) -> None:
        judged = self._written(found, outcome) if self.write else self._judge_all(found)
        for row, _wanted, near in judged:
            outcome.rows.append(row)
            outcome.near += near

    def _written(self, found: Sequence[Found], outcome: Outcome) -> list[_Judged]:
        lines, texts = dict(self.lines), dict(self.texts)
        for last in (False, True):
            try:
                with transaction.atomic():
                    judged = self._judge_all(found)
                    self._save([one for _row, one, _near in judged if one is not None], outcome)
                return judged
            except IntegrityError:  # another import was faster with one of the keys
                if last:
                    raise
                self.lines, self.texts = dict(lines), dict(texts)
        raise AssertionError

    def _save(self, wanted: list[Wanted], outcome: Outcome) -> None:
        if not wanted:
            return
        by, owner = self.wish.by, self.wish.scope.organisation
        made = drafting.write(wanted, by=by, organisation=owner)
        if self.wish.review:
            outcome.submitted += reviews.submit_many(by=by, questions=made)

    def _judge_all(self, found: Sequence[Found]) -> list[_Judged]:
        forms, faults = _ready(found)
        known = Known.about(forms.values(), self.wish.scope, self.result.format, lock=self.write)
        return [
            self._judge(one, forms.get(number), known, faults.get(number, []))
            for number, one in enumerate(found)
        ]

    def _judge(self, one: Found, form: Form | None, known: Known, faults: list[str]) -> _Judged:
        said = [problem.what for problem in one.problems] + faults
        if form is None:
            return self._row(one, None, REFUSED, said), None, 0
        said += known.unknown_codes(form)
        again = self.lines.get(form.key)
        self.lines.setdefault(form.key, one.line)
        state, wanted, more = self._decide(one, form, known, again)
        near = self._near(form) if wanted is not None else []
        self._remember(one, form)
        return self._row(one, form, state, [*said, *more, *near]), wanted, len(near)

    def _decide(
        self, one: Found, form: Form, known: Known, again: int | None
    ) -> tuple[str, Wanted | None, list[str]]:
        if again is not None:
            return SAME, None, [_("The same question stands in line %(line)d.") % {"line": again}]
        question = known.by_key.get(form.key)
        if question is not None:
            return self._known_key(form, question, known)
        if not one.key_given and (twin := known.twin(form)) is not None:
            return SAME, None, [_("It is in the bank: %(other)s.") % {"other": about(twin)}]
        more = []
        other = known.same_text(form, self.keys)
        line, print_ = self.texts.get(text.text_hash(form), (0, ""))
        if line:
            more = [_("Line %(line)d asks in the same words.") % {"line": line}]
        if other is not None:
            more.append(
                _("The bank has it in the same words: %(other)s.") % {"other": about(other)}
            )
        copy = other is not None or print_ == fingerprint(form)
        if copy and not self.wish.duplicates:
            return DUPLICATE, None, more
        return NEW, Wanted(form, sharing=self.wish.sharing), more

    def _known_key(
        self, form: Form, question: Question, known: Known
    ) -> tuple[str, Wanted | None, list[str]]:
        if question.is_retired:
            return REFUSED, None, [_("This question was retired.")]
        stored = drafting.latest(question)
        if digest_of(stored) == fingerprint(form):
            return self._mine(question) or SAME, None, []
        if known.carries_as_little(question, form):
            return SAME, None, []
        if question.pk in known.reviewing:
            return REFUSED, None, [keeping.under_review()]
        return CHANGED, Wanted(form, question, self.wish.sharing), []

    def _mine(self, question: Question) -> str:
        """What this very import did with the question before it was interrupted; nothing else."""
        since, revision = self.wish.since, question.latest_revision
        if since is None or revision is None or revision.created_at < since:
            return ""
        if revision.user_id != self.wish.by.pk:
            return ""
        return NEW if question.made_at >= since else CHANGED

    def _near(self, form: Form) -> list[str]:
        words = text.question_text(form)
        return [
            _("Nearly the same as “%(other)s” (%(share)d %%).")
            % {"other": f"{summary[:60]} · {key}", "share": int(share * 100)}
            for (key, summary), share in self.near.near(words)
            if key != form.key and share < 1
        ]

    def _remember(self, one: Found, form: Form) -> None:
        hash_ = text.text_hash(form)
        if hash_ not in self.texts:
            self.texts[hash_] = (one.line, fingerprint(form))
            self.near.add((form.key, one.name), text.question_text(form))

    def _row(self, one: Found, form: Form | None, state: str, says: list[str]) -> Row:
        key = form.key if form is not None else ""
        return Row(one.line, one.place, one.name, one.kind, key, state, tuple(dict.fromkeys(says)))


_Judged = tuple[Row, Wanted | None, int]


def _ready(found: Sequence[Found]) -> tuple[dict[int, Form], dict[int, list[str]]]:
    """The forms as they are stored, by place in ``found``, and what keeps others from it."""
    forms: dict[int, Form] = {}
    faults: dict[int, list[str]] = {}
    for number, one in enumerate(found):
        if one.question is None:
            continue
        try:
            forms[number] = keeping.ready(one.question)
        except Invalid as error:
            faults[number] = [str(error)]
    return forms, faults
