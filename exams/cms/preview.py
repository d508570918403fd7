"""A question in the CMS as its candidate will see it, and its right answers for authors."""

from __future__ import annotations

import random
from typing import Any

from exams import presenting, showing
from exams.bank import pictures, plain
from exams.bank.plain import Question as Form
from exams.drawing import Short, frozen_list
from exams.models import Paper, Question, Sitting
from exams.papers import publishing
from exams.papers.problems import problems


def preview_of(question: Question) -> dict[str, Any]:
    """For templates: ``shown`` and ``right`` in the sense of exams/presenting.py, ``form`` with
    pictures by their addresses. The order is drawn as in a sitting, the same for each look."""
    form = plain.from_json(question.plain)
    rng = random.Random(str(question.pk))  # noqa: S311 - nothing depends on it
    order = presenting.draw_order(form, shuffle=True, rng=rng)
    addresses = pictures.addresses(question) | getattr(question, "new_addresses", {})
    drawn = pictures.with_texts(form, lambda text: pictures.with_sources(text, addresses))
    return {
        "shown": presenting.shown(drawn, order),
        "right": right_of(drawn, order),
        "form": drawn,
        "by_hand": form.needs_hand,
    }


def right_of(form: Form, order: presenting.Order) -> Any:
    """The right answer as a browser would send it; of a short answer the model answer."""
    if form.kind == plain.SHORT:
        return form.model_answer
    if form.kind == plain.FILL:
        return [" / ".join(blank.answers) for blank in form.blanks]
    if form.kind == plain.CASE:
        parts = zip(form.parts, order["parts"], strict=True)
        return {str(at): right_of(one, its) for at, (one, its) in enumerate(parts, start=1)}
    if (answer := _right(form)) is None:
        return None
    return presenting.given(form, order, answer)


def _right(form: Form) -> Any:
    """In the form of exams/grading.py; None while none is marked."""
    if form.kind in (plain.SINGLE, plain.TRUE_FALSE):
        return next((option.id for option in form.options if option.right), None)
    if form.kind == plain.MULTIPLE:
        return [option.id for option in form.options if option.right]
    if form.kind == plain.MATCHING:
        places = {text: place for place, text in enumerate(form.rights)}
        return {str(at): places[pair.right] for at, pair in enumerate(form.pairs)}
    return list(range(len(form.items)))


def example_of(paper: Paper) -> dict[str, Any]:
    """One paper as somebody might get it, drawn from a draft; ``lacking`` says why there is none.
    For templates: ``questions`` with ``place``, ``shown``, ``given``."""
    rng = random.SystemRandom()
    try:
        places = publishing.example(paper, rng)
    except Short:
        return {"questions": [], "lacking": problems(paper)}
    frozen_places = frozen_list(paper, places, rng)
    sitting = Sitting(paper=paper, frozen=frozen_places)
    return {"questions": showing.page_of(sitting), "lacking": []}
