"""Periodic work, the tree, the groups."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from content import tree
from content.models import BranchPage, CourseIndexPage, HomePage, TeacherPage
from content.tasks import remind_accreditation, sync_all_groups
from lms.accounts.models import Organisation
from lms.core.months import today
from lms.messaging.models import Message
from tests.content.conftest import again
from tests.factories import content as make
from tests.factories import people


@pytest.mark.parametrize(("days", "told"), [(-1, 0), (0, 0), (1, 1), (30, 1), (31, 0)])
def test_accreditations_that_end_soon(land: Any, person: Any, days: int, told: int) -> None:
    editor = person("editor", land.county)
    make.teacher(land.county, accredited_until=today() + timedelta(days=days))
    remind_accreditation()
    remind_accreditation()
    assert Message.objects.filter(recipient=editor).count() == told


def test_accredited_teachers(land: Any) -> None:
    day = date(2026, 5, 1)
    ends = make.teacher(land.county, title="甲", accredited_until=day)
    make.teacher(land.county, title="乙", accredited_until=day - timedelta(days=1), slug="b")
    always = make.teacher(land.county, title="丙", slug="c")
    make.teacher(land.county, title="丁", accreditation="", slug="d")
    assert set(TeacherPage.objects.accredited(day)) == {ends, always}
    assert (ends.is_accredited(day), ends.is_accredited(day + timedelta(days=1))) == (True, False)


def test_groups_follow_the_grants_of_the_day(land: Any, person: Any) -> None:
    editor = person("editor", land.county)
    assert again(editor).has_perm("wagtailadmin.access_admin")
    editor.role_grants.update(ends_on=today() - timedelta(days=1))
    sync_all_groups()
    assert not again(editor).has_perm("wagtailadmin.access_admin")


def test_a_grant_that_begins_later(land: Any, person: Any) -> None:
    editor = person("editor", land.county)
    editor.role_grants.update(starts_on=today() + timedelta(days=1))
    sync_all_groups()
    assert not editor.groups.exists()


def test_each_organisation_has_a_branch_with_five_libraries(land: Any) -> None:
    branch = BranchPage.objects.get(organisation=land.county)
    assert branch.get_children().count() >= 5
    assert CourseIndexPage.objects.child_of(branch).exists()
    assert tree.ensure_branch(land.county) == branch


def test_branches_nest_as_organisations_do(land: Any) -> None:
    county = BranchPage.objects.get(organisation=land.county)
    city = BranchPage.objects.get(organisation=land.city)
    assert county.is_child_of(city)


def test_an_office_gets_its_branch_with_its_first_author(land: Any, person: Any) -> None:
    office = people.organisation(land.county, "justice_office", name="新所")
    assert not BranchPage.objects.filter(organisation=office).exists()
    person("editor", office)
    assert BranchPage.objects.filter(organisation=office).exists()


def test_a_new_name_goes_to_the_branch(land: Any) -> None:
    place = Organisation.objects.get(pk=land.county2.pk)
    place.name = "青田县司法局"
    place.save()
    assert BranchPage.objects.get(organisation=place).title == "青田县司法局"


def test_home_is_planted_once(db: Any) -> None:
    assert tree.ensure_home() == tree.ensure_home()
    assert HomePage.objects.filter(depth=2).count() == 1


def test_a_moved_draft_belongs_to_its_new_course(land: Any) -> None:
    one, two = make.course(land.county, slug="a"), make.course(land.county, slug="b")
    lesson = make.lesson(one, live=False)
    lesson.move(two, pos="last-child")
    lesson.refresh_from_db()
    assert lesson.course == two


def test_a_document_measured_anew_changes_the_time_of_its_lesson(land: Any) -> None:
    document = make.document(organisation=land.county)
    lesson = make.lesson(make.course(land.county), kind="document", document=document, body=[])
    before = lesson.nominal_seconds
    document.reviewed_seconds = 600
    document.save()
    lesson.refresh_from_db()
    assert (before, lesson.nominal_seconds, lesson.study_version) == (126, 726, 2)


def test_wagtails_own_review_is_gone(db: Any) -> None:
    from django.contrib.auth.models import Group
    from wagtail.models import Workflow

    assert list(Workflow.objects.values_list("name", flat=True)) == ["编辑提交，审核发布"]
    assert not Group.objects.filter(name__in=["Moderators", "Editors"]).exists()
