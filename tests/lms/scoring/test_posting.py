"""The posting: five facts, no juveniles, only for its county and its time."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from lms.scoring.models import CountyMonth
from lms.scoring.notices import posting
from tests.factories import people, scoring

pytestmark = pytest.mark.django_db
DURING = datetime(2026, 11, 12, 4, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _during(at) -> None:
    at(DURING)


@pytest.fixture
def posted(land):
    return scoring.county_month(land.county, state="posted")


def person(office, posted, name: str, **fields):
    offender = people.offender(office, name=name, **fields)
    scoring.score(offender, posted)
    return offender


def called(posted: CountyMonth) -> list[str]:
    return [line.who for line in posting.lines(posting.posted_scores(posted), posted)]


def test_five_facts_and_no_more(posted, land) -> None:
    person(land.office, posted, "王建国")
    (line,) = posting.lines(posting.posted_scores(posted), posted)
    assert line == posting.PostedLine("王某", "浮云司法所", 72, "cloudy", "2026-10")


@pytest.mark.parametrize(
    ("name", "expected"),
    [("张三", "张某"), ("欧阳修文", "欧阳某"), ("欧阳", "欧某"), ("买买提·艾力", "买某")],
)
def test_masked_names(name, expected) -> None:
    assert posting.masked(name) == expected


def test_people_of_one_office_with_one_surname_stand_with_their_codes(posted, land) -> None:
    first = person(land.office, posted, "张三")
    second = person(land.office, posted, "张伟")
    person(land.office2, posted, "张强")
    assert called(posted) == [first.code, second.code, "张某"]


def test_one_page_knows_the_surnames_of_the_next(posted, land) -> None:
    people_of_one_name = [person(land.office, posted, f"李{n}") for n in "甲乙丙"]
    rows = posting.posted_scores(posted)[:1]
    assert [line.who for line in posting.lines(rows, posted)] == [people_of_one_name[0].code]


def test_juveniles_are_never_in_it(posted, land) -> None:
    person(land.office, posted, "赵小明", juvenile_regime=True)
    assert called(posted) == []


def test_who_came_under_the_juvenile_regime_later_is_taken_out(posted, land) -> None:
    offender = person(land.office, posted, "赵小明")
    type(offender).objects.filter(pk=offender.pk).update(juvenile_regime=True)
    assert called(posted) == []


def test_a_score_that_is_held_back_is_not_posted(posted, land) -> None:
    offender = people.offender(land.office)
    scoring.score(
        offender, posted, facts=scoring.facts(records=[scoring.record("suspected_crime")])
    )
    assert called(posted) == []


def test_only_the_version_that_holds_is_posted(posted, land) -> None:
    offender = people.offender(land.office)
    scoring.score(offender, posted, is_current=False)
    scoring.score(offender, posted, version=2, reason="更正", total=80)
    assert [line.total for line in posting.lines(posting.posted_scores(posted), posted)] == [80]


@pytest.mark.parametrize(
    ("day", "seen"),
    [((2026, 11, 9), 0), ((2026, 11, 10), 1), ((2026, 12, 10), 1), ((2026, 12, 11), 0)],
)
def test_it_is_seen_in_its_time_alone(posted, land, at, day, seen) -> None:
    at(datetime(*day, 4, tzinfo=UTC))
    assert posting.postings_for(people.offender(land.office).user).count() == seen


@pytest.mark.parametrize("state", ["draft", "reviewed", "approved"])
def test_a_month_that_is_not_posted_is_not_seen(posted, land, state) -> None:
    CountyMonth.objects.filter(pk=posted.pk).update(state=state)
    assert not posting.postings_for(people.user_with_role("officer", land.office)).exists()


@pytest.mark.parametrize(
    ("role", "place", "seen"),
    [
        ("officer", "office", 1), ("manager", "county", 1), ("prosecutor", "procuratorate", 1),
        ("teacher", "county", 1), ("manager", "city", 1), ("helper", "office2", 1),
        ("officer", "office3", 0), ("manager", "county2", 0), ("guardian", "office", 0),
        ("machine", "county", 0),
    ],
)  # fmt: skip
def test_who_sees_it(posted, land, role, place, seen) -> None:
    user = people.user_with_role(role, getattr(land, place))
    assert posting.postings_for(user).count() == seen


def test_an_offender_of_another_county_does_not_see_it(posted, land) -> None:
    assert not posting.postings_for(people.offender(land.office3).user).exists()
