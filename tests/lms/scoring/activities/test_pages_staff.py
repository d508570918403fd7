"""What officers open: queues, rosters, reports, requests, alerts, duty."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from lms.core.clock import now
from lms.core.models import AuditEntry
from lms.core.months import local, today
from lms.learning.models import Exemption
from lms.scoring.actions.activities import crisis
from lms.scoring.activities import door_codes
from lms.scoring.models import (
    ClassAttendance,
    ConductRecord,
    CrisisAlert,
    DutyTurn,
    GroupClass,
    HelpRequest,
    Reflection,
    ServiceEvent,
    ServiceSignup,
    Talk,
)
from tests.factories import activities, learning, people
from tests.lms.learning.desk import client_of, text_of

pytestmark = pytest.mark.django_db
HOME = "/scores/activities/"


@pytest.fixture
def client(officer) -> Client:
    return client_of(officer)


def alert(offender) -> CrisisAlert:
    return crisis.raise_alert(result=activities.alarm(offender))


def filled(land, offender) -> None:
    activities.reflection(offender)
    activities.request(offender)
    activities.group_class(land.office, offender, title="宪法课")
    activities.event(land.office, title="扫街")
    alert(offender)


def test_the_queues_and_their_counts(land, offender, client) -> None:
    filled(land, offender)
    filled(land, people.offender(land.office2, name="外所的人"))
    page = text_of(client.get(HOME))
    assert "思想汇报 1 等待阅读" in page
    assert "申请 1 等待答复" in page
    assert "宪法课" in page
    assert offender.user.name in page
    assert "外所的人" not in page


def test_the_page_costs_as_much_for_many(
    land, officer, client, django_assert_max_num_queries
) -> None:
    for _ in range(6):
        filled(land, people.offender(land.office, officer=officer))
    client.get(HOME)
    with django_assert_max_num_queries(12):
        client.get(HOME)


def test_alerts_stand_on_the_desk_with_a_badge(offender, client) -> None:
    found = alert(offender)
    page = client.get("/desk/")
    assert f"{HOME}alerts/{found.pk}/".encode() in page.content
    assert b'class="badge">1<' in page.content


def new_class(client: Any, *called: Any, **changes: Any) -> Any:
    given = {
        "title": "宪法课", "place": "二楼", "day": today() + timedelta(days=1), "begins": "09:00",
        "ends": "11:00", "offenders": [one.pk for one in called],
    }  # fmt: skip
    return client.post(f"{HOME}classes/new/", given | changes)


def test_calling_people_by_a_filter(land, officer, offender, client) -> None:
    people.offender(land.office, name="宽管的人", treatment_level="lenient")
    page = text_of(client.get(f"{HOME}classes/new/?level=strict"))
    assert offender.user.name in page
    assert "宽管的人" not in page
    response = new_class(client, offender, organisation=land.office.pk)
    held = GroupClass.objects.get()
    assert response.headers["Location"] == f"{HOME}classes/{held.pk}/"
    assert f"{local(held.starts_at):%H:%M}" == "09:00"


@pytest.mark.parametrize("stage", ["intake", "active", "release"])
def test_the_filter_knows_stages(land, offender, client, stage) -> None:
    page = client.get(f"{HOME}classes/new/?stage={stage}")
    assert (offender.user.name in text_of(page)) is (stage == "active")


def test_a_refused_class_keeps_who_was_ticked(land, offender, client) -> None:
    other = people.offender(land.office)
    response = new_class(client, offender, organisation=land.office.pk, ends="08:00")
    assert response.status_code == 422
    page = response.content.decode()
    assert f'value="{offender.pk}" checked' in page
    assert f'value="{other.pk}" checked' not in page


def test_another_offices_people_are_not_called(land, client) -> None:
    response = new_class(client, people.offender(land.office2), organisation=land.office.pk)
    assert response.status_code == 404
    assert not GroupClass.objects.exists()


def tap(client: Any, held: Any, offender: Any, state: str, reason: str = "") -> Any:
    given = {f"state-{offender.pk}": state, f"reason-{offender.pk}": reason}
    return client.post(f"{HOME}classes/{held.pk}/people/{offender.pk}/", given)


def test_one_tap_a_person(land, offender, client) -> None:
    held = activities.group_class(land.office, offender, people.offender(land.office))
    answer = text_of(tap(client, held, offender, "present"))
    assert answer.startswith("到场")
    assert "1 / 2 到" in answer
    assert ClassAttendance.objects.get(offender=offender).how == "roster"
    assert "请写明请假原因" in text_of(tap(client, held, offender, "excused"))
    assert ClassAttendance.objects.get(offender=offender).state == "present"


def roster_form(client: Any, held: Any) -> dict[str, Any]:
    """What the page would send back untouched."""
    rows = client.get(f"{HOME}classes/{held.pk}/").context["rows"]
    given: dict[str, Any] = {}
    for row in rows:
        pk = row.place.offender_id
        given |= {f"was-{pk}": row.shown, f"state-{pk}": row.chosen, f"reason-{pk}": row.reason}
    return given


def test_without_script_one_form_does_it(land, offender, client) -> None:
    other = people.offender(land.office)
    held = activities.group_class(land.office, offender, other)
    given = roster_form(client, held) | {f"state-{offender.pk}": "present"}
    client.post(f"{HOME}classes/{held.pk}/", given | {"act": "rest_absent"})
    states = dict(held.roster.values_list("offender", "state"))
    assert states == {offender.pk: "present", other.pk: "absent"}


def test_who_signed_in_meanwhile_stays_signed_in(land, officer, offender, client) -> None:
    other = people.offender(land.office)
    held = activities.group_class(land.office, offender, other)
    learning.exemption(other, officer, today(), today())
    given = roster_form(client, held)
    held.roster.update(state="present", how="code")
    client.post(f"{HOME}classes/{held.pk}/", given | {"act": "save"})
    assert set(held.roster.values_list("state", flat=True)) == {"present"}


def test_closing_excuses_the_exempt_and_counts_the_others(land, officer, offender, client):
    exempt = people.offender(land.office)
    learning.exemption(exempt, officer, today(), today())
    held = activities.group_class(land.office, offender, exempt)
    assert "免学：" in text_of(client.get(f"{HOME}classes/{held.pk}/"))
    given = roster_form(client, held) | {f"state-{offender.pk}": "absent", "act": "close"}
    client.post(f"{HOME}classes/{held.pk}/", given)
    assert held.roster.get(offender=exempt).state == "excused"
    assert ConductRecord.objects.get().kind == "class_missed"
    assert "结束登记" in text_of(client.get(f"{HOME}classes/{held.pk}/"))


def test_a_roster_of_eighty_costs_few_queries(land, client, django_assert_max_num_queries) -> None:
    held = activities.group_class(land.office, *(people.offender(land.office) for _ in range(80)))
    client.get(f"{HOME}classes/{held.pk}/")
    with django_assert_max_num_queries(9):
        client.get(f"{HOME}classes/{held.pk}/")
    one = held.roster.first().offender
    with django_assert_max_num_queries(14):
        tap(client, held, one, "present")


def test_people_are_added_by_code_and_taken_off(land, offender, client) -> None:
    held = activities.group_class(land.office, starts_at=now() + timedelta(days=1))
    page = f"{HOME}classes/{held.pk}/"
    client.post(page, {"act": "add", "who": offender.code})
    assert held.roster.get().offender == offender
    for nobody in ("", "\0", "没有这个人", people.offender(land.office2).code):
        client.post(page, {"act": "add", "who": nobody})
    assert held.roster.count() == 1
    client.post(page, {"act": f"off:{offender.pk}"})
    assert not held.roster.exists()
    assert client.post(page, {"act": "off:nobody"}).status_code == 404


def test_the_code_on_the_screen_changes(land, client, at) -> None:
    held = activities.group_class(land.office)
    first = client.get(f"{HOME}classes/{held.pk}/door/").content
    assert b"<svg" in first
    assert held.door_key.encode() not in first
    at(now() + timedelta(seconds=31))
    second = client.get(f"{HOME}classes/{held.pk}/door/code/").content
    picture = second[second.index(b"<svg") : second.index(b"</svg>")]
    assert picture not in first


def test_the_screen_stops_asking_when_the_class_is_over(land, officer, client, at) -> None:
    held = activities.group_class(land.office)
    page = f"{HOME}classes/{held.pk}/door/code/"
    assert client.get(page).status_code == 200
    at(held.ends_at + timedelta(minutes=1))
    client.force_login(officer)
    assert client.get(page).status_code == 286


def test_paper_is_printed_by_a_choice_that_is_logged(land, officer, offender, client) -> None:
    held = activities.group_class(land.office, offender)
    assert b"<svg" in client.get(f"{HOME}classes/{held.pk}/door/paper/").content
    assert AuditEntry.objects.get(verb="scoring.class_code_printed").actor == officer
    phone = client_of(offender.user)
    phone.get(f"/weather/door/{held.pk}/{door_codes.paper_code(held.door_key)}/")
    phone.post(f"/weather/door/{held.pk}/")
    assert held.roster.get().how == "code"


def test_the_roster_on_paper_has_names_and_room_to_sign(land, offender, client) -> None:
    held = activities.group_class(land.office, offender)
    page = text_of(client.get(f"{HOME}classes/{held.pk}/sheet/"))
    assert offender.user.name in page
    assert "签名" in page


def test_a_report_is_read_and_accepted(land, offender, client) -> None:
    report = activities.reflection(offender)
    page = f"{HOME}reports/{report.pk}/"
    assert "找一份稳定的工作" in text_of(client.get(page))
    assert AuditEntry.objects.filter(verb="person.looked_up", on_whom=offender.user).exists()
    refused = client.post(page, {"decision": "return", "reason": ""})
    assert refused.status_code == 422
    client.post(page, {"decision": "accept"})
    assert Reflection.objects.get().state == "accepted"
    assert ConductRecord.objects.get().kind == "reflection"


def test_agreeing_to_an_illness(offender, client) -> None:
    asked = activities.request(
        offender, "illness", starts_on=today(), ends_on=today() + timedelta(days=4)
    )
    given = {"decision": "agree", "starts_on": today(), "ends_on": today(), "answer": "好好休息"}
    client.post(f"{HOME}requests/{asked.pk}/", given)
    assert Exemption.objects.get().ends_on == today()
    assert HelpRequest.objects.get().answer == "好好休息"


def test_an_appointment(offender, client) -> None:
    asked = activities.request(offender, "counselling")
    page = f"{HOME}requests/{asked.pk}/"
    assert client.post(page, {"decision": "agree"}).status_code == 422
    day = today() + timedelta(days=2)
    client.post(page, {"decision": "agree", "day": day, "hour": "14:30"})
    assert f"{local(HelpRequest.objects.get().meets_at):%Y-%m-%d %H:%M}" == f"{day} 14:30"
    client.post(page, {"decision": "done", "answer": ""})
    assert HelpRequest.objects.get().state == "done"


def test_offering_and_noting_hours(land, officer, offender, client, at) -> None:
    given = {
        "title": "扫街", "organisation": land.office.pk, "place": "河边", "hours": "2",
        "day": today() + timedelta(days=1), "begins": "09:00", "places_free": "5",
    }  # fmt: skip
    client.post(f"{HOME}service/new/", given)
    event = ServiceEvent.objects.get()
    ServiceSignup.objects.create(event=event, offender=offender)
    at(event.starts_at + timedelta(minutes=5))
    client.force_login(officer)
    page = f"{HOME}service/{event.pk}/"
    assert f"hours-{offender.pk}".encode() in client.get(page).content
    for wrong in ("", "zwei", "NaN", "99"):
        client.post(page, {f"hours-{offender.pk}": wrong})
    assert not ConductRecord.objects.exists()
    client.post(page, {f"hours-{offender.pk}": "1.5"})
    assert ConductRecord.objects.get().hours == 1.5


def test_a_talk_from_the_persons_page(offender, client) -> None:
    assert (
        f"{HOME}people/{offender.pk}/talk/".encode()
        in client.get(f"/people/{offender.pk}/").content
    )
    given = {
        "on": today(), "minutes": "30", "about": "工作", "summary": "谈了找工作的困难和打算。",
        "next_step": "周五去人社局",
    }  # fmt: skip
    client.post(f"{HOME}people/{offender.pk}/talk/", given)
    assert Talk.objects.get().minutes == 30
    assert "谈了找工作的困难" in text_of(client.get(f"{HOME}people/{offender.pk}/"))


def test_an_alert_is_taken_up_and_written_down(offender, officer, client) -> None:
    page = f"{HOME}alerts/{alert(offender).pk}/"
    assert "还没有人处理" in text_of(client.get(page))
    client.post(page, {"acknowledge": "yes"})
    client.post(page, {"outcome": "已联系家人"})
    found = CrisisAlert.objects.get()
    assert found.acknowledged_by == officer
    assert "已联系家人" in text_of(client.get(page))


def test_duty_is_set_and_ended(land, officer, client) -> None:
    given = {
        "organisation": land.office.pk, "user": officer.pk, "starts_on": today(),
        "ends_on": today() + timedelta(days=6),
    }  # fmt: skip
    client.post(f"{HOME}duty/", given)
    turn = DutyTurn.objects.get()
    assert "已经排了班" in text_of(client.post(f"{HOME}duty/", given))
    assert officer.name in text_of(client.get(f"{HOME}duty/"))
    client.post(f"{HOME}duty/{turn.pk}/end/")
    assert not DutyTurn.objects.exists()


@pytest.mark.parametrize("part", ["classes", "reports", "requests", "service", "alerts"])
def test_each_list_and_its_file(land, offender, client, part, django_assert_max_num_queries):
    filled(land, offender)
    client.get(f"{HOME}{part}/")
    with django_assert_max_num_queries(11):
        page = client.get(f"{HOME}{part}/?state=open" if part == "classes" else f"{HOME}{part}/")
    assert "共 1 " in text_of(page) or "1 " in text_of(page)
    file = client.post(f"{HOME}{part}/", {"export": "xlsx"})
    assert file.headers["Content-Type"].endswith("sheet")


def test_what_belongs_to_another_office_is_not_there(land, client) -> None:
    other = people.offender(land.office2)
    held, event = activities.group_class(land.office2, other), activities.event(land.office2)
    chief = activities.officer(land.office2)
    turn = DutyTurn.objects.create(
        organisation=land.office2, user=chief, starts_on=today(), ends_on=today(), set_by=chief
    )
    addresses = [
        f"people/{other.pk}/", f"people/{other.pk}/talk/", f"classes/{held.pk}/",
        f"classes/{held.pk}/sheet/", f"classes/{held.pk}/cancel/", f"classes/{held.pk}/door/",
        f"classes/{held.pk}/door/code/", f"classes/{held.pk}/door/paper/",
        f"reports/{activities.reflection(other).pk}/", f"service/{event.pk}/",
        f"requests/{activities.request(other).pk}/", f"service/{event.pk}/cancel/",
        f"alerts/{alert(other).pk}/",
    ]  # fmt: skip
    for address in addresses:
        assert client.get(HOME + address).status_code == 404, address
        assert client.post(HOME + address).status_code in (404, 405), address
    assert tap(client, held, other, "present").status_code == 404
    assert client.post(f"{HOME}duty/{turn.pk}/end/").status_code == 404


@pytest.mark.parametrize("role", ["prosecutor", "helper", "editor"])
def test_these_pages_are_for_caseworkers(land, role) -> None:
    place = land.procuratorate if role == "prosecutor" else land.office
    other = client_of(people.user_with_role(role, place))
    for page in ("", "classes/", "classes/new/", "reports/", "requests/", "alerts/", "duty/"):
        assert other.get(HOME + page).status_code == 403, page
