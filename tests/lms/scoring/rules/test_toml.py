"""Scheme files: every problem with its line, whatever the file is like."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from lms.scoring.rules import toml
from lms.scoring.schemes.in_force import FILE, shipped

TEXT = FILE.read_text(encoding="utf-8")


@pytest.fixture(autouse=True)
def _english():
    with override("en"):
        yield


def line_of(part: str, text: str = TEXT, nth: int = 1) -> int:
    """Where a line of the file stands, counted from 1."""
    found = [n for n, line in enumerate(text.split("\n"), 1) if line == part]
    return found[nth - 1]


def problems(text: str | bytes) -> list[tuple[int, str]]:
    content = text if isinstance(text, bytes) else text.encode()
    plain, found = toml.read(content)
    assert plain is None
    return [(one.line, one.message) for one in found]


def edited(old: str, new: str) -> str:
    assert old in TEXT
    return TEXT.replace(old, new, 1)


def test_the_shipped_one_is_right():
    assert toml.read(FILE.read_bytes()) == (shipped(), [])


def test_written_and_read_again():
    assert toml.read(toml.write(shipped()).encode()) == (shipped(), [])


@pytest.mark.parametrize("change", ["bom", "crlf", "both", "no newline", "comments"])
def test_files_as_editors_leave_them(change):
    text = {
        "crlf": TEXT.replace("\n", "\r\n"),
        "both": TEXT.replace("\n", "\r\n"),
        "no newline": TEXT.rstrip(),
        "comments": TEXT.replace("\n\n", "\n# 说明\n\n"),
    }.get(change, TEXT)
    mark = b"\xef\xbb\xbf" if change in ("bom", "both") else b""
    assert toml.read(mark + text.encode()) == (shipped(), [])


CASES: list[tuple[str, str, str, str, str]] = [
    # name, old, new, the line it is on afterwards, words of the message
    ("negative cap", "cap = 9", "cap = -9", "cap = -9", "monthly cap"),
    ("cap of nought", "cap = 9", "cap = 0", "cap = 0", "monthly cap"),
    ("wrong type", "cap = 9", 'cap = "9"', 'cap = "9"', "monthly cap"),
    ("a fraction", "cap = 9", "cap = 9.5", "cap = 9.5", "monthly cap"),
    ("true is no number", "cap = 9", "cap = true", "cap = true", "monthly cap"),
    ("unknown source", 'source = "exam"', 'source = "weather"', 'source = "weather"', "one of"),
    ("unknown key", "cap = 9", "limit = 9", "limit = 9", "“limit”"),
    ("unknown key at the top", "base = 60", "base = 60\ncolour = 1", "colour = 1", "“colour”"),
    ("unknown kind", 'kind = "freeze"', 'kind = "stop"', 'kind = "stop"', "one of"),
    ("base out of bounds", "base = 60", "base = 160", "base = 160", "between"),
    (
        "overlap",
        "at_least = 60\n\n[[bands]]",
        "at_least = 70 # again\n\n[[bands]]",
        "at_least = 70 # again",
        "overlap",
    ),
    ("days out of order", "lock_day = 3", "lock_day = 9", "[calendar]", "follow"),
    ("no such day", "lock_day = 3", "lock_day = 31", "lock_day = 31", "1 to 28"),
    ("duplicate code", 'code = "E2"', 'code = "E1"', 'code = "E1"', "twice"),
    ("no condition", "below = 70", "", 'code = "talk"', "condition"),
    ("unknown level", 'to = "lenient"', 'to = "free"', 'to = "free"', "level"),
    ("text with a bell", 'name = "训诫"', 'name = "训\\u0007"', 'name = "训\\u0007"', "name"),
    ("text with a nought", 'name = "训诫"', 'name = "\\u0000"', 'name = "\\u0000"', "name"),
    ("code with a space", 'code = "E1"', 'code = "E 1"', 'code = "E 1"', "code"),
]


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [case[1:] for case in CASES if case[3]],
    ids=[case[0] for case in CASES if case[3]],
)
def test_a_fault_and_its_line(old, new, line, words):
    text = edited(old, new)
    found = problems(text)
    nth = 2 if 'code = "E1"' in (line,) else 1
    numbers = {line_of(line, text, nth)} | {line_of(line, text, nth) - 1}
    assert any(number in numbers and words in message for number, message in found), found


def test_a_missing_field_has_the_line_of_its_table():
    text = edited('code = "M1"\n', "")
    first = next(n for n, line in enumerate(text.split("\n"), 1) if "缺席应当参加" in line)
    assert first - 1 in [number for number, _words in problems(text)]


def test_all_faults_at_once_in_the_order_of_the_file():
    text = edited("cap = 8", "cap = -1").replace("cap = 15", "cap = -2")
    assert [number for number, _words in problems(text)] == [
        line_of("cap = -1", text),
        line_of("cap = -2", text),
    ]


def test_replacing_something_heavier():
    """An admonition of 10 for a fact of 15 would raise the score."""
    text = edited("points = 20\nreplaces", "points = 10\nreplaces")
    found = problems(text)
    line = next(n for n, one in enumerate(text.split("\n"), 1) if one.startswith("replaces"))
    assert found[0][0] == line
    assert "M7" in found[0][1]


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ('name = "x"\nbase 60\n', 2, "="),
        ('name = "x\nbase = 60\n', 1, "its line"),
        ("base = \n", 1, "value"),
        ("base = 60 70\n", 1, "behind"),
        ("[calendar\n", 1, "]"),
        ("base = 1\nbase = 2\n", 2, "twice"),
        ("facts = [1, 2\n", 2, ""),
    ],
)
def test_what_is_no_toml(text, line, words):
    ((number, message),) = problems(text)
    assert number == line
    assert words in message
    assert "Expected" not in message


def test_gb18030_is_told_with_its_line():
    content = 'base = 60\nname = "方案"\n'.encode("gb18030")
    ((number, words),) = problems(content)
    assert (number, "UTF-8" in words) == (2, True)


@pytest.mark.parametrize("content", [TEXT.encode("utf-16"), b"\x00\xff\xfe", bytes(range(256))])
def test_other_bytes(content):
    assert problems(content)


def test_ten_megabytes_are_refused_at_once():
    assert problems(b'name = "' + b"x" * 10_000_000) == [(0, "The file is too large for a scheme.")]


@pytest.mark.parametrize(
    "text",
    ["a = " + "[" * 90_000, "a = " + "{b=" * 50_000, ".".join("a" * 20_000) + " = 1",
     "[" + ".".join("a" * 20_000) + "]"],
    ids=["lists", "tables", "keys", "table"],
)  # fmt: skip
def test_deep_nesting_is_refused(text):
    assert problems(text)


def test_a_number_of_thousands_of_digits():
    assert problems("base = " + "9" * 5000)
    assert problems("base = 0x" + "f" * 50_000)
    assert problems(edited('facts = ["study"]', f"facts = [0x{'f' * 50_000}]"))


def test_an_empty_file():
    assert problems(b"")


def test_tables_with_dots_and_in_brackets():
    text = edited("by_fact = { report_late = 2, report_missed = 5 }", "")
    text = text.replace(
        'facts = ["report_late", "report_missed"]\n',
        'facts = ["report_late", "report_missed"]\nby_fact.report_late = 2\n'
        "by_fact.report_missed = -5\n",
    )
    assert problems(text)[0][0] in (
        line_of("by_fact.report_late = 2", text),
        line_of("by_fact.report_missed = -5", text),
    )


def test_a_text_over_lines_does_not_shift_the_lines():
    text = 'extra = """\n[[items]]\ncap = 1\n"""\n' + edited("cap = 9", "cap = -9")
    found = dict(problems(text))
    assert 1 in found
    text = edited("cap = 9", "cap = -9").replace(
        'name = "默认计分方案"', 'name = """默认\\\n  [[items]]\\\n  方案"""'
    )
    assert line_of("cap = -9", text) in dict(problems(text))


@given(st.binary(max_size=200))
def test_any_bytes_are_answered(content):
    plain, found = toml.read(content)
    assert (plain is None) == bool(found)


@given(st.text(max_size=80))
def test_any_text_is_written_so_that_it_can_be_read(text):
    import tomllib

    plain = {"name": text, "list": [text], "table": {"one": text}}
    assert tomllib.loads(toml.write(plain)) == plain


POSITIONS = st.sampled_from([*shipped(), "colour"])
VALUES: Any = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=4,
)


@pytest.mark.parametrize("code", ["E3", "M4"])
def test_steps_that_an_item_does_not_need_are_read_as_well(code):
    from lms.scoring.rules.check import problems as check

    plain: Any = copy.deepcopy(shipped())
    next(one for one in plain["items"] if one["code"] == code)["steps"] = None
    assert any("steps" in problem.path for problem in check(plain))


@given(st.data())
def test_any_wrong_value_is_a_problem_and_no_crash(data):
    """A value of any kind in any place of the form: the check answers."""
    from lms.scoring.rules.check import problems as check
    from lms.scoring.rules.scheme import load

    plain: Any = copy.deepcopy(shipped())
    place = data.draw(POSITIONS)
    target = plain
    if isinstance(plain.get(place), list) and data.draw(st.booleans()):
        target = data.draw(st.sampled_from(plain[place]))
        place = data.draw(st.sampled_from([*target, "unless", "replaces", "steps", "by_fact",
                                           "levels", "any_fact", "cap", "months"]))  # fmt: skip
    target[place] = data.draw(VALUES)
    if not check(plain):
        load(plain)
