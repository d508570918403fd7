"""What the desk's pages ask of the database."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from cases.models import Finding, SourceFile, Submission
from tests.cases.desk.conftest import url
from tests.factories import cases

LIST, CASE, MASKING = 9, 17, 10


@pytest.fixture
def client(as_: Any, staff: Any) -> Any:
    client = as_(staff.author)
    client.get(reverse("cases:desk"))
    return client


def test_the_list_costs_as_much_for_many_as_for_one(
    client: Any, submission: Submission, staff: Any, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(LIST):
        client.get(reverse("cases:desk"))
    for _number in range(5):
        cases.submission(by=staff.author)
    with django_assert_num_queries(LIST):
        client.get(reverse("cases:desk"))


def test_a_case_costs_as_much_with_many_findings(
    client: Any, submission: Submission, file: SourceFile, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(CASE):
        client.get(url(submission))
    Finding.objects.bulk_create(
        Finding(file=file, number=n, start=n, end=n + 1, kind="person", replacement="某",
                confidence=0.9, reason="context") for n in range(10, 20)
    )  # fmt: skip
    with django_assert_num_queries(CASE):
        client.get(url(submission))


def test_two_panes_cost_little(
    client: Any, submission: Submission, file: SourceFile, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(MASKING):
        client.get(url(submission, "desk_masking"))
