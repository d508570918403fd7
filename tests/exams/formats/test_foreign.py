"""Files as Moodle, TAO, ONYX, Canvas and people write them: taken rightly, or said."""

from __future__ import annotations

import base64
from collections.abc import Mapping

import pytest

from exams import formats
from exams.formats import FileRefused, Found, Result, formulas, languages, xml
from tests.exams import made
from tests.exams.formats.hand import declared, item, moodle, one, only, packed, quiz, read, said

OPTIONS = (
    "<answer fraction='100'><text>yes</text></answer><answer fraction='0'><text>no</text></answer>"
)
CHOICE = (
    '<choiceInteraction responseIdentifier="RESPONSE" shuffle="false" maxChoices="1">'
    '<prompt>Why?</prompt><simpleChoice identifier="a">this</simpleChoice>'
    '<simpleChoice identifier="b">that</simpleChoice></choiceInteraction>'
)
ITEM = item(CHOICE, declared("a"))
OLD = '<questestinterop xmlns="http://www.imsglobal.org/xsd/ims_qtiasiv1p2"/>'


def manifest(hrefs: Mapping[str, str]) -> str:
    rows = "".join(
        f'<resource identifier="r{place}" type="{kind}" href="{href}"/>'
        for place, (href, kind) in enumerate(hrefs.items())
    )
    return f"<manifest><resources>{rows}</resources></manifest>"


def package(members: Mapping[str, bytes | str]) -> Result:
    return formats.read(packed(members))


def stem(found: Found) -> str:
    assert found.question is not None
    return found.question.stem


# --- files that are something else -----------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "advice"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "save the table as an Excel"),
        (b"%PDF-1.7\n", "PDF files are not taken"),
        (b"Rar!\x1a\x07\x01\x00", "RAR files are not taken"),
        (packed({"word/document.xml": "<w/>"}), "Word files are not taken"),
        (packed({"xl/workbook.bin": "x"}), "save the table as an Excel"),
        (packed({"mimetype": "application/vnd.oasis.opendocument.spreadsheet"}), "as an Excel"),
        (packed({"a.xml": "<quiz/>"}), "imported one by one"),
        (OLD.encode(), "QTI 1.2"),
        (packed({"a.xml": OLD}), "QTI 1.2"),
        (packed({"imsmanifest.xml": manifest({"a.xml": "imsqti_xmlv1p2"})}), "QTI 1.2"),
        (b"<qti-assessment-test identifier='t'/>", "whole package"),
        ("题型,题干\n单选题,问".encode(), "Taken are Excel"),
    ],
)
def test_what_it_is_and_what_to_do(content, advice):
    with pytest.raises(FileRefused, match=advice):
        formats.read(content)


# --- Moodle ----------------------------------------------------------------------------------


def test_a_category_stays_beside_the_tags():
    category = "<question type='category'><category><text>top/Law</text></category></question>"
    tagged = moodle("multichoice", OPTIONS + "<tags><tag><text>new</text></tag></tags>")
    (found,) = read(tagged.replace("<quiz>", f"<quiz>{category}")).questions
    assert found.tags == ("new", "Law")


@pytest.mark.parametrize(
    "text",
    [
        '<span lang="en" class="multilang">Hi</span> <span class="multilang" lang="zh">好</span>',
        "{mlang en}Hi{mlang}{mlang zh_cn}好{mlang}",
    ],
)
def test_of_several_languages_one_is_taken(text):
    found = only(moodle("multichoice", OPTIONS, f"<p>{text}!</p>"))
    assert stem(found) == "<p>好!</p>"
    assert "left out: en" in said(found)


def test_without_chinese_the_first_language_is_taken():
    text = "{mlang de}Hallo{mlang} {mlang other}Hi{mlang} 1 {mlang fr}Salut{mlang}"
    assert languages.one_language(text) == ("Hi 1 Salut", ["de"])


def test_formulas_become_letters_or_are_said():
    power = "<math><msup><mi>x</mi><mn>2</mn></msup></math>"
    assert stem(only(moodle("multichoice", OPTIONS, f"<p>{power}</p>"))) == "<p>x<sup>2</sup></p>"
    found = only(moodle("multichoice", OPTIONS, r"<p>\(x^2\)</p>"))
    assert r"stay as they are typed: \(x^2\)" in said(found)


@pytest.mark.parametrize(
    ("markup", "html"),
    [
        ("<mfrac><mn>1</mn><mrow><mi>a</mi><mo>+</mo><mi>b</mi></mrow></mfrac>", "1/(a+b)"),
        ("<msqrt><mi>x</mi></msqrt>", "√x"),
        ("<msubsup><mi>x</mi><mn>1</mn><mn>2</mn></msubsup>", "x<sub>1</sub><sup>2</sup>"),
        ("<mroot><mi>x</mi><mn>3</mn></mroot>", "<sup>3</sup>√x"),
        ("<mfenced><mi>a</mi><mi>b</mi></mfenced>", "(a,b)"),
        ("<semantics><mi>a</mi><annotation>x</annotation></semantics>", "a"),
        ("<mi>a</mi><mo>&lt;</mo><mi>b</mi>", "a&lt;b"),
    ],
)
def test_mathml(markup, html):
    lost: list[str] = []
    root, _source = xml.parse(f"<math>{markup}</math>".encode())
    assert (formulas.mathml(root, lost), lost) == (html, [])


def test_a_shape_that_has_no_letters_is_named():
    lost: list[str] = []
    root, _source = xml.parse(b"<math><mtable><mi>a</mi></mtable></math>")
    assert (formulas.mathml(root, lost), lost) == ("a", ["<mtable>"])


def test_a_text_of_nothing_but_layout_is_no_text():
    assert "has no text" in said(only(moodle("multichoice", OPTIONS, "<p> </p>")))


def test_a_picture_in_a_folder_is_found():
    data = base64.b64encode(made.picture(1)).decode()
    text = '<p><img src="@@PLUGINFILE@@/sub/a.png" alt="sign"></p>'
    file = f"</text><file name='a.png' path='/sub/' encoding='base64'>{data}</file>"
    body = moodle("multichoice", OPTIONS, text).replace(
        "</text></questiontext>", f"{file}</questiontext>"
    )
    assert list(one(body).pictures) == ["a.png"]


@pytest.mark.parametrize("gap", ["{1:SA:=x_{1}}", "{1:shortanswer:=a}", "{1:MULTIRESPONSE:=a~=b}"])
def test_a_gap_that_is_not_read_is_not_shown_with_its_answer(gap):
    found = only(moodle("cloze", "", f"{{1:SA:=a}} and {gap}"))
    assert found.question is None


def test_comments_on_wrong_answers_are_said():
    wrong = "<answer fraction='0'><text>b</text><feedback><text>No.</text></feedback></answer>"
    right = "<answer fraction='100'><text>a</text></answer>"
    assert "comment on an answer" in said(only(moodle("shortanswer", right + wrong)))
    assert "comment on an answer" in said(only(moodle("cloze", "", "{1:SA:=a~b#No.}")))
    assert "comment on an answer" in said(only("Where? {=a =%50%b#Nearly.}"))


def test_a_share_out_of_all_bounds_is_no_number():
    body = OPTIONS.replace("'100'", "'1e999'")
    assert "share of an answer is no number" in said(only(moodle("multichoice", body)))


def test_what_is_hidden_or_unknown_is_said():
    found = only(moodle("multichoice", f"<hidden>1</hidden><odd>words</odd>{OPTIONS}"))
    assert "hidden there" in said(found)
    assert "odd" in said(found)


def test_questions_in_one_quiz_that_are_not_taken_do_not_hold_up_the_others():
    kinds = ["calculated", "ddimageortext", "random", "coderunner", "description"]
    other = [f"<question type='{kind}'><name><text>n</text></name></question>" for kind in kinds]
    result = read(
        quiz(*other).replace("</quiz>", moodle("multichoice", OPTIONS).partition("<quiz>")[2])
    )
    assert len(result.questions) == 1
    assert len(result.found) == len(kinds) + 1


# --- GIFT and Aiken --------------------------------------------------------------------------


def test_a_refused_question_is_named_by_its_words():
    assert only("Something {oh", "gift").name == "Something {oh"


def test_a_picture_in_gift_leaves_its_words():
    found = only('Look <img src="@@PLUGINFILE@@/a.png" alt="sign"> {T}')
    assert stem(found) == "Look [sign]"
    assert "a.png" in said(found)


def test_brackets_in_an_aiken_file_are_no_gift():
    assert read("The set {1,2}?\nA. yes\nB. no\nANSWER: A").format == "aiken"
    assert read("ANSWER: is it? {T}").format == "gift"


@pytest.mark.parametrize("mark", ["{}.", "{})", "({})", "（{}）", "{}:", "{}：", "{}、", " {} .\t"])
def test_marks_of_options_in_aiken(mark):
    text = f"Why?\n{mark.format('A')} this\n{mark.format('B')} that\nANSWER: b"
    assert [option.right for option in one(text).options] == [False, True]


def test_a_reason_below_an_answer_is_not_the_next_question():
    text = "Why?\nA. a\nB. b\nANSWER: A\nBecause.\n\nWho?\nA. a\nB. b\nANSWER: B"
    first, reason, second = read(text).found
    assert (stem(first), stem(second)) == ("Why?", "Who?")
    assert "without a question" in said(reason)


# --- QTI -------------------------------------------------------------------------------------


def test_a_broken_item_does_not_hold_up_the_others():
    listed = manifest({"a.xml": "imsqti_item_xmlv2p1", "b.xml": "imsqti_item_xmlv2p1"})
    result = package({"imsmanifest.xml": listed, "a.xml": ITEM, "b.xml": ITEM[:-20]})
    assert len(result.questions) == 1
    assert (result.found[1].place, "sound XML" in said(result.found[1])) == ("b.xml", True)


def test_what_a_mac_adds_to_an_archive_is_passed_over():
    result = package({"q/a.xml": ITEM, "__MACOSX/q/._a.xml": b"\x00\x05\x16\x07"})
    assert len(result.found) == len(result.questions) == 1


def test_the_text_that_a_question_is_about_stands_in_front_of_it():
    reference = '<qti-assessment-stimulus-ref identifier="s" href="../texts/s.xml"/>'
    body = ITEM.replace("<itemBody>", f"{reference}<itemBody>")
    text = (
        "<qti-assessment-stimulus><qti-stimulus-body><p>Once <img src='a.png' alt='x'/></p>"
        "</qti-stimulus-body></qti-assessment-stimulus>"
    )
    listed = manifest({"items/a.xml": "imsqti_item_xmlv3p0"})
    members = {"imsmanifest.xml": listed, "items/a.xml": body, "texts/a.png": made.picture(1)}
    (found,) = package({**members, "texts/s.xml": text}).found
    assert stem(found) == '<p>Once <img src="a.png" alt="x"></p><p>Why?</p>'
    (found,) = package(members).found
    assert found.question is None


def test_a_text_that_is_included_from_elsewhere_is_missed():
    assert "is about" in said(only(item(f'<include href="p.xml"/>{CHOICE}', declared("a"))))


def test_instructions_are_kept_and_passing_texts_named():
    instructions = '<rubricBlock view="candidate"><p>Read first.</p></rubricBlock>'
    passing = '<feedbackBlock identifier="x"><p>Then</p></feedbackBlock>'
    found = only(item(instructions + passing + CHOICE, declared("a")))
    assert stem(found) == "<p>Read first.</p><p>Why?</p>"
    assert "feedbackBlock" in said(found)


def test_a_right_answer_that_is_no_option_is_refused():
    text = item(CHOICE, declared("a", "z", cardinality="multiple"))
    assert "not there" in said(only(text))


def test_a_button_that_ends_the_turn_and_other_parts_are_named():
    button = '<endAttemptInteraction responseIdentifier="HINT" title="hint"/>'
    found = only(item(CHOICE + button, declared("a"), "<catalogInfo>x</catalogInfo>"))
    assert found.question is not None
    assert "endAttemptInteraction" in said(found)
    assert "catalogInfo" in said(found)


def test_formulas_in_items():
    power = "<m:math><m:msup><m:mi>x</m:mi><m:mn>2</m:mn></m:msup></m:math>"
    text = item(f"<p>{power}</p>{CHOICE}", declared("a"))
    text = text.replace("<assessmentItem ", '<assessmentItem xmlns:m="http://m" ')
    assert one(text).stem == "<p>x<sup>2</sup></p><p>Why?</p>"
