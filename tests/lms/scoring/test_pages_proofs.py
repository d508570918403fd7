"""Pages of proofs: who sees which month, what verification answers, who takes whose file."""

from __future__ import annotations

import json

import pytest
from django.test import Client
from django.urls import reverse

from lms.core import jobs
from lms.core.models import AuditEntry, Job
from lms.scoring.models import WitnessKey
from lms.scoring.proofs import signing
from lms.scoring.tasks.proofs import VERIFY
from tests.factories import people, proofs, scoring

pytestmark = pytest.mark.django_db


@pytest.fixture
def made(land):
    return proofs.signed(land)


@pytest.fixture
def prosecutor(land):
    return people.user_with_role("prosecutor", land.procuratorate)


def client(user):
    browser = Client()
    browser.force_login(user)
    return browser


def address(name, *args):
    return reverse(f"scoring:{name}", args=args)


def test_months_of_ones_counties_with_their_receipts(land, made, prosecutor):
    scoring.county_month(land.county2, state="final")
    page = client(prosecutor).get(address("proofs")).content.decode()
    assert address("proof", made.month.pk) in page
    assert land.county2.name not in page
    assert "已签收" in page


def test_a_month_without_receipt_says_so(land, prosecutor):
    signing.sign_month(county_month=proofs.scored(land))
    assert "未签收" in client(prosecutor).get(address("proofs")).content.decode()


def test_the_month_shows_signature_receipt_and_people(made, prosecutor):
    page = client(prosecutor).get(address("proof", made.month.pk)).content.decode()
    assert made.signature.key_id in page
    assert made.receipt.key_id in page
    assert all(score.offender.code in page for score in made.scores)


def test_the_number_of_queries_does_not_grow(land, made, prosecutor, django_assert_max_num_queries):
    browser = client(prosecutor)
    browser.get(address("proof", made.month.pk))
    for _number in range(5):
        scoring.score(people.offender(land.office), made.month)
    with django_assert_max_num_queries(25):
        browser.get(address("proof", made.month.pk))
    with django_assert_max_num_queries(20):
        browser.get(address("proofs"))


def test_a_month_of_another_county_does_not_exist(land, prosecutor):
    other = scoring.county_month(land.county2, state="final")
    assert client(prosecutor).get(address("proof", other.pk)).status_code == 404
    assert client(prosecutor).post(address("proof_verify", other.pk)).status_code == 404


@pytest.mark.parametrize("role", ["manager", "officer", "auditor", "editor"])
def test_others_do_not_verify(land, made, role):
    browser = client(people.user_with_role(role, land.county))
    assert browser.get(address("proofs")).status_code == 403
    assert browser.post(address("proof_verify", made.month.pk)).status_code == 403
    assert not Job.objects.filter(kind=VERIFY).exists()


def verified(made, prosecutor):
    answer = client(prosecutor).post(address("proof_verify", made.month.pk))
    job = jobs.run_now(Job.objects.get(kind=VERIFY))
    return job, client(prosecutor).get(answer.url).content.decode()


def test_an_honest_month_is_verified(made, prosecutor):
    job, page = verified(made, prosecutor)
    assert (job.state, job.result) == ("done", {"scores": 3, "differences": 0})
    assert "全部一致" in page


def test_differences_are_on_the_page_and_in_the_file(made, prosecutor):
    proofs.spoil(made.scores[0], total=made.scores[0].total - 1)
    job, page = verified(made, prosecutor)
    assert str(made.scores[0].offender_id) in page
    found = json.loads(jobs.result_path(job).read_text())
    assert {"score", "results", "received"} <= {one["code"] for one in found}


def test_the_job_that_sends_results(land):
    signature = signing.sign_month(county_month=proofs.scored(land))
    job = jobs.run_now(Job.objects.get(kind=signing.SEND_RESULTS))
    assert job.state == "done"
    assert list(proofs_of(signature)) == []


def proofs_of(signature):
    from lms.scoring.proofs.verify import verify_month

    return verify_month(signature.county_month)


def test_the_nightly_job(land):
    proofs.ledger(people.offender(land.office))
    signing.sign_month(county_month=proofs.scored(land))
    job = jobs.run_now(jobs.enqueue("scoring.send_heads"))
    assert job.result == {"heads": 1, "results": 1}


def test_a_witness_who_is_away_keeps_nobody_from_theirs(land):
    away = people.organisation(land.county2, "procuratorate")
    for office in (land.office, land.office3):
        proofs.ledger(people.offender(office))
    name, public, _private = signing.new_pair()
    WitnessKey.objects.create(id=name, procuratorate=away, public=public)
    job = jobs.run_now(jobs.enqueue("scoring.send_heads"))
    assert (job.state, job.result) == ("done", {"heads": 1, "results": 0})
    assert job.errors.get().value == land.county2.name


def test_a_witness_elsewhere_is_left_alone(land, settings):
    settings.WITNESS_HERE = False
    proofs.ledger(people.offender(land.office))
    assert jobs.run_now(jobs.enqueue("scoring.send_heads")).result == {}


# a person's file


def test_the_file_of_a_person_is_logged(made, prosecutor):
    offender = made.scores[0].offender
    answer = client(prosecutor).get(address("dossier", offender.pk))
    assert json.loads(answer.content)["offender"]["code"] == offender.code
    assert "attachment" in answer["Content-Disposition"]
    line = AuditEntry.objects.get(verb="person.looked_up", on_whom=offender.pk)
    assert (line.actor, line.after) == (prosecutor, {"what": "dossier"})


@pytest.mark.parametrize(
    ("role", "place", "status"),
    [
        ("manager", "county", 200), ("officer", "office", 200), ("officer", "office2", 404),
        ("manager", "county2", 404), ("editor", "county", 404), ("system_admin", "county", 404),
    ],
)  # fmt: skip
def test_who_takes_whose_file(land, made, role, place, status):
    user = people.user_with_role(role, getattr(land, place))
    assert client(user).get(address("dossier", made.scores[0].offender_id)).status_code == status


def test_ones_own_file_and_nobody_elses(made):
    first, second = (score.offender for score in made.scores[:2])
    browser = client(first.user)
    answer = browser.get(address("own_dossier"))
    assert json.loads(answer.content)["offender"]["id"] == str(first.pk)
    assert browser.get(address("dossier", second.pk)).status_code == 404
    assert browser.get(address("dossier", first.pk)).status_code == 404


def test_the_way_to_it_is_on_the_persons_page(made, prosecutor):
    offender = made.scores[0].offender
    page = client(prosecutor).get(reverse("learning:person", args=[offender.pk])).content.decode()
    assert address("dossier", offender.pk) in page


# public keys


def test_everybody_sees_the_public_keys(made):
    page = Client().get(address("keys"))
    assert page.status_code == 200
    assert made.signature.key.public in page.content.decode().replace("&#x2B;", "+")


def test_the_keys_as_json_verify_a_signature(made):
    said = Client().get(address("keys_json")).json()
    key = next(one for one in said["platform"] if one["id"] == made.signature.key_id)
    assert signing.holds(key["public"], made.signature.signature, made.signature.payload)
    assert said["witness"][0]["id"] == made.receipt.key_id
    assert "private" not in json.dumps(said)
