"""The columns of a question that lists and draws filter by, taken from its plain form."""

from __future__ import annotations

from content.models import KnowledgePoint, RiskPoint
from exams.bank import plain, rich_text, text
from exams.models import Question
from lms.core.clock import now

SUMMARY = 200


def take(question: Question, form: plain.Question) -> Question:
    """Set ``plain`` and every column that is derived from it, tags included; saves nothing.

    The one place where that is done. A knowledge or risk point that is not known here stays empty;
    its code is kept in the plain form.
    """
    question.plain = plain.to_json(form)
    question.key = form.key
    question.kind = form.kind
    question.summary = summary(form)
    question.text_hash = text.text_hash(form)
    question.difficulty = form.difficulty
    question.audience = form.audience
    question.language = form.language
    question.source = form.source[:SUMMARY]
    question.knowledge = KnowledgePoint.objects.filter(code=form.knowledge or None).first()
    question.risk_point = RiskPoint.objects.filter(code=form.risk_point or None).first()
    question.changed_at = now()
    question.tags.set(form.tags)
    return question


def summary(form: plain.Question) -> str:
    """The beginning of the text in one line; blanks as lines to write on."""
    words = " ".join(rich_text.words(plain.BLANK.sub("____", form.stem)).split())
    return (words or form.title or form.key)[:SUMMARY]
