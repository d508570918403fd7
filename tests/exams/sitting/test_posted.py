from __future__ import annotations

import pytest
from django.http import QueryDict

from exams.bank import plain
from exams.posted import Misplaced, is_complete, posted
from tests.factories import exams as factory


def sent(kind: str, form: str) -> object:
    return posted(factory.body(kind), 3, QueryDict(form))


@pytest.mark.parametrize(
    ("kind", "form", "given"),
    [
        (plain.SINGLE, "q3=1", 1),
        (plain.TRUE_FALSE, "q3=0", 0),
        (plain.MULTIPLE, "q3=2&q3=0", [0, 2]),
        (plain.FILL, "q3b1=3&q3b2=", ["3", ""]),
        (plain.MATCHING, "q3l0=2&q3l1=", {"0": 2}),
        (plain.ORDERING, "q3i0=2&q3i1=1&q3i2=4&q3i3=3", [1, 0, 3, 2]),
        (plain.SHORT, "q3=a%0D%0Ab", "a\nb"),
        (plain.CASE, "q3-1=2&q3-2=", {"1": 2}),
    ],
)
def test_a_form_says_what_a_script_would_have_sent(kind: str, form: str, given: object) -> None:
    assert sent(kind, form) == given


@pytest.mark.parametrize("kind", plain.KINDS)
def test_an_empty_form_is_no_answer(kind: str) -> None:
    assert sent(kind, "q3b1=&q3b2=+&q3l0=&q3i0=&q3-1=&q3-2=+") is None


@pytest.mark.parametrize("form", ["q3i0=1&q3i1=1&q3i2=2&q3i3=3", "q3i0=1", "q3i0=9"])
def test_an_order_needs_each_number_once(form: str) -> None:
    with pytest.raises(Misplaced):
        sent(plain.ORDERING, form)


@pytest.mark.parametrize(
    ("kind", "given", "complete"),
    [
        (plain.SINGLE, 0, True),
        (plain.SINGLE, None, False),
        (plain.FILL, ["3", " "], False),
        (plain.FILL, ["3", "所里"], True),
        (plain.MATCHING, {"0": 1}, False),
        (plain.CASE, {"1": 1}, False),
        (plain.CASE, {"1": 1, "2": "先请假"}, True),
    ],
)
def test_what_was_begun_only_is_not_complete(kind: str, given: object, complete: bool) -> None:
    assert is_complete(factory.body(kind), given) is complete
