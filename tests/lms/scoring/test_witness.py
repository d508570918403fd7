"""What the procuratorate receives, receipts and keeps."""

from __future__ import annotations

import json
import stat

import pytest
from django.core.management import CommandError, call_command

from lms.core.errors import DomainError
from lms.scoring.models import WitnessCopy, WitnessKey
from lms.scoring.proofs import signing, witness, witness_folder
from tests.factories import people, proofs

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(land):
    return witness_folder.folder_of(land.procuratorate)


def lines(folder):
    return list(witness_folder.lines(folder))


def test_a_county_has_the_nearest_procuratorate(land):
    assert witness.witness_of(land.county) == land.procuratorate
    assert witness.witness_of(land.county2) is None
    above = people.organisation(land.city, "procuratorate")
    assert witness.witness_of(type(above).objects.get(pk=land.county2.pk)) == above


def test_the_heads_of_a_day_are_received_once(land, folder):
    proofs.ledger(people.offender(land.office))
    assert witness.send_heads(county=land.county) == 1
    assert witness.send_heads(county=land.county) == 0
    assert WitnessCopy.objects.count() == len(lines(folder)) == 1


def test_heads_of_staff_and_offenders_of_the_county_alone(land):
    here, there = people.offender(land.office), people.offender(land.office3)
    officer = people.user_with_role("officer", land.office)
    for one in (here, there, type("Staff", (), {"user": officer, "pk": officer.pk})):
        proofs.ledger(one)
    found = {row[0] for row in witness.heads_of(land.county)}
    assert found == {str(here.pk), str(officer.pk)}


def test_the_next_day_brings_what_moved(land):
    first, second = people.offender(land.office), people.offender(land.office)
    proofs.ledger(first)
    proofs.ledger(second)
    days = [f"2026-11-0{day}" for day in (1, 2)]
    from datetime import date

    witness.send_heads(date.fromisoformat(days[0]), land.county)
    proofs.ledger(second, "2026-11")
    witness.send_heads(date.fromisoformat(days[1]), land.county)
    content = json.loads(WitnessCopy.objects.get(about=days[1]).content)
    assert (content["mark"], [row[0] for row in content["rows"]]) == ("changes", [str(second.pk)])


def test_results_bring_every_score_that_was_signed(land):
    made = proofs.signed(land)
    content = json.loads(made.receipt.content)
    assert content["mark"] == signing.seal(made.signature)
    assert content["rows"] == [signing.row_of(score) for score in made.scores]


def test_each_copy_continues_the_one_before(land):
    proofs.signed(land)
    first, second = WitnessCopy.objects.order_by("number")
    assert (first.kind, second.kind) == ("heads", "results")
    assert second.prev_hash == first.hash
    assert signing.holds(second.key.public, second.receipt, second.hash)


def test_the_private_half_lies_in_its_own_folder_alone(land, folder):
    witness.send_heads(county=land.county)
    key = WitnessKey.objects.get()
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE((folder / f"{key.pk}.key").stat().st_mode) == 0o600
    assert not hasattr(key, "private")


def test_without_its_key_the_witness_gives_no_receipt(land, folder):
    witness.send_heads(county=land.county)
    (folder / f"{WitnessKey.objects.get().pk}.key").unlink()
    with pytest.raises(witness_folder.WitnessAway):
        proofs.signed(land)
    assert WitnessCopy.objects.count() == 1


def test_what_was_pending_is_received_later(land):
    signature = signing.sign_month(county_month=proofs.scored(land))
    assert witness.send_pending() == 1
    assert witness.send_pending() == 0
    assert WitnessCopy.objects.filter(about=f"2026-10#{signature.number}").exists()


def test_a_file_that_was_cut_is_completed(land, folder):
    """The process was killed after the row stood and before its line was whole."""
    proofs.signed(land)
    path = folder / witness_folder.FILE
    whole = path.read_bytes()
    path.write_bytes(whole[:-20])
    witness.write_out(land.procuratorate)
    assert path.read_bytes() == whole


def test_a_table_that_does_not_continue_the_file_is_refused(land, folder):
    proofs.signed(land)
    path = folder / witness_folder.FILE
    first = path.read_text().splitlines()[0]
    path.write_text(first.replace(json.loads(first)["hash"], "f" * 64) + "\n")
    with pytest.raises(DomainError):
        witness.write_out(land.procuratorate)


def test_a_witness_who_has_more_than_the_table_receives_no_more(land):
    made = proofs.signed(land)
    proofs.remove(made.receipt)
    with pytest.raises(DomainError):
        witness.send_results(made.signature)


def test_copies_are_taken_back_after_a_restore(land):
    made = proofs.signed(land)
    before = witness.plain(made.receipt)
    proofs.remove(made.receipt)
    assert witness.adopt(land.procuratorate) == 1
    again = WitnessCopy.objects.select_related("procuratorate", "county").get(kind="results")
    assert witness.plain(again) == before


def test_a_new_key_of_the_witness(land, folder):
    witness.send_heads(county=land.county)
    old = WitnessKey.objects.get()
    fresh = witness.rotate_witness_key(procuratorate=land.procuratorate)
    receipt = proofs.signed(land).receipt
    assert receipt.key == fresh
    assert set(witness_folder.public_keys(folder)) == {old.pk, fresh.pk}
    assert not (folder / f"{old.pk}.key").exists()


def test_the_command_receives_what_is_wanted(land, capsys):
    signing.sign_month(county_month=proofs.scored(land))
    call_command("witness")
    assert "1 copies of heads, 1 of results" in capsys.readouterr().out
    call_command("witness", procuratorate=str(land.procuratorate.uid))
    assert "0 copies of heads, 0 of results" in capsys.readouterr().out


def test_the_command_changes_the_key(land):
    witness.send_heads(county=land.county)
    call_command("witness", new_key=True)
    assert WitnessKey.objects.filter(retired_at=None).count() == 1
    assert WitnessKey.objects.count() == 2


def test_the_command_takes_copies_back(land, capsys):
    proofs.remove(proofs.signed(land).receipt)
    call_command("witness", adopt=True)
    assert "1 copies taken back" in capsys.readouterr().out


def test_the_command_says_what_is_wrong(land, folder):
    witness.send_heads(county=land.county)
    (folder / f"{WitnessKey.objects.get().pk}.key").unlink()
    proofs.ledger(people.offender(land.office), "2026-11")
    signing.sign_month(county_month=proofs.scored(land))
    with pytest.raises(CommandError):
        call_command("witness")
    with pytest.raises(CommandError):
        call_command("witness", procuratorate="1")
