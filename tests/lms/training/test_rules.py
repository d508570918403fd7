"""Reading rules: who may make them, what a preview shows, the default ones."""

from __future__ import annotations

import pytest
from django.urls import reverse

from content.models import Post
from lms.core.errors import Conflict, Denied, NotVisible
from lms.core.models import AuditEntry
from lms.training import defaults
from lms.training.actions.rules import save_rule, set_active, take_defaults
from lms.training.models import ReadingRule
from lms.training.posts import PostBook
from tests.factories import people, training

pytestmark = pytest.mark.django_db
RULES = "/training/rules/"


@pytest.fixture
def land():
    return people.land()


@pytest.fixture
def manager(land):
    return people.user_with_role("manager", land.county)


def wanted(organisation, **changes) -> dict:
    return {
        "organisation": organisation, "name": "必读", "risk_points": [], "posts": [], "days": 7,
        **changes,
    }  # fmt: skip


def test_a_rule_is_made_and_logged(land, manager) -> None:
    rule = save_rule(by=manager, **wanted(land.county, risk_points=[training.risk()]))
    assert list(rule.risk_points.values_list("code", flat=True)) == ["leave-approval"]
    assert AuditEntry.objects.get(verb="training.rule_made").after["days"] == 7


def test_a_change_keeps_what_was_before_in_the_log(land, manager) -> None:
    rule = training.rule(land.county, posts=[training.post()])
    save_rule(by=manager, rule=rule, **wanted(land.office, days=3))
    entry = AuditEntry.objects.get(verb="training.rule_changed")
    assert (entry.before["posts"], entry.after["posts"]) == (["officer"], [])


@pytest.mark.parametrize("role", ["officer", "prosecutor", "reviewer"])
def test_others_make_no_rules(land, role) -> None:
    with pytest.raises(Denied):
        save_rule(by=people.user_with_role(role, land.county), **wanted(land.county))


def test_nobody_takes_a_rule_to_another_county(land, manager) -> None:
    rule = training.rule(land.county)
    with pytest.raises(Denied):
        save_rule(by=manager, rule=rule, **wanted(land.county2))
    with pytest.raises(NotVisible):
        set_active(by=manager, rule=training.rule(land.county2), active=False)


def test_the_default_rules_concern_every_risk_point(land, manager) -> None:
    made = take_defaults(by=manager, organisation=land.county)
    assert len(made) == len(defaults.concerns()) == 10
    gifts = next(one for one in made if one.risk_points.get().code == "gifts")
    assert gifts.posts.filter(code="grid-worker").exists()
    with pytest.raises(Conflict):
        take_defaults(by=manager, organisation=land.county)


def test_words_that_are_there_stay(land) -> None:
    Post.objects.create(code="grid-worker", name="全科网格员", words="网格")
    defaults.ensure_terms()
    assert Post.objects.get(code="grid-worker").name == "全科网格员"


def test_the_table_names_only_posts_that_it_has() -> None:
    known = {one.code for one in defaults.posts()}
    assert {post for _risk, post in defaults.concerned()} == known


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("司法所司法助理员", "office-clerk"),
        ("司法所专职工作者", "full-time-worker"),
        ("县司法局社区矫正科科长", "section-head"),
        ("县司法局监管教育股科员（考核专管员）", "section-staff"),
        ("社会工作者（项目主管）", "social-worker"),
        ("社区网格员", "grid-worker"),
        ("司法所所长", "office-head"),
        ("副所长", "office-head"),
        ("警务辅助人员（看守所勤务辅警）", "auxiliary"),
        ("驾驶员", None),
    ],
)
def test_posts_are_recognised_in_the_units_words(land, said, code) -> None:
    defaults.ensure_terms()
    post = PostBook().post_of(said)
    assert (post.code if post else None) == code


def form(organisation, **changes) -> dict:
    return {"name": "必读", "organisation": organisation.pk, "days": "7", **changes}


def test_a_preview_names_people_and_saves_nothing(client, land, manager) -> None:
    people.staff_member(land.office, name="陈静")
    people.staff_member(land.office, name="王磊", post="驾驶员")
    people.staff_member(land.office3, name="外县人")
    client.force_login(people.again(manager))
    sent = form(land.county, posts=[training.post().pk], preview="1")
    seen = client.post(f"{RULES}new/", sent).content.decode()
    assert "陈静" in seen
    assert "王磊" not in seen
    assert "外县人" not in seen
    assert not ReadingRule.objects.exists()


def test_a_rule_is_saved_by_the_page(client, land, manager) -> None:
    client.force_login(people.again(manager))
    answer = client.post(f"{RULES}new/", form(land.office))
    assert answer.url == RULES
    assert ReadingRule.objects.get().made_by == manager


def test_another_county_cannot_be_chosen(client, land, manager) -> None:
    client.force_login(people.again(manager))
    assert client.post(f"{RULES}new/", form(land.county2)).status_code == 422
    assert client.get(f"{RULES}{training.rule(land.county2).pk}/").status_code == 404


def test_retiring_and_using_again(client, land, manager) -> None:
    rule = training.rule(land.county)
    client.force_login(people.again(manager))
    address = reverse("training:rule_switch", args=[rule.pk])
    client.post(address)
    assert not ReadingRule.objects.get().is_active
    client.post(address, {"on": "1"})
    assert ReadingRule.objects.get().is_active


def test_a_county_without_rules_is_offered_the_default_ones(client, land, manager) -> None:
    client.force_login(people.again(manager))
    assert "rules/defaults/" in client.get(RULES).content.decode()
    client.post(f"{RULES}defaults/", {"organisation": land.county.pk})
    assert ReadingRule.objects.count() == 10
    assert "rules/defaults/" not in client.get(RULES).content.decode()


def test_the_list_costs_the_same_for_many(client, land, manager, django_assert_num_queries) -> None:
    take_defaults(by=manager, organisation=land.county)
    client.force_login(people.again(manager))
    with django_assert_num_queries(10):
        client.get(RULES)
