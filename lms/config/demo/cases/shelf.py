"""The cases that are not warnings, and what readers make of the library."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

from cases.actions import asking, shelf, submitting
from cases.draft import CaseDraft
from cases.models import CasePage
from content import authoring, rules
from lms.accounts.models import User
from lms.config.demo.cases import room
from lms.config.demo.cases.drafts import MANUSCRIPT, manuscript
from lms.config.demo.library import Desk
from lms.config.demo.when import ago, as_of
from lms.core.errors import DomainError

Say = Callable[[str], None]
ANYWAY = "已逐处核对：所指均为普通词语和机构通称，不能由此认出任何个人。"
ASKED = (
    (
        20,
        "staff1",
        "两个人的司法所，协理员临时请假时，外出审批由谁来复核？能不能请相邻的司法所代为复核？",
    ),
    (9, "staff2", "案例里的“补写”和正常的补录怎么区分？系统断网那天的走访，第二天录入算不算倒签？"),
)
ANSWER = (
    "不能打到家人或者工作人员的卡上。可以请本人到社保服务窗口办临时卡，"
    "或者由两名工作人员在场、本人签字领取，"
    "当天录入并附照片。拿不准的先问县局财务和我们。"
)
LIST, LIST_NOTE = "请假外出审批：正反两面", "备课用：先看警示，再看榜样。"
SEMINAR, GOAL = (
    "所务会研讨：记录要真，权力要有人看着",
    "每人说出本岗位的一个风险点，和从下周起要改的一个做法。",
)


def publish(desk: Desk, drafts: dict[str, tuple[str, CaseDraft]], say: Say) -> dict[str, CasePage]:
    """Editor's drafts that the reviewer lets through, a few days apart. ``drafts``: pairs of kind
    and draft by code. What the check of names stops stays where it is, as it would anywhere, and is
    told."""
    made = {}
    for number, (code, (kind, draft)) in enumerate(drafts.items()):
        day = ago(6 + 3 * (len(drafts) - number))
        try:
            with as_of(day, 9, 30):
                page = _handed_over(desk, kind, draft)
            made[code] = _reviewed(desk, page, day)
        except DomainError as stopped:
            say(f"  stays where it is: {code}: {stopped} {stopped.fields}")
    return made


def _handed_over(desk: Desk, kind: str, draft: CaseDraft) -> CasePage:
    """By the upload room: what the editor decides there about the manuscript holds in the CMS."""
    by = desk.editor
    row = submitting.open_submission(by=by, organisation=desk.owner, kind=kind)
    room.bring(by, row, MANUSCRIPT, manuscript(draft).encode())
    row = submitting.save_draft(by=by, submission=row, draft=draft, version=row.version)
    room.decide(by, row, draft)
    return submitting.hand_over(by=by, submission=row)


def _reviewed(desk: Desk, page: CasePage, day: date) -> CasePage:
    comment = ANYWAY if rules.doubts_about(page) else ""
    with as_of(day, 16):
        live: CasePage = authoring.publish_reviewed(
            page=page, editor=desk.editor, reviewer=desk.reviewer, comment=comment
        )
    return live


def discuss(staff: dict[str, User], about: Iterable[CasePage]) -> None:
    """Two officers ask, the procuratorate has answered one of them."""
    for number, (page, (days, who, text)) in enumerate(zip(about, ASKED, strict=False)):
        with as_of(ago(days), 11, 20):
            question = asking.ask(by=staff[who], case=page, text=text)
        if number == 0:
            with as_of(ago(days - 2), 15, 45):
                asking.answer(by=staff["prosecutor"], question=question, text=ANSWER)


def teach(teacher: User, one: Iterable[CasePage], two: Iterable[CasePage]) -> None:
    """The teacher's list of ``one`` and a seminar of ``two``, shared with the unit."""
    with as_of(ago(2), 14):
        saved = shelf.make_list(by=teacher, title=LIST, note=LIST_NOTE)
        for page in one:
            shelf.add(by=teacher, case_list=saved, case_id=page.pk)
        seminar = shelf.make_list(by=teacher, title=SEMINAR)
        parts = [shelf.Part(page.pk, 25) for page in two]
        for part in parts:
            shelf.add(by=teacher, case_list=seminar, case_id=part.case_id)
        shelf.plan_seminar(by=teacher, case_list=seminar, goal=GOAL, parts=parts)
        shelf.share(by=teacher, case_list=seminar, shared=True)
