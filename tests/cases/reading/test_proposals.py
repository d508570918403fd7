from __future__ import annotations

import time
from decimal import Decimal

import pytest

from cases.reading import amounts, charges, dates, laws
from cases.reading.points import points
from cases.reading.proposing import FIELDS
from cases.reading.sections import proposals
from tests.cases.reading.reports import CORRECTION, JUDGMENT, REPORT


def _texts(text: str, field: str) -> list[str]:
    return [one.text for one in proposals(text).get(field, [])]


def _values(text: str, field: str) -> list[str]:
    return [one.value for one in proposals(text).get(field, [])]


@pytest.mark.parametrize("text", [JUDGMENT, REPORT, CORRECTION])
def test_every_passage_stands_where_it_says(text: str) -> None:
    for field, passages in proposals(text).items():
        assert field in FIELDS
        for one in passages:
            assert text[one.start : one.end] == one.text


def test_a_report_proposes_its_title() -> None:
    assert _texts(REPORT, "title") == ["从一条香烟开始的滑落——某司法所工作人员受贿案警示"]


def test_a_judgment_proposes_a_title_without_a_name() -> None:
    assert _values(JUDGMENT, "title") == ["受贿案"]


def test_kinds_are_guessed() -> None:
    assert _values(JUDGMENT, "kind")[0] == "warning"
    assert _values(CORRECTION, "kind")[0] == "corrective_education"
    assert _values("普法讲堂：以案说法，法官说法", "kind")[0] == "legal_education"
    assert _values("他荣获模范称号，先进事迹受到表彰", "kind")[0] == "exemplary"


def test_the_timeline_says_when_as_it_is_written() -> None:
    assert _values(JUDGMENT, "timeline") == ["2016年春节前", "2018年5月", "同年9月20日"]
    assert _texts(REPORT, "timeline")[1] == "2018年3月，张某第一次收下一条香烟。"


def test_a_birth_date_is_no_event() -> None:
    text = "【案情】\n被告人张某，1975年3月12日出生。\n2018年3月，收下香烟。"
    assert _values(text, "timeline") == ["2018年3月"]


def test_offences_come_from_the_list_those_of_the_decision_first() -> None:
    assert _values(JUDGMENT, "offences") == ["受贿罪", "玩忽职守罪"]
    assert _values("他因涉嫌犯胡说八道罪被抓", "offences") == []


def test_statutes_are_those_of_the_reasons_one_by_one() -> None:
    assert _values(JUDGMENT, "statutes") == [
        "刑法\t第三百八十五条第一款", "刑法\t第三百八十三条第一款第（一）项、第三款",
        "刑法\t第三百九十七条第一款", "刑法\t第六十九条",
    ]  # fmt: skip
    assert _texts(JUDGMENT, "statutes")[0].startswith("《中华人民共和国刑法》第三百")


def test_the_total_comes_before_its_parts_and_fines_are_none() -> None:
    assert _values(JUDGMENT, "amount") == ["35000", "30000", "5000"]
    assert _texts(REPORT, "amount") == ["合计人民币8.6万余元"]
    assert _values(REPORT, "amount") == ["86000"]


def test_what_is_executed_comes_before_the_single_sentences() -> None:
    assert _texts(JUDGMENT, "sentence")[0] == "决定执行有期徒刑一年六个月，并处罚金人民币十万元"
    assert _texts(REPORT, "sentence")[0].startswith("判处其有期徒刑一年二个月")


def test_the_year_is_that_of_the_decision() -> None:
    assert _values(JUDGMENT, "year") == ["2021"]
    assert _values(REPORT, "year") == ["2021"]


def test_the_authority_and_its_level() -> None:
    found = _texts(JUDGMENT, "source_authority")
    assert found[:2] == ["云溪县人民法院", "云溪县人民检察院"]
    assert _values(JUDGMENT, "level")[0] == "county"
    assert _values("经青山市中级人民法院审理", "level") == ["city"]
    assert _texts("经青山市中级人民法院审理", "source_authority") == ["青山市中级人民法院"]


def test_numbers_of_the_case() -> None:
    assert _texts(JUDGMENT, "case_number") == ["（2021）云1125刑初86号", "云检刑诉〔2021〕35号"]


def test_points_lose_their_numbers() -> None:
    assert _texts(REPORT, "causes") == [
        "理想信念滑坡，纪律意识淡薄",
        "审批一人说了算",
        "监督流于形式。",
    ]
    assert _texts(REPORT, "lessons") == [
        "小礼物换大人情。\n第一次没有拒绝，就再难拒绝。",
        "权力要有人看着。",
    ]
    assert _texts(REPORT, "measures") == ["请假审批两人签字。", "每季度抽查一次。"]
    assert len(_texts(REPORT, "discussion")) == 2


def test_lessons_may_stand_in_the_commentary() -> None:
    assert _texts("【案情】\n收下香烟。\n【典型意义】\n警钟长鸣。", "lessons") == ["警钟长鸣。"]


def test_paragraphs_without_numbers_are_points() -> None:
    text = "甲。\n乙。"
    assert [text[a:b] for a, b in points(text, 0, len(text))] == ["甲。", "乙。"]


@pytest.mark.parametrize(
    ("written", "yuan"),
    [
        ("3.5万元", "35000"), ("12万余元", "120000"), ("十二万元", "120000"),
        ("1,200,000元", "1200000"), ("５０００元", "5000"), ("三千五百元", "3500"),
        ("一亿二千万元", "120000000"), ("66364元", "66364"), ("壹万贰仟元", "12000"),
        ("20余万元", "200000"), ("8.05 万元", "80500"), ("十元", "10"),
    ],
)  # fmt: skip
def test_sums_as_they_are_written(written: str, yuan: str) -> None:
    (found,) = amounts.sums(f"收受{written}。")
    assert found.yuan == Decimal(yuan)


@pytest.mark.parametrize(
    "text", ["罚金人民币十万元", "月薪5000元", "3万美元", "退缴2万元", "每月3000元/月"]
)
def test_sums_that_are_not_the_amount(text: str) -> None:
    assert amounts.sums(text) == []


@pytest.mark.parametrize(
    ("written", "year"),
    [("2021年3月", "2021"), ("二〇二一年", "2021"), ("二○一九年", "2019"), ("x", "")],
)
def test_years(written: str, year: str) -> None:
    assert dates.year(written) == year


@pytest.mark.parametrize(
    "when",
    [
        "2021年3月5日", "2021年3月上旬", "2016年至2019年间", "2021-03-05", "2021.3.5",
        "二〇二一年三月五日", "次年5月", "当日", "2020年底", "2018年3月至5月",
    ],
)  # fmt: skip
def test_dates_as_they_are_written(when: str) -> None:
    text = f"{when}，张某收下香烟。"
    (event,) = dates.events(text)
    assert event.when == when


def test_a_long_sentence_is_cut_at_a_comma() -> None:
    text = "2021年3月，" + "张某收下香烟，" * 100 + "。"
    (event,) = dates.events(text)
    assert event.end - event.start <= dates.MOST_WORDS
    assert text[event.end] == "，"


def test_articles_of_the_same_law() -> None:
    found = list(laws.articles("依照刑法第397条、同法第六十七条第三款，《社区矫正法》第三十八条"))
    assert [(one.law, one.article) for one in found] == [
        ("刑法", "第397条"), ("刑法", "第六十七条第三款"), ("社区矫正法", "第三十八条"),
    ]  # fmt: skip


def test_charges_named_as_cases_and_in_rows() -> None:
    assert [name for *_place, name in charges.named("张某玩忽职守案")] == ["玩忽职守罪"]
    names = [name for *_place, name in charges.named("犯受贿、滥用职权罪")]
    assert names == ["受贿罪", "滥用职权罪"]


def test_a_judgment_of_thirty_pages_takes_less_than_two_seconds() -> None:
    text = JUDGMENT * 25
    began = time.process_time()
    proposals(text)
    assert time.process_time() - began < 2


@pytest.mark.parametrize("sign", ["一", "（", "0", "、", " ", "，", "年", "第", "【", "犯", "某县"])
def test_no_text_makes_the_search_hang(sign: str) -> None:
    began = time.process_time()
    proposals(sign * 30_000)
    assert time.process_time() - began < 3
