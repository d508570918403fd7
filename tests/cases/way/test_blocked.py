"""What keeps a case from going on: states, versions, what remains, what nobody has read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from cases import deidentify, residue
from cases.actions import masking, releasing, reviewing, submitting
from cases.deidentify.spans import Kind, Span
from cases.draft import to_json
from cases.models import CasePage, Submission
from lms.core.errors import Conflict, Invalid
from tests.cases.way.told import FACTS, NAME, draft, original
from tests.factories import cases

LIKELY = "青山"


@pytest.fixture
def doubtful(monkeypatch: pytest.MonkeyPatch) -> str:
    """A word of which the finder says: likely a person."""
    real = deidentify.residual

    def residual(texts: Any, *, known: Any = ()) -> list[list[Span]]:
        found = real(texts, known=known)
        for text, spans in zip(texts, found, strict=True):
            spans[:] = [one for one in spans if not one.text.startswith(LIKELY)]
            if (at := text.find(LIKELY)) >= 0:
                end = at + 3
                spans.append(Span(at, end, Kind.PERSON, text[at:end], "某某", 0.7, "context"))
        return found

    monkeypatch.setattr(deidentify, "residual", residual)
    return f"{LIKELY}甲"


def save(row: Submission, by: Any, **fields: Any) -> Submission:
    return submitting.save_draft(by=by, submission=row, draft=draft(**fields), version=row.version)


def send(row: Submission, staff: Any) -> Submission:
    return submitting.send(by=staff.author, submission=row, legal_reviewer=staff.second)


@pytest.mark.parametrize(
    "act",
    [
        lambda row, s: reviewing.approve_legally(by=s.second, submission=row),
        lambda row, s: reviewing.send_back(by=s.second, submission=row, comment="改"),
        lambda row, s: reviewing.allow(by=s.second, submission=row, reason="一" * 12),
        lambda row, s: submitting.take_back(by=s.author, submission=row),
        lambda row, s: releasing.revise(by=s.author, submission=row),
        lambda row, s: releasing.withdraw(by=s.author, submission=row, reason="有误"),
    ],
)
def test_a_draft_is_neither_decided_nor_withdrawn(
    drafted: Submission, staff: Any, act: Callable[[Any, Any], Any]
) -> None:
    with pytest.raises(Conflict) as refused:
        act(drafted, staff)
    assert refused.value.code == "state"


def test_the_second_of_two_decisions_is_refused(at_county: Submission, staff: Any) -> None:
    old = Submission.objects.get(pk=at_county.pk)
    reviewing.approve(by=staff.reviewer, submission=at_county)
    for by in (staff.reviewer, staff.manager):
        with pytest.raises(Conflict):
            reviewing.approve(by=by, submission=old)
    assert CasePage.objects.filter(kind="warning").count() == 1
    assert old.steps.filter(step="published").count() == 1


def test_a_legal_review_is_done_once(sent: Submission, staff: Any) -> None:
    old = Submission.objects.get(pk=sent.pk)
    reviewing.approve_legally(by=staff.second, submission=sent)
    with pytest.raises(Conflict):
        reviewing.approve_legally(by=staff.second, submission=old)
    assert sent.steps.filter(step="legally_approved").count() == 1


def test_what_was_saved_meanwhile_is_not_written_over(drafted: Submission, staff: Any) -> None:
    save(drafted, staff.author, title="第一个人写的")
    with pytest.raises(Conflict) as refused:
        submitting.save_draft(
            by=staff.author, submission=drafted, draft=draft(title="第二个人写的"), version=1
        )
    assert refused.value.code == "stale"
    assert "第一个人写的" in Submission.objects.get().draft


def test_a_name_that_was_replaced_in_the_original_is_never_published(
    drafted: Submission, staff: Any
) -> None:
    original(drafted)
    row = save(drafted, staff.author, facts=f"{FACTS}后来{NAME}后悔了。")
    with pytest.raises(Conflict) as refused:
        send(row, staff)
    assert refused.value.code == "remains"
    assert "facts" in refused.value.fields


@pytest.mark.parametrize("review", ["legal", "county"])
def test_each_review_looks_again(at_county: Submission, staff: Any, review: str) -> None:
    at_county.draft = to_json(draft(lessons=("手机13800138000不要再打",)))
    at_county.state = "legal_review" if review == "legal" else "county_review"
    at_county.save()
    by = staff.second if review == "legal" else staff.reviewer
    decide = reviewing.approve_legally if review == "legal" else reviewing.approve
    with pytest.raises(Conflict) as refused:
        decide(by=by, submission=at_county)
    assert refused.value.code == "remains"
    assert not CasePage.objects.filter(kind="warning").exists()


def test_no_reason_helps_against_what_is_certain(sent: Submission, staff: Any) -> None:
    sent.draft = to_json(draft(causes=("身份证11010519491231002X",)))
    sent.save()
    with pytest.raises(Conflict):
        reviewing.allow(by=staff.second, submission=sent, reason="我认为可以公开这个号码。")
    assert not sent.allowances.exists()


def test_what_is_likely_needs_a_written_reason(
    drafted: Submission, staff: Any, doubtful: str
) -> None:
    row = send(save(drafted, staff.author, summary=f"{doubtful}脚下的故事。"), staff)
    assert residue.of(row).likely
    with pytest.raises(Conflict) as refused:
        reviewing.approve_legally(by=staff.second, submission=row)
    assert refused.value.code == "reason_needed"
    reviewing.allow(by=staff.second, submission=row, reason="这是一座山，不是人的名字。")
    row = reviewing.approve_legally(by=staff.second, submission=row)
    assert reviewing.approve(by=staff.reviewer, submission=row).live


def test_the_author_writes_no_reason_for_themself(
    drafted: Submission, staff: Any, doubtful: str
) -> None:
    from lms.core.errors import Denied

    row = send(save(drafted, staff.author, summary=f"{doubtful}脚下的故事。"), staff)
    with pytest.raises(Denied):
        reviewing.allow(by=staff.author, submission=row, reason="这是一座山，不是人的名字。")
    with pytest.raises(Invalid):
        reviewing.allow(by=staff.second, submission=row, reason="是山")


def test_a_reason_holds_for_its_text_alone(drafted: Submission, staff: Any, doubtful: str) -> None:
    row = send(save(drafted, staff.author, summary=f"{doubtful}脚下的故事。"), staff)
    reviewing.allow(by=staff.second, submission=row, reason="这是一座山，不是人的名字。")
    row = submitting.take_back(by=staff.author, submission=row)
    row = send(save(row, staff.author, summary=f"{LIKELY}乙脚下的故事。"), staff)
    with pytest.raises(Conflict) as refused:
        reviewing.approve_legally(by=staff.second, submission=row)
    assert refused.value.code == "reason_needed"


def test_a_proposal_that_nobody_has_read_is_not_sent(drafted: Submission, staff: Any) -> None:
    drafted.proposed = ["facts"]
    drafted.save()
    with pytest.raises(Invalid) as refused:
        send(drafted, staff)
    assert set(refused.value.fields) == {"facts"}
    row = save(drafted, staff.author, seen=("facts",))
    assert send(row, staff).state == "legal_review"


def test_open_findings_keep_it(drafted: Submission, staff: Any) -> None:
    original(drafted, decision="open")
    with pytest.raises(Invalid) as refused:
        send(drafted, staff)
    assert "files" in refused.value.fields
    assert masking.accept_certain(by=staff.author, submission=drafted) == 2
    assert send(drafted, staff).state == "legal_review"


def test_pages_that_are_pictures_are_read_by_somebody(drafted: Submission, staff: Any) -> None:
    file = original(drafted)
    file.incomplete = True
    file.save()
    with pytest.raises(Invalid):
        send(drafted, staff)
    masking.confirm_seen(by=staff.author, submission=drafted, file=file.pk)
    assert send(drafted, staff).state == "legal_review"


@pytest.mark.parametrize("state", ["uploading", "waiting"])
def test_a_file_on_its_way_keeps_it(drafted: Submission, staff: Any, state: str) -> None:
    cases.source_file(drafted, state=state)
    with pytest.raises(Invalid) as refused:
        send(drafted, staff)
    assert "files" in refused.value.fields


def test_a_word_that_was_taken_off_the_lists_is_named(drafted: Submission, staff: Any) -> None:
    row = save(drafted, staff.author, risk_points=("leave", "nowhere"))
    with pytest.raises(Invalid) as refused:
        send(row, staff)
    assert "nowhere" in str(refused.value.fields["risk_points"])


def test_a_reason_is_asked_for(at_county: Submission, staff: Any) -> None:
    with pytest.raises(Invalid):
        reviewing.send_back(by=staff.reviewer, submission=at_county, comment="  ")
    page = reviewing.approve(by=staff.reviewer, submission=at_county)
    with pytest.raises(Invalid):
        releasing.withdraw(by=staff.author, submission=page.submission, reason=" ")


def test_a_name_in_an_original_may_stay_when_somebody_says_so(
    drafted: Submission, staff: Any
) -> None:
    file = original(drafted)
    masking.decide(
        by=staff.author, submission=drafted, file=file.pk, number=1, decision="rejected",
        always=True,
    )  # fmt: skip
    row = save(drafted, staff.author, facts=f"{FACTS}后来{NAME}后悔了。")
    assert residue.of(row).is_clean
