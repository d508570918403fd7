"""Plans become courses, tools and goals: explained, dated, and never against what people did."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.utils.translation import override

from content.models import PlanTool
from content.reach import reach_of
from lms.accounts.actions import change_level
from lms.accounts.models import Level, OffenceCategory
from lms.accounts.signals import offenders_imported
from lms.core.jobs import enqueue, run_now
from lms.core.models import AuditEntry
from lms.core.months import today
from lms.learning.actions.enrolling import postpone, waive
from lms.learning.actions.prescribe import Prescriber, prescribe, prescribe_many
from lms.learning.models import Enrolment, MonthTarget, StudyGoal, ToolAssignment
from lms.learning.offices import Offices
from tests.factories import content, learning, people

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _mid_month(at) -> None:
    at(datetime(2026, 11, 12, 4, tzinfo=UTC))


@pytest.fixture
def course(land):
    return content.course(land.county, title="入矫第一课")


@pytest.fixture
def offender(land):
    return people.offender(land.office, offence_category="theft", treatment_level="strict")


def plan(land, *courses, **fields):
    return content.plan(fields.pop("of", land.county), *courses, **fields)


def courses_of(offender) -> set[int]:
    return set(Enrolment.objects.filter(learner=offender.pk).values_list("course", flat=True))


def test_course_of_a_matching_plan_is_explained_and_dated(land, course, offender) -> None:
    made = plan(land, course, levels=["strict"], offence_categories=["theft"], days_to_finish=30)
    prescribe(learner=offender.user)
    row = Enrolment.objects.get(learner=offender.user)
    assert (row.course_id, row.source, row.plan_id) == (course.pk, "plan", made.pk)
    with override("zh-hans"):
        assert row.because == [
            made.title,
            str(Level.STRICT.label),
            str(OffenceCategory.THEFT.label),
        ]
    assert row.due_on == today() + timedelta(days=30)


def test_reasons_are_in_the_platforms_language(land, course, offender) -> None:
    plan(land, course, needs=["job"])
    seeker = people.offender(land.office, needs=["job"])
    with override("en"):
        prescribe(learner=seeker.user)
    assert Enrolment.objects.get().because == ["入矫教育方案", "正在找工作"]


def test_plan_for_others_prescribes_nothing(land, course, offender) -> None:
    plan(land, course, levels=["lenient"])
    prescribe(learner=offender.user)
    assert courses_of(offender) == set()


def test_plan_that_is_not_shared_holds_elsewhere_only(land, course, offender) -> None:
    shared = content.course(land.county2, title="共享课", sharing="city")
    plan(land, shared, of=land.county2, sharing="county")
    prescribe(learner=offender.user)
    assert courses_of(offender) == set()
    plan(land, shared, of=land.county2, sharing="city")
    prescribe(learner=offender.user)
    assert courses_of(offender) == {shared.pk}


def test_course_that_the_person_cannot_see_is_left_out(land, course, offender) -> None:
    staff_only = content.course(land.county, title="内部培训", audience="staff")
    draft = content.course(land.county, title="草稿", live=False)
    plan(land, staff_only, draft, course)
    prescribe(learner=offender.user)
    assert courses_of(offender) == {course.pk}


def test_juvenile_gets_only_what_juveniles_may_see(land, course) -> None:
    juvenile = people.offender(land.office, juvenile_regime=True)
    for_all = content.course(land.county, title="守法", juveniles_allowed=True)
    plan(land, course, for_all, juveniles="any")
    prescribe(learner=juvenile.user)
    assert courses_of(juvenile) == {for_all.pk}


def test_nobody_is_prescribed_anything_before_or_after_correction(land, course) -> None:
    plan(land, course)
    later = people.offender(land.office, starts_on=today() + timedelta(days=3))
    over = people.offender(land.office, ends_on=today() - timedelta(days=1))
    for one in (later, over):
        prescribe(learner=one.user)
        assert courses_of(one) == set()


def test_running_again_changes_nothing(land, course, offender) -> None:
    plan(land, course, target_hours=Decimal("6"))
    prescribe(learner=offender.user)
    lines = AuditEntry.objects.count()
    prescriber = Prescriber(Offices([offender.office_id]), on=today() + timedelta(days=7))
    assert prescribe_many(ids=[offender.pk], prescriber=prescriber) == 0
    assert AuditEntry.objects.count() == lines
    assert Enrolment.objects.get().due_on == today() + timedelta(days=90)


def test_course_of_two_plans_has_both_reasons_and_the_earlier_day(land, course, offender) -> None:
    plan(land, course, title="盗窃方案", days_to_finish=60)
    plan(land, course, title="严管方案", days_to_finish=20)
    prescribe(learner=offender.user)
    row = Enrolment.objects.get()
    assert row.because == ["盗窃方案", "严管方案"]
    assert row.due_on == today() + timedelta(days=20)


def test_what_no_plan_calls_for_any_more_goes_unless_begun(land, course, offender) -> None:
    begun, opened, fresh = (content.course(land.county, title=f"课{n}") for n in range(3))
    lesson = content.lesson(opened)
    made = plan(land, begun, opened, fresh)
    prescribe(learner=offender.user)
    Enrolment.objects.filter(course=begun).update(begun_at="2026-01-01T00:00Z")
    learning.progress(offender.user, lesson)
    made.unpublish()
    prescribe(learner=offender.user)
    assert courses_of(offender) == {begun.pk, opened.pk}


def test_what_an_officer_decided_stays(land, course, offender) -> None:
    officer = people.user_with_role("officer", land.office)
    waived, postponed = course, content.course(land.county, title="法律")
    made = plan(land, waived, postponed)
    prescribe(learner=offender.user)
    waive(by=officer, enrolment=Enrolment.objects.get(course=waived), reason="已学过")
    until = today() + timedelta(days=200)
    postpone(
        by=officer, enrolment=Enrolment.objects.get(course=postponed), until=until, reason="农忙"
    )
    made.unpublish()
    prescribe(learner=offender.user)
    assert set(Enrolment.objects.values_list("state", "postponed_until")) == {
        ("waived", None),
        ("open", until),
    }


def test_own_choice_stays_and_becomes_binding_when_a_plan_calls_for_it(
    land, course, offender
) -> None:
    learning.enrolment(offender.user, course, source="self")
    prescribe(learner=offender.user)
    assert Enrolment.objects.get().source == "self"
    plan(land, course)
    prescribe(learner=offender.user)
    row = Enrolment.objects.get()
    assert (row.source, row.due_on) == ("plan", today() + timedelta(days=90))


def test_completed_course_stays_completed(land, course, offender) -> None:
    learning.enrolment(offender.user, course, state="completed", source="self")
    plan(land, course)
    prescribe(learner=offender.user)
    assert Enrolment.objects.get().state == "completed"


def test_highest_hours_of_the_plans_are_the_goal(land, course, offender) -> None:
    plan(land, target_hours=Decimal("6"))
    plan(land, target_hours=Decimal("10"))
    prescribe(learner=offender.user)
    assert StudyGoal.objects.get().hours == 10
    assert MonthTarget.objects.filter(learner=offender.user).first().seconds == 10 * 2700


def test_goal_goes_with_its_plan(land, offender) -> None:
    made = plan(land, target_hours=Decimal("6"))
    prescribe(learner=offender.user)
    made.unpublish()
    prescribe(learner=offender.user)
    assert not StudyGoal.objects.exists()
    assert MonthTarget.objects.filter(learner=offender.user).first().seconds == 8 * 2700


def test_tools_are_asked_for_and_given_up_until_done(land, offender) -> None:
    made = plan(land, title="心理")
    tools = [content.scale_tool(land.county, title=f"量表{n}") for n in range(2)]
    for tool in tools:
        PlanTool.objects.create(plan=made, tool=tool)
    prescribe(learner=offender.user)
    assert ToolAssignment.objects.filter(because=["心理"]).count() == 2
    ToolAssignment.objects.filter(tool=tools[0]).update(done_at="2026-01-01T00:00Z")
    made.unpublish()
    prescribe(learner=offender.user)
    assert ToolAssignment.objects.get().tool_id == tools[0].pk


def test_every_change_is_in_the_log(land, course, offender) -> None:
    plan(land, course, target_hours=Decimal("6"))
    prescribe(learner=offender.user)
    line = AuditEntry.objects.get(verb="learning.prescribed")
    assert line.after == {"added": [course.pk], "hours": "6.0"}
    assert (line.on_whom_id, line.organisation_id) == (offender.pk, land.office.pk)


def test_change_of_level_prescribes_at_once(land, course, offender) -> None:
    plan(land, course, levels=["ordinary"])
    change_level(by=None, offender=offender, level="ordinary", reason="表现良好")
    assert courses_of(offender) == {course.pk}


def test_people_of_a_roster_are_prescribed_together(land, course, offender) -> None:
    plan(land, course)
    ids = [offender.pk, people.offender(land.office2).pk]
    offenders_imported.send(sender=None, offender_ids=ids)
    assert Enrolment.objects.filter(learner__in=ids).count() == 2
    assert MonthTarget.objects.filter(learner__in=ids).values("learner").distinct().count() == 2


def test_nightly_job_reaches_everybody_and_goes_on_where_it_was(
    land, course, offender, monkeypatch
) -> None:
    monkeypatch.setattr("lms.learning.tasks.BATCH", 1)
    plan(land, course)
    everybody = sorted([offender.pk, *(people.offender(land.office3).pk for _ in range(2))])
    plan(land, course, of=land.county2)
    job = enqueue("learning.prescribe_all")
    job.result = {"after": str(everybody[0]), "done": 1, "changed": 1}
    job.save()
    job = run_now(job)
    assert (job.state, job.result["done"]) == ("done", 3)
    assert not Enrolment.objects.filter(learner=everybody[0]).exists()


def test_queries_do_not_grow_with_people(land, course, offender, django_assert_num_queries) -> None:
    plan(land, course, target_hours=Decimal("6"))
    crowd = [people.offender(land.office2 if n % 2 else land.office).pk for n in range(6)]
    prescriber = Prescriber(Offices([land.office.pk, land.office2.pk]))
    with django_assert_num_queries(14):
        assert prescribe_many(ids=crowd, prescriber=prescriber) == 6
    with django_assert_num_queries(4):
        assert prescribe_many(ids=crowd, prescriber=prescriber) == 0


@pytest.mark.parametrize("juvenile", [False, True])
def test_reach_of_an_office_is_that_of_its_people(land, juvenile) -> None:
    person = people.offender(land.office, juvenile_regime=juvenile)
    reach = Offices([land.office.pk]).reach(land.office.pk, juvenile=juvenile)
    assert reach == reach_of(people.again(person.user))


def test_settings_of_an_office_are_those_of_its_levels(land) -> None:
    land.city.intake_days, land.county.intake_days = 60, 45
    land.city.save(), land.county.save()
    offices = Offices([land.office.pk, land.office3.pk])
    for office in (land.office, land.office3):
        office.refresh_from_db()
        assert offices.settings(office.pk) == office.settings()


def test_reach_by_values_is_the_reach_by_query(land, offender) -> None:
    reach = reach_of(offender.user)
    pages = [
        content.course(place, sharing=sharing, audience=audience, juveniles_allowed=young)
        for place in (land.office, land.county, land.county2, land.city)
        for sharing in ("own", "county", "city", "province")
        for audience, young in (("offenders", True), ("staff", False))
    ]
    seen = {page.pk for page in type(pages[0]).objects.within_reach(reach)}
    assert seen == {
        page.pk
        for page in pages
        if reach.admits(page.owner_organisation.path, page.sharing)
        and reach.suits(page.audience, page.juveniles_allowed)
    }
