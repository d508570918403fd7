"""Pages of schemes: read by the staff, edited and put in force by managers, without script."""

from __future__ import annotations

import copy
from datetime import UTC, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from lms.core.models import Job
from lms.scoring.actions import schemes
from lms.scoring.models import Scheme, SchemeDraft
from lms.scoring.rules import toml
from lms.scoring.schemes import trying
from lms.scoring.schemes.in_force import shipped
from tests.factories import people, scoring

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def november(at):
    at(datetime(2026, 11, 20, 3, tzinfo=UTC))


@pytest.fixture
def manager(land, client):
    made = people.user_with_role("manager", land.county)
    client.force_login(made)
    return made


@pytest.fixture
def to(land):
    """Addresses of the county's pages."""
    return lambda name, *args: reverse(f"scoring:{name}", args=[land.county.uid, *args])


def changed(**values):
    plain = copy.deepcopy(shipped()) | {"name": "云和县计分方案"} | values
    plain["items"][0]["points"] = 2
    return plain


@pytest.fixture
def draft(land, manager):
    return schemes.save_draft(by=manager, organisation=land.county, plain=changed())


def stored():
    return SchemeDraft.objects.get().plain


def item(name):
    return next(one for one in stored()["items"] if one["code"] == name)


def place(code):
    return next(n for n, one in enumerate(shipped()["items"]) if one["code"] == code)


def sent(page, **changes):
    """What the form of a page holds, as a browser would send it, with changes."""
    form = page.context["form"]
    values = {field.html_name: field.value() for field in form}
    filled = (values | changes).items()
    return {name: one for name, one in filled if one is not None and one is not False}


def figures(page, **changes):
    """The table of items as a browser would send it."""
    made = page.context["figures"]
    values = {field.html_name: field.value() for form in made for field in form}
    values |= {field.html_name: field.value() for field in made.management_form}
    values = {name: "" if one is None else one for name, one in values.items() if one is not False}
    return values | {"seen": page.context["seen"]} | changes


# reading


@pytest.mark.parametrize("role", ["officer", "manager", "prosecutor"])
def test_the_staff_reads_what_holds(land, client, to, role):
    where = {"officer": land.office, "manager": land.county, "prosecutor": land.procuratorate}
    client.force_login(people.user_with_role(role, where[role]))
    page = client.get(reverse("scoring:schemes"), follow=True)
    assert page.redirect_chain[-1][0] == to("scheme")
    assert "默认计分方案" in page.content.decode()
    assert "M5" in page.content.decode()


@pytest.mark.parametrize("role", ["editor", "auditor", "offender", "helper"])
def test_others_do_not(land, client, to, role):
    who = (
        people.offender(land.office).user
        if role == "offender"
        else people.user_with_role(role, land.county)
    )
    client.force_login(who)
    assert client.get(to("scheme")).status_code in (403, 404)


def test_a_neighbours_scheme_is_not_there(land, client, manager):
    assert client.get(reverse("scoring:scheme", args=[land.county2.uid])).status_code == 404


def test_an_inherited_one_says_from_whom(land, client, manager, to, draft):
    above = people.user_with_role("manager", land.city)
    schemes.save_draft(by=above, organisation=land.city, plain=changed(name="丽水市方案"))
    schemes.enforce(by=above, organisation=land.city, first_month="2026-12", reason="统一")
    page = client.get(to("scheme"), {"month": "2026-12"})
    assert page.context["found"].scheme.organisation == land.city
    assert "丽水市" in page.content.decode()


def test_the_list_of_a_city(land, client):
    client.force_login(people.user_with_role("manager", land.city))
    page = client.get(reverse("scoring:schemes"))
    shown = [one.organisation for one in page.context["places"]]
    assert shown == [land.province, land.city, land.county, land.county2]


def test_in_few_queries(client, manager, to, draft, django_assert_max_num_queries):
    for name in ("scheme", "scheme_draft", "scheme_basics", "scheme_enforce"):
        with django_assert_max_num_queries(15):
            assert client.get(to(name)).status_code == 200


def test_a_month_that_is_none(client, manager, to):
    assert client.get(to("scheme"), {"month": "2026-13"}).status_code == 422


def test_a_version_and_its_file(land, client, manager, to, draft):
    schemes.enforce(by=manager, organisation=land.county, first_month="2026-12", reason="统一")
    assert "统一" in client.get(to("scheme_version", 1)).content.decode()
    assert client.get(to("scheme_version", 2)).status_code == 404
    file = client.get(to("scheme_file"), {"version": "1"})
    assert toml.read(file.content) == (changed(), [])


def test_the_file_of_what_holds(client, manager, to):
    assert toml.read(client.get(to("scheme_file")).content) == (shipped(), [])


def test_the_file_of_a_draft_is_the_managers(land, client, draft, to):
    assert toml.read(client.get(to("scheme_file"), {"draft": "1"}).content)[0] == changed()
    client.force_login(people.user_with_role("officer", land.office))
    assert client.get(to("scheme_file"), {"draft": "1"}).status_code == 404


# editing


@pytest.mark.parametrize("name", ["scheme_draft", "scheme_basics", "scheme_enforce"])
def test_only_managers_edit(land, client, to, name):
    client.force_login(people.user_with_role("officer", land.office))
    assert client.get(to(name)).status_code == 403


def test_looking_stores_nothing(client, manager, to):
    client.get(to("scheme_draft"))
    client.get(to("scheme_item", 0))
    assert not SchemeDraft.objects.exists()


@pytest.mark.parametrize("code", [one["code"] for one in shipped()["items"]])
def test_every_item_comes_back_as_it_was(client, manager, to, code):
    page = client.get(to("scheme_item", place(code)))
    answer = client.post(to("scheme_item", place(code)), sent(page))
    assert answer.status_code == 302
    assert stored()["items"] == shipped()["items"]


@pytest.mark.parametrize("number", range(len(shipped()["proposals"])))
def test_every_proposal_comes_back_as_it_was(client, manager, to, number):
    page = client.get(to("scheme_proposal", number))
    assert client.post(to("scheme_proposal", number), sent(page)).status_code == 302
    assert stored()["proposals"] == shipped()["proposals"]


def test_the_basics_come_back_as_they_were(client, manager, to):
    page = client.get(to("scheme_basics"))
    assert client.post(to("scheme_basics"), sent(page)).status_code == 302
    assert stored() == shipped()


def test_points_of_a_kind_are_changed(client, manager, to):
    page = client.get(to("scheme_item", place("M5")))
    client.post(to("scheme_item", place("M5")), sent(page, by_report_late="3"))
    assert item("M5")["by_fact"] == {"report_late": 3, "report_missed": 5}


@pytest.mark.parametrize(
    ("field", "value"),
    [("cap", "-3"), ("cap", "0"), ("points", "viel"), ("points", "1.5"), ("code", "E 1"),
     ("code", "E2"), ("name", ""), ("facts", []), ("per", "best"), ("source", "exam")],
)  # fmt: skip
def test_a_wrong_item_is_refused_beside_its_field(client, draft, to, field, value):
    page = client.get(to("scheme_item", 0))
    answer = client.post(to("scheme_item", 0), sent(page, **{field: value}))
    assert answer.status_code == 422
    wrong = set(answer.context["form"].errors)
    assert wrong & {field, "per", "facts"}
    assert stored() == changed()


def test_an_item_is_added_and_removed(client, draft, to):
    new = {"code": "S9", "name": "志愿服务", "kind": "plus", "source": "conduct", "per": "each",
           "facts": ["good_deed"], "points": "2", "cap": "4"}  # fmt: skip
    assert client.post(to("scheme_item", "new"), new).status_code == 302
    assert item("S9")["facts"] == ["good_deed"]
    number = len(stored()["items"]) - 1
    client.post(to("scheme_item", number), {"remove": "1"})
    assert stored() == changed()


def test_what_names_an_item_follows_its_code(client, draft, to):
    page = client.get(to("scheme_item", place("M2")))
    client.post(to("scheme_item", place("M2")), sent(page, code="M20"))
    assert "M20" in stored()["targets"]["lifts"]
    assert "M20" in item("X1")["replaces"]


def test_an_item_that_is_not_there(client, draft, to):
    for wanted in ("99", "x", "-1"):
        assert client.get(to("scheme_item", wanted)).status_code == 404


def test_the_table_of_items(client, draft, to):
    page = client.get(to("scheme_draft"))
    answer = client.post(to("scheme_draft"), figures(page, **{"form-0-cap": "10"}))
    assert answer.status_code == 302
    assert item("E1")["cap"] == 10


def test_a_row_is_removed(client, draft, to):
    page = client.get(to("scheme_draft"))
    number = place("M9")
    client.post(to("scheme_draft"), figures(page, **{f"form-{number}-DELETE": "on"}))
    assert "M9" not in [one["code"] for one in stored()["items"]]
    assert "M9" not in item("X1")["replaces"]


def test_a_wrong_row_changes_nothing(client, draft, to):
    page = client.get(to("scheme_draft"))
    answer = client.post(to("scheme_draft"), figures(page, **{"form-0-cap": "-1"}))
    assert answer.status_code == 422
    assert "cap" in answer.context["figures"].forms[0].errors
    assert stored() == changed()


def test_bands_that_overlap(client, draft, to):
    page = client.get(to("scheme_basics"))
    answer = client.post(to("scheme_basics"), sent(page, cloudy_at_least="60"))
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) & {"cloudy_at_least", "overcast_at_least"}


def test_days_out_of_order(client, draft, to):
    page = client.get(to("scheme_basics"))
    answer = client.post(to("scheme_basics"), sent(page, lock_day="9"))
    assert "lock_day" in answer.context["form"].errors


def test_faults_of_a_stored_draft_are_shown(land, client, manager, to):
    faulty = changed()
    faulty["items"][0]["cap"] = -1
    schemes.save_draft(by=manager, organisation=land.county, plain=faulty)
    assert to("scheme_item", 0) in client.get(to("scheme_draft")).content.decode()
    assert "cap" in client.get(to("scheme_item", 0)).context["form"].errors


def test_somebody_else_was_quicker(land, client, draft, to, at):
    page = client.get(to("scheme_item", 0))
    at(datetime(2026, 11, 20, 3, 5, tzinfo=UTC))
    schemes.save_draft(by=draft.edited_by, organisation=land.county, plain=changed(base=50))
    answer = client.post(to("scheme_item", 0), sent(page, points="3"))
    assert answer.status_code == 422
    assert stored() == changed(base=50)


# files


def upload(content):
    return {"file": SimpleUploadedFile("scheme.toml", content)}


def test_a_file_is_brought_in(client, manager, to):
    answer = client.post(to("scheme_import"), upload(toml.write(changed()).encode()))
    assert answer.status_code == 302
    assert stored() == changed()


@pytest.mark.parametrize(
    "content",
    [b"", b"name = ", "name = '方案'".encode("gb18030"), b"x" * 10_000_000, b"a = " + b"[" * 5000],
    ids=["empty", "syntax", "gb18030", "large", "deep"],
)
def test_a_bad_file_changes_nothing(client, draft, to, content):
    answer = client.post(to("scheme_import"), upload(content))
    assert answer.status_code == 422
    assert answer.context["import_form"].errors["file"]
    assert stored() == changed()


def test_without_a_file(client, draft, to):
    assert client.post(to("scheme_import")).status_code == 422


def test_a_draft_is_thrown_away(client, draft, to):
    assert client.post(to("scheme_discard")).status_code == 302
    assert client.post(to("scheme_discard")).status_code == 409


# in force


def test_put_in_force(client, draft, to):
    form = {"first_month": "2027-01", "reason": "县里统一口径"}
    assert client.post(to("scheme_enforce"), form).status_code == 302
    assert Scheme.objects.get().first_month == "2027-01"
    assert "2027-01" in client.get(to("scheme")).content.decode()


@pytest.mark.parametrize(
    "form",
    [{"first_month": "2026-11", "reason": "x"}, {"first_month": "2026-12", "reason": ""}, {}],
)
def test_not_put_in_force(client, draft, to, form):
    assert client.post(to("scheme_enforce"), form).status_code == 422
    assert not Scheme.objects.exists()


# tried


@pytest.fixture
def moved(land):
    month = scoring.county_month(land.county, "2026-10")
    study = {"seconds": 6 * 2700, "target_seconds": 6 * 2700}
    return scoring.score(people.offender(land.office), month, facts=scoring.facts(study=study))


def test_tried_on_last_month(client, draft, to, moved, django_assert_max_num_queries):
    answer = client.post(to("scheme_try"))
    with django_assert_max_num_queries(15):
        page = client.get(answer["Location"])
    (row,) = page.context["page"].object_list
    assert (row.score, row.difference, row.figure) == (moved, 2, "+2")
    assert moved.offender.code in page.content.decode()


@pytest.mark.parametrize("sort", ["code", "-office", "before", "-after", "difference", "nonsense"])
def test_sorted(client, draft, to, moved, sort):
    address = client.post(to("scheme_try"))["Location"]
    assert client.get(address, {"sort": sort}).status_code == 200


def test_its_file(client, draft, to, moved):
    client.post(to("scheme_try"))
    file = client.get(reverse("core:job_result", args=[Job.objects.get().pk]))
    assert file.status_code == 200
    assert b"".join(file.streaming_content).startswith(b"PK")


def test_it_is_seen_by_who_asked_alone(land, client, draft, to, moved):
    address = client.post(to("scheme_try"))["Location"]
    client.force_login(people.user_with_role("manager", land.county))
    assert client.get(address).status_code == 404


def test_while_it_is_worked_out(client, draft, to, moved, monkeypatch):
    monkeypatch.setattr(trying, "AT_ONCE", 0)
    page = client.get(client.post(to("scheme_try"))["Location"])
    assert "result" not in page.context
    assert page.status_code == 200
