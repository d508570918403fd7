"""A worker killed while it corrects a faulty question: every result is corrected, and once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.stack.platform import Platform, until

COUNT = 700
MAKE = f"""
from exams.actions.regrading import propose_regrade, run_regrade
from exams.actions.sitting import submit
from tests.factories import exams, people
land = people.land()
paper = exams.paper(exams.question(), exams.question())
for _ in range({COUNT}):
    who = people.offender(land.office, password=None).user
    one = exams.sitting(who, paper)
    exams.answer(one, 0, "b")
    submit(by=who, sitting_id=one.pk)
version = paper.questions.get(place=0).version
first, second = (people.user_with_role("manager", land.county) for _ in range(2))
regrade = propose_regrade(by=first, version=version, how="void", accepts=None, reason="题目有误")
run_regrade(by=second, regrade=regrade)
answer = None
"""
STATE = """
from collections import Counter
from exams.models import Mark, Regrade, Sitting
from lms.messaging.models import Message
answer = {
    "done": Regrade.objects.get().state,
    "results": sorted(map(list, Counter(
        (s.grading_version, str(s.points)) for s in Sitting.objects.all()).items())),
    "marks": Mark.objects.filter(version=2).count(),
}
"""


@pytest.mark.stack
def test_a_worker_killed_in_mid_regrade_doubles_nothing(tmp_path: Path) -> None:
    platform = Platform(tmp_path).prepare(pages=False)
    try:
        platform.python(MAKE)
        platform.start("worker")
        changed = "SELECT count(*) FROM exams_sitting WHERE grading_version = 2"
        platform.forward(minutes=2)
        platform.python("from lms.core import jobs; answer = jobs.sweep()")
        until(lambda: platform.query(changed)[0][0] > 0, what="the first corrected results")
        platform.kill("worker")
        assert platform.query(changed)[0][0] < COUNT
        platform.forward(minutes=3)
        platform.start("worker")
        platform.python("from lms.core import jobs; answer = jobs.sweep()")
        until(lambda: platform.query(changed)[0][0] == COUNT, what="the rest")
        until(lambda: _state(platform)["done"] == "done", what="the end")
        state = _state(platform)
    finally:
        platform.stop()
    assert state["results"] == [[[2, "5.00"], COUNT]]
    assert state["marks"] == 2 * COUNT


def _state(platform: Platform) -> dict[str, Any]:
    found: dict[str, Any] = platform.python(STATE)
    return found
