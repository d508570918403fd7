"""What the tables refuse, whoever asks."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from lms.scoring.models import MonthScore
from tests.factories import people, scoring

pytestmark = pytest.mark.django_db


@pytest.fixture
def score(land):
    month = scoring.county_month(land.county)
    return scoring.score(people.offender(land.office), month)


def test_a_score_is_never_rewritten(score):
    with pytest.raises(DatabaseError), transaction.atomic():
        MonthScore.objects.filter(pk=score.pk).update(total=100)


def test_a_score_may_be_superseded(score):
    MonthScore.objects.filter(pk=score.pk).update(is_current=False)
    score.refresh_from_db()
    assert not score.is_current


def test_one_version_is_current(score):
    again = {"county_month": score.county_month, "version": 2, "reason": "复核"}
    with pytest.raises(IntegrityError), transaction.atomic():
        scoring.score(score.offender, again.pop("county_month"), **again)


def test_a_conduct_record_is_never_deleted(land):
    record = scoring.conduct(people.offender(land.office))
    with pytest.raises(DatabaseError), transaction.atomic():
        record.delete()


def test_another_persons_record_is_not_visible(land):
    record = scoring.conduct(people.offender(land.office))
    stranger, other = people.offender(land.office2).user, people.offender(land.office3).office
    officer = people.user_with_role("officer", other)
    visible = type(record).objects.visible_to
    assert not visible(stranger).exists()
    assert not visible(officer).exists()
    assert visible(record.recorded_by).get() == record
