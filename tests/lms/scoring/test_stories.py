"""Exemplary stories: only after a yes, never with a name, gone when the yes is taken back."""

from __future__ import annotations

import pytest
from django.test import Client

from lms.core.errors import Conflict, Denied, Invalid, NotVisible
from lms.messaging.models import Message
from lms.scoring.actions import stories
from tests.factories import people, scoring


@pytest.fixture
def officer(land):
    return people.user_with_role("officer", land.office)


@pytest.fixture
def editor(land):
    return people.user_with_role("editor", land.county)


@pytest.fixture
def someone(land):
    return people.offender(land.office)


@pytest.fixture
def agreed(officer, editor, someone):
    consent = stories.ask_consent(by=officer, offender=someone, why="学习进步明显")
    return stories.answer_consent(by=someone.user, consent=consent, agreed=True)


def client_of(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_the_person_is_asked(officer, someone):
    stories.ask_consent(by=officer, offender=someone, why="学习进步明显")
    assert Message.objects.filter(recipient=someone.user).count() == 1


def test_nobody_is_asked_without_a_reason(officer, someone):
    with pytest.raises(Invalid):
        stories.ask_consent(by=officer, offender=someone, why="  ")


def test_juveniles_are_never_asked(land, officer):
    young = people.offender(land.office, juvenile_regime=True)
    with pytest.raises(Invalid):
        stories.ask_consent(by=officer, offender=young, why="好")


def test_another_office_does_not_ask(land, someone):
    stranger = people.user_with_role("officer", land.office3)
    with pytest.raises(Denied):
        stories.ask_consent(by=stranger, offender=someone, why="好")


def test_authors_hear_of_a_yes(agreed, editor):
    assert Message.objects.filter(recipient=editor).count() == 1


def test_only_the_person_answers(officer, someone):
    consent = stories.ask_consent(by=officer, offender=someone, why="好")
    with pytest.raises(NotVisible):
        stories.answer_consent(by=officer, consent=consent, agreed=True)


def test_an_answer_is_given_once(agreed, someone):
    with pytest.raises(Conflict):
        stories.answer_consent(by=someone.user, consent=agreed, agreed=False)


def test_the_draft_names_nobody(land, agreed, editor, someone):
    month = scoring.county_month(land.county, state="final")
    scoring.score(someone, month)
    page = stories.write_story(by=editor, consent=agreed)
    text = f"{page.title} {page.summary} {page.body.get_prep_value()}"
    assert not page.live
    for secret in (someone.user.name, someone.code, land.office.name, "2026-10"):
        assert secret not in text
    assert "72" in text


def test_nothing_is_drafted_without_a_yes(officer, editor, someone):
    consent = stories.ask_consent(by=officer, offender=someone, why="好")
    with pytest.raises(Conflict):
        stories.write_story(by=editor, consent=consent)


def test_a_yes_taken_back_takes_the_page_offline(agreed, editor, someone):
    page = stories.write_story(by=editor, consent=agreed)
    page.save_revision().publish()
    stories.withdraw_consent(by=someone.user, consent=agreed)
    page.refresh_from_db()
    assert not page.live


def test_authors_do_not_read_whose_story_it_is(agreed, editor, someone):
    text = client_of(editor).get("/scores/stories/").text
    assert someone.user.name not in text
    assert someone.code not in text


def test_the_person_answers_on_a_page(officer, someone):
    consent = stories.ask_consent(by=officer, offender=someone, why="好")
    client = client_of(someone.user)
    assert client.post(f"/weather/story/{consent.pk}/", {"answer": "no"}).status_code == 302
    consent.refresh_from_db()
    assert consent.state == "declined"


def test_another_person_does_not_find_the_question(land, officer, someone):
    consent = stories.ask_consent(by=officer, offender=someone, why="好")
    other = client_of(people.offender(land.office).user)
    assert other.get(f"/weather/story/{consent.pk}/").status_code == 404


def test_an_officer_asks_on_a_page(officer, someone):
    client = client_of(officer)
    assert client.get(f"/people/{someone.pk}/story/").status_code == 200
    assert client.post(f"/people/{someone.pk}/story/", {"why": ""}).status_code == 422
    assert client.post(f"/people/{someone.pk}/story/", {"why": "进步"}).status_code == 302


def test_an_author_drafts_on_a_page(agreed, editor):
    answer = client_of(editor).post(f"/scores/stories/{agreed.pk}/write/")
    assert answer.status_code == 302
    assert "/cms/pages/" in answer["Location"]
