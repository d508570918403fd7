"""Recomputing a month finds every way of bending it."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command

from lms.core import clock
from lms.core.months import Month
from lms.credits.chain import digest as entry_hash
from lms.credits.models import ChainHead, CreditEntry
from lms.scoring.models import MonthScore, MonthSignature, WitnessCopy, WitnessKey
from lms.scoring.proofs import signing, witness, witness_folder
from lms.scoring.proofs.verify import verify, verify_month
from lms.scoring.schemes.in_force import canonical, digest
from tests.factories import people, proofs, scoring

pytestmark = pytest.mark.django_db


@pytest.fixture
def made(land):
    return proofs.signed(land)


def codes(made):
    made.month.refresh_from_db()
    return {one.code for one in verify_month(made.month)}


def with_records(made):
    return next(score for score in made.scores if score.facts["records"])


def file_of(land):
    return witness_folder.folder_of(land.procuratorate) / witness_folder.FILE


def sign_anew(signature, **changes):
    """Whoever holds the platform's key can write a signature that holds."""
    now = signing.statement_of(signature.county_month)
    payload = canonical({**json.loads(signature.payload), **now, **changes})
    proofs.spoil(signature, payload=payload, signature=signing.sign(signature.key.private, payload))


def test_an_honest_month_has_no_difference(made):
    assert list(verify_month(made.month)) == []


def test_nothing_is_written(made, django_assert_max_num_queries):
    with django_assert_max_num_queries(40) as asked:
        assert codes(made) == set()
    verbs = {query["sql"].split()[0] for query in asked.captured_queries}
    assert not verbs & {"INSERT", "UPDATE", "DELETE"}


def test_a_changed_total(made):
    proofs.spoil(made.scores[0], total=made.scores[0].total - 1)
    assert {"score", "results", "received"} <= codes(made)


def test_changed_facts(made):
    proofs.spoil(made.scores[0], facts=made.scores[0].facts | {"level_months": 7})
    assert "facts" in codes(made)


def test_changed_facts_with_their_hash(made):
    facts = made.scores[0].facts | {"level_months": 7}
    proofs.spoil(made.scores[0], facts=facts, facts_hash=digest(facts))
    assert {"results", "received"} <= codes(made)


def test_changed_lines(made):
    lines = [line | {"points": line["points"] + 1} for line in made.scores[0].lines]
    proofs.spoil(made.scores[0], lines=lines)
    assert {"score", "results", "received"} <= codes(made)


def test_changed_proposals(made):
    proofs.spoil(made.scores[0], proposals=[])
    proofs.spoil(made.scores[1], proposals=[{"code": "x"}])
    assert "score" in codes(made)


def test_a_row_that_is_gone(made):
    proofs.remove(made.scores[0])
    assert {"results", "received"} <= codes(made)


def test_a_row_too_many(land, made):
    scoring.score(people.offender(land.office), made.month)
    assert {"results", "received"} <= codes(made)


def test_a_version_that_is_marked_wrongly(made):
    MonthScore.objects.filter(pk=made.scores[0].pk).update(is_current=False)
    assert {"version", "results"} <= codes(made)


def test_a_version_that_was_slipped_in(made):
    old = made.scores[0]
    MonthScore.objects.filter(pk=old.pk).update(is_current=False)
    scoring.score(old.offender, made.month, facts=old.facts, version=2, reason="改")
    assert "results" in codes(made)


def test_a_changed_signature(made):
    other = signing.sign(signing.new_pair()[2], made.signature.payload)
    proofs.spoil(made.signature, signature=other)
    assert {"signature", "other"} <= codes(made)


def test_a_changed_text(made):
    payload = made.signature.payload.replace("云和县", "青田县")
    proofs.spoil(made.signature, payload=payload)
    assert {"signature", "other"} <= codes(made)


def test_a_signature_that_is_gone(made):
    proofs.remove(made.signature)
    assert {"unsigned", "lost"} <= codes(made)


def test_a_changed_scheme(made):
    plain = made.month.plain | {"base": 90}
    type(made.month).objects.filter(pk=made.month.pk).update(plain=plain)
    assert {"scheme", "score"} <= codes(made)


def test_a_history_signed_anew_by_ourselves(made):
    """Facts, lines, total, hash and signature fit each other; the witness remembers."""
    old = with_records(made)
    facts = old.facts | {"records": []}
    proofs.remove(old)
    scoring.score(old.offender, made.month, facts=facts, made_at=old.made_at)
    sign_anew(made.signature)
    assert codes(made) == {"other", "received"}


def test_a_history_signed_anew_with_a_new_key_and_a_new_witness(land, made):
    """The table of the witness is rewritten as well, with a key of the forger's own."""
    old = with_records(made)
    proofs.remove(old)
    scoring.score(old.offender, made.month, facts=old.facts | {"records": []}, made_at=old.made_at)
    sign_anew(made.signature)
    name, public, private = signing.new_pair()
    key = WitnessKey.objects.create(id=name, procuratorate=land.procuratorate, public=public)
    copy = WitnessCopy.objects.select_related("procuratorate", "county").get(kind="results")
    signature = MonthSignature.objects.get()
    rows = witness.signed_rows(signature)
    copy.content = canonical({"mark": signing.seal(signature), "rows": rows})
    header = witness.header_of(
        witness.plain(copy), signing.seal(signature), len(rows), signing.root_of(rows)
    )
    copy.hash = witness.hash_of(copy.prev_hash, header)
    changes = {"content": copy.content, "hash": copy.hash, "key": key}
    proofs.spoil(copy, receipt=signing.sign(private, copy.hash), **changes)
    assert {"copy_differs", "witness_key", "other", "received"} <= codes(made)


def test_a_ledger_entry_that_was_rewritten(made):
    """With the whole chain and the facts: the witness has the head of that day."""
    score = made.scores[0]
    entry = CreditEntry.objects.get(learner=score.offender_id)
    entry.source += "x"
    proofs.spoil(entry, source=entry.source, hash=entry_hash(entry.prev_hash, entry))
    entry.refresh_from_db()
    ChainHead.objects.filter(pk=score.offender_id).update(hash=entry.hash)
    study = score.facts["study"] | {"head": {"number": 1, "hash": entry.hash}}
    facts = score.facts | {"study": study}
    proofs.spoil(score, facts=facts, facts_hash=digest(facts))
    sign_anew(made.signature)
    assert {"ledger", "received", "other"} <= codes(made)


def test_a_ledger_entry_that_is_gone(made):
    proofs.remove(CreditEntry.objects.get(learner=made.scores[0].offender_id))
    assert codes(made) == {"ledger", "study"}


def test_study_that_the_ledger_does_not_add_up_to(land):
    """Facts that were bent before they were signed and receipted."""
    month = proofs.scored(land, 1)
    old = month.scores.get()
    proofs.remove(old)
    study = old.facts["study"] | {"seconds": 27_000}
    scoring.score(old.offender, month, facts=old.facts | {"study": study})
    witness.send_results(signing.sign_month(county_month=month))
    assert {one.code for one in verify_month(month)} == {"study"}


def test_later_entries_change_nothing(made):
    proofs.ledger(made.scores[0].offender, "2026-10", 60)
    assert codes(made) == set()


def test_a_witness_row_that_is_gone(made):
    proofs.remove(made.receipt)
    assert "copy_table" in codes(made)


def test_a_witness_row_that_was_changed(made):
    proofs.spoil(made.receipt, content=made.receipt.content.replace("cloudy", "sunny"))
    assert {"copy", "copy_differs"} <= codes(made)


def test_a_line_of_the_file_that_is_gone(land, made):
    file_of(land).write_text("".join(file_of(land).read_text().splitlines(keepends=True)[:1]))
    assert {"copy_file", "not_received"} <= codes(made)


def test_a_line_of_the_file_that_was_changed(land, made):
    text = file_of(land).read_text()
    file_of(land).write_text(text.replace("results", "resultz"))
    assert "copy_differs" in codes(made)


def test_a_line_of_the_file_that_is_no_copy(land, made):
    file_of(land).write_text("[]\n{\n" + file_of(land).read_text())
    assert "copy_table" in codes(made)


def test_the_file_that_is_gone(land, made):
    file_of(land).unlink()
    assert "no_file" in codes(made)


def test_results_that_nobody_received(land):
    month = proofs.scored(land)
    signing.sign_month(county_month=month)
    assert {"not_received", "no_heads"} <= {one.code for one in verify_month(month)}


def test_a_county_without_a_procuratorate(land):
    month = scoring.county_month(land.county2, state="final")
    signing.sign_month(county_month=month)
    assert [one.code for one in verify_month(month)] == ["no_witness"]


def test_a_final_month_that_nobody_signed(land):
    month = scoring.county_month(land.county, state="final")
    assert [one.code for one in verify_month(month)] == ["unsigned"]


def test_a_draft_is_recomputed_and_needs_no_signature(land):
    month = scoring.county_month(land.county)
    score = scoring.score(people.offender(land.office), month)
    assert list(verify_month(month)) == []
    proofs.spoil(score, total=1, band="rain")
    assert {one.code for one in verify_month(month)} == {"score"}


def test_a_receipt_that_came_weeks_later_is_fine(land, monkeypatch):
    month = proofs.scored(land)
    signature = signing.sign_month(county_month=month)
    moment = clock.now() + timedelta(days=20)
    monkeypatch.setattr(clock, "_now", lambda: moment)
    witness.send_results(signature)
    assert list(verify_month(month)) == []


def test_a_retired_key_is_fine(made):
    signing.rotate_key()
    assert codes(made) == set()


def test_a_key_that_had_retired_before_it_signed(made):
    signing.rotate_key()
    type(made.signature.key).objects.filter(pk=made.signature.key_id).update(
        retired_at=made.month.frozen_at.replace(year=2020)
    )
    assert codes(made) == {"signing_key"}


def test_a_month_that_was_amended_and_signed_again(made):
    old = made.scores[0]
    MonthScore.objects.filter(pk=old.pk).update(is_current=False)
    facts = old.facts | {"records": [scoring.record("good_deed")]}
    scoring.score(old.offender, made.month, facts=facts, version=2, reason="异议成立")
    witness.send_results(signing.sign_month(county_month=made.month))
    assert codes(made) == {"reopened"}
    proofs.reopened(made.month)
    assert codes(made) == set()


def test_a_final_month_that_was_put_back_without_a_decision(made):
    made.month.state = "posted"
    made.month.save()
    assert codes(made) == {"reopened"}
    proofs.reopened(made.month)
    assert codes(made) == set()


def test_two_months_follow_each_other(land, made):
    second = proofs.signed(land, 1, "2026-11")
    assert codes(second) == codes(made) == set()
    proofs.spoil(made.signature, signature=made.signature.signature[::-1])
    assert "previous" in codes(second)


def test_a_month_that_only_the_witness_knows(land, made):
    for score in made.scores:
        proofs.remove(score)
    proofs.remove(made.signature)
    made.month.delete()
    assert [one.code for one in verify(Month.parse("2026-10"))] == ["lost"]


def test_the_command_is_silent_about_an_honest_month(made, capsys):
    call_command("verify_month", "2026-10")
    assert capsys.readouterr().out.count("\n") == 1


def test_the_command_ends_with_one_and_a_line_per_difference(made, capsys):
    proofs.spoil(made.scores[0], total=made.scores[0].total - 1)
    with pytest.raises(SystemExit) as ended:
        call_command("verify_month", "2026-10", county="331125")
    assert ended.value.code == 1
    assert str(made.scores[0].offender_id) in capsys.readouterr().out


def test_the_command_as_json(made, capsys):
    proofs.spoil(made.scores[0], total=made.scores[0].total - 1)
    with pytest.raises(SystemExit):
        call_command("verify_month", "2026-10", json=True)
    said = json.loads(capsys.readouterr().out)
    assert (said["months"], said["scores"]) == (1, 3)
    assert {"score", "results"} <= {one["code"] for one in said["differences"]}


@pytest.mark.parametrize(
    ("month", "county"), [("2026-13", None), ("October", None), ("2026-09", None), ("2026-10", "9")]
)
def test_the_command_refuses_what_is_not_there(made, month, county):
    with pytest.raises(CommandError):
        call_command("verify_month", month, county=county)
