"""Who may take each step, and who is told that there is nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from cases.actions import masking, releasing, reviewing, submitting
from cases.models import Submission
from cases.reviewers import legal_reviewers, may_open_originals
from lms.core.errors import Conflict, Denied, DomainError, Invalid, NotVisible
from tests.cases.way.told import draft, original
from tests.factories import cases, people

OUTSIDERS = ["stranger", "other_reviewer", "officer", "editor", "learner"]
STEPS: dict[str, Callable[[Any, Submission, Any], Any]] = {
    "save": lambda by, row, _s: submitting.save_draft(
        by=by, submission=row, draft=draft(), version=row.version
    ),
    "fill": lambda by, row, _s: submitting.fill_from_files(by=by, submission=row),
    "send": lambda by, row, s: submitting.send(by=by, submission=row, legal_reviewer=s.second),
    "take_back": lambda by, row, _s: submitting.take_back(by=by, submission=row),
    "discard": lambda by, row, _s: submitting.discard(by=by, submission=row, reason="不用了"),
    "hand_over": lambda by, row, _s: submitting.hand_over(by=by, submission=row),
    "comment": lambda by, row, _s: submitting.comment(by=by, submission=row, text="看过"),
    "approve_legally": lambda by, row, _s: reviewing.approve_legally(by=by, submission=row),
    "take": lambda by, row, _s: reviewing.take(by=by, submission=row),
    "approve": lambda by, row, _s: reviewing.approve(by=by, submission=row),
    "send_back": lambda by, row, _s: reviewing.send_back(by=by, submission=row, comment="改"),
    "allow": lambda by, row, _s: reviewing.allow(by=by, submission=row, reason="一" * 12),
    "revise": lambda by, row, _s: releasing.revise(by=by, submission=row),
    "withdraw": lambda by, row, _s: releasing.withdraw(by=by, submission=row, reason="有误"),
    "accept": lambda by, row, _s: masking.accept_certain(by=by, submission=row),
}
every_step = pytest.mark.parametrize("step", STEPS)


@every_step
@pytest.mark.parametrize("who", OUTSIDERS)
def test_whoever_has_no_part_in_it_hears_of_nothing(
    at_county: Submission, staff: Any, who: str, step: str
) -> None:
    with pytest.raises(NotVisible) as refused:
        STEPS[step](getattr(staff, who), at_county, staff)
    ghost = Submission(pk="00000000-0000-4000-8000-000000000000")
    with pytest.raises(NotVisible) as nothing:
        STEPS[step](getattr(staff, who), ghost, staff)
    assert str(refused.value) == str(nothing.value)
    assert refused.value.code == nothing.value.code
    at_county.refresh_from_db()
    assert at_county.state == "county_review"


@pytest.mark.parametrize("who", ["manager", "reviewer"])
def test_the_county_sees_nothing_before_it_was_sent_there(
    sent: Submission, staff: Any, who: str
) -> None:
    with pytest.raises(NotVisible):
        reviewing.approve(by=getattr(staff, who), submission=sent)
    assert not Submission.objects.visible_to(getattr(staff, who)).exists()


def test_the_author_is_no_second_person(drafted: Submission, staff: Any) -> None:
    with pytest.raises(Invalid):
        submitting.send(by=staff.author, submission=drafted, legal_reviewer=staff.author)
    row = submitting.send(by=staff.author, submission=drafted, legal_reviewer=staff.second)
    with pytest.raises(Denied):
        reviewing.approve_legally(by=staff.author, submission=row)


@pytest.mark.parametrize("who", ["stranger", "officer", "manager", "learner"])
def test_the_second_person_is_of_the_procuratorate(
    drafted: Submission, staff: Any, who: str
) -> None:
    with pytest.raises(Invalid):
        submitting.send(by=staff.author, submission=drafted, legal_reviewer=getattr(staff, who))


def test_who_decided_about_findings_reviews_nothing(drafted: Submission, staff: Any) -> None:
    original(drafted, decision="open")
    masking.accept_certain(by=staff.second, submission=drafted)
    assert staff.second not in legal_reviewers(drafted)
    with pytest.raises(Invalid):
        submitting.send(by=staff.author, submission=drafted, legal_reviewer=staff.second)


def test_one_decision_beside_open_findings_counts_as_work(drafted: Submission, staff: Any) -> None:
    file = original(drafted, decision="open")
    masking.decide(by=staff.second, submission=drafted, file=file.pk, number=1, decision="rejected")
    assert staff.second not in legal_reviewers(drafted)


def test_who_wrote_in_the_draft_reviews_nothing(drafted: Submission, staff: Any) -> None:
    row = submitting.save_draft(
        by=staff.second, submission=drafted, draft=draft(summary="改过。"), version=1
    )
    with pytest.raises(Invalid):
        submitting.send(by=staff.author, submission=row, legal_reviewer=staff.second)


def test_whose_work_is_known_is_noted_once(drafted: Submission, staff: Any) -> None:
    row = drafted
    for number in range(3):
        row = submitting.save_draft(
            by=staff.second, submission=row, draft=draft(sentence=f"{number}年"),
            version=row.version,
        )  # fmt: skip
    assert row.steps.filter(by=staff.second).count() == 1


def test_who_brought_a_file_reviews_nothing(drafted: Submission, staff: Any) -> None:
    cases.source_file(drafted, uploaded_by=staff.second)
    assert staff.second not in legal_reviewers(drafted)


def test_only_the_named_person_does_the_legal_review(
    sent: Submission, staff: Any, land: Any
) -> None:
    third = people.user_with_role("prosecutor", land.procuratorate)
    with pytest.raises(Denied):
        reviewing.approve_legally(by=third, submission=sent)
    assert reviewing.approve_legally(by=staff.second, submission=sent).state == "county_review"


@pytest.mark.parametrize("who", ["author", "second"])
def test_nobody_of_the_procuratorate_does_the_county_review(
    at_county: Submission, staff: Any, land: Any, who: str
) -> None:
    both = getattr(staff, who)
    people.give_role(both, "reviewer", land.county)
    both = people.again(both)
    for step in ("take", "approve", "allow", "send_back"):
        with pytest.raises(Denied):
            STEPS[step](both, at_county, staff)


def test_a_reviewer_of_the_procuratorate_is_none_of_the_county(
    at_county: Submission, staff: Any, land: Any
) -> None:
    inside = people.user_with_role("reviewer", land.procuratorate)
    with pytest.raises(DomainError):
        reviewing.approve(by=inside, submission=at_county)
    at_county.refresh_from_db()
    assert at_county.state == "county_review"


def test_an_editor_of_the_procuratorate_has_no_part_in_warning_cases(
    drafted: Submission, land: Any
) -> None:
    inside = people.user_with_role("editor", land.procuratorate)
    assert not Submission.objects.visible_to(inside).exists()
    with pytest.raises(NotVisible):
        submitting.save_draft(by=inside, submission=drafted, draft=draft(), version=1)
    assert not may_open_originals(drafted, inside)


def test_who_takes_the_review_decides_it(at_county: Submission, staff: Any) -> None:
    row = reviewing.take(by=staff.reviewer, submission=at_county)
    for step in ("take", "approve", "send_back"):
        with pytest.raises(Denied):
            STEPS[step](staff.manager, row, staff)
    assert reviewing.approve(by=staff.reviewer, submission=row).live


def test_originals_open_to_the_county_only_under_a_name(at_county: Submission, staff: Any) -> None:
    assert not may_open_originals(at_county, staff.reviewer)
    row = reviewing.take(by=staff.reviewer, submission=at_county)
    assert may_open_originals(row, staff.reviewer)
    assert not may_open_originals(row, staff.manager)


@pytest.mark.parametrize("step", ["send_back", "take_back"])
def test_going_back_hides_it_from_the_county(at_county: Submission, staff: Any, step: str) -> None:
    assert Submission.objects.visible_to(staff.manager).exists()
    STEPS[step](staff.manager if step == "send_back" else staff.author, at_county, staff)
    assert not Submission.objects.visible_to(staff.manager).exists()
    with pytest.raises(NotVisible):
        submitting.comment(by=staff.manager, submission=at_county, text="还在吗")


def test_a_person_whose_role_ended_sees_nothing(sent: Submission, staff: Any) -> None:
    from lms.accounts.models import RoleGrant

    RoleGrant.objects.filter(user=staff.second).update(ends_on="2021-01-01")
    with pytest.raises(NotVisible):
        reviewing.approve_legally(by=people.again(staff.second), submission=sent)


@pytest.mark.parametrize("who", ["officer", "editor", "manager", "learner", "reviewer"])
def test_warning_cases_come_from_prosecutors(staff: Any, land: Any, who: str) -> None:
    for place in (land.procuratorate, land.county):
        with pytest.raises(Denied):
            submitting.open_submission(by=getattr(staff, who), organisation=place, kind="warning")
    assert not Submission.objects.exists()


def test_a_prosecutor_hands_in_for_their_own_place_alone(staff: Any, land: Any) -> None:
    with pytest.raises(Denied):
        submitting.open_submission(
            by=staff.stranger, organisation=land.procuratorate, kind="warning"
        )
    with pytest.raises(Denied):
        submitting.open_submission(
            by=staff.author, organisation=land.procuratorate, kind="exemplary"
        )


RIGHT = {
    "drafted": {"save", "fill", "send", "discard", "comment", "accept"},
    "sent": {"take_back", "comment"},
    "at_county": {"take_back", "comment"},
}


@every_step
@pytest.mark.parametrize("state", RIGHT)
def test_a_step_out_of_turn_changes_nothing(
    request: pytest.FixtureRequest, staff: Any, state: str, step: str
) -> None:
    row = request.getfixturevalue(state)
    if step in RIGHT[state]:
        STEPS[step](staff.author, row, staff)
        return
    with pytest.raises((Conflict, Denied, Invalid)):
        STEPS[step](staff.author, row, staff)
    before = row.state
    row.refresh_from_db()
    assert row.state == before


def test_taking_it_back_is_no_part_in_its_words(drafted: Submission, staff: Any) -> None:
    row = submitting.send(by=staff.author, submission=drafted, legal_reviewer=staff.second)
    row = submitting.take_back(by=staff.second, submission=row)
    sent = submitting.send(by=staff.author, submission=row, legal_reviewer=staff.second)
    assert reviewing.approve_legally(by=staff.second, submission=sent).state == "county_review"
