"""One person's file, and the small program that checks it without the platform."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from django.conf import settings

from lms.scoring.models import MonthScore
from lms.scoring.proofs import dossier, signing, witness
from tests.factories import people, proofs, scoring

pytestmark = pytest.mark.django_db
PROGRAM = settings.BASE_DIR / "docs" / "verify_dossier.py"


@pytest.fixture
def made(land):
    return proofs.signed(land, 5)


@pytest.fixture
def file(made):
    return dossier.dossier_of(made.scores[2].offender)


@pytest.fixture
def check(tmp_path):
    """``check(file)``: exit code and what the program prints, run by itself."""

    def run(file, *more):
        path = tmp_path / "file.json"
        path.write_bytes(dossier.text_of(file))
        asked = [sys.executable, str(PROGRAM), str(path), *more]
        done = subprocess.run(
            asked, check=False, capture_output=True, text=True, timeout=60, cwd="/"
        )
        return done.returncode, done.stdout + done.stderr

    return run


def test_an_honest_file_is_ok(file, check):
    code, said = check(file)
    assert (code, said.splitlines()[0]) == (0, "OK")


def test_the_program_needs_nothing_of_ours():
    text = PROGRAM.read_text()
    assert "django" not in text.lower()
    assert "import lms" not in text
    assert len(text.splitlines()) < 200


def test_versions_and_months_are_all_in_it(land, made, check):
    old = made.scores[2]
    MonthScore.objects.filter(pk=old.pk).update(is_current=False)
    facts = old.facts | {"records": [scoring.record("good_deed")]}
    scoring.score(old.offender, made.month, facts=facts, version=2, reason="异议成立")
    witness.send_results(signing.sign_month(county_month=made.month))
    file = dossier.dossier_of(old.offender)
    assert [len(file["months"][0][name]) for name in ("scores", "signatures")] == [2, 2]
    assert check(file)[0] == 0


def test_nobody_else_is_in_it(made, file):
    text = dossier.text_of(file).decode()
    others = [str(one.offender_id) for one in made.scores if one != made.scores[2]]
    assert not [other for other in others if other in text]


def test_neither_name_nor_number_nor_telephone(made, file):
    text = dossier.text_of(file).decode()
    offender = made.scores[2].offender
    assert offender.user.name not in text
    assert offender.id_number not in text


def test_notes_beside_records_are_not_for_the_person(made):
    offender = made.scores[2].offender
    scoring.conduct(offender, note="邻居反映")
    own = dossier.text_of(dossier.dossier_of(offender, notes=False)).decode()
    assert "邻居反映" not in own
    assert "邻居反映" in dossier.text_of(dossier.dossier_of(offender)).decode()


def test_a_draft_is_not_in_it(land, made):
    offender = made.scores[2].offender
    scoring.score(offender, scoring.county_month(land.county, "2026-11"))
    assert len(dossier.dossier_of(offender)["months"]) == 1


def month(file):
    return file["months"][0]


def raise_total(file):
    month(file)["scores"][0]["total"] += 1


def other_line(file):
    month(file)["scores"][0]["lines"][0]["points"] += 1


def other_facts(file):
    month(file)["scores"][0]["facts"]["level_months"] = 99


def other_scheme(file):
    month(file)["scheme"]["plain"]["base"] = 90


def other_payload(file):
    one = month(file)["signatures"][0]
    one["payload"] = one["payload"].replace('"people":5', '"people":6')


def other_signature(file):
    one = month(file)["signatures"][0]
    one["signature"] = signing.sign(signing.new_pair()[2], one["payload"])


def no_signature(file):
    month(file)["signatures"] = []


def no_receipt(file):
    month(file)["signatures"][0]["receipt"] = None


def other_path(file):
    month(file)["signatures"][0]["path"][0][1] = "0" * 64


def other_receipt(file):
    month(file)["signatures"][0]["receipt"]["header"][7] = "0" * 64


def other_entry(file):
    file["ledger"][0]["seconds"] += 60


def no_entry(file):
    file["ledger"] = []


def other_head(file):
    file["heads"][0]["head"][2] = "0" * 64


def unknown_key(file):
    file["keys"]["platform"] = []


def another_person(file):
    file["offender"]["id"] = "00000000-0000-0000-0000-000000000001"


@pytest.mark.parametrize(
    "bend",
    [
        raise_total, other_line, other_facts, other_scheme, other_payload, other_signature,
        no_signature, no_receipt, other_path, other_receipt, other_entry, no_entry, other_head,
        unknown_key, another_person,
    ],
)  # fmt: skip
def test_a_bent_file_is_found(file, check, bend):
    bend(file)
    code, said = check(file)
    assert code == 1
    assert "OK" not in said


def test_keys_of_ones_own_are_believed_and_not_those_of_the_file(file, check, tmp_path):
    keys = tmp_path / "keys.json"
    keys.write_text(json.dumps(file["keys"]))
    assert check(file, "--keys", str(keys))[0] == 0
    name, public, _private = signing.new_pair()
    keys.write_text(json.dumps(file["keys"] | {"witness": [{"id": name, "public": public}]}))
    assert check(file, "--keys", str(keys))[0] == 1


def test_what_is_no_file_of_ours(file, check):
    assert check({"format": "other"})[0] == 2
    assert check(file | {"v": 9})[0] == 2


def test_a_person_without_a_score(land, check):
    assert check(dossier.dossier_of(people.offender(land.office)))[0] == 0
