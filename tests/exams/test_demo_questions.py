"""The demo bank is sound by itself: keys, answers, spread, knowledge, papers that can be drawn."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any

import pytest

from exams import grading
from exams.bank import check, plain
from exams.bank.plain import BLANK, Question
from exams.bank.text import Neighbours, normal, question_text
from exams.demo import library
from exams.demo.library import Paper, Row

QUESTIONS = library.questions()
KNOWLEDGE = {point.code: point for point in library.knowledge()}
PAPERS = library.papers()
AT_LEAST = {plain.OFFENDERS: 230, plain.STAFF: 90}


def asked() -> Iterator[Question]:
    """Every question and every part of a case."""
    for question in QUESTIONS:
        yield question
        yield from question.parts


def at_or_below(code: str, ancestor: str) -> bool:
    while code and code != ancestor:
        code = KNOWLEDGE[code].parent
    return bool(code)


def right_answer(question: Question) -> Any:
    """What somebody answers who knows everything."""
    chosen = [option.id for option in question.options if option.right]
    answers: dict[str, Any] = {
        plain.MULTIPLE: chosen,
        plain.FILL: [blank.answers[-1] for blank in question.blanks],
        plain.MATCHING: {
            str(place): question.rights.index(pair.right)
            for place, pair in enumerate(question.pairs)
        },
        plain.ORDERING: list(range(len(question.items))),
        plain.SHORT: question.model_answer,
    }
    return answers.get(question.kind, chosen[0] if chosen else None)


def test_there_are_enough_for_everybody() -> None:
    by_audience = Counter(question.audience for question in QUESTIONS)
    assert len(QUESTIONS) >= 320
    assert all(by_audience[audience] >= least for audience, least in AT_LEAST.items())
    assert {question.difficulty for question in QUESTIONS} == {1, 2, 3, 4, 5}


def test_each_subject_has_questions_of_several_kinds() -> None:
    kinds = defaultdict(set)
    for question in QUESTIONS:
        point = KNOWLEDGE[question.knowledge]
        kinds[point.parent or point.code].add(question.kind)
    assert len(kinds) >= 17
    assert all(len(found) >= 6 for found in kinds.values())
    assert set().union(*kinds.values()) == set(plain.KINDS)


def test_keys_are_given_once() -> None:
    keys = Counter(question.key for question in asked())
    assert [key for key, times in keys.items() if times > 1] == []


def test_nothing_is_wrong_with_any_question() -> None:
    found = {one.key: problems for one in QUESTIONS if (problems := check.problems(one))}
    assert found == {}
    assert [one.key for one in QUESTIONS if check.settle(one) != one] == []


def test_choices_have_the_right_number_of_right_options() -> None:
    for question in asked():
        right = sum(option.right for option in question.options)
        if question.kind in (plain.SINGLE, plain.TRUE_FALSE):
            assert right == 1, question.key
        if question.kind == plain.MULTIPLE:
            assert 2 <= right < len(question.options), question.key


def test_blanks_of_text_and_answers_belong_together() -> None:
    for question in asked():
        named = [int(one) for one in BLANK.findall(question.stem)]
        assert named == list(range(1, len(question.blanks) + 1)), question.key


def test_whoever_knows_the_answer_gets_all_points() -> None:
    for question in asked():
        if question.kind not in (plain.CASE, plain.SHORT):
            mark = grading.grade(question, right_answer(question))
            assert mark.points == question.score, question.key


def test_everything_is_explained_and_placed() -> None:
    risks = {risk.code for risk in library.risk_points()}
    for question in QUESTIONS:
        assert question.explanation, question.key
        assert question.knowledge in KNOWLEDGE, question.key
        assert not question.risk_point or question.risk_point in risks, question.key
        assert (question.audience == plain.STAFF) or not question.risk_point, question.key
    assert {question.risk_point for question in QUESTIONS} - {""} == risks


def test_cases_have_parts_and_short_answers_have_a_rubric() -> None:
    for question in asked():
        if question.kind == plain.CASE:
            assert 2 <= len(question.parts) <= 4, question.key
        if question.kind == plain.SHORT:
            assert question.model_answer, question.key
            assert len(question.rubric) >= 2, question.key


@pytest.mark.parametrize(("kind", "most"), [(plain.SINGLE, 0.45), (plain.TRUE_FALSE, 0.6)])
def test_right_answers_are_spread_over_the_places(kind: str, most: float) -> None:
    places = Counter(
        next(place for place, option in enumerate(question.options) if option.right)
        for question in asked()
        if question.kind == kind
    )
    assert max(places.values()) <= most * sum(places.values()), places


def test_the_longest_option_is_not_a_hint() -> None:
    singles = [question for question in asked() if question.kind == plain.SINGLE]
    told = [one.key for one in singles if sticks_out(one)]
    assert len(told) <= 0.25 * len(singles), told


def sticks_out(question: Question) -> bool:
    """Whether the right option is longer than every other by more than a character."""
    lengths = {option.right: 0 for option in question.options}
    for option in question.options:
        lengths[option.right] = max(lengths[option.right], len(option.text))
    return lengths[True] > lengths[False] + 1


def test_no_option_stands_for_all_the_others() -> None:
    lazy = ("以上都", "以上均", "都正确", "全部正确")
    texts = [option.text for question in asked() for option in question.options]
    assert [text for text in texts if any(word in text for word in lazy)] == []


def test_no_two_questions_are_alike() -> None:
    stems = Counter(normal(question.stem) for question in QUESTIONS)
    assert [stem for stem, times in stems.items() if times > 1] == []
    seen: Neighbours[str] = Neighbours()
    for question in QUESTIONS:
        text = question_text(question)
        assert seen.near(text) == [], question.key
        seen.add(question.key, text)


def test_knowledge_is_a_tree_without_strays() -> None:
    points = library.knowledge()
    assert len(points) == len(KNOWLEDGE)
    assert all(not point.parent or not KNOWLEDGE[point.parent].parent for point in points)


def fits(question: Question, row: Row, paper: Paper) -> bool:
    return (
        question.kind == row.kind
        and question.audience == paper.audience
        and question.difficulty in row.difficulties
        and at_or_below(question.knowledge, row.knowledge)
    )


def can_draw(paper: Paper) -> bool:
    """Whether every place of the blueprint finds a question of its own (augmenting paths)."""
    places = [row for row in paper.rows for _time in range(row.number)]
    held_by: dict[int, int] = {}

    def seat(place: int, tried: set[int]) -> bool:
        for number, question in enumerate(QUESTIONS):
            if number in tried or not fits(question, places[place], paper):
                continue
            tried.add(number)
            if number not in held_by or seat(held_by[number], tried):
                held_by[number] = place
                return True
        return False

    return all(seat(place, set()) for place in range(len(places)))


@pytest.mark.parametrize("paper", PAPERS, ids=lambda paper: paper.code)
def test_each_paper_can_be_drawn(paper: Paper) -> None:
    assert sum(row.number * row.points for row in paper.rows) == 100
    assert can_draw(paper)


@pytest.mark.parametrize("paper", PAPERS, ids=lambda paper: paper.code)
def test_points_of_a_paper_are_what_its_questions_are_worth(paper: Paper) -> None:
    for row in paper.rows:
        assert {one.worth for one in QUESTIONS if fits(one, row, paper)} == {row.points}


def test_the_papers_are_those_that_the_county_needs() -> None:
    codes = {paper.code: paper for paper in PAPERS}
    monthly = codes["monthly-general"]
    assert sum(row.number for row in monthly.rows) == 20
    assert (monthly.minutes, monthly.pass_mark, monthly.attempts) == (30, 60, 3)
    law = codes["staff-law"]
    assert sum(row.number for row in law.rows) == 50
    assert (law.minutes, law.pass_mark, monthly.counts) == (60, 80, "best")
    assert {"intake", "release", "staff-warning"} <= set(codes)
