"""Schemes of counties: inherited, drafted, tried, put in force from a month on."""

from __future__ import annotations

import copy
from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from lms.core import jobs
from lms.core.errors import Conflict, Denied, Invalid
from lms.core.models import AuditEntry, Job
from lms.core.months import Month
from lms.messaging.models import Message
from lms.scoring.actions import schemes
from lms.scoring.models import Scheme, SchemeDraft
from lms.scoring.rules import toml
from lms.scoring.schemes import trying
from lms.scoring.schemes.in_force import digest, scheme_for, shipped
from tests.factories import people, scoring

pytestmark = pytest.mark.django_db
NEXT = {"first_month": "2026-12", "reason": "县里统一口径"}


@pytest.fixture(autouse=True)
def november(at):
    at(datetime(2026, 11, 20, 3, tzinfo=UTC))


@pytest.fixture
def manager(land):
    return people.user_with_role("manager", land.county)


def changed(**values):
    """The shipped scheme with a study hour at two points."""
    plain = copy.deepcopy(shipped()) | {"name": "云和县计分方案"} | values
    plain["items"][0]["points"] = 2
    return plain


@pytest.fixture
def draft(land, manager):
    return schemes.save_draft(by=manager, organisation=land.county, plain=changed())


def in_force(organisation, first_month, plain=None, version=1):
    plain = plain or changed()
    by = people.user_with_role("manager", organisation)
    return Scheme.objects.create(
        organisation=organisation, version=version, first_month=first_month, plain=plain,
        digest=digest(plain), reason="试点", enforced_by=by,
    )  # fmt: skip


# which one holds


def test_the_shipped_one_without_any(land):
    found = scheme_for(land.county, Month(2026, 10))
    assert (found.scheme, found.plain) == (None, shipped())


def test_inherited_from_above(land):
    above = in_force(land.city, "2026-01")
    assert scheme_for(land.county, Month(2026, 10)).scheme == above


def test_its_own_before_one_from_above(land):
    own = in_force(land.county, "2026-01")
    in_force(land.city, "2026-09")
    assert scheme_for(land.county, Month(2026, 10)).scheme == own


def test_the_newest_that_has_begun(land):
    first = in_force(land.county, "2026-01")
    in_force(land.county, "2026-11", version=2)
    assert scheme_for(land.county, Month(2026, 10)).scheme == first


def test_not_that_of_a_neighbour(land):
    in_force(land.county2, "2026-01")
    assert scheme_for(land.county, Month(2026, 10)).scheme is None


def test_in_one_query(land, django_assert_num_queries):
    in_force(land.city, "2026-01")
    with django_assert_num_queries(1):
        scheme_for(land.county, Month(2026, 10))


# drafts


def test_a_draft_may_have_faults(land, manager):
    faulty = changed(base=200)
    assert schemes.save_draft(by=manager, organisation=land.county, plain=faulty).plain == faulty


def test_two_who_edit_do_not_overwrite_each_other(land, manager, draft, at):
    seen = schemes.token(draft)
    at(datetime(2026, 11, 20, 4, tzinfo=UTC))
    schemes.save_draft(by=manager, organisation=land.county, plain=changed(), seen=seen)
    with pytest.raises(Conflict):
        schemes.save_draft(by=manager, organisation=land.county, plain=changed(), seen=seen)


@pytest.mark.parametrize("role", ["officer", "prosecutor", "editor"])
def test_others_draft_nothing(land, role):
    who = people.user_with_role(role, land.county)
    with pytest.raises(Denied):
        schemes.save_draft(by=who, organisation=land.county, plain=changed())


def test_not_for_another_county(land, manager):
    with pytest.raises(Denied):
        schemes.save_draft(by=manager, organisation=land.county2, plain=changed())


def test_an_office_has_none(land, manager):
    with pytest.raises(Invalid):
        schemes.save_draft(by=manager, organisation=land.office, plain=changed())


def test_a_file_becomes_the_draft(land, manager):
    file = toml.write(changed()).encode()
    assert (
        schemes.import_draft(by=manager, organisation=land.county, content=file).plain == changed()
    )


def test_a_faulty_file_changes_nothing(land, manager, draft):
    file = toml.write(changed(base=200)).encode()
    with pytest.raises(Invalid) as refusal:
        schemes.import_draft(by=manager, organisation=land.county, content=file)
    assert (
        refusal.value.fields["file"][0].startswith("第 2 行")
        or "2" in refusal.value.fields["file"][0]
    )
    draft.refresh_from_db()
    assert draft.plain == changed()


def test_a_draft_is_thrown_away(land, manager, draft):
    schemes.discard_draft(by=manager, organisation=land.county)
    assert not SchemeDraft.objects.exists()
    with pytest.raises(Conflict):
        schemes.discard_draft(by=manager, organisation=land.county)


# in force


def test_in_force_from_a_month_on(land, manager, draft):
    scheme = schemes.enforce(by=manager, organisation=land.county, **NEXT)
    assert (scheme.version, scheme.digest) == (1, digest(changed()))
    assert scheme_for(land.county, Month(2026, 12)).scheme == scheme
    assert scheme_for(land.county, Month(2026, 11)).scheme is None
    assert not SchemeDraft.objects.exists()


def test_it_is_audited(land, manager, draft):
    schemes.enforce(by=manager, organisation=land.county, **NEXT)
    entry = AuditEntry.objects.get(verb="scoring.scheme_enforced")
    assert (entry.actor, entry.reason) == (manager, NEXT["reason"])
    assert entry.after["first_month"] == "2026-12"


def test_it_is_never_changed(land, manager, draft):
    scheme = schemes.enforce(by=manager, organisation=land.county, **NEXT)
    scheme.plain = shipped()
    with pytest.raises(DatabaseError), transaction.atomic():
        scheme.save()


def test_it_is_succeeded(land, manager, draft):
    schemes.enforce(by=manager, organisation=land.county, **NEXT)
    schemes.save_draft(by=manager, organisation=land.county, plain=changed(base=50))
    later = NEXT | {"first_month": "2027-01"}
    assert schemes.enforce(by=manager, organisation=land.county, **later).version == 2


@pytest.mark.parametrize(
    ("month", "code"),
    [("2026-11", "begun"), ("2026-10", "begun"), ("2027-12", "far"), ("12-2026", "invalid"),
     ("", "invalid"), ("2026-13", "invalid")],
)  # fmt: skip
def test_months_that_are_refused(land, manager, draft, month, code):
    with pytest.raises(Invalid) as refusal:
        schemes.enforce(by=manager, organisation=land.county, **NEXT | {"first_month": month})
    assert (refusal.value.code, list(refusal.value.fields)) == (code, ["first_month"])
    assert SchemeDraft.objects.exists()


def test_not_a_month_that_is_closed(land, manager, draft):
    scoring.county_month(land.county, "2026-12")
    with pytest.raises(Invalid) as refusal:
        schemes.enforce(by=manager, organisation=land.county, **NEXT)
    assert refusal.value.code == "closed"


def test_not_before_the_last_version(land, manager, draft):
    in_force(land.county, "2027-01")
    with pytest.raises(Invalid) as refusal:
        schemes.enforce(by=manager, organisation=land.county, **NEXT)
    assert refusal.value.code == "succeeded"
    with pytest.raises(Invalid):
        schemes.enforce(by=manager, organisation=land.county, **NEXT | {"first_month": "2027-01"})


def test_not_with_faults(land, manager):
    schemes.save_draft(by=manager, organisation=land.county, plain=changed(base=200))
    with pytest.raises(Invalid) as refusal:
        schemes.enforce(by=manager, organisation=land.county, **NEXT)
    assert refusal.value.code == "faults"
    assert not Scheme.objects.exists()


def test_not_without_a_reason(land, manager, draft):
    with pytest.raises(Invalid):
        schemes.enforce(by=manager, organisation=land.county, first_month="2026-12", reason=" ")


def test_not_without_a_draft(land, manager):
    with pytest.raises(Conflict):
        schemes.enforce(by=manager, organisation=land.county, **NEXT)


def test_not_when_nothing_changes(land, manager):
    schemes.save_draft(by=manager, organisation=land.county, plain=shipped())
    with pytest.raises(Conflict) as refusal:
        schemes.enforce(by=manager, organisation=land.county, **NEXT)
    assert refusal.value.code == "same"


def test_the_offices_are_told_once(land, manager, draft):
    officer = people.user_with_role("officer", land.office)
    people.user_with_role("officer", land.office3)
    schemes.enforce(by=manager, organisation=land.county, **NEXT)
    for _run in range(2):
        jobs.run_now(Job.objects.get(kind="scoring.scheme_news"))
        Job.objects.update(state="queued")
    told = set(Message.objects.values_list("recipient", flat=True))
    assert told == {officer.pk, manager.pk}


def test_those_with_a_scheme_of_their_own_are_not_told(land):
    above = people.user_with_role("manager", land.city)
    people.user_with_role("officer", land.office)
    in_force(land.county, "2026-01")
    schemes.save_draft(by=above, organisation=land.city, plain=changed(base=50))
    schemes.enforce(by=above, organisation=land.city, **NEXT)
    jobs.run_now(Job.objects.get(kind="scoring.scheme_news"))
    assert [one.recipient for one in Message.objects.all()] == [above]


# tried on last month


@pytest.fixture
def october(land):
    return scoring.county_month(land.county, "2026-10")


def test_whose_score_would_change_and_by_how_much(land, manager, draft, october):
    """Six hours give 12 instead of 6 points; the cap of 8 holds; no study, no change."""
    some = people.offender(land.office)
    study = {"seconds": 6 * 2700, "target_seconds": 6 * 2700}
    moved = scoring.score(some, october, facts=scoring.facts(study=study))
    scoring.score(people.offender(land.office), october, facts=scoring.facts(study=None))
    job = trying.begin(by=manager, organisation=land.county)
    assert job.state == "done"
    assert job.result["rows"] == [[str(moved.pk), 72, "cloudy", 2]]
    assert (job.result["people"], job.result["changed"], job.result["up"]) == (2, 1, 1)


def test_many_are_worked_out_in_the_background(land, manager, draft, october, monkeypatch):
    monkeypatch.setattr(trying, "AT_ONCE", 0)
    scoring.score(people.offender(land.office), october)
    assert trying.begin(by=manager, organisation=land.county).state == "queued"


def test_the_queries_do_not_grow_with_the_people(land, manager, draft, october):
    counted = []
    for _round in range(2):
        for _number in range(3):
            scoring.score(people.offender(land.office), october)
        with CaptureQueriesContext(connection) as queries:
            trying.begin(by=manager, organisation=land.county)
        counted.append(len(queries))
    assert counted[0] == counted[1]


def test_nothing_is_written(land, manager, draft, october):
    score = scoring.score(people.offender(land.office), october)
    trying.begin(by=manager, organisation=land.county)
    score.refresh_from_db()
    assert score.total == 72
    assert Scheme.objects.count() == 0


def test_not_where_another_scheme_holds(land, draft):
    above = people.user_with_role("manager", land.city)
    in_force(land.county, "2026-01")
    scoring.score(people.offender(land.office), scoring.county_month(land.county, "2026-10"))
    schemes.save_draft(by=above, organisation=land.city, plain=changed())
    assert trying.begin(by=above, organisation=land.city).result["people"] == 0


def test_only_who_manages_schemes_tries(land, draft, october):
    with pytest.raises(Denied):
        trying.begin(by=people.user_with_role("officer", land.office), organisation=land.county)


def test_not_with_faults_to_try(land, manager, october):
    schemes.save_draft(by=manager, organisation=land.county, plain=changed(base=200))
    with pytest.raises(Invalid):
        trying.begin(by=manager, organisation=land.county)


def test_not_before_a_month_is_closed(land, manager, draft):
    with pytest.raises(Conflict):
        trying.begin(by=manager, organisation=land.county)
