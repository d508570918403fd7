"""Signatures of a month, and the keys they are made with."""

from __future__ import annotations

import json

import pytest
from django.core.management import call_command
from django.db import DatabaseError, transaction

from lms.core.errors import Conflict
from lms.core.models import Job
from lms.scoring.models import MonthSignature, SigningKey
from lms.scoring.proofs import signing
from lms.scoring.proofs.merkle import Tree, climb, root_of
from tests.factories import people, proofs, scoring

pytestmark = pytest.mark.django_db


@pytest.fixture
def month(land):
    return proofs.scored(land)


def test_the_signature_holds_for_the_stored_text(month):
    made = signing.sign_month(county_month=month)
    assert signing.holds(made.key.public, made.signature, made.payload)
    assert not signing.holds(made.key.public, made.signature, made.payload + " ")


def test_the_text_names_scheme_results_and_counts(month):
    said = json.loads(signing.sign_month(county_month=month).payload)
    rows = sorted(signing.row_of(score) for score in month.scores.all())
    assert said["results"] == root_of(rows)
    assert said["scheme"]["digest"] == month.digest
    assert said["counts"]["people"] == said["counts"]["heads"] == 3
    assert said["previous"] == ""


def test_signing_again_gives_the_same(month):
    first = signing.sign_month(county_month=month)
    assert signing.sign_month(county_month=month) == first
    assert MonthSignature.objects.count() == 1


def test_signing_wants_the_receipt_once(month):
    signing.sign_month(county_month=month)
    signing.sign_month(county_month=month)
    assert Job.objects.filter(kind=signing.SEND_RESULTS).count() == 1


def test_an_amended_month_is_signed_once_more(month):
    first = signing.sign_month(county_month=month)
    old = month.scores.first()
    month.scores.filter(pk=old.pk).update(is_current=False)
    scoring.score(old.offender, month, facts=old.facts, version=2, reason="复核")
    second = signing.sign_month(county_month=month)
    assert second.number == 2
    assert json.loads(second.payload)["previous"] == signing.seal(first)


def test_the_next_month_follows_the_one_before(land, month):
    first = signing.sign_month(county_month=month)
    second = signing.sign_month(county_month=proofs.scored(land, 1, "2026-11"))
    assert json.loads(second.payload)["previous"] == signing.seal(first)


def test_a_month_that_was_not_posted_is_not_signed(land):
    draft = scoring.county_month(land.county)
    with pytest.raises(Conflict):
        signing.sign_month(county_month=draft)


def test_a_signature_is_never_changed(month):
    made = signing.sign_month(county_month=month)
    with pytest.raises(DatabaseError), transaction.atomic():
        MonthSignature.objects.filter(pk=made.pk).update(payload="{}")


def test_the_private_key_is_not_readable_in_the_table(month):
    from django.db import connection

    key = signing.sign_month(county_month=month).key
    with connection.cursor() as cursor:
        cursor.execute("SELECT private FROM scoring_signingkey")
        assert key.private not in cursor.fetchone()[0]


def test_a_rotated_key_verifies_and_signs_no_more(month):
    made = signing.sign_month(county_month=month)
    fresh = signing.rotate_key()
    old = SigningKey.objects.get(pk=made.key_id)
    assert (old.private, signing.current_key()) == ("", fresh)
    assert old.retired_at is not None
    assert signing.holds(old.public, made.signature, made.payload)


def test_a_key_that_can_be_read_no_more_is_rotated(month):
    from django.db import connection

    first = signing.current_key()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE scoring_signingkey SET private = 'k9:AAAA'")
    assert signing.rotate_key().pk != first.pk


def test_the_command_rotates(db, capsys):
    first = signing.current_key()
    call_command("rotate_signing_key")
    assert signing.current_key() != first
    assert signing.current_key().pk in capsys.readouterr().out


@pytest.mark.parametrize("count", [1, 2, 3, 5, 8, 13])
def test_a_path_leads_to_the_root(count):
    rows = [[str(number), number] for number in range(count)]
    tree = Tree(rows)
    assert all(climb(row, tree.path(at)) == tree.root for at, row in enumerate(rows))
    assert climb(["x", 0], tree.path(0)) != tree.root


def test_the_order_of_rows_is_that_of_the_ids(land, month):
    people.offender(land.office)
    rows = list(month.scores.order_by("-pk"))
    assert signing.roots_of(rows) == signing.roots_of(reversed(rows))
