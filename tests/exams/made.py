"""Questions of every kind, as Hypothesis draws them."""

from __future__ import annotations

import io
from dataclasses import replace
from decimal import Decimal
from functools import cache
from typing import Any

from hypothesis import strategies as st
from PIL import Image

from exams.bank import check, plain, rich_text
from exams.bank.plain import Blank, Criterion, Option, Pair, Question

WORDS = st.text(
    st.one_of(
        st.sampled_from("社区矫正對象应当遵守法律，。；：（）“”、ＡＢ１２"),
        st.sampled_from("abcXYZ 0123456789"),
        st.sampled_from("~=#{}:\\%*|±[]<>&\"'->/@$_.,;()!?^`+"),
        st.characters(blacklist_categories=("Cs", "Cc", "Cn", "Co")),
    ),
    min_size=1,
    max_size=25,
)


@st.composite
def lines(draw: Any) -> str:
    """A plain line that is not empty."""
    return draw(WORDS.map(rich_text.plain_line).filter(bool))


@st.composite
def rich(draw: Any) -> str:
    """Clean rich text that is not empty and has no blanks."""
    text = draw(WORDS)
    html = draw(
        st.sampled_from(
            [
                rich_text.from_plain(text),
                rich_text.from_plain(f"{text}\n{text}"),
                f"<p>{rich_text.from_plain(text)}</p>",
                f"<p>a <strong>{rich_text.from_plain(text)}</strong> b</p><p>c</p>",
                f"<ul><li>{rich_text.from_plain(text)}</li><li>x</li></ul>",
                f"x<sub>2</sub> {rich_text.from_plain(text)}&nbsp;y",
                f"<table><tbody><tr><td>{rich_text.from_plain(text)}</td></tr></tbody></table>",
            ]
        )
    )
    html = rich_text.clean(html)
    return html if rich_text.words(html).strip() and "{{" not in html else "好"


@cache
def picture(colour: int) -> bytes:
    memory = io.BytesIO()
    Image.new("RGB", (3, 2), (colour, 0, 0)).save(memory, "PNG")
    return memory.getvalue()


def scores() -> st.SearchStrategy[Decimal]:
    return st.integers(1, 40).map(lambda quarter: Decimal(quarter) / 4)


def common(with_html: bool) -> dict[str, Any]:
    return {
        "title": st.one_of(st.just(""), lines()),
        "explanation": st.one_of(st.just(""), rich()),
        "law": st.one_of(st.just(""), lines()),
        "knowledge": st.sampled_from(["", "law", "law.leave"]),
        "difficulty": st.integers(1, 5),
        "risk_point": st.sampled_from(["", "leave"]),
        "audience": st.sampled_from(plain.AUDIENCES),
        "language": st.sampled_from(["zh-hans", "en"]),
        "source": st.one_of(st.just(""), lines()),
        "tags": st.lists(lines(), max_size=3, unique=True).map(tuple),
        "score": scores(),
        "shuffle": st.booleans(),
        "rule": st.sampled_from([plain.ALL, plain.PARTIAL]),
    }


def _unique(texts: list[str]) -> list[str]:
    return [f"{text} {number}" if text in texts[:number] else text
            for number, text in enumerate(texts)]  # fmt: skip


IDS = ["a", "b", "c", "d", "e", "f"]
ODD_IDS = ["x1", "b", "Z-9", "k.k", "_u", "f"]


@st.composite
def choices(draw: Any, kind: str) -> Question:
    texts = draw(st.lists(rich(), min_size=2, max_size=5, unique=True))
    ids = draw(st.sampled_from([IDS, ODD_IDS]))
    least = 1
    right = draw(
        st.sets(st.integers(0, len(texts) - 1), min_size=least,
                max_size=1 if kind == plain.SINGLE else len(texts))
    )  # fmt: skip
    feedback = draw(st.one_of(st.just(""), rich()))
    options = tuple(
        Option(ids[place], text, place in right, feedback if place == 0 else "")
        for place, text in enumerate(texts)
    )
    return Question(draw(keys()), kind, draw(rich()), options=options)


def keys() -> st.SearchStrategy[str]:
    return st.uuids().map(str)


@st.composite
def true_false(draw: Any) -> Question:
    truth = draw(st.booleans())
    feedback = draw(st.one_of(st.just(""), rich()))
    options = (Option("true", "", truth, feedback), Option("false", "", not truth))
    return Question(draw(keys()), plain.TRUE_FALSE, draw(rich()), options=options)


@st.composite
def fills(draw: Any, most: int = 3) -> Question:
    count = draw(st.integers(1, most))
    blanks = []
    for _place in range(count):
        if draw(st.booleans()):
            answers = draw(st.lists(lines(), min_size=1, max_size=3, unique=True))
            flags = draw(st.tuples(st.booleans(), st.booleans(), st.booleans()))
            blanks.append(Blank(tuple(answers), None, *flags))
        else:
            numbers = draw(st.lists(st.decimals(-999, 999, places=2), min_size=1, max_size=2,
                                    unique=True))  # fmt: skip
            tolerance = draw(st.decimals(0, 9, places=2))
            blanks.append(Blank(tuple(map(str, numbers)), tolerance))
    stem = draw(rich()) + "".join(f" {{{{{place}}}}}" for place in range(1, count + 1))
    if draw(st.booleans()):
        stem += draw(rich())
    return Question(draw(keys()), plain.FILL, rich_text.clean(stem), blanks=tuple(blanks))


@st.composite
def matchings(draw: Any) -> Question:
    lefts = draw(st.lists(rich(), min_size=2, max_size=4, unique=True))
    rights = draw(st.lists(rich(), min_size=2, max_size=5, unique=True))
    pairs = tuple(Pair(left, rights[place % len(rights)]) for place, left in enumerate(lefts))
    return Question(draw(keys()), plain.MATCHING, draw(rich()), pairs=pairs,
                    distractors=tuple(rights[len(lefts) :]))  # fmt: skip


@st.composite
def orderings(draw: Any) -> Question:
    items = draw(st.lists(rich(), min_size=2, max_size=5, unique=True))
    return Question(draw(keys()), plain.ORDERING, draw(rich()), items=tuple(items))


@st.composite
def shorts(draw: Any) -> Question:
    rubric = draw(st.lists(st.builds(Criterion, lines(), scores()), max_size=2))
    model = rich_text.plain_lines("\n".join(draw(st.lists(lines(), max_size=3))))
    most = draw(st.one_of(st.none(), st.integers(1, 5000)))
    return Question(draw(keys()), plain.SHORT, draw(rich()), model_answer=model,
                    rubric=tuple(rubric), max_characters=most)  # fmt: skip


@st.composite
def simple(draw: Any, *kinds: str) -> Question:
    """A question of one of these kinds (all but cases) that has nothing wrong with it."""
    kind = draw(st.sampled_from(kinds or plain.KINDS[:-1]))
    made = draw(
        {
            plain.SINGLE: choices(plain.SINGLE),
            plain.MULTIPLE: choices(plain.MULTIPLE),
            plain.TRUE_FALSE: true_false(),
            plain.FILL: fills(),
            plain.MATCHING: matchings(),
            plain.ORDERING: orderings(),
            plain.SHORT: shorts(),
        }[kind]
    )
    made = replace(made, **draw(st.fixed_dictionaries({}, optional=common(True))))
    if made.rubric:
        made = replace(made, score=sum((row.points for row in made.rubric), Decimal(0)))
    return made


@st.composite
def cases(draw: Any, *kinds: str) -> Question:
    parts = draw(st.lists(simple(*kinds), min_size=1, max_size=3))
    parts = [replace(part, key=f"{number}-{part.key}") for number, part in enumerate(parts)]
    made = Question(draw(keys()), plain.CASE, draw(rich()), parts=tuple(parts))
    fields = {name: value for name, value in common(True).items()
              if name not in ("score", "shuffle", "rule")}  # fmt: skip
    return replace(made, **draw(st.fixed_dictionaries({}, optional=fields)))


@st.composite
def pictured(draw: Any, *kinds: str) -> Question:
    """With a picture in its text."""
    made = draw(simple(*kinds))
    name = draw(st.sampled_from(["sign.png", "路牌 1.png"]))
    alt = draw(lines()).replace("{{", "")
    tag = rich_text.clean(f'<img src="{name}" alt="x">').replace('"x"', f'"{_quoted(alt)}"')
    stem = rich_text.clean(f"{made.stem}<p>{tag}</p>")
    return replace(made, stem=stem, pictures={name: picture(draw(st.integers(0, 255)))})


def _quoted(text: str) -> str:
    return text.replace("&", "&amp;").replace('"', "&quot;")


def sound(question: Question) -> bool:
    return check.settle(question) == question and not check.problems(question)


def questions(*kinds: str) -> st.SearchStrategy[Question]:
    """Any question: simple ones, cases, some with pictures."""
    return st.one_of(simple(*kinds), cases(*kinds), pictured(*kinds)).filter(sound)
