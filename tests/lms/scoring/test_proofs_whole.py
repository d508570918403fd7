"""The whole way with nothing made up: facts gathered, a month closed, posted, final, signed and
receipted; opened again by a decision; verified, and a person's file checked by itself."""

from __future__ import annotations

import subprocess
import sys
from datetime import date

import pytest
from django.conf import settings

from lms.core import jobs
from lms.core.models import Job
from lms.scoring import closing
from lms.scoring.models import CountyMonth, MonthSignature
from lms.scoring.proofs import dossier, signing
from lms.scoring.proofs.verify import verify_month
from tests.factories import learning, scoring
from tests.lms.scoring.closing import approved, day, person, score, staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def team(land, at):
    at(day(5))
    return staff(land)


@pytest.fixture
def people_of_two_offices(land, team):
    """One who studied and did a good deed, one who was late, a juvenile who did nothing."""
    one, two = person(land.office), person(land.office2)
    learning.credit(one, 12_345, ended_at=day(8, month=10))
    learning.credit(one, 9_000, ended_at=day(9, month=10))
    learning.credit(two, 1_800, ended_at=day(10, month=10))
    scoring.conduct(one, "report_on_time")
    scoring.conduct(two, "report_late", on=date(2026, 10, 12))
    return one, two, person(land.office, juvenile_regime=True)


def finished(land, team, at):
    row = approved(land, team)
    at(day(10))
    closing.post(county_month=row)
    return made_final(row, at, 17)


def made_final(row, at, of):
    at(day(of))
    closing.finish(county_month=CountyMonth.objects.get(pk=row.pk))
    for wanted in Job.objects.filter(kind=signing.SEND_RESULTS, state="queued"):
        assert jobs.run_now(wanted).state == "done"
    return CountyMonth.objects.select_related("county", "scheme").get(pk=row.pk)


def checked(file, tmp_path):
    path = tmp_path / "file.json"
    path.write_bytes(dossier.text_of(file))
    program = str(settings.BASE_DIR / "docs" / "verify_dossier.py")
    asked = [sys.executable, program, str(path)]
    done = subprocess.run(asked, check=False, capture_output=True, text=True)
    return done.returncode, done.stdout


def test_a_month_as_it_is_closed_verifies(land, team, people_of_two_offices, at):
    month = finished(land, team, at)
    assert list(verify_month(month)) == []
    assert MonthSignature.objects.get().number == 1


def test_each_persons_file_is_ok(land, team, people_of_two_offices, at, tmp_path):
    finished(land, team, at)
    for one in people_of_two_offices:
        assert checked(dossier.dossier_of(one), tmp_path) == (0, "OK\n")


def test_opened_again_amended_and_final_once_more(land, team, people_of_two_offices, at, tmp_path):
    month, one = finished(land, team, at), people_of_two_offices[0]
    decision = closing.Decision(
        authority="procuratorate", document="云检纠〔2026〕3号", decided_on=date(2026, 11, 20),
        text="对十月计分予以复核",
    )  # fmt: skip
    at(day(20))
    closing.reopen(by=team.manager, county_month=month, decision=decision, reason="漏记")
    month.refresh_from_db()
    assert list(verify_month(month)) == []
    learning.credit(one, 3600, ended_at=day(11, month=10))
    closing.amend_score(by=team.manager2, score=score(one), reason="漏计学时")
    at(day(27))
    month = made_final(month, at, 28)
    assert MonthSignature.objects.count() == 2
    assert list(verify_month(month)) == []
    file = dossier.dossier_of(one)
    assert [v["version"] for v in file["months"][0]["scores"]] == [1, 2]
    assert checked(file, tmp_path) == (0, "OK\n")
