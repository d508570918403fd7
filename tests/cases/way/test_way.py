"""A warning case from its draft to its readers, by actions alone."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection

from cases import signals
from cases.actions import reviewing
from cases.models import CasePage, CaseReference, Submission
from lms.core.models import AuditEntry
from lms.messaging.models import Message
from tests.cases.way.told import TITLE


def test_it_is_live_with_all_that_was_written(page: CasePage) -> None:
    assert page.live
    assert page.released_at
    assert page.kind == "warning"
    assert (page.title, page.summary) == (TITLE, "从两条香烟开始。")
    assert [one.value["when"] for one in page.timeline] == ["三月", "九月"]
    assert [one.code for one in page.offences.all()] == ["bribe"]
    assert [one.code for one in page.risk_points.all()] == ["leave"]
    assert page.post is not None
    assert page.post.code == "office-head"
    assert page.causes.splitlines() == ["心存侥幸", "缺少监督"]
    assert page.measures == "双人审批"
    assert page.discussion
    assert page.lessons
    assert (str(page.amount), page.year, page.sentence) == ("96000.00", 2024, "有期徒刑二年")
    assert (page.audience, page.sharing, page.unit_type) == ("staff", "county", "justice_office")
    assert page.self_checks()[0].prompt == "第一次有人送礼怎么办？"
    assert page.statutes[0].value["article"] == "第三百八十五条"


def test_it_stands_in_the_library_of_the_procuratorate(page: CasePage, land: Any) -> None:
    assert page.owner_organisation == land.procuratorate
    assert page.study_version == 1


def test_the_officer_of_the_county_reads_it(page: CasePage, staff: Any) -> None:
    assert CasePage.objects.visible_to(staff.officer).filter(pk=page.pk).exists()
    assert not CasePage.objects.visible_to(staff.learner).filter(pk=page.pk).exists()
    assert not CasePage.objects.visible_to(staff.stranger).filter(pk=page.pk).exists()


def test_the_case_number_lies_encrypted(page: CasePage) -> None:
    assert page.reference.number == "（2024）浙1125刑初12号"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT number FROM {CaseReference._meta.db_table}")
        assert "1125" not in str(cursor.fetchone())


def test_what_is_written_lies_encrypted(drafted: Submission) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT draft, case_number FROM {Submission._meta.db_table}")
        row = str(cursor.fetchone())
    assert TITLE not in row
    assert "1125" not in row


def test_news_goes_out_once_when_it_is_certain(
    at_county: Submission, staff: Any, django_capture_on_commit_callbacks: Any
) -> None:
    heard: list[Any] = []

    def hear(sender: Any, **news: Any) -> None:
        heard.append((news["case"].pk, news["case"].live, news["edition"]))

    signals.case_published.connect(hear)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            page = reviewing.approve(by=staff.reviewer, submission=at_county)
            assert heard == []
    finally:
        signals.case_published.disconnect(hear)
    assert heard == [(page.pk, True, 1)]


def test_every_step_stands_in_the_history_and_in_the_log(page: CasePage) -> None:
    row = page.submission
    steps = list(row.steps.values_list("step", flat=True))
    assert steps == ["opened", "sent", "legally_approved", "published"]
    logged = AuditEntry.objects.filter(verb__startswith="cases.").order_by("at")
    assert [one.verb for one in logged] == [f"cases.{step}" for step in steps]
    assert TITLE not in str(list(logged.values()))


def test_each_step_has_its_last_day(sent: Submission, staff: Any) -> None:
    from datetime import timedelta

    from lms.core.months import today

    assert sent.due_on == today() + timedelta(days=3)
    assert reviewing.approve_legally(by=staff.second, submission=sent).due_on == sent.due_on


def test_messages_go_to_whose_turn_it_is_and_say_nothing_of_the_case(
    page: CasePage, staff: Any
) -> None:
    told = Message.objects.all()
    people = {one.recipient_id for one in told}
    assert {staff.second.pk, staff.manager.pk, staff.reviewer.pk, staff.author.pk} <= people
    assert not any(TITLE in f"{one.subject}{one.body}" for one in told)


@pytest.mark.parametrize("field", ["title", "facts", "risk_points", "checks", "measures"])
def test_what_is_missing_is_said(drafted: Submission, staff: Any, field: str) -> None:
    from cases.actions import submitting
    from lms.core.errors import Invalid
    from tests.cases.way.told import draft

    empty: Any = "" if field in ("title", "facts") else ()
    row = submitting.save_draft(
        by=staff.author, submission=drafted, draft=draft(**{field: empty}), version=1
    )
    with pytest.raises(Invalid) as refused:
        submitting.send(by=staff.author, submission=row, legal_reviewer=staff.second)
    assert field in refused.value.fields
