"""A case of the files as what is published of it, and as the manuscript that is handed in."""

from __future__ import annotations

from cases.demo import Case
from cases.draft import CaseDraft, Check, Event, Law
from lms.config.demo.cases.terms import code_of
from lms.training.posts import PostBook

MANUSCRIPT = "整理稿.txt"
ENDS = "。！？…”"


def draft_of(case: Case, posts: PostBook) -> CaseDraft:
    """Raises `ValueError` for a post that no word list knows."""
    post = posts.post_of(case.post) if case.post else None
    if case.post and post is None:
        raise ValueError(f"nobody knows the post {case.post}")
    return CaseDraft(
        title=case.title,
        summary=case.summary,
        facts="\n\n".join(case.facts),
        timeline=tuple(
            Event(one.when, one.what, one.turning, one.question, one.thoughts, one.hint)
            for one in case.timeline
        ),
        offences=tuple(code_of(one.name) for one in case.offences),
        statutes=tuple(Law(one.law, one.article, one.quote, one.meaning) for one in case.statutes),
        post=post.code if post else "",
        unit_type=case.unit_type,
        amount="" if case.amount is None else str(case.amount),
        sentence=case.sentence,
        risk_points=case.risk_points,
        causes=case.causes,
        lessons=case.lessons,
        measures=case.measures,
        discussion=case.discussion_questions,
        checks=tuple(
            Check(one.stem, one.options, one.right, one.explanation) for one in case.self_checks
        ),
        source_authority=case.source_authority,
        level=case.level,
        year=str(case.year),
        audience=case.audience,
        sharing=case.sharing,
        dimension=case.dimension,
        juveniles_allowed=case.juveniles,
    )  # fmt: skip


def manuscript(draft: CaseDraft) -> str:
    """What a colleague has written of it, without names already; a sentence ends where a text
    ends."""
    events = [f"{one.when}　{one.what}" for one in draft.timeline]
    hints = [text for one in draft.timeline for text in (one.question, *one.thoughts, one.hint)]
    checks = [text for one in draft.checks for text in (one.prompt, *one.options, one.explanation)]
    laws = [f"{one.law}{one.article}　{one.text}{one.plainly}" for one in draft.statutes]
    parts = (
        [draft.title, draft.summary, draft.facts, draft.sentence],
        events, draft.causes, draft.lessons, draft.measures, draft.discussion, laws, hints, checks,
    )  # fmt: skip
    return "\n".join(_ended(text) for part in parts for text in part if text)


def _ended(text: str) -> str:
    return text if text[-1] in ENDS else f"{text}。"
