"""What the journeys of tests find: candidates and papers; made inside the platform."""

from __future__ import annotations

from typing import Any

from exams.bank import plain
from exams.models import Offer
from lms.accounts.models import Organisation
from lms.core.months import Month, today
from tests.factories import exams, people

CANDIDATES = 24
KINDS = (
    (plain.SINGLE, "去外地看病两天，应该先做什么？"),
    (plain.MULTIPLE, "哪些事要先报告司法所？"),
    (plain.TRUE_FALSE, "换了手机号码不用告诉司法所。"),
    (plain.FILL, "外出须提前{{1}}日申请，由{{2}}批准。"),
    (plain.MATCHING, "把行为和扣分连起来。"),
    (plain.ORDERING, "按先后排一排请假的步骤。"),
    (plain.SHORT, "想请假去外地，您会怎么做？"),
    (plain.CASE, "<p>老乡叫小李去外县帮忙三天，说不用跟所里讲。</p>"),
)


def make() -> dict[str, Any]:
    """Ids that the journeys use."""
    land = people.land()
    Organisation.objects.filter(pk=land.county.pk).update(study_opens="00:00", study_closes="00:00")
    every = exams.paper(
        *(exams.question(kind, stem=stem) for kind, stem in KINDS),
        title="十一月月度测验", purpose="monthly", minutes=30, attempts=3, shuffle_questions=False,
        intro="请慢慢看题。", show_score="at_once", show_answers="at_once",
    )  # fmt: skip
    short = exams.paper(
        *(exams.question(stem=f"第{number}步做什么？") for number in "一二三"),
        title="请假小测验", minutes=30, attempts=3, shuffle_questions=False, shuffle_options=False,
    )  # fmt: skip
    for number in range(1, CANDIDATES + 1):
        offender = people.offender(
            land.office, username=f"sits{number}", name="王建国", code=f"SI-{number}",
            id_number=people.id_number(serial=8500 + number),
        )  # fmt: skip
        Offer.objects.create(
            paper=every, person=offender.user, month=str(Month.current()), due_on=today()
        )
    return {"every": str(every.pk), "short": str(short.pk)}
