"""What holds for whatever graders send, and for every correction."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from uuid import uuid4

from hypothesis import given, settings
from hypothesis import strategies as st

from exams import by_hand, corrections, grading, reading_input
from exams.actions.grading import mark_of
from exams.bank import plain
from exams.bank.plain import Criterion, Question
from exams.by_hand import Written
from exams.frozen import Placed
from exams.reading_input import Given
from lms.core.errors import Invalid
from tests.exams import made
from tests.exams.test_grading_properties import answers

CALM = settings(max_examples=120, deadline=None)
CENTS = st.integers(0, 2000).map(lambda cents: Decimal(cents) / 100)
ODD = ["", "0", "1", "1.5", "1，5", "-1", "1e3", "NaN", "Infinity", "x", "９"]
SENT = st.one_of(
    st.none(), st.sampled_from(ODD),
    CENTS.map(str), st.integers(-3, 30), st.floats(allow_nan=True), st.text(max_size=4),
)  # fmt: skip
SCORES = st.integers(1, 80).map(lambda quarters: Decimal(quarters) / 4)


@st.composite
def written(draw: Any) -> Written:
    """A short answer with a rubric, weighed anew by its paper."""
    lines = draw(st.lists(SCORES, max_size=4))
    rubric = tuple(Criterion(f"要点{n}", points) for n, points in enumerate(lines))
    worth = sum(lines, Decimal(0)) or draw(SCORES)
    question = Question("k", plain.SHORT, "怎么办？", score=worth, rubric=rubric)
    placed = Placed(0, uuid4(), question, draw(SCORES), {})
    return by_hand.written_at(placed, "先请假")[0]


@CALM
@given(written(), SENT, st.lists(SENT, max_size=5), st.booleans())
def test_points_by_hand_have_bounds_whatever_is_sent(
    one: Written, points: Any, lines: list[Any], whole: bool
) -> None:
    sent = Given({"0": points}, {}, {"0": lines})
    try:
        said = reading_input.read([one], sent, whole=whole)
    except Invalid:
        return
    assert not whole or "0" in said.points
    assert all(0 <= given <= one.most for given in said.points.values())


@CALM
@given(written(), st.data())
def test_what_was_read_reads_the_same_again(one: Written, data: Any) -> None:
    lines = [data.draw(st.sampled_from(["", "0", str(most)])) for _text, most in one.rubric]
    said = reading_input.read([one], Given({}, {}, {"0": lines}), whole=False)
    again = Given(said.points, said.comments, said.lines, said.reasons)
    assert reading_input.read([one], again, whole=False) == said


@CALM
@given(st.lists(st.tuples(CENTS, CENTS), min_size=1, max_size=4))
def test_the_mean_lies_between_the_two(pairs: list[tuple[Decimal, Decimal]]) -> None:
    one = {str(n): pair[0] for n, pair in enumerate(pairs)}
    other = {str(n): pair[1] for n, pair in enumerate(pairs)}
    for key, points in by_hand.mean(one, other).items():
        assert min(one[key], other[key]) <= points <= max(one[key], other[key])


@CALM
@given(made.questions(), SCORES, st.data())
def test_a_mark_of_the_paper_has_the_papers_bounds(
    question: Question, score: Decimal, data: Any
) -> None:
    placed = Placed(0, uuid4(), question, score, {})
    mark = mark_of(placed, data.draw(answers(question)))
    assert 0 <= mark.points <= score
    assert mark == mark_of(placed, None) or mark.detail["answered"]


@CALM
@given(made.simple(*plain.CHOICES, plain.FILL), SCORES, st.data())
def test_a_correction_never_takes_and_never_gives_more_than_the_score(
    question: Question, score: Decimal, data: Any
) -> None:
    placed = Placed(0, uuid4(), question, score, {})
    answer, accepted = data.draw(answers(question)), data.draw(answers(question))
    had = mark_of(placed, answer).points
    for how, wanted in (("void", None), ("accept", accepted)):
        try:
            accepts = corrections.checked(question, how, wanted)
        except Invalid:
            continue
        better = corrections.raised(how, accepts, placed, answer, had)
        assert better is None or had < better <= score
        if better is not None:
            assert corrections.raised(how, accepts, placed, answer, better) is None
        if how == "accept" and grading.is_answer(question, accepts):
            assert corrections.points_of(how, accepts, placed, accepts) <= score
