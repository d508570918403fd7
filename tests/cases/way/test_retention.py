"""Originals are kept as long as they are needed, and not longer."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from cases import originals, retention
from cases.actions import releasing, reviewing, submitting
from cases.models import Finding, SourceFile, Submission
from lms.core import audit
from lms.core.clock import now
from lms.core.models import AuditEntry
from tests.cases.way.told import NAME, original, picture


def later(monkeypatch: pytest.MonkeyPatch, days: int) -> None:
    from lms.core import clock

    moment = now() + timedelta(days=days)
    monkeypatch.setattr(clock, "_now", lambda: moment)


@pytest.fixture
def published(at_county: Submission, staff: Any) -> Submission:
    original(at_county)
    picture(at_county)
    return reviewing.approve(by=staff.reviewer, submission=at_county).submission


def test_from_publication_on_the_time_runs(
    published: Submission, monkeypatch: pytest.MonkeyPatch
) -> None:
    later(monkeypatch, 179)
    assert retention.destroy_due() == 0
    later(monkeypatch, 2)
    assert retention.destroy_due() == 2
    assert retention.destroy_due() == 0


def test_what_is_worked_on_again_is_kept(
    published: Submission, staff: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    releasing.revise(by=staff.author, submission=published)
    later(monkeypatch, 181)
    assert retention.destroy_due() == 0


def test_nothing_of_it_can_be_read_afterwards(
    published: Submission, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = published.files.get(is_picture=True)
    later(monkeypatch, 181)
    retention.destroy_due()
    assert not originals.folder_of(file.pk).exists()
    assert not Finding.objects.exists()
    for one in SourceFile.objects.all():
        assert (one.state, one.name, one.document, one.alt) == ("destroyed", "", "", "")
    entries = AuditEntry.objects.filter(verb="cases.original_destroyed")
    assert entries.count() == 2
    assert NAME not in str(list(entries.values()))


@pytest.mark.parametrize("step", ["parts", "log"])
def test_killed_in_between_it_is_done_once_in_the_end(
    published: Submission, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    later(monkeypatch, 181)

    def die(*_args: Any, **_facts: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(
            originals if step == "parts" else audit,
            {"parts": "destroy", "log": "record"}[step],
            die,
        )
        with pytest.raises(KeyboardInterrupt):
            retention.destroy_due()
    assert SourceFile.objects.kept().count() == 2
    assert retention.destroy_due() == 2
    assert AuditEntry.objects.filter(verb="cases.original_destroyed").count() == 2


def test_a_discarded_draft_loses_its_originals_at_once(drafted: Submission, staff: Any) -> None:
    original(drafted)
    submitting.discard(by=staff.author, submission=drafted, reason="另案处理")
    assert retention.destroy_due() == 1


def test_a_withdrawn_case_keeps_them_for_a_while(
    published: Submission, staff: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    later(monkeypatch, 100)
    releasing.withdraw(by=staff.author, submission=published, reason="有误")
    later(monkeypatch, 100)
    assert retention.destroy_due() == 0
    later(monkeypatch, 81)
    assert retention.destroy_due() == 2


def test_a_draft_that_nobody_touches_is_abandoned(
    drafted: Submission, monkeypatch: pytest.MonkeyPatch
) -> None:
    original(drafted)
    later(monkeypatch, 364)
    assert retention.mark_abandoned() == 0
    later(monkeypatch, 2)
    assert (retention.mark_abandoned(), retention.mark_abandoned()) == (1, 0)
    assert retention.destroy_due() == 1


def test_a_review_that_nobody_finishes_is_abandoned_too(
    drafted: Submission, staff: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    original(drafted)
    submitting.send(by=staff.author, submission=drafted, legal_reviewer=staff.second)
    later(monkeypatch, 366)
    assert retention.mark_abandoned() == 1


def test_a_draft_that_is_touched_is_not(
    drafted: Submission, staff: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    original(drafted)
    later(monkeypatch, 300)
    submitting.comment(by=staff.second, submission=drafted, text="下周接着写")
    later(monkeypatch, 100)
    assert retention.mark_abandoned() == 0


def test_a_file_that_cannot_be_destroyed_holds_up_no_other(
    published: Submission, monkeypatch: pytest.MonkeyPatch
) -> None:
    later(monkeypatch, 181)
    bad, real = published.files.order_by("uploaded_at").first(), originals.destroy

    def stuck(file: SourceFile) -> None:
        if file.pk == bad.pk:
            raise OSError
        real(file)

    with monkeypatch.context() as patch:
        patch.setattr(originals, "destroy", stuck)
        with pytest.raises(OSError):  # noqa: PT011 - the run says that it failed
            retention.destroy_due()
    assert [one.pk for one in SourceFile.objects.kept()] == [bad.pk]
