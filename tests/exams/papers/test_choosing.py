"""Filling the rows of a blueprint: pure."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from itertools import combinations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exams.papers.choosing import Short, Wanted, choose

ROWS = st.lists(
    st.tuples(st.integers(1, 3), st.sets(st.integers(0, 5), max_size=6)), min_size=1, max_size=4
)


def fill(rows: list[Wanted[int]]) -> bool:
    """Whether there is a way, by trying them all."""
    ways = product(*(list(combinations(row.candidates, row.number)) for row in rows))
    return any(len({key for part in way for key in part}) == sum(map(len, way)) for way in ways)


@given(ROWS, st.integers(0, 99))
@settings(deadline=None, max_examples=80)
def test_all_rows_are_filled_whenever_there_is_a_way(
    given_rows: list[tuple[int, set[int]]], seed: int
) -> None:
    rows = [Wanted(number, sorted(keys)) for number, keys in given_rows]
    try:
        found = choose(rows, random.Random(seed))
    except Short:
        assert not fill(rows)
        return
    assert [len(keys) for keys in found] == [row.number for row in rows]
    assert all(set(keys) <= set(row.candidates) for keys, row in zip(found, rows, strict=True))
    assert max(Counter(key for keys in found for key in keys).values()) == 1


@given(ROWS, ROWS, st.integers(0, 99))
@settings(deadline=None, max_examples=80)
def test_no_more_spares_than_there_must_be(
    fresh: list[tuple[int, set[int]]], used: list[tuple[int, set[int]]], seed: int
) -> None:
    """Spares are other numbers than candidates: those above 9."""
    rows = [
        Wanted(number, sorted(keys), sorted(key + 10 for key in spares))
        for (number, keys), (_, spares) in zip(fresh, used, strict=False)
    ]
    try:
        found = choose(rows, random.Random(seed))
    except Short:
        assert not fill([Wanted(row.number, [*row.candidates, *row.spares]) for row in rows])
        return
    slots = [row.candidates for row in rows for _ in range(row.number)]
    assert sum(key < 10 for keys in found for key in keys) == most_matched(slots, frozenset())


def most_matched(slots: list[Sequence[int]], taken: frozenset[int]) -> int:
    """How many slots can have a number of their own, by trying all ways."""
    if not slots:
        return 0
    first, rest = slots[0], slots[1:]
    ways = [1 + most_matched(rest, taken | {key}) for key in first if key not in taken]
    return max([most_matched(rest, taken), *ways])


def test_a_row_gives_up_what_another_needs() -> None:
    rows = [Wanted(1, [1, 2]), Wanted(1, [1])]
    assert all(choose(rows, random.Random(seed)) == [[2], [1]] for seed in range(9))


def test_the_row_that_lacks_is_named() -> None:
    with pytest.raises(Short) as lack:
        choose([Wanted(1, [1]), Wanted(3, [2, 3])], random.Random(1))
    assert (lack.value.row, lack.value.lacking) == (1, 1)


def test_every_question_has_its_chance() -> None:
    seen = Counter(
        key for seed in range(400) for key in choose([Wanted(2, range(8))], random.Random(seed))[0]
    )
    assert len(seen) == 8
    assert min(seen.values()) > 60
