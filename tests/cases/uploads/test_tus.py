"""tus 1.0.0: begin, send, go on after a break, stop; as a client meets it."""

from __future__ import annotations

import base64
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from cases import originals
from cases.models import SourceFile, Submission
from tests.factories import cases, people

TUS = {"Tus-Resumable": "1.0.0"}
BODY = "application/offset+octet-stream"


@pytest.fixture
def client(prosecutor: Any) -> Client:
    client = Client()
    client.force_login(prosecutor)
    return client


def create(client: Client, submission: Submission, name: str = "意见书.txt", size: Any = 8) -> Any:
    metadata = f"filename {base64.b64encode(name.encode()).decode()},filetype dGV4dA=="
    headers = {**TUS, "Upload-Length": str(size), "Upload-Metadata": metadata}
    return client.post(reverse("cases:uploads", args=[submission.pk]), headers=headers)


def begun(client: Client, submission: Submission, size: int = 8) -> str:
    answer = create(client, submission, size=size)
    assert answer.status_code == 201
    return str(answer["Location"])


def send(client: Client, place: str, offset: Any, content: Any, **more: Any) -> Any:
    headers = {**TUS, "Upload-Offset": str(offset)}
    return client.generic(
        "PATCH", place, content, content_type=more.pop("kind", BODY), headers=headers, **more
    )


def head(client: Client, place: str) -> Any:
    return client.head(place, headers=TUS)


def test_a_file_in_two_pieces(client: Client, submission: Submission) -> None:
    place = begun(client, submission)
    first = send(client, place, 0, b"half")
    assert (first.status_code, first["Upload-Offset"], first["Tus-Resumable"]) == (
        204,
        "4",
        "1.0.0",
    )
    assert send(client, place, 4, b"rest")["Upload-Offset"] == "8"
    file = SourceFile.objects.get()
    assert (file.name, file.state) == ("意见书.txt", "waiting")
    assert originals.content_of(file) == b"halfrest"


def test_it_says_how_far_it_is(client: Client, submission: Submission) -> None:
    place = begun(client, submission)
    send(client, place, 0, b"half")
    answer = head(client, place)
    assert (answer.status_code, answer["Upload-Offset"], answer["Upload-Length"]) == (200, "4", "8")
    assert "no-store" in answer["Cache-Control"]


def test_a_piece_over_several_parts_is_kept_part_by_part(
    client: Client, submission: Submission
) -> None:
    content = bytes(range(256)) * 10_000
    place = begun(client, submission, size=len(content))
    assert send(client, place, 0, content[:700_000]).status_code == 204
    assert send(client, place, 700_000, content[700_000:]).status_code == 204
    assert originals.content_of(SourceFile.objects.get()) == content


class Broken(BytesIO):
    """A body whose line breaks."""

    def read(self, size: int | None = -1) -> bytes:
        if data := super().read(size):
            return data
        raise OSError


def test_what_came_before_the_line_broke_is_kept(client: Client, submission: Submission) -> None:
    place = begun(client, submission)
    broken: dict[str, Any] = {"wsgi.input": Broken(b"half"), "CONTENT_LENGTH": "8"}
    send(client, place, 0, b"replaced by what breaks", **broken)
    assert head(client, place)["Upload-Offset"] == "4"
    assert send(client, place, 4, b"rest").status_code == 204


def test_a_wrong_offset_is_a_conflict(client: Client, submission: Submission) -> None:
    place = begun(client, submission)
    assert send(client, place, 3, b"half").status_code == 409
    send(client, place, 0, b"half")
    assert send(client, place, 0, b"half").status_code == 409


def test_more_than_was_announced_is_refused(client: Client, submission: Submission) -> None:
    place = begun(client, submission)
    assert send(client, place, 0, b"x" * 9).status_code == 413
    assert head(client, place)["Upload-Offset"] == "0"


def test_a_gigabyte_is_refused_at_once_with_a_sentence(
    client: Client, submission: Submission
) -> None:
    answer = create(client, submission, size=1024**3)
    assert answer.status_code == 413
    assert "50 MB" in answer.json()["detail"]
    assert not SourceFile.objects.exists()


@pytest.mark.parametrize("size", ["", "-1", "x", "1.5", "9" * 20])
def test_a_size_that_is_none_is_refused(client: Client, submission: Submission, size: str) -> None:
    assert create(client, submission, size=size).status_code == 400


def test_other_bodies_and_versions_are_refused(client: Client, submission: Submission) -> None:
    place = begun(client, submission)
    assert send(client, place, 0, b"half", kind="text/plain").status_code == 415
    answer = client.head(place, headers={"Tus-Resumable": "0.2.2"})
    assert (answer.status_code, answer["Tus-Version"]) == (412, "1.0.0")
    assert client.head(place).status_code == 412


def test_it_says_what_it_can(client: Client, submission: Submission) -> None:
    answer = client.options(reverse("cases:uploads", args=[submission.pk]))
    assert (answer.status_code, answer["Tus-Version"]) == (204, "1.0.0")
    assert answer["Tus-Extension"] == "creation,termination"
    assert answer["Tus-Max-Size"] == str(50 * 1024 * 1024)


def test_stopped_nothing_stays(client: Client, submission: Submission, settings: Any) -> None:
    place = begun(client, submission)
    send(client, place, 0, b"half")
    assert client.delete(place, headers=TUS).status_code == 204
    assert head(client, place).status_code == 404
    assert not list(settings.CASE_ORIGINALS.iterdir())


def test_sent_to_review_it_is_gone(client: Client, submission: Submission) -> None:
    place = begun(client, submission)
    Submission.objects.update(state="legal_review")
    assert send(client, place, 0, b"half").status_code == 410


def others(land: Any) -> dict[str, Any]:
    another = people.organisation(land.county2, "procuratorate")
    return {
        "learner": people.offender(land.office).user,
        "officer": people.user_with_role("officer", land.office),
        "manager": people.user_with_role("manager", land.county),
        "another": people.user_with_role("prosecutor", another),
        "editor": people.user_with_role("editor", land.county),
    }


@pytest.mark.parametrize("who", ["learner", "officer", "manager", "another", "editor"])
def test_for_others_there_is_nothing_as_for_a_guessed_id(
    land: Any, submission: Submission, who: str
) -> None:
    client = Client()
    client.force_login(others(land)[who])
    file = cases.source_file(submission, size=8)
    for key in (file.pk, uuid4()):
        place = reverse("cases:upload", args=[key])
        answers = [
            head(client, place), send(client, place, 0, b"half"),
            client.delete(place, headers=TUS),
            client.post(reverse("cases:upload_remove", args=[key])),
            client.post(reverse("cases:upload_picture", args=[key])),
        ]  # fmt: skip
        assert [one.status_code for one in answers] == [404] * 5
    for case in (submission, Submission()):
        assert create(client, case).status_code == 404
        for name in ("uploads", "uploads_files"):
            assert client.get(reverse(f"cases:{name}", args=[case.pk])).status_code == 404
    file.refresh_from_db()
    assert file.received == 0


def test_a_client_without_a_sign_in_is_told_so(submission: Submission) -> None:
    file = cases.source_file(submission, size=8)
    place = reverse("cases:upload", args=[file.pk])
    assert head(Client(), place).status_code == 401
    assert create(Client(), submission).status_code == 401
    page = Client().get(reverse("cases:uploads", args=[submission.pk]))
    assert (page.status_code, page["Location"].startswith("/sign-in/")) == (302, True)


def test_every_change_carries_the_token(prosecutor: Any, submission: Submission) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(prosecutor)
    file = cases.source_file(submission, size=8)
    place = reverse("cases:upload", args=[file.pk])
    assert create(strict, submission).status_code == 403
    assert send(strict, place, 0, b"half").status_code == 403
    assert strict.delete(place, headers=TUS).status_code == 403
    file.refresh_from_db()
    assert file.received == 0


def test_too_many_files_is_no_wrong_offset(client: Client, submission: Submission) -> None:
    """A client would ask again and again."""
    for _n in range(20):
        cases.source_file(submission, size=1)
    answer = create(client, submission)
    assert (answer.status_code, answer.json()["code"]) == (422, "many_files")
