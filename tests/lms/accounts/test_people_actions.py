"""What is done to the file of an offender, and what is refused."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from lms.accounts import actions
from lms.accounts.models import Offender, User
from lms.accounts.signals import stage_or_level_changed
from lms.core.errors import Conflict, Denied, Invalid
from lms.core.models import AuditEntry
from lms.core.months import today
from tests.factories import people

BORN = date(1990, 5, 20)


def given(office, **changes):
    fields = {
        "name": "张三", "code": "YH-1", "office": office, "correction_type": "probation",
        "starts_on": date(2026, 1, 1), "ends_on": date(2027, 1, 1), "sex": "male",
        "born_on": BORN, "id_number": people.id_number(BORN, "male"),
    }  # fmt: skip
    return fields | changes


@pytest.fixture
def officer(land) -> User:
    return people.user_with_role("officer", land.office)


@pytest.fixture
def manager(land) -> User:
    return people.user_with_role("manager", land.county)


@pytest.fixture
def offender(land) -> Offender:
    return people.offender(land.office)


def test_a_file_has_account_role_and_histories(land, officer) -> None:
    made = actions.register_offender(by=officer, **given(land.office, phone="10000000001"))
    user = people.again(made.user)
    assert (user.username, user.role, user.organisation) == ("YH-1", "offender", land.office)
    assert not user.has_usable_password()
    assert made.office_moves.get().office == land.office
    assert made.level_changes.get().level == "strict"
    assert AuditEntry.objects.get(verb="accounts.offender_registered").on_whom == user


def test_a_code_with_signs_gives_a_user_name_without(land, officer) -> None:
    made = actions.register_offender(by=officer, **given(land.office, code="云矫(2026)第1号"))
    assert made.user.username == "云矫-2026-第1号"


@pytest.mark.parametrize(("changes", "field"), [
    ({"id_number": "110105194912310021"}, "id_number"), ({"id_number": "123"}, "id_number"),
    ({"sex": "female"}, "id_number"), ({"born_on": date(1991, 1, 1)}, "id_number"),
    ({"ends_on": date(2025, 1, 1)}, "__all__"), ({"name": ""}, "name"), ({"code": ""}, "code"),
    ({"correction_type": "prison"}, "correction_type"), ({"code": "x" * 33}, "code"),
])  # fmt: skip
def test_what_is_wrong_is_said_per_field(land, officer, changes, field) -> None:
    with pytest.raises(Invalid) as refused:
        actions.register_offender(by=officer, **given(land.office, **changes))
    assert field in refused.value.fields
    assert not Offender.objects.exists()


def test_a_minor_is_under_the_regime(land, officer) -> None:
    born = date(2009, 5, 20)
    fields = given(land.office, born_on=born, id_number=people.id_number(born, "male"))
    with pytest.raises(Invalid):
        actions.register_offender(by=officer, **fields)
    assert actions.register_offender(by=officer, **fields, juvenile_regime=True)


def test_the_same_person_twice_is_a_conflict(land, officer) -> None:
    number = people.id_number(BORN, "male")
    actions.register_offender(by=officer, **given(land.office, id_number=number))
    with pytest.raises(Conflict):
        actions.register_offender(by=officer, **given(land.office, id_number=number, code="YH-2"))
    assert Offender.objects.count() == 1


def test_only_a_justice_office_holds_files(land, manager) -> None:
    with pytest.raises(Invalid):
        actions.register_offender(by=manager, **given(land.county))


@pytest.mark.parametrize("role", ["prosecutor", "editor", "helper", "system_admin", "auditor"])
def test_other_roles_open_no_file(land, role) -> None:
    with pytest.raises(Denied):
        actions.register_offender(by=people.user_with_role(role, land.county), **given(land.office))


def test_a_change_saves_only_what_changed(land, officer, manager, offender) -> None:
    stale = Offender.objects.with_people().get(pk=offender.pk)
    actions.change_level(by=manager, offender=offender, level="lenient", reason="表现好")
    actions.update_offender(by=officer, offender=stale, changes={"risk_class": "high"})
    now = Offender.objects.get(pk=offender.pk)
    assert (now.risk_class, now.treatment_level) == ("high", "lenient")


def test_the_log_names_personal_data_without_copying_it(officer, offender) -> None:
    actions.update_offender(by=officer, offender=offender, changes={"name": "李四"})
    line = AuditEntry.objects.get(verb="accounts.offender_changed")
    assert line.after == {"name": "***"}


def test_no_change_writes_nothing(officer, offender) -> None:
    actions.update_offender(by=officer, offender=offender, changes={"sex": "male"})
    assert not AuditEntry.objects.filter(verb="accounts.offender_changed").exists()


def test_the_juvenile_regime_is_never_taken_back(officer, offender) -> None:
    actions.update_offender(by=officer, offender=offender, changes={"juvenile_regime": True})
    with pytest.raises(Invalid):
        actions.update_offender(by=officer, offender=offender, changes={"juvenile_regime": False})


@pytest.mark.parametrize("field", ["office", "treatment_level", "id_hash", "user", "pk"])
def test_what_has_an_action_of_its_own_is_not_changed_here(officer, offender, field) -> None:
    with pytest.raises(Invalid):
        actions.update_offender(by=officer, offender=offender, changes={field: "x"})


def test_a_level_is_changed_by_the_county_with_a_reason(officer, manager, offender) -> None:
    with pytest.raises(Denied):
        actions.change_level(by=officer, offender=offender, level="ordinary", reason="表现好")
    with pytest.raises(Invalid):
        actions.change_level(by=manager, offender=offender, level="ordinary", reason=" ")
    actions.change_level(by=manager, offender=offender, level="ordinary", reason="表现好")
    with pytest.raises(Conflict):
        actions.change_level(by=manager, offender=offender, level="ordinary", reason="表现好")
    assert [c.level for c in offender.level_changes.all()] == ["ordinary", "strict"]


def test_a_move_takes_the_account_along(land, manager, offender) -> None:
    actions.assign_officer(by=manager, offender=offender, officer=manager)
    actions.move_office(by=manager, offender=offender, office=land.office2, reason="搬家")
    user = people.again(offender.user)
    assert user.organisation == land.office2
    assert user.grants[0].organisation == land.office2
    assert Offender.objects.get(pk=offender.pk).officer is None


def test_a_move_needs_rights_in_both_offices(land, officer, offender) -> None:
    with pytest.raises(Denied):
        actions.move_office(by=officer, offender=offender, office=land.office2, reason="搬家")


@pytest.mark.parametrize(("days", "fits"), [(0, True), (-3, True), (1, False), (-400, False)])
def test_the_day_of_a_move(land, manager, offender, days, fits) -> None:
    move = {"by": manager, "offender": offender, "office": land.office2, "reason": "搬家"}
    on = today() + timedelta(days=days)
    if fits:
        assert actions.move_office(**move, on=on).on == on
    else:
        with pytest.raises(Invalid):
            actions.move_office(**move, on=on)


def test_news_reach_the_layers_above(manager, offender) -> None:
    heard = []
    listen = lambda sender, offender, **kw: heard.append(offender.pk)  # noqa: E731
    stage_or_level_changed.connect(listen)
    actions.change_level(by=manager, offender=offender, level="ordinary", reason="表现好")
    stage_or_level_changed.disconnect(listen)
    assert heard == [offender.pk]


def test_a_new_name_is_no_news_for_the_plan(officer, offender) -> None:
    heard = []
    listen = lambda sender, offender, **kw: heard.append(offender.pk)  # noqa: E731
    stage_or_level_changed.connect(listen)
    actions.update_offender(by=officer, offender=offender, changes={"name": "李四"})
    stage_or_level_changed.disconnect(listen)
    assert heard == []


MEMBER = {"name": "李四", "sex": "male", "kind": "village", "task": "走访", "member": None}


def test_a_woman_s_team_includes_a_woman(land, officer) -> None:
    woman = people.offender(land.office, sex="female")
    with pytest.raises(Invalid):
        actions.set_team(by=officer, offender=woman, members=[MEMBER])
    assert actions.set_team(by=officer, offender=woman, members=[MEMBER | {"sex": "female"}])


def test_who_stays_keeps_the_place(officer, offender) -> None:
    first = people.team_member(offender, **{k: v for k, v in MEMBER.items() if k != "member"},
                               starts_on=date(2026, 1, 1))  # fmt: skip
    other = people.team_member(offender, name="王五", starts_on=date(2026, 1, 1))
    actions.set_team(by=officer, offender=offender, members=[MEMBER, MEMBER | {"name": "赵六"}])
    assert {m.name for m in offender.team.active()} == {"李四", "赵六"}
    assert offender.team.get(pk=first.pk).starts_on == date(2026, 1, 1)
    assert offender.team.get(pk=other.pk).ends_on == today() - timedelta(days=1)


def test_an_offender_looks_after_nobody(land, officer, offender) -> None:
    other = people.offender(land.office).user
    with pytest.raises(Invalid):
        actions.set_team(by=officer, offender=offender, members=[MEMBER | {"member": other}])


@pytest.mark.parametrize(("juvenile", "kind", "fits"), [
    (True, "guardian", True), (False, "guardian", False), (True, "family", False),
])  # fmt: skip
def test_a_guardian_s_account_is_a_juvenile_s(land, officer, juvenile, kind, fits) -> None:
    ward = people.offender(land.office, juvenile_regime=juvenile)
    guardian = people.user_with_role("guardian", land.office)
    members = [MEMBER | {"member": guardian, "kind": kind}]
    if fits:
        assert actions.set_team(by=officer, offender=ward, members=members)
    else:
        with pytest.raises(Invalid):
            actions.set_team(by=officer, offender=ward, members=members)


def test_study_settings_need_a_reason_and_are_kept(officer, offender) -> None:
    with pytest.raises(Invalid):
        actions.set_study_settings(by=officer, offender=offender, reason="", reading_rate=150)
    for rate in (250, 150):
        actions.set_study_settings(
            by=officer, offender=offender, reason="识字少", reading_rate=rate, large_type=True
        )
    assert offender.study_settings().reading_rate == 150
    assert offender.study_settings_history.count() == 2
    assert people.again(offender.user).large_type


@pytest.mark.parametrize("values", [
    {"answer_seconds": 59}, {"answer_seconds": 601}, {"reading_rate": 300},
    {"daily_cap_hours": 25}, {"opens": "06:00"},
])  # fmt: skip
def test_study_settings_have_limits(officer, offender, values) -> None:
    with pytest.raises(Invalid):
        actions.set_study_settings(by=officer, offender=offender, reason="x", **values)


def test_restricted_flags_are_looked_up_with_a_trace(land, officer, offender) -> None:
    actions.set_flag(by=officer, offender=offender, kind="health", detail="糖尿病")
    assert [f.detail for f in actions.look_up_flags(by=officer, offender=offender)] == ["糖尿病"]
    line = AuditEntry.objects.get(verb="person.looked_up")
    assert (line.actor, line.on_whom, line.after) == (
        officer, offender.user, {"what": "restricted_flags"},
    )  # fmt: skip
    with pytest.raises(Denied):
        actions.look_up_flags(
            by=people.user_with_role("prosecutor", land.procuratorate), offender=offender
        )


def test_a_flag_is_encrypted_at_rest(officer, offender, django_assert_num_queries) -> None:
    from django.db import connection

    actions.set_flag(by=officer, offender=offender, kind="health", detail="糖尿病")
    with connection.cursor() as cursor:
        cursor.execute("SELECT detail FROM accounts_restrictedflag")
        assert "糖尿病" not in cursor.fetchone()[0]


def test_a_flag_can_be_cleared(officer, offender) -> None:
    actions.set_flag(by=officer, offender=offender, kind="health")
    actions.set_flag(by=officer, offender=offender, kind="health", present=False)
    assert not offender.restricted_flags.exists()


def test_an_id_number_is_revealed_with_a_trace(land, officer, offender) -> None:
    assert actions.reveal_id_number(by=officer, offender=offender, reason="核对") == (
        offender.id_number
    )
    assert AuditEntry.objects.get(verb="person.looked_up").reason == "核对"
    prosecutor = people.user_with_role("prosecutor", land.procuratorate)
    with pytest.raises(Denied):
        actions.reveal_id_number(by=prosecutor, offender=offender)


def test_a_caseload_changes_hands(land, officer, manager) -> None:
    other = people.user_with_role("officer", land.office)
    files = [people.offender(land.office, officer=officer) for _n in range(2)]
    hand = {"by": manager, "giver": officer, "taker": other, "reason": "休假"}
    assert actions.hand_over_caseload(**hand, offenders=files) == 2
    assert set(other.caseload.all()) == set(files)


def test_a_caseload_changes_hands_as_a_whole_or_not(land, officer, manager) -> None:
    stranger = people.user_with_role("officer", land.office2)
    files = [people.offender(land.office, officer=officer) for _n in range(2)]
    hand = {"by": manager, "giver": officer, "taker": stranger, "reason": "休假"}
    with pytest.raises(Denied):
        actions.hand_over_caseload(**hand, offenders=files)
    files[1].officer = None
    files[1].save()
    with pytest.raises(Conflict):
        actions.hand_over_caseload(
            **(hand | {"taker": people.user_with_role("officer", land.office)}), offenders=files
        )
    assert officer.caseload.count() == 1
