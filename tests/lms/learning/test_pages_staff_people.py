"""The list of offenders: who is in it, how it is searched, sorted, filtered, kept and exported."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core.cache import cache
from openpyxl import load_workbook

from lms.accounts.models import Offender, Stage
from lms.core.jobs import run_now
from lms.core.models import AuditEntry, Job, SavedView
from lms.core.months import Month, today
from lms.credits.models import MonthTotal
from lms.learning import caseload
from lms.learning.models import Exemption, ReviewSignal
from lms.learning.tables.people import PeopleTable
from tests.factories import people
from tests.lms.learning.desk import client_of, officer, sitting, text_of

pytestmark = pytest.mark.django_db
EVERYBODY = ("A", "B", "C")


@pytest.fixture
def spread(land):
    """One offender in each of the three offices; two of them belong to ``county``."""
    for code, office in zip(EVERYBODY, (land.office, land.office2, land.office3), strict=True):
        people.offender(office, code=code, name=f"某{code}")
    return land


def codes(client, query: str = "") -> list[str]:
    response = client.get(f"/people/{query}")
    return [row.code for row in response.context["table"].page.rows]


def sheet(response: Any) -> list[tuple[Any, ...]]:
    content = b"".join(response.streaming_content)
    return list(load_workbook(BytesIO(content)).active.values)


# who sees whom


@pytest.mark.parametrize(
    ("role", "place", "seen"),
    [("officer", "office", ["A"]), ("manager", "county", ["A", "B"]),
     ("manager", "county2", ["C"]), ("manager", "city", ["A", "B", "C"]),
     ("prosecutor", "procuratorate", ["A", "B"])],
)  # fmt: skip
def test_each_sees_their_part_of_the_tree(spread, role, place, seen) -> None:
    assert codes(officer(spread, role, place)) == seen


@pytest.mark.parametrize("role", ["helper", "editor", "auditor", "system_admin", "security_admin"])
def test_others_have_no_such_list(spread, role) -> None:
    assert officer(spread, role, "county").get("/people/").status_code == 403


def test_offenders_have_no_such_list(spread) -> None:
    assert client_of(Offender.objects.get(code="A").user).get("/people/").status_code == 403


# searching


@pytest.mark.parametrize("text", ["某A", "A", "a", " 某A "])
def test_found_by_code_and_name(spread, text) -> None:
    assert codes(officer(spread, "manager", "county"), f"?q={text}") == ["A"]


def test_a_whole_id_number_leads_to_the_person(spread) -> None:
    person = Offender.objects.get(code="A")
    client = officer(spread)
    response = client.get("/people/", {"q": person.id_number.lower()})
    assert response["Location"] == f"/people/{person.pk}/"
    line = AuditEntry.objects.get(verb="person.looked_up")
    assert (line.actor, line.on_whom) == (client.user, person.user)
    assert person.id_number not in str(line.after)


def test_a_telephone_number_does_too(spread) -> None:
    person = people.offender(spread.office, phone="10012345678")
    response = officer(spread).get("/people/", {"q": "100 1234 5678"})
    assert response["Location"] == f"/people/{person.pk}/"


def test_somebody_elsewhere_is_not_found_by_number(spread) -> None:
    person = Offender.objects.get(code="C")
    response = officer(spread).get("/people/", {"q": person.id_number})
    assert "没有符合条件的人员" in text_of(response)
    assert AuditEntry.objects.get(verb="learning.people_searched").after["by"] == "number"


def test_a_part_of_an_id_number_finds_nobody(spread) -> None:
    person = Offender.objects.get(code="A")
    assert codes(officer(spread), f"?q={person.id_number[:17]}") == []


def test_an_id_number_is_not_kept_in_views_nor_jobs(spread, rf) -> None:
    request = rf.get("/people/", {"q": "11010519491231002X", "level": "strict"})
    request.user = officer(spread).user
    assert PeopleTable(request).query == "level=strict"


def test_a_search_is_logged_without_its_words(spread) -> None:
    codes(officer(spread), "?q=某A")
    assert AuditEntry.objects.get(verb="learning.people_searched").after == {"by": "words"}


def test_a_search_finds_those_whose_correction_has_ended(spread) -> None:
    people.offender(spread.office, code="OLD", ends_on=today() - timedelta(days=9))
    client = officer(spread)
    assert codes(client) == ["A"]
    assert codes(client, "?q=OLD") == ["OLD"]


# filters


def narrowed(land, query: str, **fields: Any) -> list[str]:
    """Two people in one office; which of them a filter leaves. ``fields`` are the second's."""
    people.offender(land.office, code="ONE")
    people.offender(land.office, code="TWO", **fields)
    return codes(officer(land), query)


@pytest.mark.parametrize(
    ("query", "fields"),
    [("?type=parole", {"correction_type": "parole"}), ("?juvenile=on", {"juvenile_regime": True}),
     ("?level=lenient", {"treatment_level": "lenient"}),
     ("?stage=intake", {"starts_on": today() - timedelta(days=5)}),
     ("?stage=release", {"ends_on": today() + timedelta(days=5)}),
     ("?stage=ended", {"ends_on": today() - timedelta(days=1)}),
     ("?stage=before", {"starts_on": today() + timedelta(days=3)})],
)  # fmt: skip
def test_filters_of_the_file(land, query, fields) -> None:
    assert narrowed(land, query, **fields) == ["TWO"]


def test_everybody_means_the_ended_too(land) -> None:
    found = narrowed(land, "?stage=everybody", ends_on=today() - timedelta(days=1))
    assert found == ["ONE", "TWO"]


def test_by_office_and_officer(spread) -> None:
    client = officer(spread, "manager", "county")
    Offender.objects.filter(code="B").update(officer=client.user)
    assert codes(client, f"?office={spread.office2.pk}") == ["B"]
    assert codes(client, f"?officer={client.user.pk}") == ["B"]
    assert codes(client, "?officer=nobody") == ["A"]


def test_an_office_elsewhere_is_no_choice(spread) -> None:
    """What is not understood finds nothing, never everything."""
    assert codes(officer(spread), f"?office={spread.office3.pk}") == []


def test_absent_exempt_and_to_review(land) -> None:
    one, two, three = (people.offender(land.office, code=code) for code in ("1", "2", "3"))
    client = officer(land)
    sitting(one.user)
    sitting(two.user)
    Exemption.objects.create(
        offender=two, kind="leave", starts_on=today(), ends_on=today(), reason="外出",
        granted_by=client.user,
    )  # fmt: skip
    ReviewSignal.objects.create(key="k", learner=one.user, kind="two_places")
    assert codes(client, "?absent=on") == [three.code]
    assert codes(client, "?exempt=on") == [two.code]
    assert codes(client, "?signals=on") == [one.code]


@pytest.mark.parametrize("word", ["behind", "due", "stopped"])
def test_the_morning_s_filters_are_those_of_the_morning(land, word) -> None:
    people.offender(land.office)
    response = officer(land).get(f"/people/?{word}=on")
    assert response.context["table"].page.rows == []


@pytest.mark.parametrize("query", ["?level=none", "?office=x", "?q=%00", "?stage=%F0%9F"])
def test_what_is_no_choice_finds_nobody_and_says_so(spread, query) -> None:
    response = officer(spread).get(f"/people/{query}")
    assert response.status_code == 200
    assert response.context["table"].page.rows == []


def test_the_stage_in_sql_is_the_stage_of_the_file(land) -> None:
    land.office.intake_days, land.office.release_days = 10, 60
    land.office.save()
    terms = [(-5, 300), (-40, 300), (-40, 50), (-40, 20), (-40, -1), (3, 300), (-5, 5)]
    for office in (land.office, land.office2):
        for first, last in terms:
            day = today()
            people.offender(
                office, starts_on=day + timedelta(days=first), ends_on=day + timedelta(days=last)
            )
    early = people.offender(land.office)
    Offender.objects.filter(pk=early.pk).update(closed_on=today() - timedelta(days=2))
    user = people.user_with_role("manager", land.county)
    rows = caseload.caseload(user, Month.current(), caseload.stage_now(user))
    assert rows.count() == 15
    assert [row.stage_now for row in rows] == [str(row.stage()) for row in rows]
    assert {row.stage_now for row in rows} == set(Stage.values)


# sorting and figures


def test_sorted_by_hours_and_by_last_study(land) -> None:
    for code, seconds, days in (("A", 2700, 3), ("B", 8100, 5), ("C", 0, None)):
        one = people.offender(land.office, code=code).user
        month = str(Month.current())
        MonthTotal.objects.create(learner=one, month=month, kind="study", seconds=seconds)
        if days:
            sitting(one, at=_ago(days))
    client = officer(land)
    assert codes(client, "?sort=-hours") == ["B", "A", "C"]
    assert codes(client, "?sort=last") == ["C", "B", "A"]


def _ago(days: int) -> Any:
    from lms.core.clock import now

    return now() - timedelta(days=days)


def test_hours_are_rounded_down(land) -> None:
    one = people.offender(land.office).user
    MonthTotal.objects.create(learner=one, month=str(Month.current()), kind="study", seconds=2726)
    assert "1.00" in text_of(officer(land).get("/people/"))


# kept and exported


def test_filters_can_be_kept_under_a_name(spread) -> None:
    client = officer(spread)
    client.post("/people/?level=strict&sort=-hours", {"save_view": "严管"})
    assert SavedView.objects.get(owner=client.user, table="people").query == (
        "level=strict&sort=-hours"
    )


def test_the_export_says_what_the_screen_says(spread) -> None:
    client = officer(spread, "manager", "county")
    table = client.get("/people/?sort=-code").context["table"]
    rows = sheet(client.post("/people/?sort=-code", {"export": "xlsx"}))
    assert list(rows[0]) == table.head()
    assert [row[0] for row in rows[1:]] == ["B", "A"]
    assert len(rows[1]) == len(table.shown_columns)


def test_a_name_that_looks_like_a_formula_stays_text(land) -> None:
    people.offender(land.office, name='=HYPERLINK("http://x","y")')
    response = officer(land).post("/people/", {"export": "xlsx"})
    content = b"".join(response.streaming_content)
    cell = load_workbook(BytesIO(content)).active.cell(row=2, column=2)
    assert (cell.data_type, cell.quotePrefix) == ("s", True)


def test_many_rows_become_a_job_with_the_same_rows(spread, monkeypatch) -> None:
    monkeypatch.setattr(PeopleTable, "background_over", 1)
    client = officer(spread, "manager", "county")
    response = client.post("/people/?sort=-code", {"export": "xlsx"})
    done = run_now(Job.objects.get())
    assert response["Location"] == f"/jobs/{done.pk}/"
    assert (done.state, done.done) == ("done", 2)


def test_an_export_is_logged_with_its_filters(spread) -> None:
    officer(spread).post("/people/?level=strict", {"export": "xlsx"})
    line = AuditEntry.objects.get(verb="list.exported")
    assert (line.after["list"], line.after["filters"]) == ("people", ["level"])


def test_a_prosecutor_reads_and_takes_nothing_home(spread) -> None:
    client = officer(spread, "prosecutor", "procuratorate")
    assert not client.get("/people/").context["table"].may_export()
    assert client.post("/people/", {"export": "xlsx"}).status_code == 403


def test_who_may_export_less_than_they_see_does_not_export(spread) -> None:
    """An officer who stands in as a prosecutor sees the county and takes out nothing of it."""
    user = people.user_with_role("officer", spread.office)
    people.give_role(user, "prosecutor", spread.procuratorate)
    client = client_of(people.again(user))
    assert codes(client) == ["A", "B"]
    assert client.post("/people/", {"export": "xlsx"}).status_code == 403


# speed


def test_the_list_costs_as_much_for_many_as_for_few(land, django_assert_num_queries) -> None:
    client = officer(land, "manager", "county")
    for number in range(60):
        people.offender((land.office, land.office2)[number % 2], password=None)
    client.get("/people/")
    cache.clear()
    with django_assert_num_queries(15):
        client.get("/people/")


def test_filters_and_a_search_cost_little_more(land, django_assert_max_num_queries) -> None:
    client = officer(land, "manager", "county")
    people.offender(land.office, name="蓝天")
    with django_assert_max_num_queries(17):
        client.get(f"/people/?q=蓝&behind=on&level=strict&office={land.office.pk}&sort=-hours")
