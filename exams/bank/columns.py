"""The columns of a question that lists and draws filter by, taken from its plain form."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from taggit.models import Tag

from content.models import KnowledgePoint, RiskPoint
from exams.bank import plain, rich_text, text
from exams.models import Question, QuestionTag
from lms.core.clock import now

SUMMARY = 200


@dataclass(frozen=True)
class Terms:
    """What the codes and words of questions stand for here."""

    knowledge: Mapping[str, KnowledgePoint]
    risk_points: Mapping[str, RiskPoint]
    tags: Mapping[str, Tag]

    @classmethod
    def of(cls, forms: Iterable[plain.Question]) -> Terms:
        """Those that ``forms`` name, in three queries; new tags are made. An unknown knowledge or
        risk point is absent."""
        forms = list(forms)
        points = KnowledgePoint.objects.filter(code__in={one.knowledge for one in forms} - {""})
        risks = RiskPoint.objects.filter(code__in={one.risk_point for one in forms} - {""})
        names = {tag for one in forms for tag in one.tags}
        tags = {tag.name: tag for tag in Tag.objects.filter(name__in=names)} if names else {}
        for name in sorted(names - set(tags)):
            tags[name] = Tag.objects.get_or_create(name=name)[0]
        return cls({one.code: one for one in points}, {one.code: one for one in risks}, tags)


def take(question: Question, form: plain.Question, terms: Terms | None = None) -> Question:
    """Set ``plain`` and every column that is derived from it, tags included; saves nothing.

    The one place where that is done. A knowledge or risk point that is not known here stays empty;
    its code is kept in the plain form.
    """
    terms = terms or Terms.of([form])
    question.plain = plain.to_json(form)
    question.key = form.key
    question.kind = form.kind
    question.summary = summary(form)
    question.text_hash = text.text_hash(form)
    question.normal_text = text.question_text(form)
    question.difficulty = form.difficulty
    question.audience = form.audience
    question.language = form.language
    question.source = form.source[:SUMMARY]
    question.knowledge = terms.knowledge.get(form.knowledge)
    question.risk_point = terms.risk_points.get(form.risk_point)
    question.changed_at = now()
    question.tagged_items.set([QuestionTag(tag=terms.tags[name]) for name in form.tags])
    return question


def summary(form: plain.Question) -> str:
    """The beginning of the text in one line; blanks as lines to write on."""
    words = " ".join(rich_text.words(plain.BLANK.sub("____", form.stem)).split())
    return (words or form.title or form.key)[:SUMMARY]
