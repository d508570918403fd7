"""Rows beside the register: new, changed, unchanged, refused; carried out once, and again."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date

import pytest
from django.core.management import CommandError, call_command
from openpyxl import load_workbook

from lms.accounts import actions
from lms.accounts.models import LevelChange, Offender, OfficeMove, RoleGrant, User
from lms.accounts.roster import exporting, importing, opening, template
from lms.accounts.roster.columns import COLUMNS
from lms.accounts.roster.opening import open_roster
from lms.accounts.signals import offenders_imported
from lms.core.models import AuditEntry
from tests.factories import people
from tests.lms.accounts import rosters
from tests.lms.accounts.rosters import content, person


@pytest.fixture
def manager(land) -> User:
    return people.user_with_role("manager", land.county)


def bring(by, *rows, write: bool = True) -> importing.Outcome:
    sheet = open_roster("r.xlsx", content(*rows))
    return (importing.carry_out if write else importing.check)(sheet, by=by)


def counts(outcome: importing.Outcome) -> dict[str, int]:
    return dict(outcome.counts)


def refused(outcome: importing.Outcome) -> list[tuple[int, str]]:
    return [(fault.line, fault.key) for fault in outcome.faults]


def test_somebody_new_gets_all_that_registering_gives(land, manager) -> None:
    assert counts(bring(manager, person(1, phone="10000000001"))) == {"new": 1}
    offender = Offender.objects.with_people().get(code="YH-1")
    user = User.objects.by_name_or_phone("10000000001")
    assert (user, user.role, user.organisation) == (offender.user, "offender", land.office)
    assert user.must_change_password
    assert not user.has_usable_password()
    assert people.again(user).roles == {"offender"}
    assert OfficeMove.objects.get(offender=offender).by == manager
    assert LevelChange.objects.get(offender=offender).on == offender.starts_on
    line = AuditEntry.objects.get(verb="accounts.offender_registered")
    assert (line.actor, line.on_whom) == (manager, offender.user)
    assert line.organisation_id == land.office.pk


def test_what_a_roster_makes_can_be_found_by_id_number(manager) -> None:
    bring(manager, person(1))
    number = person(1)["id_number"]
    assert Offender.objects.by_id_number(number).get().id_number == number


def test_a_dry_run_writes_nothing(manager) -> None:
    assert counts(bring(manager, person(1), person(2), write=False)) == {"new": 2}
    assert not Offender.objects.exists()
    assert not AuditEntry.objects.filter(verb="accounts.offender_registered").exists()


def test_twice_the_same_is_no_change(manager) -> None:
    rows = [person(n, needs="job", juvenile_regime="否", phone=people.phone()) for n in (1, 2)]
    bring(manager, *rows)
    lines = AuditEntry.objects.count()
    assert counts(bring(manager, *rows)) == {"same": 2}
    assert AuditEntry.objects.count() == lines


def test_refused_rows_stay_out_and_the_others_come(manager) -> None:
    outcome = bring(manager, person(1), person(2, risk_class="?"), person(3))
    assert counts(outcome) == {"new": 2, "refused": 1}
    assert refused(outcome) == [(3, "risk_class")]
    assert set(Offender.objects.values_list("code", flat=True)) == {"YH-1", "YH-3"}


def test_only_what_is_given_changes(manager) -> None:
    bring(manager, person(1, offence_category="盗窃"))
    outcome = bring(manager, person(1, risk_class="高"))
    offender = Offender.objects.get()
    assert counts(outcome) == {"changed": 1}
    assert (offender.risk_class, offender.offence_category) == ("high", "theft")
    line = AuditEntry.objects.get(verb="accounts.offender_changed")
    assert (line.after, line.reason) == ({"risk_class": "high"}, "名册导入")


def test_level_office_and_officer_keep_their_histories(land, manager) -> None:
    bring(manager, person(1))
    other = people.user_with_role("officer", land.office2, username="officer2")
    changes = {"treatment_level": "宽管", "office": "崇头司法所", "officer": "officer2"}
    assert counts(bring(manager, person(1, **changes))) == {"changed": 1}
    offender = Offender.objects.get()
    assert (offender.treatment_level, offender.office, offender.officer) == (
        "lenient", land.office2, other,
    )  # fmt: skip
    assert LevelChange.objects.filter(offender=offender).count() == 2
    assert OfficeMove.objects.filter(offender=offender).count() == 2


def test_somebody_known_is_found_by_id_number_alone(manager) -> None:
    bring(manager, person(1))
    assert counts(bring(manager, person(1, code=None, name="李四"))) == {"changed": 1}
    assert Offender.objects.get().user.name == "李四"


def test_somebody_known_is_found_by_code_alone(manager) -> None:
    bring(manager, person(1))
    assert counts(bring(manager, {"code": "YH-1", "name": "李四"})) == {"changed": 1}


@pytest.mark.parametrize(("row", "key"), [
    ({"id_number": people.id_number(serial=77)}, "id_number"), ({"code": "YH-9"}, "code"),
])  # fmt: skip
def test_code_and_number_of_two_people_are_refused(manager, row, key) -> None:
    bring(manager, person(1))
    assert refused(bring(manager, person(1, **row))) == [(2, key)]


def test_swapped_codes_are_refused(manager) -> None:
    bring(manager, person(1), person(2))
    outcome = bring(manager, person(1, code="YH-2"), person(2, code="YH-1"))
    assert counts(outcome) == {"refused": 2}


@pytest.mark.parametrize("missing", ["code", "name", "office", "correction_type", "starts_on"])
def test_somebody_new_needs_the_starred_columns(manager, missing) -> None:
    assert refused(bring(manager, person(1, **{missing: None}))) == [(2, missing)]


@pytest.mark.parametrize("office", ["没有的司法所", "鹤城司法所", "云和县"])
def test_offices_outside_are_unknown(manager, office) -> None:
    assert refused(bring(manager, person(1, office=office))) == [(2, "office")]


@pytest.mark.parametrize(
    "office", ["331125001", "云和县浮云司法所", "云和县/浮云司法所", " 浮云司法所 "]
)
def test_offices_by_name_code_or_county(land, manager, office) -> None:
    assert counts(bring(manager, person(1, office=office))) == {"new": 1}
    assert Offender.objects.get().office == land.office


def test_two_offices_of_one_name_need_the_county(land) -> None:
    by = people.user_with_role("manager", land.city)
    people.organisation(land.county2, "justice_office", name="浮云司法所")
    assert refused(bring(by, person(1))) == [(2, "office")]
    assert counts(bring(by, person(1, office="云和县浮云司法所"))) == {"new": 1}


def test_an_office_out_of_use_takes_nobody(land, manager) -> None:
    land.office.is_active = False
    land.office.save()
    assert refused(bring(manager, person(1))) == [(2, "office")]


def test_people_of_others_are_refused_and_not_shown(land, manager) -> None:
    people.offender(land.office3, code="YH-1", name="外县人")
    outcome = bring(manager, {"code": "YH-1", "name": "李四"})
    assert refused(outcome) == [(2, "code")]
    assert "外县人" not in outcome.faults[0].problem


@pytest.mark.parametrize("officer", ["nobody", "officer3"])
def test_an_officer_must_be_of_the_office(land, manager, officer) -> None:
    people.user_with_role("officer", land.office3, username="officer3")
    assert refused(bring(manager, person(1, officer=officer))) == [(2, "officer")]


def test_an_officer_by_name_when_only_one_has_it(land, manager) -> None:
    one = people.user_with_role("officer", land.office, name="王敏")
    bring(manager, person(1, officer="王敏"))
    assert Offender.objects.get().officer == one
    people.user_with_role("officer", land.office, name="王敏")
    assert refused(bring(manager, person(2, officer="王敏"))) == [(2, "officer")]


def test_a_telephone_of_another_account_is_refused(land, manager) -> None:
    people.user(phone="10000000001")
    assert refused(bring(manager, person(1, phone="10000000001"))) == [(2, "phone")]


def test_a_code_that_is_somebody_s_user_name_is_refused(manager) -> None:
    people.user(username="YH-1")
    assert refused(bring(manager, person(1))) == [(2, "code")]


def test_codes_that_make_the_same_user_name_refuse_only_one(manager) -> None:
    outcome = bring(manager, person(1, code="A/1"), person(2, code="A#1"), person(3))
    assert counts(outcome) == {"new": 2, "refused": 1}
    assert outcome.faults[0].line == 3


def test_the_juvenile_regime_is_not_taken_back(manager) -> None:
    bring(manager, person(1, juvenile_regime="是"))
    assert refused(bring(manager, person(1, juvenile_regime="否"))) == [(2, "juvenile_regime")]
    assert counts(bring(manager, person(1))) == {"same": 1}


def test_dates_are_compared_with_what_is_there(manager) -> None:
    bring(manager, person(1))
    row = {"code": "YH-1", "name": "张三", "ends_on": date(2020, 1, 1)}
    assert refused(bring(manager, row)) == [(2, "ends_on")]


@pytest.mark.parametrize("name", ["张3", "<b>张</b>", "=cmd|' /C calc'!A0", "330110199001"])
def test_what_is_no_name_is_refused(manager, name) -> None:
    book = rosters.book(person(1))
    cell = book.active[rosters.place("name")]
    cell.value, cell.data_type = name, "s"
    sheet = open_roster("r.xlsx", rosters.saved(book))
    assert refused(importing.check(sheet, by=manager)) == [(2, "name")]


def test_who_comes_between_check_and_import_is_refused_alone(land, manager, monkeypatch) -> None:
    real = importing.Register.match

    def match(self, rows):
        found = real(self, rows)
        people.offender(land.office, code="YH-2")
        return found

    monkeypatch.setattr(importing.Register, "match", match)
    outcome = bring(manager, person(1), person(2), person(3))
    assert counts(outcome) == {"new": 2, "refused": 1}
    assert Offender.objects.count() == 3


def test_the_layers_above_hear_of_a_batch_at_once(manager) -> None:
    heard = []

    def listen(sender, offender_ids, **kwargs) -> None:
        heard.append(len(list(offender_ids)))

    offenders_imported.connect(listen)
    bring(manager, *(person(n) for n in range(1, 6)))
    offenders_imported.disconnect(listen)
    assert heard == [5]


def test_an_import_that_was_interrupted_goes_on(manager, monkeypatch) -> None:
    monkeypatch.setattr(importing, "BATCH", 2)
    rows = [person(n) for n in range(1, 6)]

    def stop(done: int, total: int) -> None:
        if done >= 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        importing.carry_out(open_roster("r.xlsx", content(*rows)), by=manager, report=stop)
    assert Offender.objects.count() == 4
    assert counts(bring(manager, *rows)) == {"same": 4, "new": 1}


def test_a_file_that_breaks_off_writes_nothing(manager, monkeypatch) -> None:
    short = replace(opening.ROSTER, most_rows=2)
    monkeypatch.setattr("lms.accounts.roster.opening.ROSTER", short)
    from lms.core.errors import Invalid

    with pytest.raises(Invalid):
        bring(manager, *(person(n) for n in range(1, 5)))
    assert not Offender.objects.exists()


def test_a_batch_costs_the_same_however_many_rows(manager, django_assert_max_num_queries) -> None:
    bring(manager, person(99))
    with django_assert_max_num_queries(60):
        bring(manager, *(person(n) for n in range(1, 51)))


def test_the_export_comes_back_as_no_change(land, manager, tmp_path) -> None:
    officer = people.user_with_role("officer", land.office)
    rich = people.offender(land.office, phone="10000000001", needs=["schooling", "job"])
    actions.assign_officer(by=manager, offender=rich, officer=officer)
    actions.change_level(by=manager, offender=rich, level="lenient", reason="好")
    people.offender(land.office2, sex="female", juvenile_regime=True, closed_on=date(2026, 12, 1))
    people.offender(land.office3)
    path = tmp_path / "r.xlsx"
    assert exporting.write(path, by=manager) == 2
    outcome = importing.check(open_roster("r.xlsx", path.read_bytes()), by=manager)
    assert (counts(outcome), outcome.faults) == ({"same": 2}, [])


def test_an_export_logs_each_person(land, manager, tmp_path) -> None:
    offender = people.offender(land.office)
    exporting.write(tmp_path / "r.xlsx", by=manager)
    line = AuditEntry.objects.get(verb="person.looked_up")
    assert (line.actor, line.on_whom, line.after) == (
        manager, offender.user, {"what": "roster_export"},
    )  # fmt: skip


def test_names_cannot_become_formulas(land, manager, tmp_path) -> None:
    people.offender(land.office, name="=1+1")
    exporting.write(tmp_path / "r.xlsx", by=manager)
    sheet = load_workbook(tmp_path / "r.xlsx").worksheets[0]
    cell = sheet[rosters.place("name")]
    assert (cell.value, cell.data_type, cell.quotePrefix) == ("=1+1", "s", True)


def test_the_template_has_lists_and_examples(land, manager, tmp_path) -> None:
    path = tmp_path / "r.xlsx"
    template.write(path, [], offices=template.offices_of(manager))
    book = load_workbook(path)
    sheet = book.worksheets[0]
    assert [c.value.strip("*") for c in sheet[1]] == [c.label() for c in COLUMNS]
    assert len(sheet.data_validations.dataValidation) == 9
    lists = {row[0] for row in book["选项"].iter_rows(min_row=2, values_only=True)}
    assert {"浮云司法所", "崇头司法所"} <= lists
    assert "鹤城司法所" not in lists
    assert sheet.column_dimensions["C"].number_format == "@"


def test_the_examples_of_the_template_are_in_order(land, manager, tmp_path) -> None:
    path = tmp_path / "r.xlsx"
    template.write(path, [], offices=template.offices_of(manager))
    book = load_workbook(path)
    for title in book.sheetnames:
        if title != "示例":
            del book[title]
    file = io.BytesIO()
    book.save(file)
    outcome = importing.check(open_roster("r.xlsx", file.getvalue()), by=manager)
    assert (counts(outcome), outcome.faults) == ({"new": 2}, [])


def test_the_empty_template_is_nothing_to_do(land, manager, tmp_path) -> None:
    path = tmp_path / "r.xlsx"
    template.write(path, [], offices=template.offices_of(manager))
    assert importing.check(open_roster("r.xlsx", path.read_bytes()), by=manager).total == 0


def command(tmp_path, data: bytes, *options: str, name: str = "r.xlsx") -> None:
    path = tmp_path / name
    path.write_bytes(data)
    call_command("import_people", str(path), *options)


def test_command_imports_in_the_platform_s_name(land, tmp_path, capsys) -> None:
    command(tmp_path, content(person(1)))
    assert Offender.objects.get().office_moves.get().by is None
    assert "新增: 1" in capsys.readouterr().out


def test_command_names_refused_rows_and_ends_with_1(land, tmp_path, capsys) -> None:
    with pytest.raises(SystemExit) as ended:
        command(tmp_path, content(person(1), person(2, risk_class="?", starts_on="?")))
    assert ended.value.code == 1
    lines = capsys.readouterr().out.splitlines()
    assert [line.startswith("第 3 行 | ") for line in lines] == [True, False]
    assert "风险等级 | ? | 不在可选项之内。" in lines[0]
    assert "矫正开始 | ? | " in lines[0]
    assert Offender.objects.count() == 1


def test_command_dry_run_writes_nothing(land, tmp_path) -> None:
    command(tmp_path, content(person(1)), "--dry-run")
    assert not Offender.objects.exists()


def test_command_can_act_for_somebody(land, manager, tmp_path) -> None:
    with pytest.raises(SystemExit):
        command(tmp_path, content(person(1, office="鹤城司法所")), "--as", manager.username)
    command(tmp_path, content(person(2)), "--as", manager.username)
    assert Offender.objects.get().office_moves.get().by == manager


@pytest.mark.parametrize(("data", "name"), [(b"", "r.xlsx"), (b"x", "r.csv"), (b"PK", "r.xlsx")])
def test_command_refuses_a_bad_file_in_one_line(land, tmp_path, data, name) -> None:
    with pytest.raises(CommandError):
        command(tmp_path, data, name=name)


def test_command_without_the_file(land, tmp_path) -> None:
    with pytest.raises(CommandError):
        call_command("import_people", str(tmp_path / "no.xlsx"))


def test_a_role_grant_per_person(manager) -> None:
    bring(manager, person(1), person(2))
    assert RoleGrant.objects.filter(role="offender").count() == 2


def test_changes_are_told_to_the_layers_above_at_once(manager) -> None:
    bring(manager, person(1), person(2))
    heard = []

    def listen(sender, offender_ids, **kwargs) -> None:
        heard.append(len(list(offender_ids)))

    offenders_imported.connect(listen)
    bring(manager, person(1, risk_class="高"), person(2, risk_class="高", office="云和县"))
    offenders_imported.disconnect(listen)
    assert heard == [1]
