"""What the journeys of tests find: candidates and papers; made inside the platform."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from PIL import Image

from exams.bank import pictures, plain
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
    pictured = exams.paper(_with_a_picture(), title="看图答题", minutes=30, attempts=3)
    for number in range(1, CANDIDATES + 1):
        offender = people.offender(
            land.office, username=f"sits{number}", name="王建国", code=f"SI-{number}",
            id_number=people.id_number(serial=8500 + number),
        )  # fmt: skip
        Offer.objects.create(
            paper=every, person=offender.user, month=str(Month.current()), due_on=today()
        )
    return {"every": str(every.pk), "short": str(short.pk), "pictured": str(pictured.pk)}


def _with_a_picture() -> Any:
    """A question about a picture that is larger than a phone."""
    memory = BytesIO()
    Image.new("RGB", (1200, 800), "olive").save(memory, "PNG")
    stem = '<p>看图：这是什么路牌？</p><p><img src="sign.png" alt="红圈里一条横杠的路牌"></p>'
    form = exams.body(stem=stem, pictures={"sign.png": memory.getvalue()})
    named = pictures.named(form)
    made = exams.question(stem=named.stem, pictures=named.pictures)
    pictures.store(made, named, by=made.made_by)
    return made
