"""Who comes to the desk of cases, whose cases are there, and who opens an original."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from cases import desk
from cases.models import SourceFile, Submission
from lms.accounts.models import User
from lms.core.models import AuditEntry
from lms.core.months import today
from tests.cases.desk.conftest import url
from tests.cases.uploads.conftest import upload
from tests.factories import cases

PAGES = ("desk_case", "desk_fields", "desk_masking", "desk_preview")


@pytest.mark.parametrize("page", PAGES)
def test_whoever_hands_it_in_opens_every_page(
    as_: Any, staff: Any, submission: Submission, file: SourceFile, page: str
) -> None:
    for person in (staff.author, staff.second):
        assert as_(person).get(url(submission, page)).status_code == 200


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("who", ["officer", "learner"])
def test_officers_and_learners_do_not_come_here(
    as_: Any, staff: Any, submission: Submission, who: str, page: str
) -> None:
    assert as_(getattr(staff, who)).get(url(submission, page)).status_code == 403


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("who", ["stranger", "reviewer"])
def test_another_county_and_a_reviewer_before_their_turn_find_nothing(
    as_: Any, staff: Any, submission: Submission, who: str, page: str
) -> None:
    assert as_(getattr(staff, who)).get(url(submission, page)).status_code == 404


def test_the_list_has_ones_own_cases_alone(as_: Any, staff: Any, submission: Submission) -> None:
    for who, seen in (("author", True), ("stranger", False), ("reviewer", False)):
        page = as_(getattr(staff, who)).get(reverse("cases:desk")).content.decode()
        assert (url(submission) in page) is seen


def test_a_case_is_begun_in_the_name_of_ones_own_place_alone(
    as_: Any, staff: Any, land: Any
) -> None:
    asked = {"kind": "warning", "organisation": land.procuratorate.pk}
    assert as_(staff.stranger).post(reverse("cases:desk_new"), asked).status_code == 422
    answer = as_(staff.author).post(reverse("cases:desk_new"), asked)
    made = Submission.objects.get()
    assert answer.url == url(made)
    assert made.organisation == land.procuratorate


def downloads(file: SourceFile) -> list[AuditEntry]:
    rows = AuditEntry.objects.filter(verb="cases.original_opened", target_id=str(file.pk))
    return [one for one in rows if (one.after or {})["how"] == "download"]


def test_an_original_is_downloaded_by_three_parties_and_each_time_logged(
    as_: Any, staff: Any, submission: Submission
) -> None:
    file = upload(staff.author, submission, "林树".encode())
    Submission.objects.update(state="county_review", county_reviewer=staff.reviewer)
    address = url(submission, "desk_original", file.pk)
    answer = as_(staff.reviewer).get(address)
    assert b"".join(answer.streaming_content) == "林树".encode()
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["Content-Type"] == "application/octet-stream"
    assert as_(staff.second).get(address).status_code == 200
    assert {one.actor_id for one in downloads(file)} == {staff.reviewer.pk, staff.second.pk}


@pytest.mark.parametrize("who", ["colleague", "stranger", "officer"])
def test_nobody_else_opens_an_original(
    as_: Any, staff: Any, submission: Submission, who: str
) -> None:
    file = upload(staff.author, submission, b"text")
    Submission.objects.update(state="county_review", county_reviewer=staff.reviewer)
    client = as_(getattr(staff, who))
    assert client.get(url(submission, "desk_original", file.pk)).status_code in (403, 404)
    assert client.get(url(submission, "desk_masking")).status_code in (403, 404)
    assert downloads(file) == []


def waiting(person: Any) -> int:
    return desk.waiting_for(User.objects.get(pk=person.pk))


def test_the_menu_counts_what_waits_for_a_person(staff: Any, submission: Submission) -> None:
    Submission.objects.update(state="legal_review", legal_reviewer=staff.second)
    assert [waiting(staff.second), waiting(staff.author), waiting(staff.reviewer)] == [1, 0, 0]
    Submission.objects.update(state="county_review")
    assert [waiting(staff.second), waiting(staff.reviewer), waiting(staff.colleague)] == [0, 1, 1]
    Submission.objects.update(county_reviewer=staff.reviewer)
    assert [waiting(staff.reviewer), waiting(staff.colleague)] == [1, 0]


def test_what_waits_in_one_county_is_not_counted_in_another(
    staff: Any, submission: Submission, land: Any
) -> None:
    Submission.objects.update(state="county_review", county=land.county2)
    assert waiting(staff.reviewer) == 0


def test_the_list_is_cut_to_what_is_late(as_: Any, staff: Any, submission: Submission) -> None:
    Submission.objects.update(due_on=today() - timedelta(days=1))
    on_time = cases.submission(by=staff.author, due_on=today())
    page = as_(staff.author).get(reverse("cases:desk"), {"late": "yes"}).content.decode()
    assert url(submission) in page
    assert url(on_time) not in page
