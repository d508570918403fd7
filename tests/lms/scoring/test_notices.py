"""Notices: given once to each version, numbered, readable by whom they concern."""

from __future__ import annotations

import pytest

from lms.messaging.models import Message
from lms.scoring.models import MonthScore, Notice
from lms.scoring.notices import giving as notices
from tests.factories import people, scoring

pytestmark = pytest.mark.django_db


@pytest.fixture
def posted(land):
    return scoring.county_month(land.county, state="posted")


@pytest.fixture
def offender(land):
    return people.offender(land.office)


def test_every_current_score_gets_one_with_a_message(posted, offender) -> None:
    score = scoring.score(offender, posted)
    assert notices.give_notices(county_month=posted) == 1
    notice = Notice.objects.get()
    assert (notice.score, notice.number) == (score, "矫考〔2026〕10-云和县-0001")
    message = Message.objects.get(recipient=offender.user)
    assert message.link == f"/weather/notices/{notice.pk}/"
    assert notice.number in message.body


def test_again_gives_nothing_new(posted, offender) -> None:
    scoring.score(offender, posted)
    notices.give_notices(county_month=posted)
    assert notices.give_notices(county_month=posted) == 0
    assert Message.objects.count() == 1


@pytest.mark.parametrize("state", ["draft", "reviewed", "approved"])
def test_nothing_is_given_before_the_posting(land, offender, state) -> None:
    month = scoring.county_month(land.county, state=state)
    scoring.score(offender, month)
    assert notices.give_notices(county_month=month) == 0


def test_many_are_given_in_batches_with_numbers_of_their_own(posted, land, monkeypatch) -> None:
    monkeypatch.setattr(notices, "BATCH", 2)
    for _number in range(5):
        scoring.score(people.offender(land.office), posted)
    assert notices.give_notices(county_month=posted) == 5
    assert sorted(n[-4:] for n in Notice.objects.values_list("number", flat=True)) == [
        "0001", "0002", "0003", "0004", "0005",
    ]  # fmt: skip


def test_a_new_version_gets_the_next_number(posted, offender) -> None:
    first = scoring.score(offender, posted)
    notices.give_notices(county_month=posted)
    MonthScore.objects.filter(pk=first.pk).update(is_current=False)
    scoring.score(offender, posted, version=2, reason="漏记一次按时报告")
    assert notices.give_notices(county_month=posted) == 1
    assert Notice.objects.order_by("-number").first().number.endswith("-0002")
    assert "漏记一次按时报告" in Message.objects.order_by("-created_at").first().body


def test_two_counties_of_one_name_have_different_numbers(posted, land, offender) -> None:
    other = people.organisation(land.city, "county", name="云和县", code="339999")
    office = people.organisation(other, "justice_office", name="同名司法所")
    month = scoring.county_month(other, state="posted")
    scoring.score(offender, posted)
    scoring.score(people.offender(office), month)
    notices.give_notices(county_month=posted)
    notices.give_notices(county_month=month)
    assert Notice.objects.values("number").distinct().count() == 2


def test_the_guardian_of_a_juvenile_is_told_as_well(posted, land) -> None:
    juvenile = people.offender(land.office, juvenile_regime=True)
    guardian = people.user_with_role("guardian", land.office)
    people.team_member(juvenile, guardian, kind="guardian")
    scoring.score(juvenile, posted)
    notices.give_notices(county_month=posted)
    assert set(Message.objects.values_list("recipient", flat=True)) == {juvenile.pk, guardian.pk}


def test_who_may_read_a_notice(posted, land, offender) -> None:
    scoring.score(offender, posted)
    notices.give_notices(county_month=posted)
    may = [offender.user, people.user_with_role("officer", land.office),
           people.user_with_role("manager", land.county),
           people.user_with_role("prosecutor", land.procuratorate)]  # fmt: skip
    may_not = [people.offender(land.office).user, people.user_with_role("officer", land.office2),
               people.user_with_role("manager", land.county2),
               people.user_with_role("editor", land.county)]  # fmt: skip
    assert [notices.readable(user).count() for user in may] == [1] * 4
    assert [notices.readable(user).count() for user in may_not] == [0] * 4


def test_a_guardian_reads_only_a_juvenile_s(posted, land, offender) -> None:
    guardian = people.user_with_role("guardian", land.office)
    juvenile = people.offender(land.office, juvenile_regime=True)
    for one in (offender, juvenile):
        people.team_member(one, guardian, kind="guardian")
        scoring.score(one, posted)
    notices.give_notices(county_month=posted)
    assert [n.offender for n in notices.readable(guardian)] == [juvenile]
    assert not notices.speaks_for(guardian, offender)


def test_reading_is_kept_once_and_only_by_the_person(posted, land, offender) -> None:
    scoring.score(offender, posted)
    notices.give_notices(county_month=posted)
    notice = Notice.objects.get()
    notices.mark_read(by=people.user_with_role("officer", land.office), notice=notice)
    assert Notice.objects.get().read_at is None
    notices.mark_read(by=offender.user, notice=notice)
    first = Notice.objects.get().read_at
    notices.mark_read(by=offender.user, notice=Notice.objects.get())
    assert first is not None
    assert Notice.objects.get().read_at == first


def test_a_month_opened_again_shows_no_notice(posted, offender) -> None:
    scoring.score(offender, posted)
    notices.give_notices(county_month=posted)
    type(posted).objects.filter(pk=posted.pk).update(state="approved")
    assert not notices.readable(offender.user).exists()


@pytest.mark.parametrize("number", [2, 5])
def test_queries_do_not_grow_with_the_people(
    posted, land, number, django_assert_num_queries
) -> None:
    for _person in range(number):
        scoring.score(people.offender(land.office), posted)
    with django_assert_num_queries(18):
        notices.give_notices(county_month=posted)
