"""How far a case has come: counted right, seen by those who may, the same on screen, sheet and
paper."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook
from pypdf import PdfReader

from lms.core.clock import now
from lms.core.models import AuditEntry
from lms.core.months import today
from lms.training import figures
from tests.factories import cases, people, training

pytestmark = pytest.mark.django_db


@pytest.fixture
def land():
    return people.land()


@pytest.fixture
def case(land):
    return cases.case(land.procuratorate, title="烟和假条", sharing="city")


@pytest.fixture
def prosecutor(land):
    return people.user_with_role("prosecutor", land.procuratorate)


@pytest.fixture
def staff(land, case):
    """Four people in the county, one of them in a grid of the first office, one in the other
    county."""
    post = training.post()
    grid = people.organisation(land.office, "grid", name="一网格")
    done = people.staff_member(land.office, name="完成").user
    training.study(done, case)
    training.done(done, case, post=post)
    read = people.staff_member(grid, name="读完").user
    training.study(read, case)
    training.reading(read, case, read_at=now(), post=post)
    late = people.staff_member(land.office2, name="逾期").user
    training.reading(late, case, due_on=today() - timedelta(days=1))
    away = people.staff_member(land.office2, name="离开").user
    training.reading(away, case, state="ended")
    abroad = people.staff_member(land.office3, name="外县").user
    training.done(abroad, case)


def counts(line) -> tuple:
    return line.reached, line.read, line.passed, line.signed, line.overdue


def test_the_county_is_counted_by_office_and_post(prosecutor, case, staff) -> None:
    found = figures.figures_of(prosecutor, case)
    assert counts(found.whole) == (3, 2, 1, 1, 1)
    assert [(one.name, counts(one)) for one in found.offices] == [
        ("浮云司法所", (2, 2, 1, 1, 0)), ("崇头司法所", (1, 0, 0, 0, 1)),
    ]  # fmt: skip
    assert [(one.name, one.reached) for one in found.posts] == [
        ("专职工作者", 2), ("未识别出岗位", 1),
    ]  # fmt: skip
    assert found.whole.percent == 33


def test_minutes_are_those_that_were_verified(prosecutor, case, staff) -> None:
    found = figures.figures_of(prosecutor, case)
    assert found.whole.seconds == 2 * case.nominal_seconds
    assert found.whole.minutes == round(2 * case.nominal_seconds / 60 / 3, 1)


def test_whoever_watches_a_city_sees_both_counties(land, case, staff) -> None:
    manager = people.user_with_role("manager", land.city)
    found = figures.figures_of(manager, case)
    assert [(one.name, one.reached) for one in found.counties] == [("云和县", 3), ("青田县", 1)]


def test_figures_cost_the_same_for_many(
    land, prosecutor, case, staff, django_assert_num_queries
) -> None:
    for _n in range(6):
        training.reading(people.staff_member(land.office).user, case)
    watcher = people.again(prosecutor)
    with django_assert_num_queries(6):
        assert figures.figures_of(watcher, case).whole.reached == 9


def test_the_page_shows_the_figures(client, prosecutor, case, staff) -> None:
    client.force_login(people.again(prosecutor))
    seen = client.get(f"/training/cases/{case.pk}/figures/").content.decode()
    assert "浮云司法所" in seen
    assert "鹤城司法所" not in seen
    assert "完成" not in seen.split("<main")[1].split("逾期")[0], "no names among figures"


def test_sheet_and_paper_say_what_the_screen_says(client, prosecutor, case, staff) -> None:
    client.force_login(people.again(prosecutor))
    shown = figures.figures_of(people.again(prosecutor), case)
    given = client.get(reverse("training:figures_export", args=[case.pk, "xlsx"]))
    sheet = load_workbook(BytesIO(b"".join(given))).active
    rows = [[cell or "" for cell in row] for row in sheet.iter_rows(min_row=2, values_only=True)]
    assert rows == [[cell or "" for cell in row] for row in shown.rows()]
    given = client.get(reverse("training:figures_export", args=[case.pk, "pdf"]))
    paper = PdfReader(BytesIO(b"".join(given)))
    text = "".join(page.extract_text() for page in paper.pages)
    for word in ("烟和假条", "浮云司法所", "崇头司法所", "专职工作者"):
        assert word in text
    assert AuditEntry.objects.filter(verb="training.figures_exported").count() == 2


def test_a_title_in_a_sheet_is_no_formula(client, land, prosecutor) -> None:
    case = cases.case(land.procuratorate, title="=1+1")
    client.force_login(people.again(prosecutor))
    given = client.get(reverse("training:figures_export", args=[case.pk, "xlsx"]))
    assert load_workbook(BytesIO(b"".join(given)))


def test_names_are_seen_by_who_watches_and_the_look_up_is_logged(
    client, prosecutor, case, staff
) -> None:
    client.force_login(people.again(prosecutor))
    seen = client.get(f"/training/cases/{case.pk}/people/?state=overdue").content.decode()
    assert '<th scope="row">逾期</th>' in seen
    assert '<th scope="row">外县</th>' not in seen
    entry = AuditEntry.objects.get(verb="training.people_looked_up")
    assert (entry.actor, entry.after) == (prosecutor, {"state": "overdue"})


def test_an_office_is_chosen_with_its_grids(client, land, prosecutor, case, staff) -> None:
    client.force_login(people.again(prosecutor))
    address = f"/training/cases/{case.pk}/people/?place={land.office.pk}"
    seen = client.get(address).content.decode()
    assert '<th scope="row">读完</th>' in seen
    assert '<th scope="row">逾期</th>' not in seen


def test_the_list_of_people_costs_the_same_for_many(
    client, land, prosecutor, case, staff, django_assert_num_queries
) -> None:
    for _n in range(6):
        training.reading(people.staff_member(land.office).user, case)
    client.force_login(people.again(prosecutor))
    with django_assert_num_queries(14):
        client.get(f"/training/cases/{case.pk}/people/")


def test_a_prosecutor_takes_no_names_away(client, land, prosecutor, case, staff) -> None:
    address = f"/training/cases/{case.pk}/people/"
    client.force_login(people.again(prosecutor))
    assert client.post(address, {"export": "xlsx"}).status_code == 403
    client.force_login(people.again(people.user_with_role("manager", land.county)))
    assert client.post(address, {"export": "xlsx"}).status_code == 200


def test_cases_are_listed_with_their_figures(client, prosecutor, case, staff) -> None:
    client.force_login(people.again(prosecutor))
    seen = client.get("/training/cases/").content.decode()
    row = seen.split("烟和假条")[1].split("</tr>")[0]
    numbers = [cell.split("<")[0] for cell in row.split('<td class="r">')[1:]]
    assert numbers == ["3", "2", "1", "1", "1"]


@pytest.mark.parametrize(
    "page", ["figures/", "figures/export.xlsx", "figures/export.pdf", "people/"]
)
def test_another_countys_prosecutor_finds_no_case(client, land, page) -> None:
    case = cases.case(land.procuratorate, title="只在本县")
    other = people.organisation(land.county2, "procuratorate")
    client.force_login(people.user_with_role("prosecutor", other))
    assert client.get(f"/training/cases/{case.pk}/{page}").status_code == 404
    assert client.get(f"/training/cases/999999/{page}").status_code == 404
    assert "只在本县" not in client.get("/training/cases/").content.decode()


def test_a_withdrawn_case_has_no_figures(client, land, prosecutor, case, staff) -> None:
    type(case).objects.filter(pk=case.pk).update(withdrawn_at=now())
    client.force_login(people.again(prosecutor))
    assert client.get(f"/training/cases/{case.pk}/figures/").status_code == 404
    assert "烟和假条" not in client.get("/training/cases/").content.decode()


@pytest.mark.parametrize("role", ["officer", "editor", "reviewer", "offender"])
def test_others_see_no_figures(client, land, case, role) -> None:
    user = people.offender(land.office).user if role == "offender" else None
    client.force_login(user or people.user_with_role(role, land.county))
    for page in ("", f"{case.pk}/figures/", f"{case.pk}/people/"):
        assert client.get(f"/training/cases/{page}").status_code == 403
