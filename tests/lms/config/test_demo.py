"""A small demo, seeded once for all tests here: films without pictures, one month, few people."""

from __future__ import annotations

import hashlib
import os
import shutil
import stat
from datetime import timedelta
from typing import Any
from unittest import mock

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test import TestCase

from content.models import Adoption, BranchPage, CoursePage, HomePage, LessonPage, Media
from content.study import lessons_of
from exams import offers
from exams.actions.grading import detail_of, has_passed, mark_of, total_of
from exams.actions.offers import offer_many
from exams.frozen import questions_of
from exams.models import AnswerSave, Offer, Paper, Question, QuestionVersion, Sitting
from exams.models.bank import Kind
from exams.papers.problems import problems
from exams.plans import TestBook
from exams.saved import latest_answers
from lms.accounts.models import Offender, Organisation, Role, RoleGrant, TeamMember, User
from lms.config.demo import accounts, first_start
from lms.config.demo.seeding import Demo, Size
from lms.core.clock import now
from lms.core.months import Month, local, today
from lms.credits.models import Correction, CreditEntry, MonthTotal
from lms.credits.verify import verify
from lms.learning.completion import course_state, next_lesson
from lms.learning.models import (
    Enrolment,
    MonthTarget,
    PresenceChallenge,
    StudyInterval,
    StudySession,
)
from lms.learning.offices import Offices
from lms.scoring.models import ConductRecord, CountyMonth, MonthScore, Objection
from lms.scoring.rules.assess import assess
from tests.factories import people
from tests.factories.demo import QuickCinema

PASSWORD = "kurz"
SIZE = Size(offenders=14, staff=24, months=2, seed=7)
CONTRACT = {
    **{f"learner{n}": Role.OFFENDER for n in range(1, 6)},
    "guardian": Role.GUARDIAN,
    "staff1": Role.OFFICER,
    "staff2": Role.OFFICER,
    "manager": Role.MANAGER,
    "manager2": Role.MANAGER,
    "helper": Role.HELPER,
    "editor": Role.EDITOR,
    "reviewer": Role.REVIEWER,
    "teacher": Role.TEACHER,
    "prosecutor": Role.PROSECUTOR,
    "prosecutor2": Role.PROSECUTOR,
    "auditor": Role.AUDITOR,
    "security": Role.SECURITY_ADMIN,
    "admin": Role.SYSTEM_ADMIN,
}


def clear_land() -> None:
    """Take away what every other test begins with: the demo is for an empty platform."""
    for page in HomePage.objects.get(depth=2).get_children():
        page.specific.delete()
    Organisation.objects.all().delete()


def forget_the_witness() -> None:
    """What is rolled back was never receipted."""
    shutil.rmtree(settings.WITNESS_DIR, ignore_errors=True)


def digest() -> str:
    """Ledger and tests of the people in bulk; ids of the five are drawn anew each time."""
    rows = CreditEntry.objects.filter(learner__username__contains="-20")
    text = "".join(rows.order_by("learner", "number").values_list("hash", flat=True))
    sat = Sitting.objects.filter(candidate__username__contains="-20").order_by("pk")
    text += str([(pk.hex, str(points)) for pk, points in sat.values_list("pk", "points")])
    return hashlib.sha256(text.encode()).hexdigest()


class DemoTests(TestCase):
    """One behaviour each, over the same data."""

    digests: tuple[str, str]

    @classmethod
    def setUpTestData(cls) -> None:
        clear_land()
        forget_the_witness()
        demo = Demo(SIZE, QuickCinema(), lambda line: None)
        demo.open()
        demo.take_in()
        demo.publish()
        mark = transaction.savepoint()
        demo.live()
        first = digest()
        transaction.savepoint_rollback(mark)
        forget_the_witness()
        demo.live()
        cls.digests = (first, digest())
        demo.happen()
        with mock.patch.dict(os.environ, {"XINLU_DEMO_PASSWORD": PASSWORD}):
            demo.open_up()

    def test_the_same_seed_gives_the_same_ledger(self) -> None:
        assert self.digests[0] == self.digests[1] != hashlib.sha256(b"").hexdigest()

    def test_the_ledger_holds(self) -> None:
        assert list(verify()) == []
        assert CreditEntry.objects.count() > 100

    def test_every_account_of_the_contract_has_its_role_in_one_county(self) -> None:
        county = Organisation.objects.get(code="990121")
        for name, role in CONTRACT.items():
            user = User.objects.get(username=name)
            assert (user.role, user.roles) == (role, {role})
            assert user.organisation.path.startswith(county.path)

    def test_every_account_of_the_contract_signs_in_at_once(self) -> None:
        for name in CONTRACT:
            form = {"username": name, "password": PASSWORD}
            answer = self.client.post("/api/v1/auth/token", form, content_type="application/json")
            assert answer.status_code == 201, (name, answer.content)
        self.client.post("/sign-in/", {"username": "learner1", "password": PASSWORD})
        assert self.client.get("/").status_code in (200, 302)
        assert "_auth_user_id" in self.client.session

    def test_there_are_as_many_people_as_were_asked_for(self) -> None:
        assert Offender.objects.count() == SIZE.offenders
        assert User.objects.filter(staff_member__isnull=False).count() >= SIZE.staff

    def test_people_in_bulk_have_no_password(self) -> None:
        for user in User.objects.exclude(username__in=accounts.usernames()):
            assert not user.has_usable_password()
            assert user.must_change_password or user.username == accounts.FIRST.username

    def test_study_hours_of_the_two_counties(self) -> None:
        first, second = (Organisation.objects.get(code=f"9901{n}") for n in (21, 22))
        assert first.setting("study_opens") == first.setting("study_closes")
        hours = (second.setting("study_opens").hour, second.setting("study_closes").hour)
        assert hours == (6, 22)

    def test_a_woman_s_team_has_a_woman(self) -> None:
        for one in Offender.objects.filter(sex="female"):
            assert one.team.active().filter(sex="female").exists()

    def test_the_guardian_guards_and_the_helper_helps(self) -> None:
        juvenile = Offender.objects.get(user__username="learner5")
        assert juvenile.juvenile_regime
        guardian = TeamMember.objects.get(member__username="guardian")
        assert (guardian.offender, guardian.kind) == (juvenile, "guardian")
        helper = User.objects.get(username="helper")
        assert Offender.objects.assigned_to(helper).count() >= 3

    def test_each_learner_has_a_next_lesson(self) -> None:
        for name in accounts.LEARNERS:
            found = next_lesson(User.objects.get(username=name))
            assert found is not None
            assert found.lesson.position < found.lesson.nominal_seconds

    def test_nothing_is_locked_for_the_first_learner(self) -> None:
        user = User.objects.get(username="learner1")
        for course in CoursePage.objects.visible_to(user):
            assert not course_state(user, course).is_locked

    def test_the_second_learner_has_studied_nothing_yet(self) -> None:
        user = User.objects.get(username="learner2")
        assert not StudySession.objects.of(user).exists()
        assert Enrolment.objects.of(user).open().count() >= 3

    def test_the_fourth_learner_is_done_with_the_month(self) -> None:
        if today().day < 5:  # nobody studies a month's hours in a few days
            return
        user, month = User.objects.get(username="learner4"), Month.of(today())
        target = MonthTarget.objects.get(learner=user, month=str(month)).seconds
        assert MonthTotal.objects.seconds_of(user, month) >= target

    def test_study_lies_within_correction_and_before_today(self) -> None:
        for row in StudySession.objects.filter(learner__offender__isnull=False).select_related(
            "learner__offender"
        ):
            begun = local(row.opened_at).date()
            assert row.learner.offender.starts_on < begun < today()
            assert begun <= row.learner.offender.ends_on

    def test_every_interval_was_confirmed_by_a_passed_question(self) -> None:
        rows = StudyInterval.objects.select_related("challenge", "entry")
        for row in rows:
            assert row.challenge is not None
            assert row.challenge.outcome == PresenceChallenge.Outcome.PASSED
            if row.entry is None:  # less than a second comes to nothing by itself
                assert row.ended_at - row.started_at < timedelta(seconds=1)
                continue
            assert row.entry.started_at <= row.started_at < row.ended_at <= row.entry.ended_at

    def test_a_session_is_credited_what_its_entries_hold(self) -> None:
        for session in StudySession.objects.all():
            entries = CreditEntry.objects.filter(source__startswith=f"study:{session.pk}:")
            assert sum(entry.seconds for entry in entries) == session.credited_seconds

    def test_the_bank_was_let_through_by_a_second_person(self) -> None:
        assert Question.objects.released().count() == Question.objects.count() >= 300
        assert Question.objects.values("knowledge__parent").distinct().count() >= 10
        assert {kind for kind, _label in Kind.choices} == set(
            Question.objects.values_list("kind", flat=True)
        )
        for version in QuestionVersion.objects.select_related("question")[:5]:
            assert version.released_by_id != version.question.made_by_id

    def test_every_paper_can_be_sat(self) -> None:
        assert Paper.objects.published().count() == Paper.objects.count() >= 10
        assert {*Paper.Mode.values} == set(Paper.objects.values_list("mode", flat=True))
        for paper in Paper.objects.all():
            assert problems(paper) == []

    def test_what_was_sat_is_graded_as_the_platform_grades_it(self) -> None:
        for sitting in Sitting.objects.exclude(state="open").select_related("paper"):
            answers = latest_answers(sitting)
            marks = sitting.marks.filter(reader=0, version=1).order_by("place")
            expected = [mark_of(one, answers.get(one.place)) for one in questions_of(sitting)]
            assert [one.points for one in marks] == [one.points for one in expected]
            assert [one.detail for one in marks] == [detail_of(one) for one in expected]
            if sitting.state == "final":
                assert sitting.points == total_of(sitting, 1)
                assert sitting.passed == has_passed(sitting)
            else:
                assert any(one.needs_hand for one in expected)

    def test_answers_were_saved_within_the_time(self) -> None:
        saves = AnswerSave.objects.select_related("sitting")
        assert saves.exists()
        for save in saves[:500]:
            ends = save.sitting.submitted_at or save.sitting.deadline_at
            assert save.saved_at > save.sitting.started_at
            assert ends is None or save.saved_at <= ends

    def test_tests_were_prescribed_by_the_plans(self) -> None:
        assert Offer.objects.filter(plan=None).count() == 0
        learner = User.objects.get(username="learner2")
        purposes = set(learner.exam_offers.values_list("paper__purpose", flat=True))
        assert purposes <= {"monthly", "intake"}
        assert "intake" in purposes

    def test_the_nightly_run_finds_nothing_to_add_for_who_has_a_history(self) -> None:
        offices = Offices(Offender.objects.values_list("office", flat=True))
        offer_many(
            ids=Offender.objects.values_list("pk", flat=True), book=TestBook(offices, today())
        )
        assert Offer.objects.filter(made_at__gte=now() - timedelta(minutes=5)).count() == 0

    def test_closed_months_count_the_tests(self) -> None:
        for score in MonthScore.objects.filter(facts__tests__isnull=False):
            person = score.offender_id
            found = offers.tests_of(Month.parse(score.month), [person]).get(person)
            assert score.facts["tests"] == found

    def test_a_course_demands_a_test(self) -> None:
        course = CoursePage.objects.get(slug="civil-code-daily", owner_organisation__code="990121")
        assert [one.kind for one in course.requirements.all()] == ["paper_passed"]

    def test_enrolments_follow_the_plans(self) -> None:
        row = Enrolment.objects.of(User.objects.get(username="learner2")).first()
        assert row is not None
        assert row.source == Enrolment.Source.PLAN
        assert "入矫教育方案" in row.because

    def test_completed_courses_are_complete(self) -> None:
        done = Enrolment.objects.filter(state="completed").select_related("course", "learner")
        assert done.exists()
        for row in done[:20]:
            state = course_state(row.learner, row.course)
            grown = len(state.lessons) - state.completed_lessons
            assert grown == 0

    def test_corrections_took_two_people(self) -> None:
        states = set(Correction.objects.values_list("state", flat=True))
        assert states == {"approved", "declined", "proposed"}
        for one in Correction.objects.exclude(decided_by=None):
            assert one.decided_by_id != one.proposed_by_id

    def test_every_film_has_subtitles_and_every_lesson_questions(self) -> None:
        assert Media.objects.count() == 24
        assert all(media.has_subtitles() and media.words() for media in Media.objects.all())
        for lesson in LessonPage.objects.live():
            assert len(lesson.self_checks()) >= 3

    def test_courses_are_published_with_all_their_lessons(self) -> None:
        own = CoursePage.objects.offered().filter(owner_organisation__code="990121")
        assert own.count() == 6
        assert all(len(lessons_of(course)) == 5 for course in own)

    def test_the_second_county_adopted_edited_and_is_told_of_a_change(self) -> None:
        copy = CoursePage.objects.get(owner_organisation__code="990122", title__contains="松坪版")
        adoption = Adoption.objects.get(copy=copy)
        assert adoption.original_owner.code == "990121"
        assert Adoption.objects.waiting().exists()

    def test_a_withdrawal_reached_the_adopters(self) -> None:
        marked = Adoption.objects.exclude(withdrawn_at=None)
        assert {one.adopter.code for one in marked} == {"990121", "990122"}
        assert all(one.withdrawn_reason for one in marked)

    def test_a_month_that_is_over_was_closed_and_signed(self) -> None:
        states = CountyMonth.objects.filter(county=self.home()).values_list("month", "state")
        assert (str(Month.current().previous()), "final") in states

    def home(self) -> Organisation:
        county = Offender.objects.get(user__username="learner1").office.county()
        assert county is not None
        return county

    def test_every_closed_month_can_be_recomputed(self) -> None:
        for month in CountyMonth.objects.exclude(state="freezing"):
            rules = month.rules
            for score in month.scores.all():
                stored = {name: getattr(score, name) for name in ("lines", "total", "band")}
                found = assess(score.facts, rules).plain()
                assert {name: found[name] for name in stored} == stored

    def test_heavy_records_were_confirmed_by_somebody_else(self) -> None:
        heavy = ConductRecord.objects.filter(needs_second=True).select_related("decision")
        assert all(one.decision.by_id != one.recorded_by_id for one in heavy)

    def test_one_objection_was_accepted_and_one_declined(self) -> None:
        decided = Objection.objects.values_list("offender__user__username", "state")
        assert ("learner1", "accepted") in decided

    def test_each_group_is_greeted(self) -> None:
        shown = set(HomePage.objects.live().values_list("shown_to", flat=True))
        assert {"offenders", "guardians", "staff"} <= shown

    def test_libraries_belong_to_their_counties(self) -> None:
        assert BranchPage.objects.filter(organisation__kind="county").count() == 3

    def test_roles_began_before_the_history(self) -> None:
        latest = Month.of(today()).previous().first
        for name in ("staff1", "manager", "editor"):
            assert RoleGrant.objects.filter(user__username=name).earliest("pk").starts_on < latest

    def test_the_password_is_kept_for_its_owner_alone(self) -> None:
        file = accounts.password_file()
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert file.read_text() == PASSWORD

    def test_the_announcement_names_all_accounts_and_the_password(self) -> None:
        lines: list[str] = []
        first_start.announce(lines.append)
        said = "\n".join(lines)
        assert all(name in said for name in CONTRACT)
        assert PASSWORD in said

    def test_a_later_start_changes_nothing(self) -> None:
        before = User.objects.count()
        first_start.ensure(self.fail)
        assert User.objects.count() == before

    def test_a_password_that_is_given_later_holds(self) -> None:
        with mock.patch.dict(os.environ, {"XINLU_DEMO_PASSWORD": "anders"}):
            first_start.ensure(self.fail)
            assert User.objects.get(username="staff1").check_password("anders")
        accounts.password_file().write_text(PASSWORD)

    def test_a_demo_that_was_interrupted_says_so(self) -> None:
        lines: list[str] = []
        User.objects.filter(username="admin").update(password="!half")
        first_start.ensure(lines.append)
        first_start.announce(lines.append)
        assert lines == [first_start.INCOMPLETE]

    def test_entries_were_posted_in_their_order_and_not_in_the_future(self) -> None:
        before: dict[Any, Any] = {}
        for entry in CreditEntry.objects.order_by("learner", "number"):
            assert before.get(entry.learner_id, entry.posted_at) <= entry.posted_at <= now()
            before[entry.learner_id] = entry.posted_at

    def test_no_foreign_key_hangs_in_the_air(self) -> None:
        tables = [model._meta.db_table for model in (StudySession, StudyInterval, CreditEntry)]
        connection.check_constraints(tables)


def test_the_command_refuses_a_platform_with_people(db: Any) -> None:
    people.user()
    with pytest.raises(CommandError, match="empty platform"):
        call_command("seed_demo")
