"""The operators' commands: the contract's lines and exit codes, with real files as well."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from exams import formats
from exams.models import Question
from lms.core.models import AuditEntry
from tests.exams.formats.test_real import FILES, FOLDER
from tests.factories import exams, people

pytestmark = pytest.mark.django_db
WORDS = {"line", "name", "kind", "status", "problems"}


@pytest.fixture
def run(capsys):
    """Runs a command: the JSON lines it prints, and how it ends."""

    def run(*words):
        code = 0
        try:
            call_command(*map(str, words))
        except SystemExit as end:
            code = end.code
        return [json.loads(line) for line in capsys.readouterr().out.splitlines()], code

    return run


@pytest.fixture
def file(tmp_path):
    def keep(*forms, format="moodle-xml"):
        path = tmp_path / f"q{formats.suffix(format)}"
        path.write_bytes(formats.write(forms, format).content)
        return path

    return keep


def statuses(lines):
    return [line["status"] for line in lines]


def test_a_line_per_question_and_the_second_time_unchanged(run, file):
    path = file(
        exams.body(stem="每月几号报到？"), exams.body(stem="外出要向谁请假？", kind="multiple")
    )
    lines, code = run("import_questions", path, "--json")
    assert (statuses(lines), code) == (["created"] * 2, 0)
    assert all(set(line) == WORDS and line["problems"] == [] for line in lines)
    assert run("import_questions", path)[0] == [{**line, "status": "unchanged"} for line in lines]
    assert AuditEntry.objects.filter(verb="exams.questions_imported").count() == 2


def test_a_dry_run_writes_nothing(run, file):
    lines, code = run("import_questions", file(exams.body()), "--dry-run", "--format", "moodle-xml")
    assert (statuses(lines), code, Question.objects.count()) == (["created"], 0, 0)
    assert not AuditEntry.objects.filter(verb="exams.questions_imported").exists()


def test_a_refused_question_ends_in_1_and_the_others_are_kept(run, tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("第一题\nA. 甲\nB. 乙\nANSWER: A\n\n第二题\nA. 甲\nB. 乙\nANSWER: E\n")
    lines, code = run("import_questions", path, "--format", "aiken", "--json")
    assert (statuses(lines), code, Question.objects.count()) == (["created", "refused"], 1, 1)
    assert lines[1]["problems"]


def test_a_refused_file_leaves_nothing(run, tmp_path):
    path = tmp_path / "a.xml"
    path.write_text('<!DOCTYPE q [<!ENTITY x SYSTEM "file:///etc/passwd">]><quiz>&x;</quiz>')
    for words in ([path], [tmp_path / "none.xml"]):
        with pytest.raises(CommandError):
            run("import_questions", *words)
    assert not Question.objects.exists()


def test_in_somebodys_name_with_their_rights(run, file):
    county = people.land().county
    editor = people.user_with_role("editor", county)
    run("import_questions", file(exams.body()), "--as", editor.username)
    made = Question.objects.get()
    assert (made.owner_organisation, made.made_by) == (county, editor)
    officer = people.user_with_role("officer", county)
    with pytest.raises(CommandError):
        run("import_questions", file(exams.body()), "--as", officer.username)


@pytest.mark.parametrize("format", ["gift", "moodle-xml", "qti", "xlsx", "qti3"])
def test_an_export_comes_back_unchanged(run, tmp_path, format):
    exams.question(), exams.question(owner=people.land().county2)
    path = tmp_path / "out"
    lines, code = run("export_questions", path, "--format", format)
    assert (statuses(lines), code) == (["created"] * 2, 0)
    assert set(lines[0]) == WORDS
    lines, code = run("import_questions", path, "--json")
    assert (statuses(lines), code) == (["unchanged"] * 2, 0)


def test_what_a_format_cannot_hold_ends_the_export_in_1(run, tmp_path):
    exams.question("matching"), exams.question()
    lines, code = run("export_questions", tmp_path / "out", "--format", "aiken")
    assert (sorted(statuses(lines)), code) == (["created", "refused"], 1)


@pytest.mark.skipif(not Path(FOLDER).is_dir(), reason=f"{FOLDER} is not there")
@pytest.mark.parametrize("name", FILES)
def test_real_files(run, name):
    first, code = run("import_questions", FOLDER / name, "--json")
    assert (code, len(first)) == (0, FILES[name][1])
    assert first[0]["status"] == "created"
    again, code = run("import_questions", FOLDER / name, "--json")
    assert (statuses(again), code) == (["unchanged"] * len(first), 0)
