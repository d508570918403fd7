"""QTI 2.1, 2.2 and 3.0: interactions, packages, what is said about the rest."""

from __future__ import annotations

import zipfile
from decimal import Decimal
from io import BytesIO

import pytest

from exams import formats
from exams.bank import plain
from exams.bank.plain import Blank, Pair
from exams.formats import FileRefused
from tests.exams import made
from tests.exams.formats.hand import declared, item, one, only, packed, said

CHOICE = (
    '<choiceInteraction responseIdentifier="RESPONSE" shuffle="true" maxChoices="1">'
    '<prompt>Why?</prompt><simpleChoice identifier="A">a<feedbackInline outcomeIdentifier="F"'
    ' identifier="A" showHide="show">no</feedbackInline></simpleChoice>'
    '<simpleChoice identifier="B">b</simpleChoice></choiceInteraction>'
)


def test_a_single_choice_with_feedback():
    question = one(item(f"<p>Look.</p>{CHOICE}", declared("B")))
    assert (question.kind, question.stem) == (plain.SINGLE, "<p>Look.</p><p>Why?</p>")
    assert [(one.id, one.right, one.feedback) for one in question.options] == [
        ("A", False, "no"), ("B", True, ""),
    ]  # fmt: skip


def test_true_and_false_are_known_by_their_marks():
    body = CHOICE.replace('"A"', '"false"').replace('"B"', '"true"')
    assert one(item(body, declared("true"))).kind == plain.TRUE_FALSE


def test_without_a_right_answer_the_mapping_says_it():
    mapping = (
        '<responseDeclaration identifier="RESPONSE" cardinality="single" baseType="identifier">'
        '<mapping><mapEntry mapKey="A" mappedValue="2"/><mapEntry mapKey="B" mappedValue="1"/>'
        "</mapping></responseDeclaration>"
    )
    after = '<responseProcessing template="http://x/map_response"/>'
    found = only(item(CHOICE, mapping, after))
    assert [option.right for option in found.question.options] == [True, False]
    assert found.question.score == 2
    assert "50 %" in said(found)


def test_order():
    body = (
        '<orderInteraction responseIdentifier="RESPONSE"><prompt>Sort.</prompt>'
        '<simpleChoice identifier="X">x</simpleChoice><simpleChoice identifier="Y">y</simpleChoice>'
        "</orderInteraction>"
    )
    assert one(item(body, declared("Y", "X", cardinality="ordered"))).items == ("y", "x")


def test_free_pairs_get_sides():
    choices = "".join(
        f'<simpleAssociableChoice identifier="{name}" matchMax="1">{name.lower()}'
        "</simpleAssociableChoice>"
        for name in "ABCD"
    )
    body = f'<associateInteraction responseIdentifier="RESPONSE">{choices}</associateInteraction>'
    found = only(item(f"<p>?</p>{body}", declared("A D", "C B", cardinality="multiple")))
    assert found.question.pairs == (Pair("a", "d"), Pair("c", "b"))


def test_text_entries_are_blanks():
    body = (
        '<p>In <textEntryInteraction responseIdentifier="Y"/> by '
        '<textEntryInteraction responseIdentifier="N"/>.</p>'
    )
    declarations = declared("2020", kind="integer", name="Y") + declared(
        "Congress", kind="string", name="N"
    )
    question = one(item(body, declarations))
    assert question.stem == "<p>In {{1}} by {{2}}.</p>"
    assert question.blanks == (
        Blank(("2020",), Decimal(0)),
        Blank(("Congress",), ignore_case=False),
    )


def test_an_extended_text_with_a_rubric_for_the_scorer():
    body = (
        '<rubricBlock view="scorer"><p>Look for § 27.</p></rubricBlock><p>Why?</p>'
        '<extendedTextInteraction responseIdentifier="RESPONSE"/>'
    )
    question = one(item(body))
    assert (question.kind, question.stem) == (plain.SHORT, "<p>Why?</p>")
    assert question.model_answer == "Look for § 27."


def test_several_interactions_make_a_case():
    second = CHOICE.replace("RESPONSE", "R2").replace("Why?", "Who?")
    question = one(item(f"<p>Story.</p>{CHOICE}{second}", declared("A") + declared("B", name="R2")))
    assert (question.kind, question.stem) == (plain.CASE, "<p>Story.</p>")
    assert [part.stem for part in question.parts] == ["Why?", "Who?"]


@pytest.mark.parametrize(
    "tag", ["hotspotInteraction", "uploadInteraction", "sliderInteraction", "customInteraction"]
)
def test_interactions_that_are_not_known_are_refused_by_name(tag):
    found = only(item(f'<p>?</p><{tag} responseIdentifier="RESPONSE"/>'))
    assert found.question is None
    assert tag in said(found)


def test_rules_of_its_own_are_said():
    rules = "<responseProcessing><responseCondition/></responseProcessing>"
    assert "rules of its own" in said(only(item(CHOICE, declared("A"), rules)))


def test_numbers_at_random_are_refused():
    assert "random" in said(only(item(CHOICE, declared("A") + "<templateDeclaration/>")))


MANIFEST = (
    '<manifest xmlns="http://www.imsglobal.org/xsd/imscp_v1p1"><resources>'
    '<resource identifier="b" type="imsqti_item_xmlv2p1" href="b/b.xml"/>'
    '<resource identifier="a" type="imsqti_item_xmlv2p1" href="a.xml"/>'
    '<resource identifier="t" type="imsqti_test_xmlv2p1" href="test.xml"/>'
    '<resource identifier="c" type="imsqti_item_xmlv2p1" href="gone.xml"/>'
    "</resources></manifest>"
)
PICTURED = item(f'<p><img src="../img/s.png" alt="sign"/></p>{CHOICE}', declared("A"))


def test_a_package_is_read_in_the_order_of_its_manifest_with_its_pictures():
    content = packed(
        {"imsmanifest.xml": MANIFEST, "a.xml": item(CHOICE, declared("A")), "b/b.xml": PICTURED,
         "img/s.png": made.picture(1)}
    )  # fmt: skip
    result = formats.read(content)
    assert [found.place for found in result.found] == ["b/b.xml", "a.xml", "gone.xml"]
    assert result.questions[0].pictures == {"s.png": made.picture(1)}
    assert "not in the package" in said(result.found[2])
    assert "test.xml" in result.problems[0].what


def test_a_package_without_a_manifest_is_read_all_the_same():
    result = formats.read(packed({"a.xml": item(CHOICE, declared("A")), "x/s.png": b"x"}))
    assert len(result.questions) == 1
    assert "no manifest" in result.problems[0].what


def test_a_manifest_alone_is_not_a_package():
    with pytest.raises(FileRefused, match="whole archive"):
        formats.read(MANIFEST.encode())


def test_an_address_that_leads_out_finds_nothing():
    text = PICTURED.replace("../img", "../../../etc")
    content = packed({"imsmanifest.xml": MANIFEST.replace("b/b", "b"), "b.xml": text})
    found = formats.read(content).found[0]
    assert "not in the file" in said(found)


@pytest.mark.parametrize(
    ("format", "tag"), [("qti", b"<simpleChoice"), ("qti3", b"<qti-simple-ch")]
)
def test_both_versions_are_written(format, tag):
    question = one(item(CHOICE, declared("B")))
    with zipfile.ZipFile(BytesIO(formats.write([question], format).content)) as archive:
        assert archive.namelist() == ["items/0001.xml", "imsmanifest.xml"]
        assert tag in archive.read("items/0001.xml")


def test_the_same_questions_make_the_same_file():
    question = one(item(CHOICE, declared("B")))
    assert formats.write([question], "qti") == formats.write([question], "qti")
