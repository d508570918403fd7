"""Whoever guesses an id or keeps an address learns nothing: not what, not how many, not whether."""

from __future__ import annotations

import re
import uuid
from typing import Any

import pytest
from django.test import Client

from cases import originals
from cases.actions import releasing, reviewing
from cases.models import CasePage, Submission
from tests.cases.way.told import NAME, TITLE, original, picture
from tests.factories import people

ATTACKERS = ["stranger", "other_reviewer", "editor", "officer", "learner", "inside_editor"]
SUBMISSION = [
    "/cases/desk/{row}/",
    "/cases/desk/{row}/text/",
    "/cases/desk/{row}/preview/",
    "/cases/desk/{row}/masking/",
    "/cases/desk/{row}/files/{file}/original/",
    "/cases/desk/uploads/{row}/",
    "/cases/desk/uploads/{row}/files/",
]
POSTS = [
    *[
        f"/cases/desk/{{row}}/do/{name}/"
        for name in (
            "send", "take_back", "discard", "comment", "approve_legally", "take", "approve",
            "send_back", "allow", "revise", "withdraw", "hand_over",
        )
    ],
    "/cases/desk/{row}/text/",
    "/cases/desk/{row}/fill/",
    "/cases/desk/{row}/masking/decide/",
    "/cases/desk/{row}/masking/certain/",
    "/cases/desk/{row}/files/{file}/seen/",
    "/cases/desk/uploads/{row}/",
    "/cases/desk/uploads/file/{file}/remove/",
    "/cases/desk/uploads/file/{file}/picture/",
]  # fmt: skip
SECRETS = (TITLE, NAME, "香烟", "1125")


@pytest.fixture
def attackers(staff: Any, land: Any) -> Any:
    staff.inside_editor = people.user_with_role("editor", land.procuratorate)
    return staff


@pytest.fixture
def file(drafted: Submission) -> Any:
    found = original(drafted)
    originals.write(found.pk, 0, b"x" * 1000).put()
    return found


def browser(user: Any) -> Client:
    client = Client()
    client.force_login(people.again(user))
    return client


def body(answer: Any, *ids: Any) -> str:
    """Without what differs between any two answers: ids that were asked for, tokens."""
    text = answer.content.decode("utf-8", "replace") if not answer.streaming else "streamed"
    for one in ids:
        text = text.replace(str(one), "ID")
    text = re.sub(r'nonce="[^"]*"|nonce-[\w=+/-]+', "", text)
    text = re.sub(r'(csrf\w*"?[^>]*?(value|content)=")[^"]*', r"\1", text)
    return re.sub(r'"X-CSRFToken": ?"[^"]*"|[0-9a-f]{32}|[A-Za-z0-9]{64}', "", text)


def asked(client: Client, path: str, row: Any, file: Any, *, post: bool = False) -> tuple[int, str]:
    address = path.format(row=row, file=file)
    data = {"comment": "看看", "decision": "accepted", "number": "1", "alt": "x"}
    answer = client.post(address, data) if post else client.get(address)
    return answer.status_code, body(answer, row, file)


@pytest.mark.parametrize("who", ATTACKERS)
def test_a_guessed_case_is_answered_as_one_that_never_was(
    attackers: Any, drafted: Submission, file: Any, who: str
) -> None:
    client = browser(getattr(attackers, who))
    for path in SUBMISSION:
        real = asked(client, path, drafted.pk, file.pk)
        never = asked(client, path, uuid.uuid4(), uuid.uuid4())
        assert real == never, path
        assert real[0] in (403, 404), path
        assert not any(secret in real[1] for secret in SECRETS), path


@pytest.mark.parametrize("who", ATTACKERS)
def test_nothing_that_is_sent_to_it_says_that_it_is_there(
    attackers: Any, drafted: Submission, file: Any, who: str
) -> None:
    client = browser(getattr(attackers, who))
    for path in POSTS:
        real = asked(client, path, drafted.pk, file.pk, post=True)
        never = asked(client, path, uuid.uuid4(), uuid.uuid4(), post=True)
        assert real == never, path
        assert real[0] in (403, 404), path
    before = drafted.changed_at
    drafted.refresh_from_db()
    assert (drafted.state, drafted.changed_at) == ("draft", before)


@pytest.mark.parametrize("who", ATTACKERS)
def test_tus_says_no_more(attackers: Any, drafted: Submission, file: Any, who: str) -> None:
    client = browser(getattr(attackers, who))

    def answers(key: Any) -> list[tuple[int, str]]:
        address, tus = f"/cases/desk/uploads/file/{key}/", {"HTTP_TUS_RESUMABLE": "1.0.0"}
        piece = {"HTTP_UPLOAD_OFFSET": "0", "content_type": "application/offset+octet-stream"}
        found = [
            client.head(address, **tus),
            client.patch(address, b"xx", **tus, **piece),
            client.delete(address, **tus),
        ]
        return [(one.status_code, body(one, key)) for one in found]

    assert answers(file.pk) == answers(uuid.uuid4())
    assert all(status in (403, 404) for status, _text in answers(file.pk))


@pytest.mark.parametrize("who", ["stranger", "other_reviewer", "editor", "inside_editor"])
@pytest.mark.parametrize(
    "query", ["", "?q=警示", "?state=draft", "?export=csv", "?export=xlsx", "?sort=changed_at"]
)
def test_lists_and_exports_are_those_of_an_empty_desk(
    attackers: Any, land: Any, who: str, query: str, request: pytest.FixtureRequest
) -> None:
    client = browser(getattr(attackers, who))
    empty = body(client.get(f"/cases/desk/{query}"))
    request.getfixturevalue("at_county")
    full = client.get(f"/cases/desk/{query}")
    assert not any(secret in body(full) for secret in SECRETS)
    if "xlsx" not in query:  # its parts carry the time
        assert body(full) == empty


def test_a_file_of_another_case_is_no_way_in(
    attackers: Any, drafted: Submission, file: Any, land: Any
) -> None:
    from tests.factories import cases

    own = cases.submission(
        by=attackers.stranger, organisation=land.county2.get_children().get(kind="procuratorate")
    )
    client = browser(attackers.stranger)
    for path in (
        "/cases/desk/{row}/files/{file}/original/",
        "/cases/desk/{row}/masking/?file={file}",
    ):
        answer = client.get(path.format(row=own.pk, file=file.pk))
        text = b"".join(answer.streaming_content).decode() if answer.streaming else body(answer)
        assert NAME not in text
    seen = asked(client, "/cases/desk/{row}/files/{file}/seen/", own.pk, file.pk, post=True)
    assert seen[0] == 404


def test_the_county_gets_no_original_without_a_name(attackers: Any, at_county: Submission) -> None:
    file = original(at_county)
    client = browser(attackers.manager)
    for path in ("/cases/desk/{row}/masking/", "/cases/desk/{row}/files/{file}/original/"):
        assert asked(client, path, at_county.pk, file.pk)[0] == 404
    shown = client.get(f"/cases/desk/{at_county.pk}/")
    assert shown.status_code == 200
    assert NAME not in shown.content.decode()


@pytest.mark.parametrize("who", ["stranger", "learner"])
@pytest.mark.parametrize("path", ["/cases/{}/", "/cases/{}/print/", "/cases/{}/number/"])
def test_a_published_case_of_others_is_one_that_never_was(
    attackers: Any, page: CasePage, who: str, path: str
) -> None:
    client = browser(getattr(attackers, who))

    def answer() -> list[tuple[int, str]]:
        return [
            (one.status_code, body(one, key))
            for key in (page.pk, 987654)
            for one in [client.get(path.format(key))]
        ]

    real, never = answer()
    assert real == never
    releasing.withdraw(by=attackers.author, submission=page.submission, reason="有误")
    gone, never = answer()
    assert gone == never


@pytest.mark.parametrize("who", ["stranger", "learner"])
def test_the_library_counts_nothing_of_others(
    attackers: Any, who: str, request: pytest.FixtureRequest
) -> None:
    client = browser(getattr(attackers, who))
    addresses = ["/cases/", "/cases/?q=香烟", "/cases/?kind=warning", "/cases/?year=2024"]
    request.getfixturevalue("words")
    empty = [body(client.get(one)) for one in addresses]
    request.getfixturevalue("page")
    assert [body(client.get(one)) for one in addresses] == empty


def test_a_signed_address_that_was_kept_ends_with_the_case(
    attackers: Any, at_county: Submission, django_capture_on_commit_callbacks: Any
) -> None:
    original(at_county)
    picture(at_county)
    at_county.publish_text = True
    at_county.save()
    page = reviewing.approve(by=attackers.reviewer, submission=at_county)
    client = browser(attackers.officer)
    signed = client.get(page.attachments[0].value["document"].url)["Location"]
    before = client.get(signed)
    assert before.status_code == 200
    with django_capture_on_commit_callbacks(execute=True):
        releasing.withdraw(by=attackers.author, submission=page.submission, reason="有误")
    after = client.get(signed)
    assert after.status_code == 404
    assert TITLE not in body(after)


@pytest.mark.parametrize("who", ["editor", "inside_editor", "officer"])
def test_the_cms_shows_no_warning_case_to_change(attackers: Any, page: CasePage, who: str) -> None:
    client = browser(getattr(attackers, who))
    for verb in ("edit", "delete", "copy", "unpublish", "move"):
        answer = client.get(f"/cms/pages/{page.pk}/{verb}/")
        assert answer.status_code in (302, 403, 404), verb
        answer = client.post(f"/cms/pages/{page.pk}/{verb}/")
        assert answer.status_code in (302, 403, 404), verb
    page.refresh_from_db()
    assert page.live


def test_who_is_signed_out_is_sent_to_sign_in(drafted: Submission, file: Any) -> None:
    for path in SUBMISSION:
        real = Client().get(path.format(row=drafted.pk, file=file.pk))
        never = Client().get(path.format(row=uuid.uuid4(), file=uuid.uuid4()))
        assert real.status_code == never.status_code
        assert real.status_code in (302, 401)


def test_these_comparisons_would_see_a_difference(
    attackers: Any, drafted: Submission, file: Any
) -> None:
    """For the author every address answers otherwise than for an id that was never given."""
    client = browser(attackers.author)
    for path in SUBMISSION:
        real = asked(client, path, drafted.pk, file.pk)
        never = asked(client, path, uuid.uuid4(), uuid.uuid4())
        assert real != never, path
        assert (real[0], never[0]) == (200, 404), path


def test_a_list_that_shows_the_case_would_differ(
    attackers: Any, request: pytest.FixtureRequest
) -> None:
    client = browser(attackers.author)
    empty = body(client.get("/cases/desk/"))
    request.getfixturevalue("at_county")
    assert body(client.get("/cases/desk/")) != empty
