"""The pages below a person: who opens them, what they log, what they do."""

from __future__ import annotations

import re
import uuid

import pytest
from django.test import Client

from lms.accounts.models import Offender, User
from lms.core.models import AuditEntry
from tests.factories import people

PAGES = ["edit", "move", "level", "team", "settings", "restricted", "id-number", "code"]


@pytest.fixture
def land(land):
    land.officer = people.user_with_role("officer", land.office, username="officer")
    land.manager = people.user_with_role("manager", land.county, username="manager")
    return land


@pytest.fixture
def offender(land) -> Offender:
    return people.offender(land.office, name="张三")


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="lms.accounts.backends.NameOrPhoneBackend")
    return client


def address(offender: Offender, page: str) -> str:
    return f"/people/{offender.pk}/{page}/"


def profile(offender: Offender, **changes: str) -> dict[str, str]:
    """What the form of the file sends when nothing is changed."""
    fields = {
        "name": offender.user.name, "phone": "", "id_number": "",
        "correction_type": offender.correction_type, "starts_on": str(offender.starts_on),
        "ends_on": str(offender.ends_on), "offence_category": "other", "risk_class": "medium",
        "able_to_work": "on",
    }  # fmt: skip
    return fields | changes


@pytest.mark.parametrize("page", PAGES)
def test_a_manager_opens_every_page_and_it_is_logged(land, offender, page) -> None:
    answer = browser(land.manager).get(address(offender, page))
    assert answer.status_code == 200
    line = AuditEntry.objects.get(verb="person.looked_up")
    assert (line.actor, line.on_whom) == (land.manager, offender.user)


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize(("role", "place", "status"), [
    ("officer", "office2", 404), ("manager", "county2", 404), ("prosecutor", "procuratorate", 403),
    ("helper", "office", 404), ("editor", "county", 404), ("system_admin", "county", 404),
    ("auditor", "county", 404),
])  # fmt: skip
def test_others_do_not(land, offender, page, role, place, status) -> None:
    client = browser(people.user_with_role(role, getattr(land, place)))
    assert client.get(address(offender, page)).status_code == status
    assert client.post(address(offender, page), {}).status_code == status


@pytest.mark.parametrize("page", PAGES)
def test_nobody_opens_their_own_file(land, offender, page) -> None:
    assert browser(offender.user).get(address(offender, page)).status_code == 403


@pytest.mark.parametrize("page", PAGES)
def test_strangers_sign_in_first(land, offender, page) -> None:
    assert Client().get(address(offender, page)).url.startswith("/sign-in/")


@pytest.mark.parametrize("page", PAGES)
def test_a_person_that_is_not_there(land, page) -> None:
    assert browser(land.manager).get(f"/people/{uuid.uuid4()}/{page}/").status_code == 404


def test_an_officer_changes_no_level(land, offender) -> None:
    assert browser(land.officer).get(address(offender, "level")).status_code == 403


@pytest.mark.parametrize("page", PAGES)
def test_no_page_shows_the_whole_id_number(land, offender, page) -> None:
    text = browser(land.manager).get(address(offender, page)).content.decode()
    assert 'id="main"' in text
    assert 'aria-current="page"' in text
    assert offender.id_number not in text
    assert 'style="' not in text


def test_the_file_is_changed(land, offender) -> None:
    client = browser(land.officer)
    answer = client.post(address(offender, "edit"), profile(offender, risk_class="high"))
    assert answer.status_code == 302
    assert Offender.objects.get(pk=offender.pk).risk_class == "high"


def test_an_unchanged_form_changes_nothing(land, offender) -> None:
    client = browser(land.officer)
    answer = client.get(address(offender, "edit"))
    form = answer.context["form"]
    sent = {name: value for name in form.fields if (value := form[name].value()) not in (None, "")}
    client.post(address(offender, "edit"), sent)
    assert not AuditEntry.objects.filter(verb="accounts.offender_changed").exists()


@pytest.mark.parametrize(("changes", "field"), [
    ({"id_number": "123"}, "id_number"), ({"name": ""}, "name"), ({"phone": "12"}, "phone"),
    ({"starts_on": "gestern"}, "starts_on"), ({"correction_type": "x"}, "correction_type"),
])  # fmt: skip
def test_a_wrong_field_is_marked(land, offender, changes, field) -> None:
    answer = browser(land.officer).post(address(offender, "edit"), profile(offender, **changes))
    assert answer.status_code == 422
    assert field in answer.context["form"].errors


def test_an_officer_is_named(land, offender) -> None:
    sent = profile(offender, officer=str(land.officer.pk))
    browser(land.officer).post(address(offender, "edit"), sent)
    assert Offender.objects.get(pk=offender.pk).officer == land.officer


def new(land, **changes: str) -> dict[str, str]:
    fields = {
        "code": "YH-7", "name": "张三", "id_number": people.id_number(), "office": land.office.pk,
        "correction_type": "parole", "starts_on": "2026-03-01", "ends_on": "2027-02-28",
        "offence_category": "theft", "risk_class": "low", "treatment_level": "strict",
        "able_to_work": "on", "needs": ["job"],
    }  # fmt: skip
    return fields | changes


def test_a_new_file_needs_sex_and_birth_only_in_the_number(land) -> None:
    answer = browser(land.officer).post("/people/new/", new(land))
    made = Offender.objects.get(code="YH-7")
    assert answer.url == f"/people/{made.pk}/team/"
    assert (made.sex, str(made.born_on), made.needs) == ("male", "1990-05-20", ["job"])


def test_a_file_in_an_office_of_others_is_refused(land) -> None:
    answer = browser(land.officer).post("/people/new/", new(land, office=land.office2.pk))
    assert answer.status_code == 422


def test_the_same_code_twice_is_told_at_the_form(land, offender) -> None:
    answer = browser(land.officer).post("/people/new/", new(land, code=offender.code))
    assert (answer.status_code, "code" in answer.context["form"].errors) == (422, True)


def test_a_move_out_of_sight_goes_back_to_the_list(land, offender) -> None:
    both = people.user_with_role("officer", land.office)
    people.give_role(both, "officer", land.office2)
    client = browser(people.again(both))
    sent = {"office": land.office2.pk, "reason": "搬家"}
    assert client.post(address(offender, "move"), sent).status_code == 302
    assert browser(land.officer).get(address(offender, "edit")).status_code == 404


def test_a_level_is_changed(land, offender) -> None:
    sent = {"level": "lenient", "reason": "表现好"}
    browser(land.manager).post(address(offender, "level"), sent)
    assert Offender.objects.get(pk=offender.pk).treatment_level == "lenient"


def test_study_settings_are_saved(land, offender) -> None:
    sent = {"reading_rate": "150", "answer_seconds": "120", "reason": "识字少", "large_type": "on"}
    browser(land.officer).post(address(offender, "settings"), sent)
    assert offender.study_settings().answer_seconds == 120


def test_restricted_flags_are_set_and_cleared(land, offender) -> None:
    client = browser(land.officer)
    client.post(address(offender, "restricted"), {"kind": "health", "detail": "糖尿病"})
    assert "糖尿病" in client.get(address(offender, "restricted")).content.decode()
    client.post(address(offender, "restricted"), {"clear": "health"})
    assert not offender.restricted_flags.exists()


def test_the_id_number_is_shown_after_a_reason(land, offender) -> None:
    client = browser(land.officer)
    page = address(offender, "id-number")
    assert client.post(page, {"reason": ""}).status_code == 422
    assert offender.id_number in client.post(page, {"reason": "核对"}).content.decode()
    assert AuditEntry.objects.filter(verb="person.looked_up", reason="核对").count() == 1


def test_a_code_is_shown_once(land, offender) -> None:
    client = browser(land.officer)
    page = client.post(address(offender, "code"), {"seen": "on"})
    code = re.search(r"<code>(\w{5}-\w{5})</code>", page.content.decode())[1]
    assert code not in client.get(address(offender, "code")).content.decode()
    assert "no-store" in page["Cache-Control"]


def test_a_code_needs_the_person_to_be_there(land, offender) -> None:
    assert browser(land.officer).post(address(offender, "code"), {}).status_code == 422
    assert not offender.user.one_time_codes.exists()


def test_an_officer_ends_a_lock_out(land, offender, client) -> None:
    for _n in range(5):
        client.post("/sign-in/", {"username": offender.user.username, "password": "wrong"})
    browser(land.officer).post(address(offender, "unlock"))
    sent = {"username": offender.user.username, "password": people.PASSWORD}
    assert client.post("/sign-in/", sent).status_code == 302


def team(*members: dict[str, str], before: int = 0) -> dict[str, str]:
    sent = {"m-TOTAL_FORMS": str(len(members)), "m-INITIAL_FORMS": str(before)}
    for number, member in enumerate(members):
        sent |= {f"m-{number}-{key}": value for key, value in member.items()}
    return sent


VILLAGE = {"name": "李四", "sex": "male", "kind": "village", "task": "走访", "member": ""}


def test_the_team_is_set(land, offender) -> None:
    helper = people.user_with_role("helper", land.office, name="王五")
    grid = VILLAGE | {"name": "", "kind": "grid_worker", "member": str(helper.pk)}
    answer = browser(land.officer).post(address(offender, "team"), team(VILLAGE, grid))
    assert answer.status_code == 302
    assert {(m.name, m.member) for m in offender.team.active()} == {
        ("李四", None),
        ("王五", helper),
    }


def test_a_woman_s_team_without_a_woman_is_told(land) -> None:
    woman = people.offender(land.office, sex="female")
    answer = browser(land.officer).post(address(woman, "team"), team(VILLAGE))
    assert answer.status_code == 422
    assert "女性" in answer.content.decode()


def test_an_emptied_name_leaves_the_team(land, offender) -> None:
    people.team_member(offender, name="李四", sex="male", kind="village")
    client = browser(land.officer)
    client.post(address(offender, "team"), team(VILLAGE | {"name": ""}, before=1))
    assert not offender.team.active().exists()


def test_accounts_of_another_county_are_not_offered(land, offender) -> None:
    stranger = people.user_with_role("helper", land.office3)
    grid = VILLAGE | {"member": str(stranger.pk)}
    assert browser(land.officer).post(address(offender, "team"), team(grid)).status_code == 422


@pytest.mark.parametrize("page", ["edit", "team", "restricted"])
def test_queries_do_not_grow_with_the_county(
    land, offender, page, django_assert_max_num_queries
) -> None:
    client = browser(land.officer)
    client.get(address(offender, page))
    for _n in range(5):
        people.user_with_role("officer", land.office)
        people.user_with_role("helper", land.office)
        people.team_member(offender)
    with django_assert_max_num_queries(12):
        client.get(address(offender, page))
