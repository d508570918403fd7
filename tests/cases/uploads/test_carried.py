"""Decisions about findings when all texts of a case are gone over again."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from cases.carried import ACCEPTED, CHANGED, REJECTED, Found, carried
from tests.cases.uploads.conftest import spans_of


def known(text: str, *decisions: str) -> list[Found]:
    """What was found in ``text`` before, with these decisions."""
    made = [
        Found(one.start, one.end, one.text, str(one.kind), one.replacement, 0.9, "x", one.entity)
        for one in spans_of(text)
    ]
    return [replace(one, decision=said) for one, said in zip(made, decisions, strict=True)]


def test_an_accepted_proposal_follows_when_a_second_person_gets_the_name() -> None:
    text = "林树来了"
    [[one]] = carried([spans_of(text, numbered=True)], [known(text, ACCEPTED)])
    assert (one.decision, one.replacement) == (ACCEPTED, "林某1")


def test_words_of_a_person_stay() -> None:
    text = "林树来了"
    before = [replace(known(text, CHANGED)[0], replacement="所长")]
    [[one]] = carried([spans_of(text, numbered=True)], [before])
    assert (one.decision, one.replacement) == (CHANGED, "所长")


def test_what_a_person_marked_stays_and_nothing_lies_over_it() -> None:
    text = "林树所长来了"
    hand = Found(0, 4, "林树所长", "person", "林某所长", 1, "hand", 9, CHANGED, by_hand=True)
    [found] = carried([spans_of(text)], [[hand]])
    assert [(one.start, one.end, one.by_hand) for one in found] == [(0, 4, True)]
    assert found[0].entity == 2  # a number that nobody else has


def test_that_something_stays_is_asked_again_in_a_new_file() -> None:
    old, new = "林树 周溪", "周溪 林树"
    found = carried([spans_of(old), spans_of(new)], [known(old, ACCEPTED, REJECTED), []])
    assert [one.decision for one in found[0]] == [ACCEPTED, REJECTED]
    assert [(one.text, one.decision) for one in found[1]] == [("周溪", "open"), ("林树", ACCEPTED)]


def test_what_the_finder_no_longer_says_goes_unless_it_was_decided() -> None:
    text = "林树 周溪"
    [found] = carried([[]], [known(text, "open", ACCEPTED)])
    assert [one.text for one in found] == ["周溪"]


@given(st.lists(st.sampled_from(["林树", "周溪", "来"]), max_size=12), st.data())
def test_findings_are_in_order_and_apart_and_again_the_same(
    words: list[str], data: st.DataObject
) -> None:
    text = "".join(words)
    spans = spans_of(text)
    said = [data.draw(st.sampled_from(["open", ACCEPTED, CHANGED, REJECTED])) for _one in spans]
    [found] = carried([spans], [known(text, *said)])
    ends = [0, *(one.end for one in found)]
    assert all(end <= one.start for end, one in zip(ends, found, strict=False))
    assert carried([spans], [found]) == [found]
