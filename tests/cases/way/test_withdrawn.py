"""A withdrawn case is nowhere: pages, lists, search, files, copies, exports."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from cases import signals
from cases.actions import releasing, reviewing, shelf
from cases.models import CasePage, Submission
from content import adopting, gate
from content.models import Document, Image
from lms.core.errors import Conflict, Denied
from tests.cases.way.told import TITLE, draft, original, picture
from tests.factories import people

REASON = "事实有误"


@pytest.fixture
def row(at_county: Submission, staff: Any) -> Submission:
    """Published with its full text and a picture, shared with everybody."""
    from cases.draft import to_json

    original(at_county)
    picture(at_county)
    at_county.publish_text, at_county.draft = True, to_json(draft(sharing="province"))
    at_county.save()
    return reviewing.approve(by=staff.reviewer, submission=at_county).submission


@pytest.fixture
def withdraw(
    staff: Any, django_capture_on_commit_callbacks: Any
) -> Callable[[Submission], Submission]:
    def carry_out(row: Submission) -> Submission:
        with django_capture_on_commit_callbacks(execute=True):
            return releasing.withdraw(by=staff.author, submission=row, reason=REASON)

    return carry_out


def browser(user: Any) -> Client:
    client = Client()
    client.force_login(people.again(user))
    return client


def test_the_page_is_offline_with_its_reason(row: Submission, withdraw: Any) -> None:
    done = withdraw(row)
    page = CasePage.objects.get(pk=row.case_id)
    assert (done.state, page.live, page.withdrawn_reason) == ("withdrawn", False, REASON)
    assert done.steps.last().comment == REASON


def test_readers_are_told_when_and_why_others_nothing(
    row: Submission, staff: Any, withdraw: Any
) -> None:
    withdraw(row)
    gone = browser(staff.officer).get(f"/cases/{row.case_id}/")
    nothing = browser(staff.learner).get(f"/cases/{row.case_id}/")
    assert (gone.status_code, nothing.status_code) == (410, 404)
    assert REASON in gone.content.decode()
    assert TITLE not in gone.content.decode()
    assert REASON not in nothing.content.decode()


@pytest.mark.parametrize("path", ["/cases/", "/cases/?q=香烟", "/cases/?kind=warning"])
def test_no_list_and_no_search_finds_it(
    row: Submission, staff: Any, withdraw: Any, path: str
) -> None:
    client = browser(staff.officer)
    assert TITLE in client.get(path).content.decode()
    withdraw(row)
    assert TITLE not in client.get(path).content.decode()


def test_the_search_of_the_cms_does_not_offer_it(row: Submission, withdraw: Any) -> None:
    def found() -> list[int]:
        return [one.pk for one in CasePage.objects.live().search("香烟")]

    assert found() == [row.case_id]
    withdraw(row)
    assert found() == []


def test_its_files_are_gone_from_the_disk(row: Submission, staff: Any, withdraw: Any) -> None:
    page = CasePage.objects.get(pk=row.case_id)
    document, image = page.attachments[0].value["document"], page.body[1].value["image"]
    image.get_rendition("width-20")
    stored = [document.file, image.file, image.renditions.get().file]
    assert all(one.storage.exists(one.name) for one in stored)
    withdraw(row)
    assert not any(one.storage.exists(one.name) for one in stored)
    assert (Document.objects.count(), Image.objects.count()) == (0, 0)


def test_an_address_that_was_kept_leads_nowhere(row: Submission, staff: Any, withdraw: Any) -> None:
    page = CasePage.objects.get(pk=row.case_id)
    client = browser(staff.officer)
    addresses = [page.attachments[0].value["document"].url, page.body[1].value["image"].file.url]
    signed = client.get(addresses[0])
    assert signed.status_code == 302
    withdraw(row)
    kept = [*addresses, signed["Location"]]
    assert [client.get(one).status_code for one in kept] == [404, 404, 404]


def test_what_was_remembered_of_a_file_is_forgotten(
    row: Submission, staff: Any, withdraw: Any
) -> None:
    document = CasePage.objects.get(pk=row.case_id).attachments[0].value["document"]
    assert gate.may_fetch(staff.officer, document)
    withdraw(row)
    assert not gate.may_fetch(staff.officer, document)


def test_adopted_copies_go_with_it(row: Submission, staff: Any, land: Any, withdraw: Any) -> None:
    editor = people.user_with_role("editor", land.county2)
    reader = people.user_with_role("officer", land.office3)
    copy = adopting.adopt(page=CasePage.objects.get(pk=row.case_id), by=editor, into=land.county2)
    assert CasePage.objects.visible_to(reader).filter(pk=copy.pk).exists()
    withdraw(row)
    copy.refresh_from_db()
    assert (copy.live, copy.withdrawn_reason) == (False, REASON)
    assert not CasePage.objects.visible_to(reader).exists()
    assert (Document.objects.count(), Image.objects.count()) == (0, 0)


def test_saved_lists_say_only_that_one_is_gone(row: Submission, staff: Any, withdraw: Any) -> None:
    saved = shelf.make_list(by=staff.officer, title="学习")
    shelf.add(by=staff.officer, case_list=saved, case_id=row.case_id)
    client = browser(staff.officer)
    address = f"/cases/lists/{saved.pk}/"
    assert TITLE in client.get(address).content.decode()
    withdraw(row)
    assert TITLE not in client.get(address).content.decode()


def test_news_of_it_goes_out_once(row: Submission, withdraw: Any) -> None:
    heard: list[tuple[int, str]] = []

    def hear(sender: Any, case: Any, reason: str, **_news: Any) -> None:
        heard.append((case.pk, reason))

    signals.case_withdrawn.connect(hear)
    try:
        withdraw(row)
    finally:
        signals.case_withdrawn.disconnect(hear)
    assert heard == [(row.case_id, REASON)]


def test_it_is_withdrawn_once(row: Submission, staff: Any, withdraw: Any) -> None:
    withdraw(row)
    for by in (staff.author, staff.reviewer):
        with pytest.raises(Conflict):
            releasing.withdraw(by=by, submission=row, reason=REASON)
    with pytest.raises(Conflict):
        releasing.revise(by=staff.author, submission=row)


@pytest.mark.parametrize("who", ["author", "second", "reviewer", "manager"])
def test_both_sides_may_withdraw(row: Submission, staff: Any, who: str) -> None:
    done = releasing.withdraw(by=getattr(staff, who), submission=row, reason=REASON)
    assert done.state == "withdrawn"


def test_it_can_be_withdrawn_while_it_is_worked_on(
    row: Submission, staff: Any, withdraw: Any
) -> None:
    done = withdraw(releasing.revise(by=staff.author, submission=row))
    assert done.state == "withdrawn"
    assert not CasePage.objects.get(pk=row.case_id).live


def test_the_county_withdraws_what_is_live_although_it_is_worked_on(
    row: Submission, staff: Any
) -> None:
    row = releasing.revise(by=staff.author, submission=row)
    assert releasing.withdraw(by=staff.manager, submission=row, reason=REASON).state == "withdrawn"


@pytest.mark.parametrize("who", ["author", "manager", "reviewer"])
def test_it_is_withdrawn_where_it_is_read(
    row: Submission, staff: Any, who: str, client: Client
) -> None:
    releasing.revise(by=staff.author, submission=row)
    client.force_login(getattr(staff, who))
    page = f"/cases/{row.case_id}/"
    assert f"{page}withdraw/" in client.get(page).content.decode()
    client.post(f"{page}withdraw/", {"reason": REASON})
    assert client.get(page).status_code == 410


def test_others_do_not_withdraw_it(row: Submission, staff: Any, client: Client) -> None:
    page = f"/cases/{row.case_id}/"
    for who, status in ((staff.officer, 403), (staff.editor, 403), (staff.learner, 404)):
        client.force_login(who)
        assert "withdraw/" not in client.get(page).content.decode()
        assert client.post(f"{page}withdraw/", {"reason": REASON}).status_code == status
    assert CasePage.objects.get(pk=row.case_id).live


def test_withdrawing_takes_a_reason(row: Submission, staff: Any, client: Client) -> None:
    client.force_login(staff.manager)
    client.post(f"/cases/{row.case_id}/withdraw/", {"reason": " "})
    assert CasePage.objects.get(pk=row.case_id).live


def test_the_cms_does_not_withdraw_it(row: Submission, land: Any) -> None:
    from content import actions

    inside = people.user_with_role("editor", land.procuratorate)
    with pytest.raises(Denied):
        actions.withdraw(page=CasePage.objects.get(pk=row.case_id), by=inside, reason=REASON)


def test_the_export_of_the_desk_leaves_the_title_out(
    row: Submission, staff: Any, withdraw: Any
) -> None:
    withdraw(row)
    answer = browser(staff.stranger).get("/cases/desk/?export=csv")
    assert TITLE not in answer.content.decode("utf-8", "ignore")
