"""The page on which files are brought to a case, without script."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from cases import originals, uploads_memory
from cases.models import SourceFile, Submission
from tests.cases.uploads.conftest import read, upload
from tests.factories import cases


@pytest.fixture
def client(prosecutor: Any) -> Client:
    client = Client()
    client.force_login(prosecutor)
    return client


def page(submission: Submission, name: str = "uploads") -> str:
    return reverse(f"cases:{name}", args=[submission.pk])


def form(*files: tuple[str, bytes]) -> dict[str, Any]:
    return {"files": [SimpleUploadedFile(name, content) for name, content in files]}


def test_files_of_a_form_come_in_and_a_refused_one_says_why(
    client: Client, submission: Submission
) -> None:
    sent = form(("意见书.txt", "林树".encode()), ("宏.docm", b"x"), ("空.txt", b""))
    answer = client.post(page(submission), sent, follow=True)
    file = SourceFile.objects.get()
    assert (file.name, file.state, originals.content_of(file)) == (
        "意见书.txt", "waiting", "林树".encode(),
    )  # fmt: skip
    said = [str(one) for one in answer.context["messages"]]
    assert [one.partition(":")[0] for one in said[:2]] == ["宏.docm", "空.txt"]
    assert len(said) == 3


def test_a_form_never_lies_on_a_disk_as_it_is(
    client: Client, submission: Submission, settings: Any, tmp_path: Path
) -> None:
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path / "gone"
    client.post(page(submission), form(("a.txt", "林树".encode() * 1_000_000)))
    assert SourceFile.objects.get().state == "waiting"
    assert not (tmp_path / "gone").exists()


def test_a_form_that_is_too_large_is_refused(
    client: Client, submission: Submission, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads_memory, "MOST_IN_FORM", 1000)
    answer = client.post(page(submission), form(("a.txt", b"x" * 2000)))
    assert answer.status_code in (400, 413)
    assert not SourceFile.objects.exists()


def test_a_form_needs_its_token(prosecutor: Any, submission: Submission) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(prosecutor)
    assert strict.post(page(submission), form(("a.txt", b"x"))).status_code == 403
    shown = strict.get(page(submission))
    token = shown.context["csrf_token"]
    sent = {**form(("a.txt", b"text")), "csrfmiddlewaretoken": str(token)}
    assert strict.post(page(submission), sent).status_code == 302
    assert SourceFile.objects.count() == 1


def test_the_page_says_how_far_each_file_is(
    client: Client, prosecutor: Any, submission: Submission, django_assert_max_num_queries: Any
) -> None:
    upload(prosecutor, submission, b"text", "等待.txt")
    cases.source_file(submission, name="一半.txt", size=10, received=5)
    cases.source_file(submission, name="病毒.txt", state="refused", problem="发现病毒")
    with django_assert_max_num_queries(30):
        shown = client.get(page(submission)).content.decode()
    for words in ("等待.txt", "一半.txt", "发现病毒", "data-uploads-waiting"):
        assert words in shown
    assert "<script>" not in shown


def test_the_list_alone_costs_the_same_for_many_files(
    client: Client, submission: Submission, django_assert_max_num_queries: Any
) -> None:
    for _n in range(15):
        cases.source_file(submission)
    with django_assert_max_num_queries(6):
        shown = client.get(page(submission, "uploads_files")).content.decode()
    assert shown.count("data-uploads-file=") == 15
    assert "<html" not in shown


def test_under_review_nothing_can_be_added_or_removed(
    client: Client, submission: Submission
) -> None:
    file = cases.source_file(submission)
    Submission.objects.update(state="legal_review")
    shown = client.get(page(submission)).content.decode()
    assert "data-uploads-form" not in shown
    assert reverse("cases:upload_remove", args=[file.pk]) not in shown


def test_a_file_is_removed_and_one_comes_back_to_the_page(
    client: Client, submission: Submission
) -> None:
    file = cases.source_file(submission)
    answer = client.post(
        reverse("cases:upload_remove", args=[file.pk]), {"next": f"/cases/desk/{submission.pk}/"}
    )
    assert answer["Location"] == f"/cases/desk/{submission.pk}/"
    assert not SourceFile.objects.exists()


def test_a_file_that_was_read_says_how_much_is_to_be_decided(
    client: Client, prosecutor: Any, submission: Submission
) -> None:
    file = read(upload(prosecutor, submission, "林树和周溪".encode(), "a.txt"))
    shown = client.get(page(submission, "uploads_files"), headers={"Accept-Language": "en"})
    assert "2 places to decide about" in shown.content.decode()
    assert reverse("cases:desk_original", args=[submission.pk, file.pk]) in shown.content.decode()


def test_files_are_brought_on_the_page_of_the_case(client: Client, submission: Submission) -> None:
    shown = client.get(reverse("cases:desk_case", args=[submission.pk])).content.decode()
    assert "data-uploads-form" in shown
    assert "cases-upload" in shown or "uploads-" in shown
