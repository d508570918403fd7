from __future__ import annotations

from cases.reading import Document, Part, PartKind
from cases.reading.characters import clean
from cases.reading.document import in_order


def _document() -> Document:
    parts = [
        Part(PartKind.BODY, "1", "甲乙"),
        Part(PartKind.TABLE, "", "丙\t丁"),
        Part(PartKind.FILE_NAME, "", "x.docx"),
    ]
    return Document("x.docx", "text/plain", parts, ["note"], 2, [{"title": "t"}], True)


def test_parts_are_joined_in_a_fixed_manner() -> None:
    assert _document().text == "甲乙\n\n丙\t丁\n\nx.docx"


def test_main_text_is_the_beginning_of_the_text() -> None:
    assert _document().main_text == "甲乙\n\n丙\t丁"


def test_an_offset_leads_to_its_part() -> None:
    document = _document()
    at = document.text.index("丁")
    place = document.place_at(at)
    assert place is not None
    assert place.part.kind == PartKind.TABLE
    assert document.text[place.start : place.end] == place.part.text


def test_between_parts_and_outside_there_is_none() -> None:
    document = _document()
    assert document.place_at(3) is None
    assert document.place_at(-1) is None
    assert document.place_at(10_000) is None


def test_a_passage_says_which_parts_it_touches() -> None:
    kinds = [place.part.kind for place in _document().places_in(1, 5)]
    assert kinds == [PartKind.BODY, PartKind.TABLE]


def test_a_stored_document_comes_back_the_same() -> None:
    document = _document()
    assert Document.from_json(document.to_json()) == document


def test_main_text_comes_first_whatever_the_order_of_the_file() -> None:
    comment, body = Part(PartKind.COMMENT, "", "c"), Part(PartKind.BODY, "", "b")
    assert in_order([comment, body, Part(PartKind.HEADER, "", " ")]) == [body, comment]


def test_what_nobody_sees_does_not_part_a_name() -> None:
    assert clean("张\u200b三\u202e\ufeff\u00ad四") == "张三四"


def test_forms_that_look_like_common_characters_become_them() -> None:
    assert clean("⼈⺠法院⻓") == "人民法院长"


def test_full_width_digits_stay() -> None:
    assert clean("１３８\r\n\u00a0x") == "１３８\n x"
