"""Risk points × posts: what is covered, what is a gap, said in words."""

from __future__ import annotations

from io import BytesIO

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from lms.training import coverage, defaults
from tests.factories import cases, people, training

pytestmark = pytest.mark.django_db


@pytest.fixture
def land():
    return people.land()


@pytest.fixture
def prosecutor(land):
    return people.user_with_role("prosecutor", land.procuratorate)


@pytest.fixture
def terms(land):
    return defaults.ensure_terms()


def cell(user, terms, risk: str, post: str) -> coverage.Cell:
    posts, risks = terms
    found = coverage.coverage_of(people.again(user))
    return found.cells[risks[risk].pk, posts[post].pk]


def test_without_anything_every_cell_is_a_gap(prosecutor, terms) -> None:
    found = coverage.coverage_of(prosecutor)
    assert {one.state for one in found.cells.values()} == {"gap"}
    assert len(found.gaps) == len(defaults.concerned())


def test_a_case_without_a_rule_is_read_by_nobody(land, prosecutor, terms) -> None:
    posts, risks = terms
    cases.case(land.procuratorate, risk_points=[risks["gifts"]], post=posts["office-head"])
    assert cell(prosecutor, terms, "gifts", "office-head").state == "no_training"


def test_a_case_and_a_rule_cover(land, prosecutor, terms) -> None:
    posts, risks = terms
    cases.case(land.procuratorate, risk_points=[risks["gifts"]], post=posts["office-head"])
    training.rule(land.county, risks=[risks["gifts"]])
    found = cell(prosecutor, terms, "gifts", "office-head")
    assert (found.state, found.cases, found.rules) == ("covered", 1, 1)
    assert cell(prosecutor, terms, "gifts", "grid-worker").state == "gap", "a rule is a promise"


def test_rules_of_another_county_and_retired_ones_cover_nothing(land, prosecutor, terms) -> None:
    training.rule(land.county2)
    training.rule(land.county, is_active=False)
    assert cell(prosecutor, terms, "gifts", "office-head").rules == 0


def test_a_rule_from_above_counts(land, prosecutor, terms) -> None:
    training.rule(land.province)
    assert cell(prosecutor, terms, "gifts", "office-head").rules == 1


def test_readings_are_counted_by_the_post_of_the_day(land, prosecutor, terms) -> None:
    posts, risks = terms
    case = cases.case(land.procuratorate, risk_points=[risks["gifts"], risks["data-leak"]])
    training.done(people.staff_member(land.office).user, case, post=posts["grid-worker"])
    found = cell(prosecutor, terms, "data-leak", "grid-worker")
    assert (found.given, found.done, found.state) == (1, 1, "no_case")


def test_the_matrix_costs_the_same_for_many(
    land, prosecutor, terms, django_assert_num_queries
) -> None:
    posts, risks = terms
    for _n in range(4):
        case = cases.case(land.procuratorate, risk_points=[risks["gifts"]])
        training.reading(people.staff_member(land.office).user, case, post=posts["grid-worker"])
        training.rule(land.county, posts=posts.values())
    watcher = people.again(prosecutor)
    with django_assert_num_queries(10):
        coverage.coverage_of(watcher)


def test_page_and_sheet_say_gaps_in_words(client, land, prosecutor, terms) -> None:
    client.force_login(people.again(prosecutor))
    words = coverage.Cell().words
    assert words in client.get("/training/coverage/").content.decode()
    given = client.get("/training/coverage/export.xlsx")
    rows = load_workbook(BytesIO(b"".join(given))).active.iter_rows(values_only=True)
    assert words in {row[2] for row in rows}
    given = client.get("/training/coverage/export.pdf")
    text = PdfReader(BytesIO(b"".join(given))).pages[0].extract_text().replace("\n", "")
    assert words in text


@pytest.mark.parametrize("role", ["officer", "editor", "reviewer"])
def test_others_do_not_see_it(client, land, role) -> None:
    client.force_login(people.user_with_role(role, land.county))
    assert client.get("/training/coverage/").status_code == 403
    assert client.get("/training/coverage/export.xlsx").status_code == 403
