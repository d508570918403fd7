"""The case library: who sees what, filters, the file, cards for learners, what it costs."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook

from cases import references
from tests.cases.library.conftest import shown
from tests.factories import cases as make
from tests.factories import people


def test_staff_find_it_in_the_library(case: Any, officer: Client) -> None:
    for path in ("/cases/", "/library/cases/"):
        html = shown(officer, path)
        assert case.title in html
        assert f'href="/cases/{case.pk}/"' in html
    assert "/library/cases/" in shown(officer, "/library/")
    assert officer.get(f"/library/cases/{case.pk}/")["Location"] == f"/cases/{case.pk}/"


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("kind=warning", True), ("kind=exemplary", False), ("year=2024", True),
        ("year=2023", False), ("level=county", True), ("level=nation", False),
        ("words=香烟", True), ("words=侥幸", True), ("words=香烟 没有", False),
        ("audience=staff", True), ("audience=offenders", False), ("kind=nonsense", False),
    ],
)  # fmt: skip
def test_filters(case: Any, officer: Client, query: str, found: bool) -> None:
    assert (f'/cases/{case.pk}/"' in shown(officer, f"/cases/?{query}")) is found


@pytest.mark.parametrize(
    ("name", "word", "found"),
    [("risk_point", "point", True), ("risk_point", "above", True), ("offence", "offence", True),
     ("post", "post", True)],
)  # fmt: skip
def test_filters_by_word_lists(
    case: Any, officer: Client, words: Any, name: str, word: str, found: bool
) -> None:
    """A risk point finds what belongs to the points below it."""
    assert (case.title in shown(officer, f"/cases/?{name}={words[word].pk}")) is found


def test_a_point_below_does_not_find_what_is_above(land: Any, words: Any, officer: Client) -> None:
    make.case(land.county, title="上级风险点的案例", risk_points=[words["above"]])
    html = shown(officer, f"/cases/?risk_point={words['point'].pk}")
    assert "上级风险点的案例" not in html


def test_only_owners_that_one_can_see_are_offered(land: Any, case: Any, officer: Client) -> None:
    make.case(land.county2, title="外县", sharing="county")
    html = shown(officer, "/cases/")
    assert f'<option value="{land.county.pk}"' in html
    assert f'<option value="{land.county2.pk}"' not in html
    assert case.title in shown(officer, f"/cases/?organisation={land.county.pk}")


def test_what_is_not_shared_is_not_there(land: Any, at_desk: Any) -> None:
    make.case(land.county, title="本县的案例", sharing="county")
    assert "本县的案例" not in shown(at_desk("officer", land.office3), "/cases/")
    make.case(land.county, title="草稿", live=False)
    assert "草稿" not in shown(at_desk("officer", land.office), "/cases/")


def test_the_file_is_the_screen_without_the_case_number(
    land: Any, case: Any, officer: Client
) -> None:
    reviewer = people.user_with_role("reviewer", land.county)
    references.set_number(by=reviewer, case=case, number="（2024）某刑初12号")
    answer = officer.post("/cases/?kind=warning", {"export": "xlsx"})
    sheet = load_workbook(BytesIO(b"".join(answer.streaming_content))).active
    cells = [str(cell.value) for row in sheet.iter_rows() for cell in row]
    assert case.title in cells
    assert "请假外出审批" in cells
    assert not any("刑初" in cell for cell in cells)


def test_learners_get_cards_of_what_is_theirs(land: Any, case: Any, learner: Client) -> None:
    make.case(land.county, title="他走出来了", kind="exemplary", audience="both")
    make.case(land.county, title="法律怎么说", kind="legal_education", audience="offenders")
    html = shown(learner, "/cases/")
    assert "他走出来了" in html
    assert case.title not in html
    only = shown(learner, "/cases/?kind=exemplary")
    assert ("他走出来了" in only, "法律怎么说" in only) == (True, False)


def test_nothing_that_staff_sort_by_is_shown_to_learners(
    land: Any, case: Any, words: Any, learner: Client
) -> None:
    one = make.case(land.county, kind="exemplary", audience="both", risk_points=[words["point"]])
    html = shown(learner, f"/cases/?kind=warning&risk_point={words['point'].pk}")
    assert one.title in html
    for secret in ("请假外出审批", "风险点", "受贿罪", "警示案例"):
        assert secret not in html
    assert learner.post("/cases/", {"export": "xlsx"}).status_code == 403


def test_a_juvenile_sees_only_what_is_for_juveniles(land: Any, at_desk: Any) -> None:
    make.case(land.county, title="成年人的故事", kind="exemplary", audience="both")
    make.case(
        land.county, title="少年的故事", kind="exemplary", audience="both", juveniles_allowed=True
    )
    client = at_desk(people.offender(land.office, juvenile_regime=True).user)
    html = shown(client, "/cases/")
    assert ("成年人的故事" in html, "少年的故事" in html) == (False, True)


def test_strangers_sign_in_first(case: Any) -> None:
    assert Client().get("/cases/").status_code == 302
    assert Client().get(f"/cases/{case.pk}/").status_code == 302


def test_a_dozen_cases_cost_no_more_than_one(
    land: Any, case: Any, words: Any, officer: Client, django_assert_num_queries: Any
) -> None:
    shown(officer, "/cases/")
    with django_assert_num_queries(15):
        shown(officer, "/cases/")
    for number in range(12):
        make.case(
            land.county, title=f"案例{number}", risk_points=[words["point"]],
            offences=[words["offence"]], post=words["post"],
        )  # fmt: skip
    with django_assert_num_queries(15):
        shown(officer, "/cases/")


def test_cards_cost_no_more_either(
    land: Any, learner: Client, django_assert_num_queries: Any
) -> None:
    for number in range(3):
        make.case(land.county, title=f"典型{number}", kind="exemplary", audience="both")
    shown(learner, "/cases/")
    with django_assert_num_queries(9):
        shown(learner, "/cases/")
