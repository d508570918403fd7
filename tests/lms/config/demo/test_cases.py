"""The demo's case library, written once for all tests here: the county, its cases, its readers."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core.cache import cache
from django.db import transaction
from django.test import TestCase

from cases import demo as files
from cases.draft import from_json
from cases.models import CaseList, CasePage, CaseQuestion, Finding, Submission
from cases.way import Step
from content.models import Post, RiskPoint
from lms.accounts.models import User
from lms.config.demo import sharing
from lms.config.demo.cases import fill, readings
from lms.config.demo.cases.drafts import MANUSCRIPT, draft_of
from lms.config.demo.seeding import Demo, Size
from lms.core.months import local_day, today
from lms.credits.models import CreditEntry
from lms.credits.verify import verify
from lms.training import coverage, signing
from lms.training.models import Acknowledgement, CheckAnswer, ReadingRule, RequiredReading
from lms.training.posts import PostBook
from tests.factories.demo import QuickCinema
from tests.lms.config.test_demo import clear_land, forget_the_witness

SIZE = Size(offenders=5, staff=30, months=1, seed=3)


def what_was_read() -> list[Any]:
    """Of everybody, without ids."""
    rows = RequiredReading.objects.order_by("person__username", "case__title")
    answers = CheckAnswer.objects.order_by("reading__person__username", "at", "pk")
    signed = Acknowledgement.objects.order_by("at", "signed_name")
    return [
        *rows.values_list("person__username", "case__title", "state", "read_at", "due_on"),
        *answers.values_list("reading__person__username", "is_right", "at"),
        *signed.values_list("signed_name", "verified_seconds", "at"),
    ]


class CaseLibraryTests(TestCase):
    """One behaviour each, over the same data."""

    said: list[str]
    twice: tuple[list[Any], list[Any]]

    @classmethod
    def setUpTestData(cls) -> None:
        clear_land()
        forget_the_witness()
        cls.said = []
        demo = Demo(SIZE, QuickCinema(), cls.said.append)
        demo.open()
        demo.take_in()
        demo.shelves = sharing.desks(demo.land, demo.staff)
        demo.write_cases()
        mark = transaction.savepoint()
        readings.Readers(SIZE.seed, demo.today).write(demo.cases.some(fill.NEWEST))
        first = what_was_read()
        transaction.savepoint_rollback(mark)
        cache.clear()
        demo.read_cases()
        cls.twice = (first, what_was_read())

    def test_no_case_is_stopped(self) -> None:
        assert not [line for line in self.said if "stays" in line]

    def test_twenty_cases_are_live_and_each_kind_is(self) -> None:
        live = CasePage.objects.filter(live=True, withdrawn_at=None)
        assert live.count() >= 20
        assert set(live.values_list("kind", flat=True)) == set(files.KINDS)

    def test_warning_cases_cover_every_risk_point(self) -> None:
        live = CasePage.objects.filter(live=True, kind="warning", withdrawn_at=None)
        assert live.count() >= 8
        points = RiskPoint.objects.filter(children=None)
        assert points.count() == 10
        assert not points.exclude(cases__in=live).exists()

    def test_risk_points_stand_under_four_branches(self) -> None:
        branches = RiskPoint.objects.exclude(children=None)
        assert branches.distinct().count() == 4
        assert not RiskPoint.objects.filter(parent=None, children=None).exists()

    def test_every_warning_case_passed_two_reviews_by_different_people(self) -> None:
        for row in Submission.objects.filter(kind="warning", published_at__isnull=False):
            by = dict(row.steps.values_list("step", "by"))
            three = {by[one] for one in (Step.SENT, Step.LEGALLY_APPROVED, Step.PUBLISHED)}
            assert len(three) == 3
            assert by[Step.TAKEN] == by[Step.PUBLISHED]

    def test_steps_follow_each_other_in_time(self) -> None:
        for row in Submission.objects.all():
            moments = [step.at for step in row.steps.order_by("pk")]
            assert moments == sorted(moments)
            assert local_day(moments[-1]) <= today()

    def test_originals_were_read_and_every_finding_decided(self) -> None:
        rows = Submission.objects.filter(kind="warning", published_at__isnull=False)
        for one in files.originals():
            row = next(row for row in rows if from_json(row.draft).title == _title(one.case))
            file = row.files.get(pk=_original(row))
            assert file.findings.filter(decision="accepted").count() >= 20
        assert not Finding.objects.filter(file__submission__in=rows, decision="open").exists()

    def test_what_waits_on_the_way(self) -> None:
        states = Submission.objects.filter(kind="warning").values_list("state", flat=True)
        assert {"legal_review", "county_review", "withdrawn"} <= set(states)
        [prepared] = Submission.objects.filter(kind="warning", state="draft")
        findings = Finding.objects.filter(file__submission=prepared)
        assert findings.filter(decision="open").exists()
        assert findings.filter(decision="accepted").exists()

    def test_the_withdrawn_one_says_why_and_is_asked_of_nobody(self) -> None:
        row = Submission.objects.get(state="withdrawn")
        assert row.withdrawn_reason
        states = RequiredReading.objects.filter(case=row.case).values_list("state", flat=True)
        assert set(states) == {"withdrawn"}

    def test_each_county_has_its_rules(self) -> None:
        assert ReadingRule.objects.values("organisation").distinct().count() == 3

    def test_officers_have_signed_and_some_are_late(self) -> None:
        rows = RequiredReading.objects
        assert rows.filter(state="done").count() > 20
        assert rows.overdue(today()).filter(case__live=True).exists()
        ahead = rows.open().filter(person__username="staff1")
        assert [row.due_on >= today() for row in ahead] == [True]
        assert rows.overdue(today()).filter(person__username="staff2").count() == 1

    def test_signatures_hold_and_rest_on_verified_study(self) -> None:
        for one in Acknowledgement.objects.select_related("case", "reading"):
            assert signing.holds(one)
            assert one.verified_seconds >= one.case.nominal_seconds * 0.9
            read, passed = one.reading.read_at, one.reading.passed_at
            assert read
            assert passed
            assert read <= passed <= one.at
            entries = CreditEntry.objects.filter(learner=one.person_id, lesson=one.case_id)
            assert sum(entries.values_list("seconds", flat=True)) >= one.verified_seconds

    def test_nothing_was_read_before_it_was_given(self) -> None:
        read = RequiredReading.objects.exclude(read_at=None)
        assert read.exists()
        for one in read:
            assert one.read_at
            assert one.assigned_at + timedelta(hours=1) < one.read_at

    def test_the_ledger_holds(self) -> None:
        assert list(verify()) == []
        assert CreditEntry.objects.exists()

    def test_the_same_seed_gives_the_same_readings(self) -> None:
        assert self.twice[0] == self.twice[1] != []

    def test_two_ask_and_one_is_answered(self) -> None:
        assert CaseQuestion.objects.count() == 2
        assert CaseQuestion.objects.unanswered().count() == 1

    def test_the_teacher_has_a_list_and_a_seminar(self) -> None:
        found = {one.is_seminar: one for one in CaseList.objects.all()}
        assert {one.owner.username for one in found.values()} == {"teacher"}
        assert [found[kind].items.count() for kind in (False, True)] == [3, 3]
        assert found[True].is_shared

    def test_the_matrix_has_lines_for_points_alone(self) -> None:
        found = coverage.coverage_of(User.objects.get(username="manager"))
        assert len(found.risks) == 10
        assert any(cell.state == "covered" for _risk, cells in found.lines for cell in cells)

    def test_every_post_of_a_case_is_known(self) -> None:
        book = PostBook()
        for case in files.cases():
            said = draft_of(case, book).post
            assert bool(said) is bool(case.post)
            assert not said or Post.objects.filter(code=said).exists()


def _title(code: str) -> str:
    return next(case.title for case in files.cases() if case.code == code)


def _original(row: Submission) -> Any:
    """The file that is not the manuscript."""
    return next(one.pk for one in row.files.all() if one.name != MANUSCRIPT)
