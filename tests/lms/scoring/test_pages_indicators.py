"""Pages of the three zeros: figures, cases, entering, correcting; who may and who may not."""

from __future__ import annotations

from datetime import UTC, date, datetime
from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from lms.scoring.models import Attachment, IndicatorRecord
from tests.factories import people, scoring

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 5)


@pytest.fixture(autouse=True)
def moment(at):
    at(datetime(2026, 11, 20, 2, tzinfo=UTC))


@pytest.fixture
def manager(land):
    return people.user_with_role("manager", land.county)


@pytest.fixture
def person(land):
    return people.offender(land.office, code="YH-1")


def as_(user):
    client = Client()
    client.force_login(user)
    return client


def url(name, *args):
    return reverse(f"scoring:{name}", args=args)


def text_of(response):
    return response.content.decode()


def test_the_figures_by_county_and_office(land, manager, person):
    scoring.indicator(land.office, "reoffence", DAY, offender=person)
    answer = as_(manager).get(url("indicators"))
    names = [row.name for row in answer.context["table"].page.rows]
    assert names == [land.county.name, land.office.name, land.office2.name]
    assert answer.context["zeros"][0].figure.count == 1
    assert "100.00" in text_of(answer)


def test_the_file_holds_what_the_page_shows(land, manager, person):
    scoring.indicator(land.office, "reoffence", DAY, offender=person)
    answer = as_(manager).post(url("indicators"), {"export": "xlsx"})
    sheet = load_workbook(BytesIO(b"".join(answer.streaming_content))).active
    rows = [row for row in sheet.iter_rows(values_only=True) if row[0] == land.office.name]
    assert rows[0][1:4] == (1, 100, 15)


def test_a_year_can_be_chosen(land, manager, person):
    scoring.indicator(land.office, "reoffence", date(2025, 5, 1), offender=person)
    answer = as_(manager).get(url("indicators"), {"year": "2025", "kind": "justice_office"})
    assert answer.context["year"] == 2025
    assert answer.context["zeros"][0].figure.count == 1
    assert len(answer.context["table"].page.rows) == 2


def test_a_case_is_entered_with_its_evidence(land, manager, person):
    form = {"organisation": land.office.pk, "offender": "YH-1", "on": "2026-11-05",
            "source": "公安局通报", "files": [scoring.pdf()]}  # fmt: skip
    client = as_(manager)
    answer = client.post(url("new_indicator", "absconded"), form)
    case = IndicatorRecord.objects.get()
    assert answer.url == url("indicator", case.pk)
    assert case.organisation == land.office
    kept = Attachment.objects.get(about=case.pk)
    assert kept.name in text_of(client.get(answer.url))
    assert client.get(url("attachment", kept.pk)).status_code == 200


@pytest.mark.parametrize(
    "changes", [{"on": "2026-11-21"}, {"offender": "X"}, {"offender": ""}, {"source": ""}]
)
def test_what_is_wrong_stands_beside_its_field(land, manager, person, changes):
    form = {"organisation": land.office.pk, "offender": "YH-1", "on": "2026-11-05",
            "source": "公安局通报"}  # fmt: skip
    answer = as_(manager).post(url("new_indicator", "absconded"), form | changes)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == list(changes)


def test_a_missed_intake_needs_no_file_but_an_organisation(land, manager):
    form = {"on": "2026-11-05", "source": "检察院通报"}
    client = as_(manager)
    answer = client.post(url("new_indicator", "missed_intake"), form)
    assert list(answer.context["form"].errors) == ["organisation"]
    client.post(url("new_indicator", "missed_intake"), form | {"organisation": land.office.pk})
    assert IndicatorRecord.objects.get().organisation == land.office


def test_a_case_is_ended_after_the_file_has_moved_away(land, manager, person):
    case = scoring.indicator(land.office, "absconded", DAY, offender=person)
    type(person).objects.filter(pk=person.pk).update(office=land.office3)
    form = {"offender": "YH-1", "on": "2026-11-05", "source": "公安局通报",
            "ended_on": "2026-11-08", "reason": "已找到"}  # fmt: skip
    as_(manager).post(url("correct_indicator", case.pk), form)
    assert IndicatorRecord.objects.standing().get().organisation == land.office


def test_found_again_and_no_case(land, manager, person):
    case = scoring.indicator(land.office, "absconded", DAY, offender=person)
    client = as_(manager)
    form = {"organisation": land.office.pk, "offender": "YH-1", "on": "2026-11-05",
            "source": "公安局通报", "ended_on": "2026-11-08", "reason": "已找到"}  # fmt: skip
    found = client.post(url("correct_indicator", case.pk), form).url
    assert url("indicator", case.pk) in text_of(client.get(found))
    assert client.post(url("correct_indicator", case.pk), form).status_code == 422
    newest = IndicatorRecord.objects.standing().get()
    client.post(url("void_indicator", newest.pk), {"reason": "误录"})
    assert not IndicatorRecord.objects.standing().exists()


def test_the_list_shows_what_stands_and_all_rows_when_asked(land, manager, person):
    case = scoring.indicator(land.office, "absconded", DAY, offender=person)
    scoring.indicator(land.office, "absconded", DAY, offender=person, replaces=case, ended_on=DAY)
    client = as_(manager)

    def shown(**query):
        return len(client.get(url("indicator_cases"), query).context["table"].page.rows)

    assert (shown(), shown(history="on"), shown(open="on")) == (1, 2, 0)


@pytest.mark.parametrize("name", ["indicators", "indicator_cases"])
def test_who_sees_scores_sees_the_zeros(land, name):
    for role, place, status in (
        ("officer", land.office, 200), ("prosecutor", land.procuratorate, 200),
        ("auditor", land.county, 403), ("editor", land.county, 403),
    ):  # fmt: skip
        assert as_(people.user_with_role(role, place)).get(url(name)).status_code == status
    assert as_(people.offender(land.office).user).get(url(name)).status_code == 403


def test_only_managers_enter_and_correct(land, person):
    case = scoring.indicator(land.office, "absconded", DAY, offender=person)
    officer = as_(people.user_with_role("officer", land.office))
    assert officer.get(url("indicator", case.pk)).status_code == 200
    for address in (url("choose_indicator"), url("new_indicator", "absconded"),
                    url("correct_indicator", case.pk), url("void_indicator", case.pk)):  # fmt: skip
        assert officer.get(address).status_code == 403


def test_a_case_of_another_county_is_not_there(land, person):
    case = scoring.indicator(land.office, "absconded", DAY, offender=person)
    stranger = as_(people.user_with_role("manager", land.county2))
    for name in ("indicator", "correct_indicator", "void_indicator"):
        assert stranger.get(url(name, case.pk)).status_code == 404


def test_the_desk_shows_the_three(land, manager, person):
    scoring.indicator(land.office, "absconded", DAY, offender=person)
    assert url("indicators") in text_of(as_(manager).get("/desk/"))


def test_pages_cost_as_much_however_much_there_is(land, manager, django_assert_max_num_queries):
    for day in range(1, 12):
        scoring.indicator(land.office, "misconduct", date(2026, 11, day))
    client = as_(manager)
    for address in (url("indicators"), url("indicator_cases")):
        client.get(address)
        with django_assert_max_num_queries(15):
            client.get(address)
