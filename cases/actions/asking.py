"""Questions and comments of officers about a case, and the answers of who handed it in."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from cases.models import CasePage, CaseQuestion
from cases.querysets import hands_in
from lms.core import audit
from lms.core.clock import now
from lms.core.errors import Conflict, Denied, Invalid, NotVisible
from lms.messaging.actions import send

MOST_A_CASE = 20
"""Open questions of one person about one case."""
QUESTION, ANSWER = 1000, 2000


def ask(*, by: Any, case: CasePage, text: str) -> CaseQuestion:
    """Ask the organisation that handed the case in. Staff alone; raises `NotVisible` for a case
    that ``by`` may not see or that nobody handed in, `Invalid`, `Conflict`."""
    if not by.is_desk:
        raise Denied(_("This page is for staff."), code="no_staff")
    seen = CasePage.objects.visible_to(by).filter(pk=case.pk, submission__isnull=False)
    if not seen.exists():
        raise NotVisible(_("This case does not exist or is not meant for you."), code="case")
    text = _said(text, QUESTION)
    own = CaseQuestion.objects.filter(case=case, asked_by=by)
    if own.unanswered().count() >= MOST_A_CASE:
        raise Conflict(_("Please wait for the answers to your questions."), code="full")
    with transaction.atomic():
        made = CaseQuestion.objects.create(case=case, asked_by=by, text=text)
        audit.record("cases.question_asked", actor=by, target=case)
        send(
            to=case.submission.made_by,
            subject=_("A question about a case"),
            body=_("An officer has asked something about a case that you handed in."),
            link="/cases/questions/",
            key=f"case-question:{made.pk}",
        )
    return made


def may_answer(user: Any, question: CaseQuestion) -> bool:
    """The people of the organisation that handed the case in."""
    return hands_in(user, question.case.submission)


def answer(*, by: Any, question: CaseQuestion, text: str) -> CaseQuestion:
    """Answer once; whoever asked is told. Raises `Denied`, `Invalid`, `Conflict`."""
    if not may_answer(by, question):
        raise Denied(_("Only the organisation that handed the case in answers."), code="not_ours")
    text = _said(text, ANSWER)
    with transaction.atomic():
        row = CaseQuestion.objects.select_for_update().get(pk=question.pk)
        if row.answered_at is not None:
            raise Conflict(_("This question has been answered already."), code="answered")
        row.answer, row.answered_by, row.answered_at = text, by, now()
        row.save(update_fields=["answer", "answered_by", "answered_at"])
        audit.record("cases.question_answered", actor=by, target=row.case)
        send(
            to=row.asked_by,
            subject=_("Your question about a case was answered"),
            body=_("The organisation that handed the case in has answered you."),
            link="/cases/questions/",
            key=f"case-answer:{row.pk}",
        )
    return row


def _said(text: str, most: int) -> str:
    said = text.strip()
    if not said or len(said) > most:
        sentence = _("Please write something, at most %(number)d characters.") % {"number": most}
        raise Invalid(sentence, code="text", fields={"text": [sentence]})
    return said
