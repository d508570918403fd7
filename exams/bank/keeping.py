"""The question bank's keeping: drafts, releases, retirement, and which questions are the same.

A draft is a revision of the CMS; a reviewer of the owner lets it through (content/workflow.py), and
what was let through becomes a version that nobody changes.
"""

from __future__ import annotations

import uuid
from dataclasses import replace
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.db.models.functions import Length
from django.utils.translation import gettext as _
from wagtail.models import TaskState

from content.models import KnowledgePoint, RiskPoint
from exams.bank import check, drafting, pictures, rich_text, text
from exams.bank.drafting import Wanted
from exams.bank.plain import Question as Form
from exams.bank.plain import digest_of, from_json, rich_fields, to_json
from exams.models import Question, QuestionVersion
from lms.accounts import policies
from lms.accounts.permissions import Permission
from lms.core import audit, context
from lms.core.clock import now
from lms.core.errors import Conflict, Denied, Invalid


def save_question(
    *, by: Any, organisation: Any, plain: Form, sharing: str = "", question: Question | None = None
) -> Question:
    """Store a draft: a new question of ``organisation``, or the next draft of ``question``. The
    released version stays what it is. A draft that says nothing new changes nothing.

    A picture that the texts name and ``plain`` does not bring is the one that is kept already.
    Raises `Denied`, `Conflict` while it is under review or when it is retired, and `Invalid` whose
    ``fields["question"]`` says all that is wrong.
    """
    policies.require(by, Permission.AUTHOR_CONTENT, organisation)
    with transaction.atomic():
        if question is not None:
            question = _open_for(question, organisation)
        form = ready(plain, question)
        _refuse(_problems(form, organisation, question))
        if question is not None and not _says_new(question, form, sharing):
            return question
        (made,) = drafting.write(
            [Wanted(form, question, sharing)], by=by, organisation=organisation
        )
        audit.record("exams.question_saved", actor=by, target=made, after={"key": made.key})
    return made


def ready(form: Form, question: Question | None = None) -> Form:
    """The form as it is stored: settled, with a key, all pictures there and under the names that
    they are kept by. Raises `Invalid` for a picture that is none."""
    if question is not None:
        form = replace(form, key=question.key)
        named = {name for one in rich_fields(form) for name, _alt in rich_text.pictures(one)}
        if missing := named - set(form.pictures):
            kept = pictures.contents(question, missing)
            form = replace(form, pictures={**kept, **form.pictures})
    elif not form.key.strip():
        form = replace(form, key=f"q-{uuid.uuid4().hex[:16]}")
    return check.settle(pictures.named(check.settle(form)))


def _open_for(question: Question, organisation: Any) -> Question:
    """The question, held until the end of the transaction."""
    found = (
        Question.objects.select_for_update(of=("self",))
        .select_related("latest_revision", "owner_organisation")
        .get(pk=question.pk)
    )
    if found.owner_organisation_id != organisation.pk:
        raise Invalid(_("The question belongs to another organisation."), code="owner")
    if found.is_retired:
        raise Conflict(_("This question was retired."), code="retired")
    if drafting.under_review([found]):
        raise Conflict(under_review(), code="under_review")
    return found


def _problems(form: Form, organisation: Any, question: Question | None) -> list[str]:
    found = check.problems(form)
    if form.knowledge and not KnowledgePoint.objects.filter(code=form.knowledge).exists():
        found.append(unknown_knowledge(form.knowledge))
    if form.risk_point and not RiskPoint.objects.filter(code=form.risk_point).exists():
        found.append(unknown_risk_point(form.risk_point))
    same = Question.objects.filter(owner_organisation=organisation, key=form.key)
    if question is None and same.exists():
        found.append(_("There is a question with this key already."))
    return found


def under_review() -> str:
    return _("This question is under review. Nobody changes it until a reviewer has decided.")


def unknown_knowledge(code: str) -> str:
    return _("There is no knowledge point with the code “%(code)s”.") % {"code": code[:60]}


def unknown_risk_point(code: str) -> str:
    return _("There is no risk point with the code “%(code)s”.") % {"code": code[:60]}


def _refuse(problems: list[str]) -> None:
    if problems:
        raise Invalid(problems[0], code="question", fields={"question": problems})


def _says_new(question: Question, form: Form, sharing: str) -> bool:
    if sharing and sharing != question.sharing:
        return True
    return digest_of(drafting.latest(question)) != digest_of(to_json(form))


@transaction.atomic
def release(*, by: Any, question: Question) -> QuestionVersion:
    """Make what is published the version that papers take. The same content again makes no new one.

    It follows from a reviewer's decision, which was checked where it was taken (content/workflow).
    Raises `Conflict` for a question that is not published.
    """
    row = Question.objects.select_for_update(of=("self",)).select_related("current")
    found = row.get(pk=question.pk)
    if not found.live:
        raise Conflict(_("This question is not approved yet."), code="not_live")
    version, digest = found.current, digest_of(found.plain)
    if version is None or version.digest != digest:
        last = found.versions.order_by("-number").first()
        version = QuestionVersion.objects.create(
            question=found, number=last.number + 1 if last else 1, plain=found.plain,
            digest=digest, released_by=by,
        )  # fmt: skip
        after = {"version": version.number, "digest": digest}
        audit.record("exams.question_released", actor=by, target=found, after=after)
    moment = now()
    Question.objects.filter(pk=found.pk).update(current=version, changed_at=moment)
    question.current, question.changed_at = version, moment
    return version


def publisher_of(revision: Any) -> Any:
    """Who let this draft through: the reviewer, else whoever asks now, else its author."""
    approved = TaskState.objects.filter(revision=revision, status=TaskState.STATUS_APPROVED)
    last = approved.select_related("finished_by").order_by("-finished_at").first()
    return (last and last.finished_by) or context.actor() or revision.user


@transaction.atomic
def retire(*, by: Any, question: Question, reason: str) -> Question:
    """Take a question out of the bank: no new paper takes it; papers and sittings keep it."""
    owner = question.owner_organisation
    if not policies.can(by, Permission.REVIEW_CONTENT, owner):
        policies.require(by, Permission.AUTHOR_CONTENT, owner)
    if not reason.strip():
        raise Invalid(_("Give a reason."), code="reason", fields={"reason": [_("Give a reason.")]})
    found = Question.objects.select_for_update().get(pk=question.pk)
    if found.is_retired:
        raise Conflict(_("This question was retired."), code="retired")
    found.retired_at = found.changed_at = now()
    found.save(update_fields=["retired_at", "changed_at"])
    audit.record("exams.question_retired", actor=by, target=found, reason=reason.strip()[:200])
    return found


def require_two(editor: Any, reviewer: Any, organisation: Any) -> None:
    """An author and a reviewer of ``organisation`` who are two people. Raises `Denied`."""
    policies.require(editor, Permission.AUTHOR_CONTENT, organisation)
    policies.require(reviewer, Permission.REVIEW_CONTENT, organisation)
    if editor.pk == reviewer.pk:
        raise Denied(_("A second person has to approve it."), code="second_person")


# --- the same question twice -----------------------------------------------------------------


def duplicates_of(question: Question, *, by: Any = None) -> QuerySet[Question]:
    """Others that ask the same in the same words: of the owner, and those that ``by`` may use."""
    same = _others(question, by).filter(text_hash=question.text_hash)
    found: QuerySet[Question] = same.select_related("owner_organisation").order_by("made_at")
    return found


def near_duplicates_of(
    question: Question, most: int = 5, *, by: Any = None
) -> list[tuple[Question, float]]:
    """Others that ask nearly the same, the nearest first, with the share of what they have in
    common. Two queries."""
    words = question.normal_text or text.question_text(from_json(question.plain))
    mine = text.bigrams(words)
    if not mine:
        return []
    rows = (
        _others(question, by)
        .exclude(text_hash=question.text_hash)
        .annotate(length=Length("normal_text"))
        .filter(length__gt=text.NEAR * len(mine), length__lt=2 * len(words) + 2)
        .values_list("pk", "normal_text")
    )
    shares = [(pk, text.similarity(words, other)) for pk, other in rows.iterator()]
    near = sorted((row for row in shares if row[1] >= text.NEAR), key=lambda row: -row[1])[:most]
    found = Question.objects.select_related("owner_organisation").in_bulk([pk for pk, _s in near])
    return [(found[pk], share) for pk, share in near]


def _others(question: Question, by: Any) -> QuerySet[Question]:
    known = Question.objects.filter(retired_at=None).exclude(pk=question.pk)
    return known.filter(in_reach(question.owner_organisation, by))


def in_reach(organisation: Any, by: Any) -> Q:
    """The questions among which duplicates of ``organisation``'s are looked for."""
    from content.reach import reach_of

    mine = Q(owner_organisation=organisation)
    if by is None:
        return mine
    # Nobody is shown what another organisation has not released.
    return mine | (reach_of(by).by_sharing() & Q(current__isnull=False))
