"""Rich text: what stays, what goes, what is said about it."""

from __future__ import annotations

import pytest

from exams.bank import rich_text


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("<script>alert(1)</script>a", "a"),
        ("<p onclick=x style='a'>a</p>", "<p>a</p>"),
        ("<a href='javascript:x'>a</a>", "a"),
        ("<img src='http://else.where/a.png' alt='x'>", '<img alt="x">'),
        ("<img src='../a.png' alt='x'>", '<img alt="x">'),
        ("<img src='a.svg' alt='x'>", '<img alt="x">'),
        ("<img src='路 1.PNG' width=10 onerror=x>", '<img src="路 1.PNG" width="10">'),
        ("<svg onload=x><b>a</b></svg>", "<b>a</b>"),
        ("a\n\n\t b", "a b"),
        ("a\x00\x08b", "ab"),
        ("a < b & c", "a &lt; b &amp; c"),
    ],
)
def test_clean(given, kept):
    assert rich_text.clean(given) == kept


def test_boxes_become_paragraphs():
    assert rich_text.from_html("<div><h1>a</h1><p>b</p></div>") == "<p>a</p><p>b</p>"


def test_plain_words_keep_their_lines_and_signs():
    html = rich_text.from_plain("a < b\n<script>")
    assert html == "a &lt; b<br>&lt;script&gt;"
    assert rich_text.words(html) == "a < b\n<script>"


def test_what_would_be_missed_is_named():
    assert rich_text.lost("<p><span>a</span><math>x</math><a href='b.mp3'>c</a></p>") == [
        "<math>", "<a href=b.mp3>",
    ]  # fmt: skip


def test_pictures_are_found_with_their_words():
    assert rich_text.pictures("<p><img src='a.png' alt=' sign '></p>") == [("a.png", "sign")]


@pytest.mark.parametrize("section", ["<![if !supportLists]>", "<![ CDATA[x]]>", "<![p>", "<!["])
def test_sections_of_word_processors_are_passed_over(section):
    assert rich_text.words(f"a{section}").strip() == "a"
    assert rich_text.lost(f"<b>a</b>{section}") == []
